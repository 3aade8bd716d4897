"""Mothers' ages and the parity of births, given how many women of each age bear children."""

import numpy as np

from simlib.population import Population
from simlib.population.assumptions import AGES, at_ages
from simlib.population.cohorts import FEMALE
from simlib.programmes.family_subsidies.births_assumptions import Births

FIRST, SECOND, THIRD = 1, 2, 3
"""Parities; `THIRD` stands for all from the third on."""


def mothers_ages(
    luck: np.ndarray, year: np.ndarray, status: np.ndarray, township: np.ndarray, chances: np.ndarray
) -> np.ndarray:
    """Return the age of each mother, int8 of the shape of `luck`.

    Parameters
    ----------
    luck
        Uniform on [0, 1), shape (births,).
    year, status, township
        Places of each birth.
    chances
        Running shares by age, float64 of shape (years, statuses, townships, ages); see `running_shares`.
    """
    years, statuses, townships, ages = chances.shape
    row = np.ravel_multi_index((year, status, township), (years, statuses, townships))
    # One sorted line for all rows: each takes the stretch of length one behind its number.
    line = (chances.reshape(-1, ages) + np.arange(years * statuses * townships)[:, None]).ravel()
    return np.minimum(np.searchsorted(line, row + luck, side="right") - row * ages, ages - 1).astype(np.int8)


def running_shares(population: Population) -> np.ndarray:
    """Return the shares of births to women up to each age: float64 (years, statuses, townships, ages).

    Where a township has no births in a year, the city's shares stand in.
    """
    women = population.projection.people[:-1, :, :, FEMALE]
    births = women * population.fertility
    in_city = births.sum(axis=(1, 2), keepdims=True)
    births = np.where(births.sum(axis=-1, keepdims=True) > 0, births, in_city)
    running = np.cumsum(births, axis=-1)
    whole = running[..., -1:]
    return running / np.where(whole > 0, whole, 1.0)


def parities(luck: np.ndarray, mother_age: np.ndarray, births: Births) -> np.ndarray:
    """Return the parity of each birth, int8: `FIRST`, `SECOND` or `THIRD`.

    Parameters
    ----------
    luck
        Uniform on [0, 1), shape (births,): the luckiest mothers have the most children.
    mother_age
        In completed years.
    births
        Shares by the mother's age.
    """
    third, second = (
        at_ages({key: getattr(shares, name) for key, shares in births.parity.items()}, AGES)[mother_age]
        for name in ("third", "second")
    )
    return (FIRST + (luck >= 1 - third - second) + (luck >= 1 - third)).astype(np.int8)
