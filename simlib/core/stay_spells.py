"""From the log of stays to spells: of waiting in a line, and of having a place in a ward."""

from dataclasses import dataclass, fields

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.stays import (
    ADMITTED,
    APPLIED,
    CHANGED,
    DIED,
    DIED_WAITING,
    FOREVER,
    GAVE_UP,
    MOVED_OUT,
    TRANSFERRED,
    StayLog,
)

NOT_ENDED = -1
"""The event that ends a spell which the log does not see end."""

WAITING = (APPLIED, CHANGED, ADMITTED, GAVE_UP, DIED_WAITING)
STAYING = (ADMITTED, TRANSFERRED, MOVED_OUT, DIED)
FIRST_LINE = -1
"""Line before the first one."""


@dataclass(frozen=True)
class Spells:
    """Spells, one entry each, ordered by person and time.

    Attributes
    ----------
    row
        Row of the person in `stays.Applicants`, int64.
    line
        In which she waits, or by which she came to her place; int64.
    before
        The line of her spell before, or `FIRST_LINE`.
    begins, ends
        Seconds, int64; `stays.FOREVER` if the log does not see it end.
    begun_by, ended_by
        Events; see `stays.EVENTS`.
    """

    row: np.ndarray
    line: np.ndarray
    before: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    begun_by: np.ndarray
    ended_by: np.ndarray

    def __len__(self) -> int:
        return self.row.size

    def take(self, rows: np.ndarray) -> "Spells":
        """Return the spells of the given rows (positions or a mask)."""
        return Spells(*(getattr(self, field.name)[rows] for field in fields(self)))

    @property
    def first_day(self) -> np.ndarray:
        """Day on which each begins."""
        return self.begins // SECONDS_PER_DAY

    @property
    def day_behind(self) -> np.ndarray:
        """Day on which each ends; at the end of this day it is over."""
        return self.ends // SECONDS_PER_DAY


def waiting_spells(log: StayLog) -> Spells:
    """Return who waited in which line, from the application on."""
    return _spells(log, WAITING, (APPLIED, CHANGED))


def staying_spells(log: StayLog) -> Spells:
    """Return who had a place in which ward."""
    return _spells(log, STAYING, (ADMITTED, TRANSFERRED))


def _spells(log: StayLog, concerned: tuple[int, ...], beginning: tuple[int, ...]) -> Spells:
    log = log.take(np.isin(log.event, concerned))
    order = np.lexsort((log.event, log.time, log.row))
    row, time, event, line = (
        column[order].astype(np.int64) for column in (log.row, log.time, log.event, log.line)
    )
    first = np.append(True, row[1:] != row[:-1])[: row.size]
    last = np.append(first[1:], True)[: row.size]
    begins = np.flatnonzero(np.isin(event, beginning))
    return Spells(
        row=row[begins],
        line=line[begins],
        before=np.where(first, FIRST_LINE, np.roll(line, 1))[begins],
        begins=time[begins],
        ends=np.where(last, FOREVER, np.roll(time, -1))[begins],
        begun_by=event[begins],
        ended_by=np.where(last, NOT_ENDED, np.roll(event, -1))[begins],
    )


def people_by_day(first_day, day_behind, cell, cells: int, days: int) -> np.ndarray:
    """Count people at the end of each day.

    Parameters
    ----------
    first_day, day_behind : int64 arrays of shape (spells,)
        A spell counts from the end of the first day on, and no longer at the end of the day behind it.
    cell : int64 array of shape (spells,)
        What each counts for.
    cells, days
        How many cells there are, and days.

    Returns
    -------
    numpy.ndarray of int64, shape (days, cells)
    """
    first, behind = np.clip(first_day, 0, days), np.clip(day_behind, 0, days)
    change = np.zeros((days + 1) * cells, np.int64)
    for day, sign in ((first, 1), (np.maximum(behind, first), -1)):
        change += sign * np.bincount(day * cells + cell, minlength=change.size)
    return np.cumsum(change.reshape(days + 1, cells), axis=0)[:days]
