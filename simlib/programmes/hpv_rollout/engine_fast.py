"""The compiled engine: sets up arrays and runs the kernel some days at a time, so it can be interrupted."""

from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS, HpvRolloutSection
from simlib.programmes.hpv_rollout.availability import days_there, first_days
from simlib.programmes.hpv_rollout.booking_kernel import file_wishes
from simlib.programmes.hpv_rollout.clinic import floor_of, roster_of, shifts_of
from simlib.programmes.hpv_rollout.clinic_kernel import HOURS, MEASURED, room_for
from simlib.programmes.hpv_rollout.kernel import MEASURES, run_days
from simlib.programmes.hpv_rollout.log import Events, Found, Queues
from simlib.programmes.hpv_rollout.schedule import MOST_DOSES, DoseRules, dose_rules
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.state import (
    COURSE,
    NOBODY,
    PERSON,
    ComingBy,
    Plan,
    Record,
    SchoolPlan,
    Waiting,
)
from simlib.programmes.hpv_rollout.supply import supply_plan
from simlib.programmes.hpv_rollout.supply_kernel import empty_stores
from simlib.programmes.hpv_rollout.travel import rings_of
from simlib.programmes.hpv_rollout.trips import NO_SITE
from simlib.programmes.hpv_rollout.women import Women, calendar_codes
from simlib.scenario.opening import seconds_of_day

FIRST_ROOM = 10
"""Events a woman for which there is room to begin with; more than there are, as a rule."""
WOMEN_AND_DAYS, LONGEST_PIECE = 2_000_000, 31
"""Women times days, and days, that the kernel runs at most before it may be interrupted: within a second."""


def run_engine(
    women: Women,
    slots: Slots,
    section: HpvRolloutSection,
    horizon: Horizon,
    key: np.uint64,
    go_on: Callable[[], None],
) -> Found:
    """Run the rollout over the horizon; see `engines.run_rollout`.

    Returns
    -------
    Found
        Events day by day, within a day in no particular order.
    """
    rules = dose_rules(section.eligibility, section.products, section.schedule)
    plan = _plan(women, slots, rules, section, horizon, key)
    waiting = _nobody_yet(len(women), slots.capacity, plan.places.size)
    stores = empty_stores(plan.supply, horizon.days)
    stages, servers = plan.school.staff.size, int(max(plan.roster.max(), plan.school.staff.max()))
    visitors, room = room_for(_busiest(women, slots), stages, servers)
    record = _room_for_events(FIRST_ROOM * len(women))
    queues = np.zeros((int((slots.capacity > 0).sum()) * stages, MEASURES + MEASURED), np.int64)
    by_hour = np.zeros((len(slots.sites), stages, HOURS, 2), np.int64)
    measured = 0
    file_wishes(women.wish_day, plan, waiting)
    for day, end_day in pairwise(_pauses(horizon.days, len(women))):
        go_on()
        while day < end_day:
            day, measured = run_days(
                day, end_day, plan, waiting, stores, visitors, room, record, measured, queues, by_hour
            )
            if day < end_day:
                record = _with_more_room(record)
    events = Events(*record.events[:, : record.used[0]])
    return Found(events, Queues(*queues[:measured].T), by_hour, stores.end)


def _pauses(days: int, women: int) -> list[int]:
    """Return the days before which the run may be given up, the first and the end among them."""
    apart = min(max(1, WOMEN_AND_DAYS // max(1, women)), LONGEST_PIECE)
    return [*range(0, days, apart), days]


def _busiest(women: Women, slots: Slots) -> int:
    """Return more women than can come to a site on a day."""
    without_slot = women.walks_in | (women.pupils.brought_until > 0)
    return min(len(women), int(slots.capacity.max(initial=0)) + int(without_slot.sum()))


def _plan(
    women: Women, slots: Slots, rules: DoseRules, section: HpvRolloutSection, horizon: Horizon, key: np.uint64
) -> Plan:
    demand, clinic = section.demand, section.clinic
    persons, columns = np.empty(len(women), PERSON), {**vars(women), **vars(women.pupils)}
    for name in PERSON.names:
        persons[name] = columns[name]
    day_year, day_code = calendar_codes(horizon.dates)
    first_site, site_list, ring_end = rings_of(slots.minutes)
    dropout = np.zeros((len(AGE_BANDS), MOST_DOSES))
    for place, band in enumerate(AGE_BANDS):
        dropout[place, 1] = demand.dropout_after_first[band]
        dropout[place, 2] = demand.dropout_after_second[band]
    return Plan(
        key=key,
        women=persons,
        first_there=first_days(days_there(section.presence, horizon)),
        day_year=day_year,
        day_code=day_code,
        capacity=slots.capacity,
        first_site=first_site,
        site_list=site_list,
        ring_end=ring_end,
        days_ahead=int(section.booking.days_ahead),
        ask_again=int(section.booking.ask_again),
        accepted_days=int(section.booking.accepted_days),
        coming_by=_coming_by(section, slots),
        school=_school_plan(section, slots),
        places=_places(section, len(slots.sites)),
        product_of_age=rules.product_of_age,
        doses_of_age=rules.doses_of_age,
        interval=rules.interval,
        dropout=dropout,
        no_show=float(demand.no_show),
        give_up=float(demand.give_up),
        rebooking_delay=int(demand.rebooking_delay),
        deferral_delay=int(clinic.deferral_delay),
        shifts=shifts_of(clinic, slots.sites),
        roster=roster_of(clinic, slots.sites, horizon),
        floor=floor_of(clinic, key),
        supply=supply_plan(section.supply, tuple(section.products), slots.sites, horizon),
    )


def _places(section: HpvRolloutSection, sites: int) -> np.ndarray:
    """Return the places where women are seen, in the order of a day; see `Plan`."""
    in_school = sites if section.channels.school.held == "in_school" else 0
    return np.concatenate([sites + np.arange(in_school), np.arange(sites)])


def _coming_by(section: HpvRolloutSection, slots: Slots) -> ComingBy:
    walk_in = section.channels.walk_in
    return ComingBy(first_days(slots.capacity > 0), int(walk_in.comes_again), int(walk_in.tries))


def _school_plan(section: HpvRolloutSection, slots: Slots) -> SchoolPlan:
    school, site = section.channels.school, slots.trips.site
    in_school = school.held == "in_school"
    return SchoolPlan(
        next_day=slots.trips.next_day,
        place=np.where((site != NO_SITE) & in_school, site + len(slots.sites), site).astype(np.int32),
        second=seconds_of_day(school.hour),
        waits=int(school.waits),
        missing=float(school.missing),
        staff=np.array([school.staff[stage] for stage in section.clinic.served_stages], np.int32),
    )


def _nobody_yet(rows: int, capacity: np.ndarray, places: int) -> Waiting:
    sites, days = capacity.shape
    return Waiting(
        wants=np.full(days, NOBODY),
        callers=np.zeros(days, np.int32),
        expected=np.full((places, days), NOBODY),
        coming=np.zeros((places, days), np.int32),
        booked=np.zeros((sites, days), np.int32),
        next_open=first_days(capacity > 0),
        behind=np.empty(rows, np.int32),
        women=np.zeros(rows, COURSE),
        row=np.empty(rows, np.int32),
        here=np.empty(rows, np.int32),
        desk=np.empty(rows, np.int64),
    )


def _room_for_events(room: int) -> Record:
    return Record(np.zeros(1, np.int64), np.empty((len(fields(Events)), room), np.int32))


def _with_more_room(record: Record) -> Record:
    """Return the record with twice the room for events."""
    more = np.empty((len(record.events), record.events.shape[1] + 1), np.int32)
    return record._replace(events=np.concatenate([record.events, more], axis=1))
