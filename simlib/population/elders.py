"""Old people one by one: who lives here, of which sex, and how old to the day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from simlib.core.clock import DAYS_A_YEAR
from simlib.core.luck import uniforms
from simlib.population import Population
from simlib.population.cohorts import FEMALE, MALE
from simlib.population.persons import expand

OLDEST_BIRTH_YEARS = 130
"""Nobody in the cohorts was born longer ago."""


@dataclass(frozen=True)
class Elders:
    """Old people as arrays of one entry a person, each identity once.

    Attributes
    ----------
    person
        Identity, uint64.
    township
        Place in the list of townships.
    sex
        `FEMALE` or `MALE`.
    birth_month
        datetime64[M].
    """

    person: np.ndarray
    township: np.ndarray
    sex: np.ndarray
    birth_month: np.ndarray

    def __len__(self) -> int:
        return self.person.size

    def take(self, rows: np.ndarray) -> "Elders":
        """Return the persons at the given rows (positions or a mask)."""
        return Elders(*(getattr(self, field.name)[rows] for field in fields(self)))

    def ages(self, on: date, key: np.uint64, purpose: np.uint64) -> np.ndarray:
        """Return exact ages in years at the beginning of a day; the day of birth is luck (k = 0)."""
        born, behind = ((self.birth_month + more).astype("datetime64[D]").astype(np.int64) for more in (0, 1))
        day = born + uniforms(key, self.person, purpose, np.uint64(0)) * (behind - born)
        return (np.datetime64(on, "D").astype(np.int64) - day) / DAYS_A_YEAR


def elders_of(population: Population, statuses: Sequence[int], from_age: int, until: date) -> Elders:
    """Return those who reach an age by a day, some of them already at the start of the horizon.

    Parameters
    ----------
    population
        Of whom.
    statuses
        Which of `HOME`, `INCOMER`, `ABSENT`.
    from_age
        In completed years.
    until
        Day by which they reach it.
    """
    first = date(population.start.on.year - OLDEST_BIRTH_YEARS, 1, 1)
    last = date(until.year - from_age, until.month, 1)
    by_sex = [expand(population.start, sex, statuses, first, last) for sex in (FEMALE, MALE)]
    return Elders(
        person=np.concatenate([persons.identity for persons in by_sex]),
        township=np.concatenate([persons.township for persons in by_sex]),
        sex=np.repeat(np.array([FEMALE, MALE], np.int8), [len(persons) for persons in by_sex]),
        birth_month=np.concatenate([persons.birth_month for persons in by_sex]),
    )
