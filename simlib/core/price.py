"""Prices over the years: what rises, and what money of another year is worth."""

import numpy as np


def grown(rate: float, years: np.ndarray) -> np.ndarray:
    """Return by which factor something grows in a number of years, negative ones included.

    Parameters
    ----------
    rate
        A year, above -1; 0.02 is 2%.
    years
        Whole years, of any shape.
    """
    return (1.0 + rate) ** np.asarray(years, np.float64)


def risen(fen: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Return amounts in fen times a factor, as whole fen (half a fen goes to the even one)."""
    return np.rint(np.asarray(fen) * factor).astype(np.int64)
