"""Who asks for a bed, when, and in which line."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from simlib.core.clock import DAYS_A_YEAR, SECONDS_PER_DAY, Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.core.stays import CHANGE_RANK, FOREVER, Applicants
from simlib.population import Population
from simlib.population.age_curves import age_above
from simlib.population.cohorts import HOME
from simlib.population.elders import Elders, elders_of
from simlib.programmes.welfare_centre.beds_assumptions import (
    CARES,
    GRADES,
    Admission,
    BedsSection,
    Demand,
    Relief,
)
from simlib.programmes.welfare_centre.beds_needs import Needs, needs_of
from simlib.programmes.welfare_centre.beds_purposes import (
    BIRTH_DAY,
    COMMUNITY,
    DELAY,
    DESTITUTE,
    LESS,
    MOVED_IN,
    PATIENCE,
    STAY,
    WANTING,
)

SECONDS_A_MONTH = round(DAYS_A_YEAR / 12 * SECONDS_PER_DAY)
ELDERLY, DISABLED = range(len(CARES))
BEFORE_ALL = -1
"""Second since when everybody was independent."""


@dataclass(frozen=True)
class Candidates:
    """Those who may ask for a bed within the horizon.

    Attributes
    ----------
    applicants
        What the engines are given; the phases of each are the grades, the lines those of `lines_of`.
    destitute
        Whether they are destitute, bool of shape (people,).
    """

    applicants: Applicants
    destitute: np.ndarray

    def take(self, rows: np.ndarray) -> "Candidates":
        """Return the persons at the given rows (positions or a mask)."""
        return Candidates(self.applicants.take(rows), self.destitute[rows])


@dataclass(frozen=True)
class Times:
    """When what happens to people, in seconds of the clock; int64 of shape (people,)."""

    partial: np.ndarray
    disabled: np.ndarray
    dies: np.ndarray
    wants: np.ndarray
    wants_disabled: np.ndarray


def candidates_of(
    population: Population,
    section: BedsSection,
    horizon: Horizon,
    opened_day: int,
    using: np.ndarray,
    key: np.uint64,
) -> Candidates:
    """Return who asks for a bed within the horizon.

    Parameters
    ----------
    population
        Who lives here, and how they die.
    section
        The assumptions.
    horizon
        The clock.
    opened_day
        Day on which the centre opens; before the horizon, if negative, or beyond it.
    using
        Share of the old people of each township who use community care at the end of each month: float64 of
        shape (months, townships).
    key
        Luck of this programme and replicate.
    """
    elders, destitute, willing = _willing(population, section.demand, horizon.last, key)
    age = elders.ages(horizon.first, key, BIRTH_DAY)
    needs = needs_of(elders, age, section.need, population.death_probability, key)
    times = _times(needs, willing, section.demand)
    opens = min(max(opened_day * SECONDS_PER_DAY, 0), FOREVER)
    wants = np.minimum(_relieved(elders, times, section.relief, using, horizon, key), times.wants_disabled)
    candidates = Candidates(
        Applicants(
            person=elders.person,
            applies=_applies(elders.person, wants, opened_day, section.demand, key),
            dies=times.dies,
            patience=_exponential(elders.person, section.demand.patience * SECONDS_A_MONTH, PATIENCE, key),
            stay=_exponential(elders.person, section.stay.moves_out * SECONDS_A_MONTH, STAY, key),
            begins=np.stack([np.full(len(elders), BEFORE_ALL), times.partial, times.disabled], axis=1),
            line=lines_of(destitute, section.admission),
        ),
        destitute,
    )
    candidates = _moved_in(candidates, section, opens, key)
    applies = candidates.applicants.applies
    come = np.flatnonzero(applies < np.minimum(candidates.applicants.dies, horizon.seconds))
    return candidates.take(come[np.argsort(candidates.applicants.person[come])])


def ranks_of(admission: Admission) -> int:
    """Return the lines of each kind of care: changes of care, the groups named, everybody else."""
    return len(admission.first) + 2


def lines_of(destitute: np.ndarray, admission: Admission) -> np.ndarray:
    """Return the line of each person by grade, int32 of shape (people, grades).

    A person belongs to the first group named that she is in.
    """
    lines = np.empty((destitute.size, len(GRADES)), np.int32)
    for place, grade in enumerate(GRADES):
        care = DISABLED if grade == "disabled" else ELDERLY
        rank = np.full(destitute.size, ranks_of(admission) - 1)
        for position, group in reversed(list(enumerate(admission.first, start=CHANGE_RANK + 1))):
            rank[destitute if group == "destitute" else group == grade] = position
        lines[:, place] = care * ranks_of(admission) + rank
    return lines


def _willing(
    population: Population, demand: Demand, until: date, key: np.uint64
) -> tuple[Elders, np.ndarray, np.ndarray]:
    """Return old people who would live in the centre in some state, who is destitute, and how willing.

    Somebody wants a bed where the share of those who do is above this last number.
    """
    elders = elders_of(population, [HOME], demand.from_age, until)
    destitute = uniforms(key, elders.person, DESTITUTE, FIRST) < demand.destitute
    willing = uniforms(key, elders.person, WANTING, FIRST) / np.where(destitute, demand.destitute_factor, 1.0)
    rows = np.flatnonzero(willing < max(demand.wanting.disabled.values()))
    return elders.take(rows), destitute[rows], willing[rows]


def _times(needs: Needs, willing: np.ndarray, demand: Demand) -> Times:
    """Return when people change and want a bed; who would want one already does at the start."""
    onsets = (needs.age, needs.partial, needs.disabled)
    wants = []
    for onset, curve in zip(onsets, demand.wanting.by_grade, strict=True):
        from_age = age_above(curve, willing)
        wants.append(np.maximum(np.maximum(onset, from_age), demand.from_age))
    return Times(
        partial=_seconds(needs.partial - needs.age),
        disabled=_seconds(needs.disabled - needs.age),
        dies=_seconds(needs.dies - needs.age),
        wants=_seconds(np.minimum(wants[0], wants[1]) - needs.age),
        wants_disabled=_seconds(wants[2] - needs.age),
    )


def _seconds(years: np.ndarray) -> np.ndarray:
    """Return years from now as seconds of the clock."""
    return np.minimum(years * (DAYS_A_YEAR * SECONDS_PER_DAY), FOREVER).astype(np.int64)


def _relieved(
    elders: Elders, times: Times, relief: Relief, using: np.ndarray, horizon: Horizon, key: np.uint64
) -> np.ndarray:
    """Return when people want a bed who are not disabled, given who uses community care by then."""
    most = np.maximum.accumulate(using, axis=0) * relief.likelier
    luck = uniforms(key, elders.person, COMMUNITY, FIRST)
    month = (luck[:, None] >= most.T[elders.township]).sum(axis=1)
    month_ends = np.append(horizon.month_edges()[1:] * SECONDS_PER_DAY, FOREVER)
    uses = month_ends[month] <= times.wants
    later = np.minimum(times.wants + round(relief.later * SECONDS_A_MONTH), FOREVER)
    later = np.where(uniforms(key, elders.person, LESS, FIRST) < relief.less, FOREVER, later)
    return np.where(uses, later, times.wants)


def _applies(
    person: np.ndarray, wants: np.ndarray, opened_day: int, demand: Demand, key: np.uint64
) -> np.ndarray:
    """Return when people apply: a delay after they want a bed and applications are taken."""
    announced = max((opened_day - demand.announced) * SECONDS_PER_DAY, 0)
    delay = -np.log1p(-uniforms(key, person, DELAY, FIRST)) * demand.delay * SECONDS_PER_DAY
    return np.minimum(np.maximum(wants, announced) + delay.astype(np.int64), FOREVER)


def _exponential(person: np.ndarray, mean: float, purpose: np.uint64, key: np.uint64) -> np.ndarray:
    """Return exponential times of at least a second."""
    seconds = -np.log1p(-uniforms(key, person, purpose, FIRST)) * mean
    return np.clip(seconds, 1, FOREVER).astype(np.int64)


def _moved_in(candidates: Candidates, section: BedsSection, opens: int, key: np.uint64) -> Candidates:
    """Let so many of each kind of care apply in the second of opening, before everybody else."""
    applicants = candidates.applicants
    applies, line = applicants.applies.copy(), applicants.line.copy()
    luck = uniforms(key, applicants.person, MOVED_IN, FIRST)
    disabled = applicants.begins[:, len(GRADES) - 1] <= opens
    for care, number in zip((~disabled, disabled), section.moved_in.by_care, strict=True):
        there = np.flatnonzero(care & (applicants.dies > opens))
        chosen = there[np.lexsort((applicants.person[there], luck[there]))[:number]]
        applies[chosen] = opens
        line[chosen] -= line[chosen] % ranks_of(section.admission)
    return replace(candidates, applicants=replace(applicants, applies=applies, line=line))
