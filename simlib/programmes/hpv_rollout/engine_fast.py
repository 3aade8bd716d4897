"""The compiled engine: sets up arrays and runs the kernel some days at a time, so it can be interrupted."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS, HpvRolloutSection
from simlib.programmes.hpv_rollout.availability import days_there, first_days_there
from simlib.programmes.hpv_rollout.booking_kernel import file_wishes
from simlib.programmes.hpv_rollout.clinic import floor_of, roster_of, timetable_of
from simlib.programmes.hpv_rollout.clinic_kernel import MEASURED, room_for
from simlib.programmes.hpv_rollout.kernel import MEASURES, run_days
from simlib.programmes.hpv_rollout.log import Events, Queues
from simlib.programmes.hpv_rollout.schedule import MOST_DOSES, DoseRules, dose_rules
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.state import COURSE, EVENT, NOBODY, PERSON, Plan, Record, Waiting
from simlib.programmes.hpv_rollout.supply import supply_plan
from simlib.programmes.hpv_rollout.supply_kernel import empty_stores
from simlib.programmes.hpv_rollout.travel import rings_of
from simlib.programmes.hpv_rollout.women import Women, calendar_codes

FIRST_ROOM = 10
"""Events a woman for which there is room to begin with; more than there are, as a rule."""
PIECE = 16_384
"""Events that are taken apart at a time."""
WOMEN_AND_DAYS, LONGEST_PIECE = 2_000_000, 31
"""Women times days, and days, that the kernel runs at most before it may be interrupted: within a second."""


def run_engine(
    women: Women,
    slots: Slots,
    section: HpvRolloutSection,
    horizon: Horizon,
    key: np.uint64,
    go_on: Callable[[], None],
) -> tuple[Events, Queues, np.ndarray]:
    """Run the rollout over the horizon; see `engines.run_rollout`.

    Returns
    -------
    events, queues, in_stock
        What happened; events day by day, within a day in no particular order. See `Log`.
    """
    rules = dose_rules(section.eligibility, section.products, section.schedule)
    plan = _plan(women, slots, rules, section, horizon, key)
    waiting = _nobody_yet(len(women), slots.capacity)
    stores = empty_stores(plan.supply, horizon.days)
    stages, servers = len(section.clinic.served_stages), int(plan.roster.max())
    busiest = min(len(women), int(slots.capacity.max(initial=0)))
    visitors, room = room_for(busiest, stages, servers)
    record = Record(np.zeros(1, np.int64), np.empty(FIRST_ROOM * len(women), EVENT))
    queues = np.zeros((int((slots.capacity > 0).sum()) * stages, MEASURES + MEASURED), np.int64)
    measured = 0
    file_wishes(women.wish_day, plan, waiting)
    for day, end_day in pairwise(_pauses(horizon.days, len(women))):
        go_on()
        while day < end_day:
            day, measured = run_days(
                day, end_day, plan, waiting, stores, visitors, room, record, measured, queues
            )
            if day < end_day:
                record = _with_more_room(record)
    return _columns(record.events[: record.used[0]]), Queues(*queues[:measured].T), stores.end


def _pauses(days: int, women: int) -> list[int]:
    """Return the days before which the run may be given up, the first and the end among them."""
    apart = min(max(1, WOMEN_AND_DAYS // max(1, women)), LONGEST_PIECE)
    return [*range(0, days, apart), days]


def _plan(
    women: Women, slots: Slots, rules: DoseRules, section: HpvRolloutSection, horizon: Horizon, key: np.uint64
) -> Plan:
    demand, clinic = section.demand, section.clinic
    persons = np.empty(len(women), PERSON)
    for name in PERSON.names:
        persons[name] = getattr(women, name)
    day_year, day_code = calendar_codes(horizon.dates)
    first_site, site_list, ring_end = rings_of(slots.minutes)
    dropout = np.zeros((len(AGE_BANDS), MOST_DOSES))
    for place, band in enumerate(AGE_BANDS):
        dropout[place, 1] = demand.dropout_after_first[band]
        dropout[place, 2] = demand.dropout_after_second[band]
    return Plan(
        key=key,
        women=persons,
        first_there=first_days_there(days_there(section.presence, horizon)),
        day_year=day_year,
        day_code=day_code,
        capacity=slots.capacity,
        first_site=first_site,
        site_list=site_list,
        ring_end=ring_end,
        days_ahead=int(section.booking.days_ahead),
        ask_again=int(section.booking.ask_again),
        accepted_days=int(section.booking.accepted_days),
        product_of_age=rules.product_of_age,
        doses_of_age=rules.doses_of_age,
        interval=rules.interval,
        dropout=dropout,
        no_show=float(demand.no_show),
        give_up=float(demand.give_up),
        rebooking_delay=int(demand.rebooking_delay),
        deferral_delay=int(clinic.deferral_delay),
        timetable=timetable_of(clinic),
        roster=roster_of(clinic, slots.sites, horizon),
        floor=floor_of(clinic, key),
        supply=supply_plan(section.supply, tuple(section.products), slots.sites, horizon),
    )


def _nobody_yet(rows: int, capacity: np.ndarray) -> Waiting:
    sites, days = capacity.shape
    day = np.arange(days + 1, dtype=np.int32)
    has_slot = np.ones((sites, days + 1), bool)
    has_slot[:, :-1] = capacity > 0
    return Waiting(
        wants=np.full(days, NOBODY),
        callers=np.zeros(days, np.int32),
        expected=np.full((sites, days), NOBODY),
        booked=np.zeros((sites, days), np.int32),
        next_open=np.where(has_slot, day, day + 1).astype(np.int32),
        behind=np.empty(rows, np.int32),
        women=np.zeros(rows, COURSE),
        row=np.empty(rows, np.int32),
        here=np.empty(rows, np.int32),
        desk=np.empty(rows, np.int64),
    )


def _columns(found: np.ndarray) -> Events:
    """Return the events as columns, taken apart in pieces that fit into the processor's cache."""
    columns = {name: np.empty(found.size, np.int32) for name in EVENT.names}
    for start in range(0, found.size, PIECE):
        piece = slice(start, start + PIECE)
        for name, column in columns.items():
            column[piece] = found[name][piece]
    return Events(**columns)


def _with_more_room(record: Record) -> Record:
    """Return the record with twice the room for events."""
    return record._replace(events=np.concatenate([record.events, np.empty(record.events.size + 1, EVENT)]))
