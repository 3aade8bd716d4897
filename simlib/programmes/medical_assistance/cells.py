"""From counts of people in need to people: spread over townships and ages like those with hukou."""

import zlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simlib.core.luck import GOLDEN, mix
from simlib.population.assumptions import at_ages
from simlib.population.cohorts import ABSENT, HOME, MONTHS_OF_AGE, Cohorts
from simlib.population.persons import first_identity
from simlib.programmes.medical_assistance.need_assumptions import Need

WITH_HUKOU = (HOME, ABSENT)
MONTHS_A_YEAR = 12
GOLDEN_RATIO = (5**0.5 - 1) / 2


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
    sex: np.ndarray
    away: np.ndarray
    age: np.ndarray
    later: np.ndarray


@dataclass(frozen=True)
class Cells:
    """Cells of people with hukou, township by township in the order of their names.

    Attributes
    ----------
    start
        The cohorts that the cells are taken from.
    township
        Places of the townships in that order.
    running
        Running total of how likely the people of a cell are on the list, float64 of shape (cells,).
    shape
        Townships, statuses, sexes, months of age.
    """

    start: Cohorts
    township: np.ndarray
    running: np.ndarray
    shape: tuple[int, ...]

    def people(self, count: int, name: str, place: int, later: bool) -> Listed:
        """Return the first so many people of a group.

        Parameters
        ----------
        count
            How many.
        name, place
            Of the group.
        later
            Whether they are those who enter later; these are others than those of the first day.

        Notes
        -----
        The n-th person stands at the fractional part of n times the golden ratio along the cells: spread
        evenly whatever the count, and more people leave those before them where they are.
        """
        along = (np.arange(1, count + 1) * GOLDEN_RATIO) % 1.0 * self.running[-1]
        cell = np.minimum(np.searchsorted(self.running, along, "right"), self.running.size - 1)
        township, status, sex, month_of_age = np.unravel_index(cell, self.shape)
        township, status = self.township[township], np.array(WITH_HUKOU)[status]
        born = self.start.birth_months()[month_of_age]
        in_cell = first_identity(self.start.townships, township, status, sex, born)
        # A cell's people of two groups are not the same ones.
        code = np.array([zlib.crc32(f"{name} later".encode() if later else name.encode())], np.uint64)
        return Listed(
            identity=mix(in_cell + _ordinals(cell) + code * GOLDEN),
            group=np.full(count, place),
            township=township,
            sex=sex,
            away=status == ABSENT,
            age=month_of_age / MONTHS_A_YEAR,
            later=np.full(count, later),
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
    by_name = np.argsort(start.townships)
    weights = np.moveaxis(start.people[list(WITH_HUKOU)] * by_age, 1, 0)[by_name]
    return Cells(start, by_name, np.cumsum(weights), weights.shape)


def _ordinals(cell: np.ndarray) -> np.ndarray:
    """Return the ordinal of each person within their cell, uint64: how many stand before them."""
    order = np.argsort(cell, kind="stable")
    in_order = cell[order]
    ordinal = np.empty(cell.size, np.uint64)
    ordinal[order] = np.arange(cell.size) - np.searchsorted(in_order, in_order)
    return ordinal
