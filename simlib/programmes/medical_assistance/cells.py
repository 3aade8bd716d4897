"""From counts of people in need to people: spread over townships and ages like those with hukou."""

import zlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simlib.core.apportion import largest_remainder
from simlib.core.luck import GOLDEN, mix
from simlib.population.assumptions import at_ages
from simlib.population.cohorts import ABSENT, HOME, MONTHS_OF_AGE, Cohorts
from simlib.population.persons import first_identity
from simlib.programmes.medical_assistance.need_assumptions import Need

WITH_HUKOU = (HOME, ABSENT)
MONTHS_A_YEAR = 12


class Listed(NamedTuple):
    """People made of cells, one entry a person in each array.

    Attributes
    ----------
    identity
        uint64, unique.
    group, township, sex
        Places.
    away
        Whether they live elsewhere.
    age
        In years on the first day.
    later
        Whether they are not on the list on the first day and enter it after it.
    """

    identity: np.ndarray
    group: np.ndarray
    township: np.ndarray
    away: np.ndarray
    sex: np.ndarray
    age: np.ndarray
    later: np.ndarray


@dataclass(frozen=True)
class Cells:
    """Cells of people with hukou, township by township.

    Attributes
    ----------
    start
        The cohorts that the cells are taken from.
    running
        Running total of how likely the people of a cell are on the list, float64 of shape (cells,).
    shape
        Townships, statuses, sexes, months of age.
    """

    start: Cohorts
    running: np.ndarray
    shape: tuple[int, ...]

    def spread(self, count: int) -> np.ndarray:
        """Return the cell of each of so many people, ordered by township and then along the cells.

        Whole people come to townships by largest remainder, to cells by rounding the running total, as with
        `simlib.core.apportion.along`.
        """
        ends = self.running[np.prod(self.shape[1:]) - 1 :: np.prod(self.shape[1:])]
        begins = np.append(0.0, ends[:-1])
        by_name = np.argsort(self.start.townships)
        of_township = np.empty(by_name.size, np.int64)
        of_township[by_name] = largest_remainder(count, (ends - begins)[by_name])
        township = np.repeat(np.arange(of_township.size), of_township)
        ordinal = np.arange(count) - np.repeat(np.cumsum(of_township) - of_township, of_township)
        place = (ordinal + 0.5) / of_township[township]
        found = np.searchsorted(self.running, begins[township] + place * (ends - begins)[township], "right")
        return np.minimum(found, self.running.size - 1)

    def people(self, name: str, place: int, first: np.ndarray, more: np.ndarray) -> Listed:
        """Return the people of a group.

        Parameters
        ----------
        name, place
            Of the group.
        first, more
            Cells of those on the list on the first day, and of those who enter later, who stand behind them.
        """
        cell = np.concatenate([first, more])
        township, status, sex, month_of_age = np.unravel_index(cell, self.shape)
        status = np.array(WITH_HUKOU)[status]
        before = np.searchsorted(first, more, "right") - np.searchsorted(first, more)
        ordinal = np.concatenate([_ordinals(first), _ordinals(more) + before])
        cell_identity = first_identity(
            self.start.townships, township, status, sex, self.start.birth_months()[month_of_age]
        )
        # A cell's people of two groups are not the same ones.
        of_group = np.array([zlib.crc32(name.encode())], np.uint64) * GOLDEN
        return Listed(
            identity=mix(cell_identity + ordinal.astype(np.uint64) + of_group),
            group=np.full(cell.size, place),
            township=township,
            away=status == ABSENT,
            sex=sex,
            age=month_of_age / MONTHS_A_YEAR,
            later=np.arange(cell.size) >= first.size,
        )


def cells_of(need: Need, start: Cohorts) -> Cells:
    """Return the cells of people with hukou, weighted by age.

    Parameters
    ----------
    need
        Weights by age, not all 0.
    start
        Who lives here on the first day.
    """
    by_age = at_ages(need.age_weight, np.arange(MONTHS_OF_AGE) // MONTHS_A_YEAR)
    weights = np.moveaxis(start.people[list(WITH_HUKOU)] * by_age, 1, 0)
    return Cells(start, np.cumsum(weights), weights.shape)


def _ordinals(cell: np.ndarray) -> np.ndarray:
    """Return the ordinal of each person within their cell; cells do not fall."""
    return np.arange(cell.size) - np.searchsorted(cell, cell)
