"""Tables of the beds: what happens in them month by month, and how long whom waits."""

from collections.abc import Callable

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.stay_spells import NOT_ENDED, Spells
from simlib.core.stays import (
    ADMITTED,
    APPLIED,
    CHANGED,
    DIED,
    DIED_WAITING,
    GAVE_UP,
    MOVED_OUT,
    TRANSFERRED,
)
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.welfare_centre.beds_assumptions import CARES, GROUPS, Admission
from simlib.programmes.welfare_centre.beds_census import Census

CARE = Column("care", "name", "`elderly` care, or care of the `disabled` elderly.")
OTHERS, MOVED_IN = "others", "moved_in"
"""Groups of admission beside those that a scenario names: all others, and who moved in before everybody."""

CARE_BEDS = Table(
    "care_beds",
    "Beds of the welfare centre in a month.",
    ("replicate", "month", "care"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        CARE,
        Column("beds_open", "integer", "Beds that may be taken at its end."),
        Column("residents", "integer", "Residents at its end."),
        Column("waiting", "integer", "People on the waiting list at its end; who lives there is not on it."),
        Column("applied", "integer", "People who applied."),
        Column(
            "changed_in", "integer", "People on the list who came to need this care instead of the other."
        ),
        Column("changed_out", "integer", "People on the list who came to need the other care."),
        Column("admitted", "integer", "People admitted."),
        Column("gave_up", "integer", "People who left the list, having found something else."),
        Column("died_waiting", "integer", "People who died on the list."),
        Column("transferred_in", "integer", "Residents who came from the other care."),
        Column("transferred_out", "integer", "Residents who went to the other care."),
        Column("moved_out", "integer", "Residents who moved out."),
        Column("died", "integer", "Residents who died."),
        Column("bed_days", "integer", "Beds open, added up over its days."),
        Column("resident_days", "integer", "Residents at the end of each day, added up."),
        Column("wait_mean", "number", "Mean days that those waited who were admitted; 0 if nobody was."),
    ),
)

CARE_WAITS = Table(
    "care_waits",
    "People who asked for a bed within the horizon, by the group in which they waited last.",
    ("replicate", "care", "group"),
    (
        REPLICATE,
        CARE,
        Column(
            "group",
            "name",
            "Group of admission, the first one called first: `moved_in` (from other homes on the day of "
            "opening), those that the scenario names, `others`.",
        ),
        Column("people", "integer", "People."),
        Column("admitted", "integer", "Of these, admitted."),
        Column("gave_up", "integer", "Of these, found something else."),
        Column("died_waiting", "integer", "Of these, died on the list."),
        Column("waiting", "integer", "Of these, on the list at the end of the horizon."),
        Column("wait_mean", "number", "Mean days that those admitted waited; 0 if nobody was."),
        Column("wait_p95", "number", "95th percentile of these days, by the nearest rank."),
    ),
)

RELIEF_VISITS = Table(
    "relief_visits",
    "People taken in by the relief station in a month.",
    ("replicate", "month"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("visits", "integer", "Visits, of a few nights each; the station has no bed queue."),
    ),
)


def care_beds_table(census: Census, horizon: Horizon) -> Columns:
    """Return the columns of `care_beds`, ordered by month and care."""
    cares, months, starts = len(CARES), horizon.months, horizon.month_edges()[:-1]
    last = horizon.month_edges()[1:] - 1
    month, care = np.divmod(np.arange(months * cares), cares)
    flows = {name: count.ravel() for name, count in flows_of(census, horizon).items()}
    waited = flows.pop("waited")
    return {
        "month": horizon.month_start(month),
        "care": Names(care, CARES),
        "beds_open": census.beds[last].ravel(),
        "residents": census.residents[last].ravel(),
        "waiting": census.waiting.sum(axis=2)[last].ravel(),
        **flows,
        "bed_days": np.add.reduceat(census.beds, starts).ravel(),
        "resident_days": np.add.reduceat(census.residents, starts).ravel(),
        "wait_mean": waited / SECONDS_PER_DAY / np.maximum(flows["admitted"], 1),
    }


def flows_of(census: Census, horizon: Horizon) -> dict[str, np.ndarray]:
    """Return people who came and went, int64 of shape (months, cares), by column of `care_beds`.

    `waited` is the time that those admitted waited, in seconds.
    """
    counted = _counter(census.ranks, horizon)
    waits, stays = census.waits, census.stays
    elsewhere = (waits.begun_by == CHANGED) & (waits.before // census.ranks != waits.line // census.ranks)
    transferred, admitted = stays.begun_by == TRANSFERRED, stays.begun_by == ADMITTED
    waited = stays.begins - census.candidates.applicants.applies[stays.row]
    return {
        "applied": counted(waits, waits.begun_by == APPLIED),
        "changed_in": counted(waits, elsewhere),
        "changed_out": counted(waits, elsewhere, line=waits.before),
        "admitted": counted(stays, admitted),
        "gave_up": counted(waits, waits.ended_by == GAVE_UP, time=waits.ends),
        "died_waiting": counted(waits, waits.ended_by == DIED_WAITING, time=waits.ends),
        "transferred_in": counted(stays, transferred),
        "transferred_out": counted(stays, transferred, line=stays.before),
        "moved_out": counted(stays, stays.ended_by == MOVED_OUT, time=stays.ends),
        "died": counted(stays, stays.ended_by == DIED, time=stays.ends),
        "waited": counted(stays, admitted, weights=waited),
    }


def _counter(ranks: int, horizon: Horizon) -> Callable[..., np.ndarray]:
    """Return a function that counts chosen spells by month and care, by default where and when they begin."""

    def counted(
        spells: Spells,
        chosen: np.ndarray,
        time: np.ndarray | None = None,
        line: np.ndarray | None = None,
        weights: np.ndarray | None = None,
    ) -> np.ndarray:
        time = (spells.begins if time is None else time)[chosen]
        line = (spells.line if line is None else line)[chosen]
        count = np.zeros((horizon.months, len(CARES)), np.int64)
        place = (horizon.month_of_day[time // SECONDS_PER_DAY], line // ranks)
        np.add.at(count, place, 1 if weights is None else weights[chosen])
        return count

    return counted


def care_waits_table(census: Census, admission: Admission) -> Columns:
    """Return the columns of `care_waits`, ordered by care and in the order in which groups are called."""
    waits, lines = census.waits, len(CARES) * census.ranks
    last = waits.take(waits.ended_by != CHANGED)
    waited = (last.ends - census.candidates.applicants.applies[last.row]) / SECONDS_PER_DAY
    by_line = {
        "people": np.bincount(last.line, minlength=lines),
        "admitted": np.bincount(last.line[last.ended_by == ADMITTED], minlength=lines),
        "gave_up": np.bincount(last.line[last.ended_by == GAVE_UP], minlength=lines),
        "died_waiting": np.bincount(last.line[last.ended_by == DIED_WAITING], minlength=lines),
        "waiting": np.bincount(last.line[last.ended_by == NOT_ENDED], minlength=lines),
    }
    days = [waited[(last.line == line) & (last.ended_by == ADMITTED)] for line in range(lines)]
    shown = np.flatnonzero(by_line["people"])
    groups = (MOVED_IN, *GROUPS, OTHERS)
    called = (MOVED_IN, *admission.first, OTHERS)
    return {
        "care": Names(shown // census.ranks, CARES),
        "group": Names(
            np.array([groups.index(called[line % census.ranks]) for line in shown], np.int64), groups
        ),
        **{name: count[shown] for name, count in by_line.items()},
        "wait_mean": np.array([days[line].mean() if days[line].size else 0.0 for line in shown]),
        "wait_p95": np.array([_nearest_rank(days[line], 95) for line in shown]),
    }


def _nearest_rank(values: np.ndarray, percent: int) -> float:
    """Return a percentile by the nearest rank, 0 of nothing."""
    if not values.size:
        return 0.0
    return float(np.sort(values)[(values.size * percent + 99) // 100 - 1])


def relief_visits_table(visits: np.ndarray, horizon: Horizon) -> Columns:
    """Return the columns of `relief_visits`."""
    return {"month": horizon.month_start(np.arange(horizon.months)), "visits": visits}
