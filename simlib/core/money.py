"""Money is a whole number of fen inside, and yuan only where a person reads it."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from simlib.core.clock import DAYS_A_YEAR

FEN_PER_YUAN = 100
MONTHS_A_YEAR = 12


def to_fen(yuan: float) -> int:
    """Return an amount in yuan as whole fen, half a fen rounded away from zero.

    Parameters
    ----------
    yuan
        Amount as written in a scenario; its shortest decimal form counts, so 0.285 is 29 fen.
    """
    return int((Decimal(repr(float(yuan))) * FEN_PER_YUAN).quantize(Decimal(1), ROUND_HALF_UP))


def fen_a_day(yuan_a_month: float) -> int:
    """Return a price a month as fen a day, twelve months being a year of 365.25 days."""
    return to_fen(yuan_a_month * MONTHS_A_YEAR / DAYS_A_YEAR)


def to_yuan(fen) -> np.ndarray:
    """Return fen as yuan, float64; exact to the fen below 70 trillion yuan."""
    return np.asarray(fen, dtype=np.int64) / FEN_PER_YUAN
