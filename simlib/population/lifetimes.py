"""When people die, and when other things befall them that may come at any time."""

import numpy as np

DAYS_A_YEAR = 365.25
NEVER = 2**30
"""Number of a day that does not come."""
ALMOST_ALL = 1 - 1e-9
"""The largest share to which something may come in a year: no rate brings it to all."""


def days_of_death(luck: np.ndarray, birth_day: np.ndarray, sex: np.ndarray, dying: np.ndarray) -> np.ndarray:
    """Return the day of death of people who are alive on day 0, or are born later.

    Parameters
    ----------
    luck
        Uniform on [0, 1), shape (people,).
    birth_day
        Number of the day of birth, negative before the horizon.
    sex
        `FEMALE` or `MALE` of `simlib.population.cohorts`.
    dying
        Probability of dying within a year: float64 of shape (sexes, ages 0 to 100).

    Returns
    -------
    numpy.ndarray of int32
        Numbers of days, shape (people,).
    """
    at_start = np.maximum(-birth_day, 0) / DAYS_A_YEAR
    exact_ages = np.arange(dying.shape[1] + 1)
    days = np.empty(luck.size)
    for place in np.unique(sex):
        rows = sex == place
        hazard = np.concatenate([[0], np.cumsum(-np.log1p(-dying[place]))])
        reached = np.interp(at_start[rows], exact_ages, hazard) - np.log1p(-luck[rows])
        days[rows] = birth_day[rows] + np.interp(reached, hazard, exact_ages) * DAYS_A_YEAR
    return np.floor(days).astype(np.int32)


def days_until(luck: np.ndarray, yearly: np.ndarray) -> np.ndarray:
    """Return the days until something comes that comes at a constant rate.

    Parameters
    ----------
    luck
        Uniform on [0, 1), shape (people,).
    yearly
        Share to which it comes within a year, shape (people,); `NEVER` stands where it is 0.

    Returns
    -------
    numpy.ndarray of int32
        Whole days, shape (people,).
    """
    rate = -np.log1p(-np.minimum(yearly, ALMOST_ALL))
    comes = rate > 0
    days = -np.log1p(-luck) / np.where(comes, rate, 1.0) * DAYS_A_YEAR
    return np.where(comes, np.minimum(np.floor(days), NEVER), NEVER).astype(np.int32)
