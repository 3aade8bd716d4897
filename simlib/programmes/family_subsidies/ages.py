"""Ages in months, reckoned on days: a month of age is completed on the day of birth of a later month.

Where that month lacks the day, as April lacks the 31st and most Februaries the 29th, it is completed on the
first day of the month after, as birthdays are elsewhere in the workbench.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.kernels import kernel

MONTHS_BEFORE, MONTHS_AFTER = 12 * 25, 12 * 70
"""How far the months of a `MonthStarts` reach before and after the first day of the horizon.

The last that is asked for ends the time to claim (10 years) what is due at 20 years of age to a child of the
last day of the longest horizon (31 years).
"""
MEAN_DAYS_A_MONTH = 30.436875
"""For a first guess."""


class MonthStarts(NamedTuple):
    """First days of months.

    Attributes
    ----------
    day
        Number of the day on which each month begins, int32, from the first of the horizon.
    zero
        Place of the month in which the horizon begins.
    """

    day: np.ndarray
    zero: int


def month_starts(horizon: Horizon) -> MonthStarts:
    """Return the first days of the months around a horizon's first."""
    months = np.datetime64(horizon.first, "M") + np.arange(-MONTHS_BEFORE, MONTHS_AFTER)
    days = months.astype("datetime64[D]") - np.datetime64(horizon.first, "D")
    return MonthStarts(days.astype(np.int32), MONTHS_BEFORE)


@kernel
def day_of_age(starts, zero, birth_month, birth_day, months):
    """Return the day on which a child completes so many months.

    Parameters
    ----------
    starts, zero
        Of `MonthStarts`.
    birth_month
        Number of the month of birth; that in which the horizon begins is 0.
    birth_day
        Number of the day of birth.
    months
        Completed months of age, 0 or more.
    """
    place = zero + birth_month
    into_month = birth_day - starts[place]
    return min(starts[place + months] + into_month, starts[place + months + 1])


@kernel
def month_of(starts, zero, day):
    """Return the number of the month in which a day lies; see `day_of_age` for the parameters."""
    place = zero + int(day / MEAN_DAYS_A_MONTH)
    while starts[place] > day:
        place -= 1
    while starts[place + 1] <= day:
        place += 1
    return place - zero
