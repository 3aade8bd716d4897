"""The offices as arrays: which desks there are, who works on which day, and when batches are paid."""

from typing import NamedTuple

import numpy as np

from simlib.core.batches import days_of_batches
from simlib.core.clock import SECONDS_PER_DAY, Calendar
from simlib.programmes.family_subsidies.path_assumptions import (
    CaseWork,
    ClaimPathSection,
    Desks,
    Office,
    Payment,
)


class Offices(NamedTuple):
    """All offices of one kind for the compiled engine.

    Attributes
    ----------
    opens, last
        Seconds of the day: nobody starts before `opens`, nor at or after `last`.
    staff
        int32 of shape (rosters, days): who works in an office on a day, 0 where it is closed.
    roster
        int64 of shape (offices,): row of `staff` of each office.
    seconds
        Seconds of a service.
    first_seconds
        Seconds of the first service of those who must come twice.
    again
        Seconds from the end of that first service until they come again, at least a day.
    """

    opens: int
    last: int
    staff: np.ndarray
    roster: np.ndarray
    seconds: int
    first_seconds: int
    again: int


def desk_townships(desks: Desks, townships: tuple[str, ...]) -> np.ndarray:
    """Return the place of the township of each desk, int32 of shape (desks,), rising."""
    numbers = [desks.number[township] for township in townships]
    return np.repeat(np.arange(len(townships), dtype=np.int32), numbers)


def desks_at(draws: np.ndarray, township: np.ndarray, desks: Desks, townships: tuple[str, ...]) -> np.ndarray:
    """Return a desk of their township for people by luck.

    Parameters
    ----------
    draws
        float64 of shape (people,), uniform on [0, 1).
    township
        Places of their townships, integers of shape (people,).
    desks, townships
        The assumptions, and the names of all townships.

    Returns
    -------
    numpy.ndarray of int32
        Place of a desk, of shape (people,).
    """
    number = np.array([desks.number[name] for name in townships], np.int64)
    first = np.cumsum(number) - number
    return (first[township] + (draws * number[township]).astype(np.int64)).astype(np.int32)


def staff_by_day(
    path: ClaimPathSection, office: Office, township: str | None, calendar: Calendar
) -> np.ndarray:
    """Return who works in an office on each day, int32 of shape (days,): 0 when it is closed.

    Parameters
    ----------
    path
        The assumptions; more staff away than there are leave none.
    office, township
        Which office; the approval has no township.
    calendar
        The horizon and its holidays.
    """
    usual, opening_days = _usual(path, office, township)
    staff = np.full(calendar.horizon.days, usual, np.int32)
    day_of = calendar.horizon.day_of
    for change in path.staff_changes:
        if change.concerns(office, township):
            staff[max(day_of(change.first_day), 0) : max(day_of(change.last_day) + 1, 0)] += change.staff
    return np.where(calendar.open_days(opening_days), np.maximum(staff, 0), 0).astype(np.int32)


def _usual(path: ClaimPathSection, office: Office, township: str | None) -> tuple[int, tuple[str, ...]]:
    """Return staff and opening days of an office."""
    if office == "desk":
        return path.desks.staff[township], path.desks.opening_days[township]
    if office == "review":
        return path.review.workers[township], path.review.opening_days
    return path.approval.workers, path.approval.opening_days


def offices_of(
    path: ClaimPathSection, townships: tuple[str, ...], calendar: Calendar
) -> tuple[Offices, Offices, Offices]:
    """Return the desks, the offices of review, and the one of approval."""
    desk_staff, review_staff = (
        np.stack([staff_by_day(path, office, township, calendar) for township in townships])
        for office in ("desk", "review")
    )
    complete, incomplete = path.desks.visit_seconds
    again = path.desks.second_visit * SECONDS_PER_DAY
    desk_roster = desk_townships(path.desks, townships).astype(np.int64)
    desks = Offices(*path.desks.hours.seconds, desk_staff, desk_roster, complete, incomplete, again)
    approval_staff = staff_by_day(path, "approval", None, calendar)[None]
    return desks, _case_work(path.review, review_staff), _case_work(path.approval, approval_staff)


def _case_work(work: CaseWork, staff: np.ndarray) -> Offices:
    opens, closes = work.hours.seconds
    seconds = work.case_seconds
    last = closes - seconds + 1
    return Offices(opens, last, staff, np.arange(len(staff)), seconds, seconds, SECONDS_PER_DAY)


def batch_days(payment: Payment, calendar: Calendar) -> np.ndarray:
    """Return the days on which batches are paid: int64 numbers of days within the horizon, rising."""
    return days_of_batches(payment.months, payment.day_of_month, calendar)
