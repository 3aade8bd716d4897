"""On which days schools bring their girls, to which site, and which girls go."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import WORKING_WEEK, Calendar
from simlib.core.luck import FIRST, uniforms
from simlib.population.cohorts import HOME
from simlib.population.persons import Persons
from simlib.programmes.hpv_rollout.availability import first_days, within
from simlib.programmes.hpv_rollout.channel_assumptions import School
from simlib.programmes.hpv_rollout.presence_assumptions import Presence
from simlib.programmes.hpv_rollout.purposes import SCHOOL_GROUP, WITH_SCHOOL
from simlib.programmes.hpv_rollout.travel import TOO_FAR

NO_SITE = -1


@dataclass(frozen=True)
class Trips:
    """The days of all groups of schoolgirls; those of township t begin at t times the groups of each.

    Attributes
    ----------
    site
        int32 of shape (townships,): place of the site to which they go, or `NO_SITE`.
    next_day
        int32 of shape (townships times groups, days + 1): first day of a group from each day on; the number
        of days where there is none.
    """

    site: np.ndarray
    next_day: np.ndarray

    @property
    def groups(self) -> int:
        """Groups of a township."""
        return len(self.next_day) // max(len(self.site), 1)


@dataclass(frozen=True)
class Pupils:
    """Which girls go with their school: int32 of one entry a person.

    Attributes
    ----------
    group
        Place of her group in `Trips`.
    brought_from, brought_until
        Days from which on she may be brought, and no longer; nobody is where there is no day between them.
    """

    group: np.ndarray
    brought_from: np.ndarray
    brought_until: np.ndarray

    def first_day(self, from_day: np.ndarray, trips: Trips, never: int) -> np.ndarray:
        """Return the first day from some day on on which each is brought, or `never`."""
        day = np.clip(np.maximum(from_day, self.brought_from), 0, trips.next_day.shape[1] - 1)
        found = trips.next_day[self.group, day]
        return np.where(found < self.brought_until, found, never)


def trips_of(
    school: School, presence: Presence, capacity: np.ndarray, minutes: np.ndarray, calendar: Calendar
) -> Trips:
    """Return the trips of all townships.

    Parameters
    ----------
    school, presence
        The assumptions.
    capacity
        Appointments of sites, shape (sites, days), 0 when closed.
    minutes
        Travel, shape (townships, sites).
    calendar
        Holidays, on which no school is held.
    """
    site, horizon = _nearest(capacity, minutes), calendar.horizon
    school_days = calendar.open_days(WORKING_WEEK) & within(presence.terms, horizon.dates)
    school_days &= ~within(presence.exams, horizon.dates)
    rounds = [horizon.day_of(when) for when in school.rounds if horizon.first <= when <= horizon.last]
    on_day = np.zeros((site.size, school.groups, horizon.days), bool)
    for township in np.flatnonzero(site != NO_SITE):
        days = np.flatnonzero(school_days & (capacity[site[township]] > 0))
        for first in np.searchsorted(days, rounds):
            of_round = days[first : first + school.groups]
            on_day[township, np.arange(of_round.size), of_round] = True
    return Trips(site, first_days(on_day.reshape(-1, horizon.days)))


def _nearest(capacity: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return the nearest site of each township that opens at all; of equally near ones the first."""
    reached = (minutes != TOO_FAR) & (capacity > 0).any(axis=1)
    far = np.where(reached, minutes, np.iinfo(minutes.dtype).max)
    return np.where(reached.any(axis=1), far.argmin(axis=1), NO_SITE).astype(np.int32)


def pupils_of(
    persons: Persons, since: np.ndarray, until: np.ndarray, school: School, trips: Trips, key: np.uint64
) -> Pupils:
    """Return which girls go with their school.

    Parameters
    ----------
    persons
        Women.
    brought_from, brought_until
        Days from which on they are of an age to be brought, and no longer.
    school, trips
        The assumptions, and the days that follow from them.
    key
        Luck of this programme and replicate.
    """
    takes_part = uniforms(key, persons.identity, WITH_SCHOOL, FIRST) < school.takes_part
    draw = uniforms(key, persons.identity, SCHOOL_GROUP, FIRST)
    group = persons.township * trips.groups + np.floor(draw * trips.groups).astype(np.int32)
    until = np.minimum(until, _last_days(trips.next_day)[group] + 1)
    goes = takes_part & (persons.status == HOME) & (since < until) & (until > 0)
    found = (group, np.where(goes, since, 0), np.where(goes, until, 0))
    return Pupils(*(column.astype(np.int32) for column in found))


def _last_days(next_day: np.ndarray) -> np.ndarray:
    """Return the last day of each group, -1 where there is none."""
    days = next_day.shape[1] - 1
    return np.where(next_day < days, next_day, -1).max(axis=1)
