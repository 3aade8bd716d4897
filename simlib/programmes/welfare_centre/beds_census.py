"""Who is in the centre and who waits at the end of each day."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.stay_spells import Spells, people_by_day, staying_spells, waiting_spells
from simlib.core.stays import FOREVER, StayLog
from simlib.programmes.welfare_centre.beds_assumptions import CARES, GRADES
from simlib.programmes.welfare_centre.beds_demand import Candidates

PAYING, DESTITUTE = range(2)


@dataclass(frozen=True)
class Census:
    """What happened in the centre.

    Attributes
    ----------
    candidates
        Who might come.
    ranks
        Lines of each kind of care.
    log
        Everything that happened.
    waits, stays
        Spells of waiting and of living there.
    present
        Residents at the end of each day, int64 of shape (days, cares, grades, paying or destitute).
    waiting
        People on the waiting list at the end of each day, int64 of shape (days, cares, ranks).
    beds
        Beds open on each day, int64 of shape (days, cares).
    carers
        Carers on each day, int64 of shape (days, cares).
    """

    candidates: Candidates
    ranks: int
    log: StayLog
    waits: Spells
    stays: Spells
    present: np.ndarray
    waiting: np.ndarray
    beds: np.ndarray
    carers: np.ndarray

    @property
    def residents(self) -> np.ndarray:
        """Residents of each kind of care at the end of each day, int64 of shape (days, cares)."""
        return self.present.sum(axis=(2, 3))


def census_of(
    candidates: Candidates,
    log: StayLog,
    ranks: int,
    beds: np.ndarray,
    carers: np.ndarray,
    horizon: Horizon,
) -> Census:
    """Return what the log says of each day; see `Census`."""
    waits, stays = waiting_spells(log), staying_spells(log)
    lines = len(CARES) * ranks
    waiting = people_by_day(waits.first_day, waits.day_behind, waits.line, lines, horizon.days)
    return Census(
        candidates=candidates,
        ranks=ranks,
        log=log,
        waits=waits,
        stays=stays,
        present=_present(candidates, stays, ranks, horizon.days),
        waiting=waiting.reshape(-1, len(CARES), ranks),
        beds=beds,
        carers=carers,
    )


def _present(candidates: Candidates, stays: Spells, ranks: int, days: int) -> np.ndarray:
    """Return residents by day: a stay is cut where the grade changes."""
    begins = candidates.applicants.begins[stays.row]
    edges = np.column_stack([begins, np.full(len(stays), FOREVER)]) // SECONDS_PER_DAY
    shape = (len(CARES), len(GRADES), 2)
    cells = int(np.prod(shape))
    present = np.zeros((days, cells), np.int64)
    for grade in range(len(GRADES)):
        cell = np.ravel_multi_index(
            (stays.line // ranks, np.full(len(stays), grade), candidates.destitute[stays.row].astype(int)),
            shape,
        )
        first = np.maximum(stays.first_day, edges[:, grade])
        behind = np.minimum(stays.day_behind, edges[:, grade + 1])
        present += people_by_day(first, behind, cell, cells, days)
    return present.reshape(-1, *shape)
