"""The cohort-component projection: one year after another, every person accounted for.

Rates give expected events; these become whole events by township and then by sex and age, so that in each
township the people of next year are those of this year plus births minus deaths plus net migration, exactly.
"""

from dataclasses import dataclass

import numpy as np

from simlib.core.apportion import along, largest_remainder, whole_numbers
from simlib.population.assumptions import AGES, PopulationSection, at_ages
from simlib.population.cohorts import (
    ABSENT,
    FEMALE,
    HOME,
    INCOMER,
    MALE,
    STATUSES,
    Cohorts,
    by_status,
    death_probability,
)


@dataclass(frozen=True)
class Projection:
    """The population at yearly steps and what happened between them.

    Attributes
    ----------
    people
        int64 of shape (years + 1, statuses, townships, sexes, ages 0 to 100).
    births
        int64 of shape (years, statuses, townships, sexes).
    deaths, net_migration
        int64 of shape (years, statuses, townships, sexes, ages), by age at the start of the year; net
        migration is what a status gains by moves.
    """

    people: np.ndarray
    births: np.ndarray
    deaths: np.ndarray
    net_migration: np.ndarray


def project(start: Cohorts, assumptions: PopulationSection, years: int) -> Projection:
    """Project cohorts for a number of years.

    Parameters
    ----------
    start
        The people at the start.
    assumptions
        The section `population`.
    years
        How many years ahead, 0 or more.
    """
    # Whole people are apportioned by name, so that the order of a file decides no tie.
    by_name = np.argsort(start.townships)
    people, births, deaths, moves = [start.by_age()[:, by_name]], [], [], []
    for _ in range(years):
        now = people[-1]
        died = _deaths(now, assumptions)
        moved = _moves(now - died, assumptions)
        born = _births(now, assumptions)
        people.append(_aged(now - died + moved, born))
        births.append(born)
        deaths.append(died)
        moves.append(moved)
    shape, as_given = people[0].shape, np.argsort(by_name)
    return Projection(
        np.stack(people)[:, :, as_given],
        np.array(births, np.int64).reshape(-1, *shape[:-1])[:, :, as_given],
        np.array(deaths, np.int64).reshape(-1, *shape)[:, :, as_given],
        np.array(moves, np.int64).reshape(-1, *shape)[:, :, as_given],
    )


def _aged(survivors: np.ndarray, born: np.ndarray) -> np.ndarray:
    older = np.concatenate([born[..., None], survivors[..., :-1]], axis=-1)
    older[..., -1] += survivors[..., -1]
    return older


def _deaths(now: np.ndarray, assumptions: PopulationSection) -> np.ndarray:
    return _events(now, death_probability(assumptions))


def _moves(now: np.ndarray, assumptions: PopulationSection) -> np.ndarray:
    """People with hukou here who leave for work and live elsewhere from now on."""
    leaving = _events(now[[HOME]], np.broadcast_to(at_ages(assumptions.migration.leaving), (2, AGES.size)))[0]
    moves = np.zeros_like(now)
    moves[HOME], moves[ABSENT] = -leaving, leaving
    return moves


def _events(now: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Return whole events to people of shape (statuses, townships, sexes, ages), never more than people.

    Townships first, then along sex and age within each, so that small cells are not all rounded one way.
    """
    expected = now * probability
    by_township = largest_remainder(
        np.rint(expected.sum(axis=(1, 2, 3))).astype(np.int64), expected.sum(axis=(2, 3))
    )
    cells = expected.reshape(*now.shape[:2], -1)
    return np.minimum(along(by_township, cells).reshape(now.shape), now)


def _births(now: np.ndarray, assumptions: PopulationSection) -> np.ndarray:
    """Return births of shape (statuses, townships, sexes); a child takes the township of its mother.

    As many of them have hukou elsewhere, or live elsewhere, as of the youngest children of the census: with
    the status of their mothers, far more children would live elsewhere from the first day of the horizon on.
    """
    mothers = now[[HOME, INCOMER], :, FEMALE].sum(axis=0)
    residents = (mothers * at_ages(assumptions.fertility.by_age)).sum(axis=-1)
    expected = by_status(residents[:, None], assumptions, np.zeros(1))[..., 0]
    boys_per_100 = assumptions.fertility.boys_per_100_girls
    born = np.zeros((len(STATUSES), now.shape[1], 2), np.int64)
    for status in (HOME, INCOMER, ABSENT):
        by_sex = largest_remainder(whole_numbers(expected[status]), [100, boys_per_100])
        born[status, :, FEMALE], born[status, :, MALE] = by_sex[:, 0], by_sex[:, 1]
    return born
