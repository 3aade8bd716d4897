"""From approved claims to payments: when each is promised, due, and on the bank card."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Calendar, Horizon
from simlib.core.kernels import kernel
from simlib.programmes.family_subsidies.entitlement import Dues
from simlib.programmes.family_subsidies.path_assumptions import Payment
from simlib.programmes.family_subsidies.path_claims import NOT_YET, ClaimLog, day_of
from simlib.programmes.family_subsidies.path_offices import batch_days
from simlib.programmes.family_subsidies.submissions import Submissions

DAYS_TO_A_BATCH = 400
"""Room behind the last payment: batches come at least once a year, on the next working day."""


@dataclass(frozen=True)
class Payments:
    """Payments on approved claims, one entry a payment in each array; ordered by claim, then day.

    Attributes
    ----------
    claim
        Row of the claim in `Submissions`.
    due
        Row of what is paid in `Dues`.
    committed
        Day of the approval, which promises every payment of the claim.
    payable
        Day from which on the payment is owed: of the approval, or on which it falls due if that is later.
    paid
        Day of the batch; it may lie beyond the horizon, as the other two may not and may.
    """

    claim: np.ndarray
    due: np.ndarray
    committed: np.ndarray
    payable: np.ndarray
    paid: np.ndarray

    def __len__(self) -> int:
        return self.claim.size


def payments_of(
    submissions: Submissions, log: ClaimLog, dues: Dues, payment: Payment, calendar: Calendar
) -> Payments:
    """Return the payments of all claims that are approved within the horizon, those beyond it included.

    Parameters
    ----------
    submissions, log
        The claims and what became of them.
    dues
        What they claim.
    payment
        When batches are paid.
    calendar
        The horizon and its holidays.
    """
    approved = np.flatnonzero(log.approved != NOT_YET)
    asked = submissions.applications
    first, behind = asked.first[approved], asked.behind[approved]
    last_day = int(dues.day.max(initial=0)) + payment.prepared + DAYS_TO_A_BATCH
    longer = Horizon(calendar.horizon.first, calendar.horizon.date_of(max(last_day, calendar.horizon.days)))
    batches = batch_days(payment, Calendar(longer, calendar.holidays, calendar.makeup_workdays))
    place, due, committed, payable, paid = _pay(
        first, behind, day_of(log.approved[approved]), dues.day, batches, payment.prepared
    )
    return Payments(approved[place], due, committed, payable, paid)


@kernel
def _pay(first, behind, approved, day, batches, prepared):
    size = (behind - first).sum()
    claim, due = np.empty(size, np.int64), np.empty(size, np.int64)
    committed, payable = np.empty(size, np.int32), np.empty(size, np.int32)
    paid = np.empty(size, np.int32)
    payment = 0
    for place in range(first.size):
        batch = 0
        for row in range(first[place], behind[place]):
            owed = max(approved[place], day[row])
            # Later payments of a claim fall due later, so the search goes on where it stopped.
            batch += np.searchsorted(batches[batch:], owed + prepared)
            claim[payment], due[payment] = place, row
            committed[payment], payable[payment] = approved[place], owed
            paid[payment] = batches[batch]
            payment += 1
    return claim, due, committed, payable, paid
