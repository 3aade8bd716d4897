"""Who pays for a posting: shares with one cell each, and how an amount is split by them to the fen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.budget.evidence import FUNDING_RULES
from simlib.present.workbook.prices import unlike
from simlib.programmes.headline import Assumptions

DIGITS = 4
"""Digits of a fen to which exact shares are rounded: what lies behind is noise of the arithmetic."""

TURN = 1e-6
"""By which a payer's remainder is less than its earlier neighbour's, so that ties go to the earlier one."""


@dataclass(frozen=True)
class Payer:
    """A payer's share of what a rule pays for.

    Attributes
    ----------
    name
        Of the cell of its share, such as ``share_hpv_rollout_1``.
    funder, fund
        As in the ledger.
    share
        From 0 to 1; the shares of a rule add up to 1.
    """

    name: str
    funder: str
    fund: str
    share: float


Rules = Mapping[str, tuple[Payer, ...]]
"""Payers in their order, by the path of the assumption that says who pays."""


def payers_of(assumptions: Assumptions, paths: list[str]) -> Rules:
    """Return who pays by the assumptions at some paths; those with no share are left out."""
    rules, taken = {}, []
    for path in paths:
        told = assumptions[path]["value"]
        entries = told["shares"] if isinstance(told, Mapping) else told
        whole = sum(entry["share"] for entry in entries)
        payers = []
        for place, entry in enumerate((entry for entry in entries if entry["share"] > 0), start=1):
            prefix = "share_rule" if path.startswith(FUNDING_RULES) else "share"
            name = unlike(f"{prefix}_{path.rpartition('.')[2]}_{place}", taken)
            taken.append(name)
            payers.append(Payer(name, entry["funder"], entry["fund"], entry["share"] / whole))
        rules[path] = tuple(payers)
    return rules


def split(totals: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Split fen as the workbook's formulas do: by largest remainder, ties to the earlier payer.

    It is `simlib.core.apportion.largest_remainder` but for ties that only the noise of binary fractions tells
    apart.

    Parameters
    ----------
    totals
        Fen, int64 of shape (lines,).
    shares
        Shares of the payers, which add up to 1: shape (payers,).

    Returns
    -------
    numpy.ndarray
        Fen, int64 of shape (lines, payers).
    """
    exact = np.round(np.abs(totals)[:, None] * shares, DIGITS)
    whole = np.floor(exact)
    turn = np.arange(shares.size) * TURN
    remainder = np.round(exact - whole, DIGITS) - turn
    rank = (-remainder).argsort(axis=1, kind="stable").argsort(axis=1)
    left = np.abs(totals) - whole.sum(axis=1)
    return (np.sign(totals)[:, None] * (whole + (rank < left[:, None]))).astype(np.int64)
