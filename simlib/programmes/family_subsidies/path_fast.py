"""The path of a claim, compiled: the rules of `path_simpy`, stage by stage for all claims."""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Calendar
from simlib.programmes.family_subsidies.path_assumptions import ClaimPathSection
from simlib.programmes.family_subsidies.path_claims import NOT_YET, ClaimLog, Claims, day_of, first_visits
from simlib.programmes.family_subsidies.path_kernel import pass_through
from simlib.programmes.family_subsidies.path_offices import batch_days, offices_of


def run_engine(
    claims: Claims, path: ClaimPathSection, townships: tuple[str, ...], calendar: Calendar
) -> ClaimLog:
    """Send claims on their way; see `path_engines.run_path`."""
    order = np.argsort(claims.claim)
    log = _in_order_of_claims(claims.take(order), path, townships, calendar)
    return log.take(np.argsort(order))


def _in_order_of_claims(
    claims: Claims, path: ClaimPathSection, townships: tuple[str, ...], calendar: Calendar
) -> ClaimLog:
    desks, review, approval = offices_of(path, townships, calendar)
    at_once = np.zeros(len(claims), np.bool_)
    the_city = np.zeros(len(claims), np.int32)
    comes = first_visits(claims, calendar.horizon)
    received, visits = pass_through(comes, claims.desk, claims.papers_missing, desks)
    reviewed, _ = pass_through(received, claims.township, at_once, review)
    noticed = _noticed(reviewed, claims.valid, path.notice.days, calendar.horizon.seconds)
    approved, _ = pass_through(noticed, the_city, at_once, approval)
    paid_day = _paid_day(approved, path.payment.prepared, batch_days(path.payment, calendar))
    return ClaimLog(claims.claim, received, reviewed, noticed, approved, paid_day, visits)


def _noticed(reviewed: np.ndarray, valid: np.ndarray, days: int, horizon: int) -> np.ndarray:
    """Return the midnight at which each notice ends."""
    ends = (day_of(reviewed) + 1 + days) * SECONDS_PER_DAY
    return np.where((reviewed != NOT_YET) & valid & (ends < horizon), ends, NOT_YET)


def _paid_day(approved: np.ndarray, prepared: int, batches: np.ndarray) -> np.ndarray:
    """Return the day of the first batch that holds each claim."""
    batch = np.searchsorted(batches, day_of(approved) + prepared)
    return np.where(approved != NOT_YET, np.append(batches, NOT_YET)[batch], NOT_YET)
