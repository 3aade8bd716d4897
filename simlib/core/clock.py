"""The clock of a run and the calendar it is read against.

The clock counts integer seconds from the start of the horizon; a day is 86,400 of them. The calendar is
data of the scenario, so that an upgrade of a holiday library never changes a result.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

SECONDS_PER_DAY = 86_400
DAYS_A_YEAR = 365.25
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_WEEK = frozenset(WEEKDAYS[:5])


@dataclass(frozen=True)
class Horizon:
    """The days that a run covers, first and last day included.

    Attributes
    ----------
    first, last
        First and last simulated day.
    """

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of simulated days."""
        return (self.last - self.first).days + 1

    @property
    def seconds(self) -> int:
        """Length of the horizon on the clock, in seconds."""
        return self.days * SECONDS_PER_DAY

    def day_of(self, when: date) -> int:
        """Return the day number of a date: 0 on the first day, negative before it."""
        return (when - self.first).days

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return self.first + timedelta(days=int(day))

    @cached_property
    def dates(self) -> np.ndarray:
        """All simulated days, datetime64[D] of shape (days,)."""
        return np.datetime64(self.first, "D") + np.arange(self.days)

    @cached_property
    def month_of_day(self) -> np.ndarray:
        """Number of the month of each day, int32 of shape (days,); the month of the first day is 0."""
        months = self.dates.astype("datetime64[M]")
        return (months - months[0]).astype(np.int32)

    @property
    def months(self) -> int:
        """Number of calendar months that the horizon touches."""
        return int(self.month_of_day[-1]) + 1

    def month_start(self, month) -> np.ndarray:
        """Return the first day of months by number, datetime64[D]; numbers past the horizon are allowed."""
        return (np.datetime64(self.first, "M") + np.asarray(month)).astype("datetime64[D]")

    def month_number(self, days) -> np.ndarray:
        """Return the numbers of the months of days, int64; days outside the horizon are allowed."""
        months = (np.datetime64(self.first, "D") + np.asarray(days)).astype("datetime64[M]")
        return (months - np.datetime64(self.first, "M")).astype(np.int64)

    def month_edges(self) -> np.ndarray:
        """Return day numbers at which months begin, closed by `days`: int64 of shape (months + 1,)."""
        starts = np.searchsorted(self.month_of_day, np.arange(self.months))
        return np.append(starts, self.days)


@dataclass(frozen=True)
class Calendar:
    """Which days of the horizon are public holidays and make-up workdays (调休上班).

    Attributes
    ----------
    horizon
        The simulated days.
    holidays, makeup_workdays
        Dates; those outside the horizon are ignored.
    """

    horizon: Horizon
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]

    def open_days(self, weekdays: Collection[str]) -> np.ndarray:
        """Return on which days a place is open, bool of shape (days,).

        A place opens on its weekdays except on public holidays. One that opens on all five days of the
        working week also opens on make-up workdays.

        Parameters
        ----------
        weekdays
            Names from `WEEKDAYS`.
        """
        first_weekday = self.horizon.first.weekday()
        weekday_of_day = (first_weekday + np.arange(self.horizon.days)) % 7
        opens = np.isin(weekday_of_day, [WEEKDAYS.index(name) for name in weekdays])
        opens[self._holidays] = False
        if set(weekdays) >= WORKING_WEEK:
            opens[self._makeup_workdays] = True
        return opens

    @cached_property
    def _holidays(self) -> np.ndarray:
        return self._marked(self.holidays)

    @cached_property
    def _makeup_workdays(self) -> np.ndarray:
        return self._marked(self.makeup_workdays)

    def _marked(self, dates: Collection[date]) -> np.ndarray:
        days = np.array([self.horizon.day_of(when) for when in dates], dtype=np.int64)
        return days[(days >= 0) & (days < self.horizon.days)]
