"""How many beds are open: as many as there are carers for, and no more than there are."""

import numpy as np

from simlib.core.clock import DAYS_A_YEAR, SECONDS_PER_DAY, Horizon
from simlib.core.stays import Wards
from simlib.programmes.welfare_centre.beds_assumptions import BedsSection, Staff

DAYS_A_MONTH = DAYS_A_YEAR / 12
HAIR = 1e-9


def carers_after(staff: Staff, months: np.ndarray) -> np.ndarray:
    """Return whole carers so many months after the opening: int64 of shape (months, cares)."""
    hired = np.asarray(months)[:, None] * staff.hired.by_care
    return np.floor(staff.at_opening.by_care + hired).astype(np.int64)


def beds_with(section: BedsSection, carers: np.ndarray) -> np.ndarray:
    """Return the beds that carers open, int64 of the shape of `carers`, (…, cares)."""
    # A hair more, so that 0.1 residents a carer and 10 carers are one resident.
    looked_after = np.floor(carers * section.staff.residents_per_carer.by_care + HAIR).astype(np.int64)
    return np.minimum(looked_after, section.places.by_care)


def carers_by_day(staff: Staff, opened_day: int, horizon: Horizon) -> np.ndarray:
    """Return carers on each day, int64 of shape (days, cares): none before the opening."""
    since = np.arange(horizon.days) - opened_day
    carers = carers_after(staff, np.floor(np.maximum(since, 0) / DAYS_A_MONTH))
    return np.where(since[:, None] >= 0, carers, 0)


def beds_by_day(section: BedsSection, opened_day: int, horizon: Horizon) -> np.ndarray:
    """Return beds open on each day, int64 of shape (days, cares)."""
    return beds_with(section, carers_by_day(section.staff, opened_day, horizon))


def wards_of(beds: np.ndarray, ranks: int) -> Wards:
    """Return beds by day as the engines take them: only the days on which their number changes."""
    changes = np.flatnonzero((np.diff(beds, axis=0, prepend=0) != 0).any(axis=1))
    return Wards(changes * SECONDS_PER_DAY, beds[changes], ranks)
