"""From cells to persons: only those whom a programme is about, each with an identity that never moves.

A person is (township, status, sex, birth month, ordinal within the cell). The identity is made of those and
of nothing else, so a larger cell appends people and nobody else's luck changes.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.language.message import Message
from simlib.population.cohorts import Cohorts
from simlib.scenario.problems import problem_in

FIRST_BIRTH_MONTH = np.datetime64("1800-01", "M")
ORDINAL_BITS, MONTH_BITS, STATUS_BITS = 16, 13, 2
LARGEST_CELL = 2**ORDINAL_BITS
MOST_PERSONS = 2_000_000
"""Twenty times the women of Gaoping: they fit into 1 GB, and a run of them ends."""


@dataclass(frozen=True)
class Persons:
    """People as arrays of one entry a person, ordered by identity.

    Attributes
    ----------
    identity
        uint64, unique.
    township
        Place in the list of townships.
    status
        `HOME`, `INCOMER` or `ABSENT`.
    birth_month
        datetime64[M].
    """

    identity: np.ndarray
    township: np.ndarray
    status: np.ndarray
    birth_month: np.ndarray

    def __len__(self) -> int:
        return self.identity.size

    def take(self, rows: np.ndarray) -> "Persons":
        """Return the persons at the given rows (positions or a mask)."""
        return Persons(self.identity[rows], self.township[rows], self.status[rows], self.birth_month[rows])


def expand(cohorts: Cohorts, sex: int, statuses: Sequence[int], born_from: date, born_to: date) -> Persons:
    """Return the persons of one sex born within a window of months.

    Parameters
    ----------
    cohorts
        The cells.
    sex
        `FEMALE` or `MALE`.
    statuses
        Which of `HOME`, `INCOMER`, `ABSENT`.
    born_from, born_to
        The first and last birth month, given by any day in it.

    Raises
    ------
    InputError
        If a cell holds more people than identities can number, or all cells more than can be simulated.
    """
    months = cohorts.birth_months()
    wanted = (months >= np.datetime64(born_from, "M")) & (months <= np.datetime64(born_to, "M"))
    columns = np.flatnonzero(wanted)
    cells = cohorts.people[np.ix_(statuses, range(len(cohorts.townships)), [sex], columns)][:, :, 0]
    if cells.max(initial=0) > LARGEST_CELL:
        raise problem_in(
            "scenario",
            Message(
                "{count:,} people of one township, sex and birth month; {most:,} are possible",
                count=cells.max(),
                most=LARGEST_CELL,
            ),
            path="population",
        )
    if cells.sum() > MOST_PERSONS:
        raise problem_in(
            "scenario",
            Message(
                "{count:,} people would be simulated one by one; at most {most:,} are possible",
                count=cells.sum(),
                most=MOST_PERSONS,
            ),
            path="population.census.residents",
        )
    status, township, month = np.indices(cells.shape).reshape(3, -1)
    status, month = np.asarray(statuses)[status], months[columns][month]
    first = first_identity(cohorts.townships, township, status, sex, month)
    in_order = np.argsort(first)
    size = cells.ravel()[in_order]
    cell = np.repeat(in_order, size)
    ordinal = np.arange(cell.size) - np.repeat(np.cumsum(size) - size, size)
    return Persons(
        identity=first[cell] + ordinal.astype(np.uint64),
        township=township[cell].astype(np.int32),
        status=status[cell].astype(np.int8),
        birth_month=month[cell],
    )


def first_identity(
    townships: tuple[str, ...],
    township: np.ndarray,
    status: np.ndarray,
    sex: np.ndarray | int,
    birth_month: np.ndarray,
) -> np.ndarray:
    """Return the identity of the first person of each cell; those behind follow with a step of one.

    Parameters
    ----------
    townships
        Names behind the places.
    township, status, sex, birth_month
        The cells, one entry each.

    Returns
    -------
    numpy.ndarray of uint64
        One entry a cell.
    """
    fields = (
        (STATUS_BITS, status),
        (1, sex),
        (MONTH_BITS, (birth_month - FIRST_BIRTH_MONTH).astype(np.int64)),
        (ORDINAL_BITS, 0),
    )
    identity = np.array([zlib.crc32(name.encode()) for name in townships], np.uint64)[township]
    for bits, value in fields:
        identity = (identity << np.uint64(bits)) | np.asarray(value).astype(np.uint64)
    return identity
