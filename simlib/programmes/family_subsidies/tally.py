"""Adding payments up: by month, township, instrument and parity, compiled."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.kernels import kernel
from simlib.core.posting import STAGES
from simlib.programmes.family_subsidies.ages import MonthStarts, month_of
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.entitlement import Dues
from simlib.programmes.family_subsidies.payments import Payments
from simlib.programmes.family_subsidies.rules import Rules
from simlib.programmes.family_subsidies.submissions import KINDS, Submissions

FULL, REST = range(2)
"""A payment is the full amount, or what a cap leaves of it."""
WORD = 64


@dataclass(frozen=True)
class Tally:
    """Payments added up; townships, instruments and parities are places, and nobody has parity 0.

    Attributes
    ----------
    count
        Payments by stage, month (those beyond the horizon included), township, instrument, parity, and
        whether `FULL` or `REST`: int64.
    price
        Fen of a payment by instrument, parity, and whether `FULL` or `REST`: int64.
    people
        Children for whom something is paid within the horizon, by month, township, instrument and parity.
    fen
        Paid within the horizon, by month, township, instrument, parity and kind of claim (`KINDS`).
    """

    count: np.ndarray
    price: np.ndarray
    people: np.ndarray
    fen: np.ndarray


def tally_of(
    payments: Payments,
    submissions: Submissions,
    dues: Dues,
    children: Children,
    rules: Rules,
    townships: int,
    horizon: Horizon,
    starts: MonthStarts,
) -> Tally:
    """Add payments up."""
    price = _prices(rules)
    last = max(int(payments.paid.max(initial=0)), horizon.days)
    months = int(month_of(starts.day, starts.zero, last)) + 1
    cells = townships, price.shape[0], len(PARITIES) + 1
    count = np.zeros((len(STAGES), months, *cells, 2), np.int64)
    people = np.zeros((horizon.months, *cells), np.int64)
    fen = np.zeros((horizon.months, *cells, len(KINDS)), np.int64)
    _add_up(
        (payments.claim, payments.due, payments.committed, payments.payable, payments.paid),
        submissions.kind,
        (dues.child, dues.instrument, dues.amount),
        (children.township, children.parity),
        price,
        (starts.day, starts.zero),
        np.zeros((len(children), price.shape[0], -(-horizon.months // WORD)), np.uint64),
        (count, people, fen),
    )
    return Tally(count, price, people, fen)


def _prices(rules: Rules) -> np.ndarray:
    """Return fen by instrument, parity and whether in full or what a cap leaves."""
    price = np.zeros((len(rules.yields), len(PARITIES) + 1, 2), np.int64)
    for window in rules.windows:
        price[window["instrument"], :, FULL] = window["amount"]
        price[window["instrument"], :, REST] = window["most"] % np.maximum(window["amount"], 1)
    return price


@kernel
def _add_up(payments, kind, dues, children, price, starts, seen, out):
    claim, due, committed, payable, paid = payments
    due_child, due_instrument, amount = dues
    township, parity = children
    day_of_month, zero = starts
    count, people, fen = out
    for row in range(claim.size):
        c, i, fen_paid = due_child[due[row]], due_instrument[due[row]], amount[due[row]]
        t, p = township[c], parity[c]
        part = 0 if fen_paid == price[i, p, 0] else 1
        count[0, month_of(day_of_month, zero, committed[row]), t, i, p, part] += 1
        count[1, month_of(day_of_month, zero, payable[row]), t, i, p, part] += 1
        month = month_of(day_of_month, zero, paid[row])
        count[2, month, t, i, p, part] += 1
        if month < people.shape[0]:
            fen[month, t, i, p, kind[claim[row]]] += fen_paid
            bit = np.uint64(1) << np.uint64(month % 64)
            if seen[c, i, month // 64] & bit == 0:
                seen[c, i, month // 64] |= bit
                people[month, t, i, p] += 1
