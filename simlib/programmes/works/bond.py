"""A special bond (专项债): its proceeds, interest each half-year, and its principal at the end."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.works.project_assumptions import Bond

FLOWS = ("proceeds", "interest", "principal")
"""What a bond brings and costs."""

MONTHS_BETWEEN = 6
"""Interest is paid each half-year."""


@dataclass(frozen=True)
class BondFlows:
    """Money of a bond, one entry a flow.

    Attributes
    ----------
    issued
        Number of the month in which it is issued; it may lie before the horizon.
    month, flow, amount
        Number of the month, place in `FLOWS`, and fen; proceeds are negative.
    """

    issued: int
    month: np.ndarray
    flow: np.ndarray
    amount: np.ndarray


def bond_flows(bond: Bond, left: int, horizon: Horizon) -> BondFlows:
    """Return the flows of a bond that pays a share of what is left to be paid, in fen."""
    issued = 12 * (bond.issued.year - horizon.first.year) + bond.issued.month - horizon.first.month
    principal = int(np.rint(bond.share * left))
    interest = int(np.rint(principal * bond.rate * MONTHS_BETWEEN / 12))
    dates = issued + np.arange(MONTHS_BETWEEN, 12 * bond.years + 1, MONTHS_BETWEEN)
    month = np.concatenate([[issued], dates, [issued + 12 * bond.years]])
    flow = np.concatenate([[0], np.full(dates.size, 1), [2]])
    amount = np.concatenate([[-principal], np.full(dates.size, interest), [principal]])
    there = amount != 0
    return BondFlows(issued, month[there], flow[there], amount[there])
