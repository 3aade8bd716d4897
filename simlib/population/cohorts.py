"""Cohorts: how many people of each township, sex and birth month, at the start of the horizon.

The census counts groups of ages. Within a group people are spread evenly over the months of age, within the
open last group as the life table has them survive. The people counted are aged to the start of the horizon
with the life table, and those born since come from the recorded births.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.core.apportion import along, largest_remainder, whole_numbers
from simlib.population.assumptions import (
    AGES,
    OLDEST_AGE,
    PopulationSection,
    at_ages,
    months_between,
    start_misfits,
)
from simlib.scenario.problems import problem_in

HOME, INCOMER, ABSENT = range(3)
"""Live here with hukou here; live here with hukou elsewhere; live elsewhere with hukou here."""
STATUSES = ("home", "incomer", "absent")
FEMALE, MALE = range(2)
MONTHS_OF_AGE = 12 * (OLDEST_AGE + 1)


@dataclass(frozen=True)
class Cohorts:
    """People at one date; those aged 100 or more stand in the last year of age.

    Attributes
    ----------
    on
        The date, a first of a month.
    townships
        Names, in the order of the scenario.
    people
        int64 of shape (statuses, townships, sexes, months of age); month of age 0 was born in the month
        before `on`.
    """

    on: date
    townships: tuple[str, ...]
    people: np.ndarray

    def by_age(self) -> np.ndarray:
        """Return people by single year of age: int64 (statuses, townships, sexes, ages 0 to 100)."""
        return self.people.reshape(*self.people.shape[:-1], OLDEST_AGE + 1, 12).sum(axis=-1)

    def birth_months(self) -> np.ndarray:
        """Return the birth month of each month of age, datetime64[M] of shape (months of age,)."""
        return np.datetime64(self.on, "M") - 1 - np.arange(self.people.shape[-1])


def cohorts_at(assumptions: PopulationSection, on: date) -> Cohorts:
    """Return the cohorts at a date on or after the census.

    Parameters
    ----------
    assumptions
        The section `population`.
    on
        First day of a month.

    Raises
    ------
    InputError
        If the date lies before the census, or births are not known up to it.

    Notes
    -----
    People of a status and sex are split over the townships by largest remainder, and within a township along
    the months of birth by rounding the running total: cell by cell, largest remainder would send the small
    cells of the old to the largest township. Townships are taken by name, so that their order in the
    file means nothing.
    """
    for path, message in start_misfits(assumptions, on):
        raise problem_in("scenario", message, path=path)
    ideal = _ideal_cohorts(assumptions, on)
    townships = tuple(assumptions.townships.names)
    by_name = sorted(townships)
    shares = np.array([assumptions.townships.share[name] for name in by_name])
    of_city = ideal.sum(axis=-1)
    whole = np.concatenate([whole_numbers(of_city[[HOME, INCOMER]]), whole_numbers(of_city[[ABSENT]])])
    totals = largest_remainder(whole, shares)
    people = along(np.moveaxis(totals, -1, 1), ideal[:, None])
    return Cohorts(on, townships, people[:, [by_name.index(name) for name in townships]])


def _ideal_cohorts(assumptions: PopulationSection, on: date) -> np.ndarray:
    """Return expected people of the city: float64 of shape (statuses, sexes, months of age)."""
    census = assumptions.census
    months_since = months_between(census.day, on)
    since = months_since / 12
    ages, younger = _people_younger_than(assumptions, on)
    edges = np.arange(MONTHS_OF_AGE + 1) / 12 - since
    at_census = np.diff(np.interp(edges, ages, younger))

    age_now = np.arange(MONTHS_OF_AGE) / 12
    # In whole months: a quotient just below a whole year would fall into the year before.
    age_then = (np.arange(MONTHS_OF_AGE) - months_since) // 12
    female_share = at_ages(census.female_share, age_then)
    residents = np.stack([at_census * female_share, at_census * (1 - female_share)])
    residents = residents * np.stack(
        [survival(assumptions, sex, age_now - since, age_now) for sex in range(2)]
    )

    # By age at the census, as people were counted: who grows older must not gain or lose a hukou by it.
    return by_status(residents, assumptions, age_then)


def by_status(residents: np.ndarray, assumptions: PopulationSection, ages: np.ndarray) -> np.ndarray:
    """Return residents by status, and beside them those with hukou here who live elsewhere.

    Parameters
    ----------
    residents
        Expected residents, float64; its last axis is that of `ages`.
    assumptions
        The section `population`: which share of an age has hukou elsewhere, and which lives elsewhere.
    ages
        Ages at the census; those below 0 count as the youngest.

    Returns
    -------
    numpy.ndarray
        float64 of shape (statuses, *shape of residents).
    """
    incomers = residents * at_ages(assumptions.hukou.incomer_share, ages)
    home = residents - incomers
    absent_share = at_ages(assumptions.hukou.absent_share, ages)
    return np.stack([home, incomers, home * absent_share / (1 - absent_share)])


def _people_younger_than(assumptions: PopulationSection, on: date) -> tuple[np.ndarray, np.ndarray]:
    """Return ages at the census and the residents below each; negative ages are later births."""
    census = assumptions.census
    starts = np.array([int(key.removeprefix("from_")) for key in census.age_share], dtype=np.float64)
    counts = np.array(list(census.age_share.values()))
    counts = census.residents * counts / counts.sum()
    later_ages, later_births = _births_since(assumptions.fertility.births_since_census, census.day, on)

    last = np.arange(starts[-1], OLDEST_AGE + 1)
    lived = survival(assumptions, FEMALE, np.full(last.size, last[0]), last)
    in_last = counts[-1] * lived[:-1] / lived[:-1].sum()
    ages = np.concatenate([later_ages, starts, last[1:]])
    return ages, np.concatenate([[0], np.cumsum([*later_births, *counts[:-1], *in_last])])


def _births_since(births: Mapping[str, int], census_day: date, on: date) -> tuple[list[float], list[float]]:
    """Return ages at the census (negative, rising) and the births between each and the next."""
    ages, counts = [], []
    end = on
    while end > census_day:
        start = max(date(end.year - 1 if (end.month, end.day) == (1, 1) else end.year, 1, 1), census_day)
        months = months_between(start, end)
        ages.append(-months_between(census_day, end) / 12)
        counts.append(births[str(start.year)] * months / 12)
        end = start
    return ages, counts


def survival(
    assumptions: PopulationSection, sex: int, from_age: np.ndarray, to_age: np.ndarray
) -> np.ndarray:
    """Return the chance to live from one exact age to another; ages below 0 count as birth.

    Parameters
    ----------
    assumptions
        The section `population`.
    sex
        `FEMALE` or `MALE`.
    from_age, to_age
        Exact ages in years, of the same shape.
    """
    hazard = -np.log1p(-death_probability(assumptions)[sex])
    cumulative = np.concatenate([[0], np.cumsum(hazard)])
    exact_ages = np.arange(OLDEST_AGE + 2)
    lived = [np.interp(np.maximum(age, 0), exact_ages, cumulative) for age in (from_age, to_age)]
    return np.exp(lived[0] - lived[1])


def death_probability(assumptions: PopulationSection) -> np.ndarray:
    """Return the probability of dying within a year: float64 of shape (sexes, ages), below 1."""
    female = at_ages(assumptions.mortality.female, AGES) * assumptions.mortality.level
    return np.minimum(np.stack([female, female * assumptions.mortality.male_ratio]), 0.999)
