"""Works as postings: committed when they begin, payable as they fall due, paid some months later."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.core.posting import KINDS, STAGES, Postings
from simlib.core.tables import group_sum
from simlib.programmes.works.bond import FLOWS, BondFlows
from simlib.programmes.works.payments import Payments

CAPITAL = KINDS.index("capital")
BOND_KINDS = {"proceeds": "income", "interest": "current", "principal": "capital"}
"""Kinds of postings by flow of a bond."""


@dataclass(frozen=True)
class Bill:
    """What is to be paid for one project.

    Attributes
    ----------
    item
        Account.
    cohort
        The cohort that it is posted under; empty for none.
    committed
        Number of the month in which work goes on; it may lie before the horizon.
    payments
        What falls due.
    """

    item: str
    cohort: str
    committed: int
    payments: Payments


@dataclass(frozen=True)
class Rows:
    """Amounts of one account, kind and cohort: `due` month and fen of each, int64."""

    item: int
    kind: int
    cohort: int
    committed: int
    due: np.ndarray
    amount: np.ndarray


def bond_items(prefix: str) -> tuple[str, ...]:
    """Return the accounts of a programme's bond."""
    return tuple(f"{prefix}_bond_{flow}" for flow in FLOWS)


def works_postings(
    bills: Sequence[Bill],
    bond: BondFlows,
    items: tuple[str, ...],
    prefix: str,
    lag: int,
    months: int,
    townships: tuple[str, ...],
) -> Postings:
    """Return the postings of works, and of the bond that pays for them.

    A contract commits all that it will come to cost. What is due before the horizon is left out, and so are
    works that begin, and bonds that are issued, only after it.

    Parameters
    ----------
    bills
        What is to be paid.
    bond
        Its flows.
    items
        Names of all accounts of the programme's works, those of the bond included.
    prefix
        With which the accounts of the bond begin.
    lag
        Months from when an amount of a contract is due until it is paid.
    months
        Of the horizon.
    townships
        Names of the townships; works belong to the city.
    """
    cohorts = tuple(dict.fromkeys(bill.cohort for bill in bills if bill.cohort))
    parts = [_staged(_of_bill(bill, items, cohorts), lag) for bill in bills if bill.committed < months]
    if bond.issued < months:
        parts += [_staged(rows, 0) for rows in _of_bond(bond, items, prefix)]
    table = np.concatenate([np.zeros((6, 0), np.int64), *parts], axis=1)
    (month, item, stage, kind, cohort), amount = group_sum(table[:-1], table[-1])
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=kind,
        township=np.full(month.size, -1),
        cohort=cohort - 1,
        quantity=np.ones(month.size, np.int64),
        unit_price=amount,
        items=items,
        townships=townships,
        cohorts=cohorts,
    )


def _of_bill(bill: Bill, items: tuple[str, ...], cohorts: tuple[str, ...]) -> Rows:
    cohort = cohorts.index(bill.cohort) if bill.cohort else -1
    payments = bill.payments
    return Rows(items.index(bill.item), CAPITAL, cohort, bill.committed, payments.month, payments.amount)


def _of_bond(bond: BondFlows, items: tuple[str, ...], prefix: str) -> list[Rows]:
    rows = []
    for place, (flow, item) in enumerate(zip(FLOWS, bond_items(prefix), strict=True)):
        mine = bond.flow == place
        kind = KINDS.index(BOND_KINDS[flow])
        rows.append(Rows(items.index(item), kind, -1, bond.issued, bond.month[mine], bond.amount[mine]))
    return rows


def _staged(rows: Rows, lag: int) -> np.ndarray:
    """Return month, item, stage, kind, cohort and amount of what is due within the horizon or after it."""
    due, amount = (column[rows.due >= 0] for column in (rows.due, rows.amount))
    committed = np.full(due.size, max(rows.committed, 0))
    month = np.concatenate([committed, due, due + lag])
    same = [np.full(month.size, value) for value in (rows.item, rows.kind, rows.cohort + 1)]
    stage = np.repeat(np.arange(len(STAGES)), due.size)
    return np.stack([month, same[0], stage, same[1], same[2], np.tile(amount, len(STAGES))])
