"""Who uses which centre: the same queue for places as that of the beds (`simlib.core.stays`)."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import DAYS_A_YEAR, SECONDS_PER_DAY, Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.core.stay_spells import Spells, people_by_day, staying_spells, waiting_spells
from simlib.core.stays import FOREVER, Applicants, StayLog, Wards
from simlib.core.stays_engines import run_stays
from simlib.population import Population
from simlib.population.age_curves import age_above
from simlib.population.cohorts import HOME, INCOMER
from simlib.population.elders import Elders, elders_of
from simlib.population.hazards import ages_at_death
from simlib.programmes.community_care.assumptions import CommunityCareSection
from simlib.programmes.community_care.purposes import (
    BIRTH_DAY,
    DEATH,
    DELAY,
    LEAVES,
    PATIENCE,
    REACH,
    WANTING,
)

DAYS_A_MONTH = DAYS_A_YEAR / 12


@dataclass(frozen=True)
class Users:
    """What happened in the centres.

    Attributes
    ----------
    applicants
        Who might come.
    township
        Place of the township of each.
    log
        Everything that happened.
    waits, stays
        Spells of waiting for a place and of using it; lines are centres.
    present, waiting
        Users of each centre, and people waiting, at the end of each day: int64 of shape (days, centres).
    by_township
        Users by township at the end of each day: int64 of shape (days, townships).
    old_people
        Of each township at the start of the horizon, int64 of shape (townships,).
    """

    applicants: Applicants
    township: np.ndarray
    log: StayLog
    waits: Spells
    stays: Spells
    present: np.ndarray
    waiting: np.ndarray
    by_township: np.ndarray
    old_people: np.ndarray


def users_of(
    population: Population,
    section: CommunityCareSection,
    opened: np.ndarray,
    horizon: Horizon,
    key: np.uint64,
    engine: str,
) -> Users:
    """Return what happens in the centres from their openings on.

    Parameters
    ----------
    population
        Who lives here, and how they die.
    section
        The assumptions.
    opened
        Days on which the centres open, int64 of shape (centres,).
    horizon
        The clock.
    key
        Luck of this programme and replicate.
    engine
        One of `simlib.core.stays_engines.STAY_ENGINES`; both give the same.
    """
    elders = elders_of(population, [HOME, INCOMER], section.use.from_age, horizon.last)
    applicants, township = _applicants(elders, population, section, opened, horizon, key)
    log = run_stays(applicants, _wards(section.users_a_centre, opened), horizon.seconds, engine)
    waits, stays = waiting_spells(log), staying_spells(log)
    centres, townships = len(section.centres), len(population.start.townships)

    def counted(spells: Spells, cell: np.ndarray, cells: int) -> np.ndarray:
        return people_by_day(spells.first_day, spells.day_behind, cell, cells, horizon.days)

    return Users(
        applicants=applicants,
        township=township,
        log=log,
        waits=waits,
        stays=stays,
        present=counted(stays, stays.line, centres),
        waiting=counted(waits, waits.line, centres),
        by_township=counted(stays, township[stays.row], townships),
        old_people=_old_people(population, section.use.from_age),
    )


def _old_people(population: Population, from_age: int) -> np.ndarray:
    people = population.start.by_age()[[HOME, INCOMER]]
    return people[..., from_age:].sum(axis=(0, 2, 3))


def _wards(users: list[int], opened: np.ndarray) -> Wards:
    """Return the places for users of each centre from its opening on."""
    days = np.unique(np.clip(opened, 0, FOREVER // SECONDS_PER_DAY))
    return Wards(days * SECONDS_PER_DAY, np.where(opened <= days[:, None], users, 0), ranks=1)


def _applicants(
    elders: Elders,
    population: Population,
    section: CommunityCareSection,
    opened: np.ndarray,
    horizon: Horizon,
    key: np.uint64,
) -> tuple[Applicants, np.ndarray]:
    """Return who might come within the horizon, and the places of their townships."""
    use = section.use
    reach = _within_reach(elders, section, population.start.townships, key)
    willing = uniforms(key, elders.person, WANTING, FIRST)
    rows = np.flatnonzero((reach < len(section.centres)) & (willing < max(use.wanting.values())))
    elders, reach, willing = elders.take(rows), reach[rows], willing[rows]
    age = elders.ages(horizon.first, key, BIRTH_DAY)
    dies = ages_at_death(
        age, elders.sex, uniforms(key, elders.person, DEATH, FIRST), population.death_probability
    )
    from_age = np.maximum(age_above(use.wanting, willing), use.from_age)
    wants = np.maximum((from_age - age) * DAYS_A_YEAR, np.maximum(opened, 0)[reach])
    applies = _seconds(wants + _exponential(elders.person, use.delay, DELAY, key))
    dies = _seconds((dies - age) * DAYS_A_YEAR)
    come = np.flatnonzero(applies < np.minimum(dies, horizon.seconds))
    come = come[np.argsort(elders.person[come])]
    person = elders.person[come]
    applicants = Applicants(
        person=person,
        applies=applies[come],
        dies=dies[come],
        patience=_at_least_one(_exponential(person, use.patience * DAYS_A_MONTH, PATIENCE, key)),
        stay=_at_least_one(_exponential(person, use.leaves * DAYS_A_MONTH, LEAVES, key)),
        begins=np.full((come.size, 1), -1, np.int64),
        line=reach[come, None].astype(np.int32),
    )
    return applicants, elders.township[come]


def _within_reach(
    elders: Elders, section: CommunityCareSection, townships: tuple[str, ...], key: np.uint64
) -> np.ndarray:
    """Return the place of the centre within whose reach each lives; their number if there is none."""
    shares = np.array(
        [[centre.catchment.get(name, 0.0) for centre in section.centres.values()] for name in townships]
    )
    upto = np.cumsum(shares, axis=1)[elders.township]
    return (uniforms(key, elders.person, REACH, FIRST)[:, None] >= upto).sum(axis=1)


def _exponential(person: np.ndarray, mean: float, purpose: np.uint64, key: np.uint64) -> np.ndarray:
    return -np.log1p(-uniforms(key, person, purpose, FIRST)) * mean


def _seconds(days: np.ndarray) -> np.ndarray:
    return np.clip(days * SECONDS_PER_DAY, 0, FOREVER).astype(np.int64)


def _at_least_one(days: np.ndarray) -> np.ndarray:
    return np.maximum(_seconds(days), 1)
