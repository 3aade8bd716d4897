"""On which days which kind of woman can come, as an array for the compiled engine.

Women ask on a day on which they can come, and are given such days only.
"""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.kernels import inlined_kernel
from simlib.programmes.hpv_rollout.presence_assumptions import Periods, Presence

HERE, AWAY, SCHOOLGIRL = range(3)
"""Kinds of women: who can come on any day; who lives elsewhere; who lives at home and goes to school."""


def days_there(presence: Presence, horizon: Horizon) -> np.ndarray:
    """Return when each kind of woman can come: bool of shape (kinds, days)."""
    there = np.ones((3, horizon.days), bool)
    there[AWAY] = within(presence.away_visits, horizon.dates)
    for term in presence.terms:
        inside = within((term,), horizon.dates)
        week = _week(horizon.dates) - _week(np.datetime64(term.first_day, "D"))
        there[SCHOOLGIRL, inside] &= week[inside] % presence.boarding_cycle == 0
    there[SCHOOLGIRL, within(presence.exams, horizon.dates)] = False
    return there


def first_days(marked: np.ndarray) -> np.ndarray:
    """Return the first marked day from each day on.

    Parameters
    ----------
    marked
        bool of shape (rows, days).

    Returns
    -------
    numpy.ndarray
        int32 of shape (rows, days + 1); `days` where there is none.
    """
    rows, days = marked.shape
    day = np.where(marked, np.arange(days), days)
    first = np.minimum.accumulate(day[:, ::-1], axis=1)[:, ::-1]
    return np.hstack([first, np.full((rows, 1), days)]).astype(np.int32)


def within(periods: Periods, dates: np.ndarray) -> np.ndarray:
    """Return which dates lie in one of some periods: bool of their shape."""
    inside = np.zeros(dates.size, bool)
    for period in periods:
        inside |= (dates >= np.datetime64(period.first_day)) & (dates <= np.datetime64(period.last_day))
    return inside


def _week(dates: np.ndarray) -> np.ndarray:
    """Return numbers of weeks from Monday to Sunday; 1 January 1970 was a Thursday."""
    return (dates.astype(np.int64) + 3) // 7


@inlined_kernel
def first_day_there(person, day, first_there):
    """Return the first day from `day` on on which a `PERSON` can come; `first_there` is of `days_there`."""
    if person.away:
        return first_there[AWAY, day]
    if person.school_from <= day < person.school_until:
        # Who is done with school before she is let out can come on any day.
        return min(first_there[SCHOOLGIRL, day], person.school_until)
    return day


@inlined_kernel
def first_day_asking(person, day, first_there):
    """Return the first day from `day` on on which a `PERSON` can come, or her school may bring her."""
    there = first_day_there(person, day, first_there)
    if day < person.brought_until:
        there = min(there, max(day, person.brought_from))
    return there
