"""When batches of payments are sent: a day of the month, or the next working day."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date

import numpy as np

from simlib.core.clock import WORKING_WEEK, Calendar


def days_of_batches(months: Collection[int], day_of_month: int, calendar: Calendar) -> np.ndarray:
    """Return the days on which batches are paid: int64 numbers of days within the horizon, rising.

    Parameters
    ----------
    months
        Months of the year in which there is a batch, from 1 to 12.
    day_of_month
        Its day, from 1 to 31; the last one in a shorter month, and the next working day where it is none.
    calendar
        The horizon and its holidays.
    """
    horizon, working = calendar.horizon, np.flatnonzero(calendar.open_days(WORKING_WEEK))
    planned = []
    for number in range(horizon.months):
        year, month = divmod(12 * horizon.first.year + horizon.first.month - 1 + number, 12)
        if month + 1 in months:
            last_of_month = monthrange(year, month + 1)[1]
            day = date(year, month + 1, min(day_of_month, last_of_month))
            planned.append(horizon.day_of(day))
    place = np.searchsorted(working, np.array(planned, np.int64))
    return np.unique(working[place[place < working.size]]).astype(np.int64)
