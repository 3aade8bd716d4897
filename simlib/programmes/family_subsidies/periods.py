"""What an instrument pays for: calendar months, semesters or calendar years."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.family_subsidies.instrument_assumptions import Semester

MONTHS_IN = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Periods:
    """Periods in order, without gaps; days are numbers from the first of the horizon.

    Attributes
    ----------
    first, last
        First and last day of each, int32 of shape (periods,).
    """

    first: np.ndarray
    last: np.ndarray


def calendar_periods(kind: str, semesters: tuple[Semester, ...], horizon: Horizon, until: date) -> Periods:
    """Return the months, semesters or calendar years from the first day of the horizon to a day.

    Parameters
    ----------
    kind
        One of `PERIODS`.
    semesters
        The semester calendar.
    horizon
        Its first day lies in the first period.
    until
        Lies in the last period, or behind it where the semester calendar ends before.
    """
    if kind == "semester":
        first = np.array([horizon.day_of(semester.first_day) for semester in semesters], np.int32)
        last = np.array([horizon.day_of(semester.last_day) for semester in semesters], np.int32)
        inside = (last >= 0) & (first <= horizon.day_of(until))
        return Periods(first[inside], last[inside])
    months = MONTHS_IN[kind]
    start = np.datetime64(horizon.first, "M")
    start -= (start.astype(np.int64)) % months
    end = np.datetime64(until, "M")
    edges = np.arange(start, end + months + 1, months).astype("datetime64[D]")
    days = (edges - np.datetime64(horizon.first, "D")).astype(np.int32)
    return Periods(days[:-1], days[1:] - 1)
