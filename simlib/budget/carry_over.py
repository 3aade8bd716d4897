"""What a year leaves: carried over (结转) where something is still owed for it, else surplus (结余)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.budget.lines import Amounts, Line


@dataclass(frozen=True)
class Leavings:
    """Unspent appropriations by line, int64 fen.

    Attributes
    ----------
    carried_over
        What was committed within the year and is not paid yet.
    surplus
        What nobody needs; it goes back to the budget.
    """

    carried_over: np.ndarray
    surplus: np.ndarray


def leavings(unspent: np.ndarray, open_commitments: np.ndarray) -> Leavings:
    """Divide unspent appropriations; lines that overspent leave nothing.

    Parameters
    ----------
    unspent
        Appropriation less what the year costs, fen by line.
    open_commitments
        Committed up to the end of the year and not paid by then, fen by line.
    """
    unspent = np.maximum(unspent, 0)
    carried_over = np.minimum(unspent, np.maximum(open_commitments, 0))
    return Leavings(carried_over, unspent - carried_over)


def open_at_end(committed: Amounts, paid: Amounts, lines: Sequence[Line], year: int) -> np.ndarray:
    """Return what a run has committed and not paid when a fiscal year ends, fen by line."""
    ends = f"{year}-12"
    so_far = [
        amounts.of(lines, [month for month in amounts.months if month <= ends]).fen.sum(axis=1)
        for amounts in (committed, paid)
    ]
    return so_far[0] - so_far[1]
