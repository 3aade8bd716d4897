"""Risks that go with age, and the ages at which they strike."""

from dataclasses import dataclass

import numpy as np

from simlib.population.cohorts import MALE

LONGEST_LIFE = 130
"""Years; the risk of the oldest known age holds up to here, where nobody is left."""


@dataclass(frozen=True)
class Hazard:
    """A risk that is constant within each year of age.

    Attributes
    ----------
    cumulative
        The risk added up from birth to each exact age from 0 to `LONGEST_LIFE`, float64.
    """

    cumulative: np.ndarray

    @classmethod
    def of(cls, yearly: np.ndarray) -> "Hazard":
        """Return the hazard of yearly rates by completed age from 0; the last one holds from there on."""
        filled = np.full(LONGEST_LIFE, yearly[-1], np.float64)
        filled[: min(yearly.size, LONGEST_LIFE)] = yearly[:LONGEST_LIFE]
        return cls(np.concatenate([[0.0], np.cumsum(filled)]))

    @property
    def ages(self) -> np.ndarray:
        """The exact ages of `cumulative`."""
        return np.arange(LONGEST_LIFE + 1)

    def upto(self, age: np.ndarray) -> np.ndarray:
        """Return the risk added up to exact ages."""
        return np.interp(age, self.ages, self.cumulative)

    def age_at(self, level: np.ndarray) -> np.ndarray:
        """Return the exact ages at which the risk added up reaches levels; at most `LONGEST_LIFE`."""
        return np.interp(level, self.cumulative, self.ages)

    def strikes(self, age: np.ndarray, luck: np.ndarray) -> np.ndarray:
        """Return the ages at which it strikes people of exact ages, whose luck is uniform on [0, 1)."""
        return self.age_at(self.upto(age) - np.log1p(-luck))


def mortality(death_probability: np.ndarray) -> np.ndarray:
    """Return yearly rates of dying of probabilities of dying within a year, of the same shape."""
    return -np.log1p(-death_probability)


def ages_at_death(
    age: np.ndarray, sex: np.ndarray, luck: np.ndarray, death_probability: np.ndarray
) -> np.ndarray:
    """Return the exact ages at which people die who are alive at theirs.

    Parameters
    ----------
    age, luck
        Exact ages, and luck uniform on [0, 1), shape (people,).
    sex
        Of each, shape (people,).
    death_probability
        Within a year: shape (sexes, ages).
    """
    dies = np.empty(age.size)
    for which in range(MALE + 1):
        rows = sex == which
        hazard = Hazard.of(mortality(death_probability[which]))
        dies[rows] = hazard.strikes(age[rows], luck[rows])
    return dies
