"""Births by month, from the population's yearly ones, and the children who are there before."""

import numpy as np

from simlib.core.apportion import along
from simlib.core.clock import Horizon
from simlib.population import Population
from simlib.population.cohorts import FEMALE, MALE, Cohorts
from simlib.population.persons import Persons, expand
from simlib.programmes.family_subsidies.births_assumptions import MONTHS, Births

MONTHS_A_YEAR = 12
GOLDEN_RATIO = (5**0.5 - 1) / 2
"""Its multiples fill the stretch from 0 to 1 evenly, however many there are."""


def monthly_births(population: Population, births: Births, horizon: Horizon, months: int) -> np.ndarray:
    """Return births by month: int64 of shape (statuses, townships, sexes, months).

    Parameters
    ----------
    population
        Births of each year from the first day of the horizon on; its last year stands in for later ones.
    births
        How they spread over the months of a year.
    horizon
        Where the first month lies.
    months
        How many months are wanted.
    """
    by_year = population.projection.births
    years = np.minimum(np.arange(-(-months // MONTHS_A_YEAR)), len(by_year) - 1)
    shares = np.roll([births.by_month[month] for month in MONTHS], 1 - horizon.first.month)
    by_month = along(by_year[years], shares, _phases(population.start.townships, by_year.shape[1:]))
    return np.moveaxis(by_month, 0, -2).reshape(*by_year.shape[1:], -1)[..., :months]


def _phases(townships: tuple[str, ...], shape: tuple[int, int, int]) -> np.ndarray:
    """Return numbers from 0 to 1, spread evenly over statuses, townships and sexes.

    Townships are taken by name, so that their order in a file means nothing.
    """
    by_name = np.argsort(np.argsort(townships))
    status, township, sex = np.indices(shape)
    place = (status * len(townships) + by_name[township]) * shape[-1] + sex
    return place * GOLDEN_RATIO % 1


def children_by_birth(
    population: Population, births: np.ndarray, months_before: int
) -> tuple[Persons, np.ndarray]:
    """Return the children born from some months before the horizon on, and their sex.

    Parameters
    ----------
    population
        Who lives at the start.
    births
        From `monthly_births`.
    months_before
        How many months before the horizon the oldest were born.
    """
    start = population.start
    people = np.concatenate([births[..., ::-1], start.people[..., :months_before]], axis=-1)
    on = np.datetime64(start.on, "M") + births.shape[-1]
    cohorts = Cohorts(on.astype("datetime64[D]").item(), start.townships, people)
    first, last = (cohorts.birth_months()[place].astype("datetime64[D]").item() for place in (-1, 0))
    statuses = range(people.shape[0])
    by_sex = [expand(cohorts, sex, statuses, first, last) for sex in (FEMALE, MALE)]
    joined = [np.concatenate([getattr(persons, name) for persons in by_sex]) for name in vars(by_sex[0])]
    return Persons(*joined), np.repeat([FEMALE, MALE], [len(persons) for persons in by_sex])
