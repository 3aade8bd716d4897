"""The relief station: how many people it takes in each month."""

import numpy as np

from simlib.core.clock import DAYS_A_YEAR, Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.programmes.welfare_centre.beds_assumptions import Station
from simlib.programmes.welfare_centre.beds_purposes import VISIT

ROOM, SPREAD = 100, 10
"""Draws beyond the expected number, and standard deviations more, so that they never run out."""


def visits_by_month(station: Station, opened_day: int, horizon: Horizon, key: np.uint64) -> np.ndarray:
    """Return the visits of each month from the opening on, int64 of shape (months,).

    Visits are a Poisson process whose rate changes with the month: visit number n comes when the expected
    number has reached the sum of n exponential times (time change; the luck of a time belongs to the visit).
    """
    month_of_year = horizon.dates.astype("datetime64[M]").astype(np.int64) % 12
    season = np.array(station.by_month)
    a_day = station.visits_a_year / DAYS_A_YEAR * season[month_of_year] * 12 / max(season.sum(), 1e-9)
    expected = np.cumsum(np.where(np.arange(horizon.days) >= opened_day, a_day, 0.0))
    most = int(expected[-1] + SPREAD * np.sqrt(expected[-1])) + ROOM
    luck = uniforms(key, np.arange(most, dtype=np.uint64), VISIT, FIRST)
    # A visit on a day comes when it has reached more than was expected up to the day before.
    day = np.searchsorted(expected, np.cumsum(-np.log1p(-luck)), side="left")
    return np.bincount(horizon.month_of_day[day[day < horizon.days]], minlength=horizon.months)
