"""When a contract is paid: as work is done, at the settlement, and when the retention is released."""

from dataclasses import dataclass

import numpy as np

from simlib.programmes.works.assumptions import Payment
from simlib.programmes.works.value import Value

WAYS = ("progress", "settlement", "retention")
"""Progress payments (进度款), the settlement (竣工结算), the retention money (质量保证金)."""


@dataclass(frozen=True)
class Payments:
    """What falls due for one project from when work goes on, one entry a payment.

    Attributes
    ----------
    before
        Fen paid before.
    month
        Month in which it falls due, int64; it may lie before the horizon.
    way
        Place in `WAYS`.
    amount
        Fen, int64, never zero.
    """

    before: int
    month: np.ndarray
    way: np.ndarray
    amount: np.ndarray


def payments_of(value: Value, accepted: int, payment: Payment) -> Payments:
    """Return what is paid for work done.

    Progress payments follow the running value of the work, so that rounding never adds up.

    Parameters
    ----------
    value
        Of the work by month.
    accepted
        Month of completion acceptance.
    payment
        Its shares, and the months that they take.
    """
    running = value.before + np.concatenate([[0], np.cumsum(value.monthly)])
    so_far = np.rint(payment.progress * running).astype(np.int64)
    last = value.first_month + value.monthly.size - 1
    settled = max(accepted + payment.settled_after, last)
    released = max(accepted + payment.released_after, settled)
    all_but_retained = int(np.rint(value.total * (1 - payment.retained)))
    settlement = max(all_but_retained - int(so_far[-1]), 0)
    retention = value.total - int(so_far[-1]) - settlement
    month = np.append(value.first_month + np.arange(value.monthly.size), [settled, released])
    way = np.append(np.zeros(value.monthly.size, np.int64), [1, 2])
    amount = np.append(np.diff(so_far), [settlement, retention])
    due = amount != 0
    return Payments(int(so_far[0]), month[due], way[due], amount[due])
