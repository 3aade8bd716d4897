"""The rollout as a SimPy model: the specification, written to be read.

Every woman is a process: she wants to book, asks at the booking desk, comes to her appointment or stays
away, goes through the stages of the clinic, gets her dose, and asks for the next. Every site is a process as
well: it opens with its staff, closes, and at the end of the day writes down what was measured at its queues.

What makes the log exact, so that another engine can be held to it:

- Time is whole seconds, and a service takes at least one.
- Whoever asks or queues in a second is answered at its very end, when all others of that second have come,
  too: at a stage by the second since which she waits, then by identity; at the booking desk by the day since
  which she waits, then by identity.
- Nobody books a slot before it has opened; who would take one that has not asks again some days
  later.
- Whoever asks is there on that day, and is given days on which she is there.
- Bookings of the morning are made at second 0 of the day, before any site opens.
- Staff stay at their stage; nobody blocks anybody between stages; observation has room for everybody.
- Nobody starts a stage at or after closing. Who is being served is finished.
- Nothing happens from the end of the horizon on.
"""

from collections.abc import Callable, Generator
from datetime import date
from heapq import heappop, heappush

import numpy as np
import simpy

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.luck import uniform
from simlib.core.service_times import CELLS
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.clinic import timetable_of
from simlib.programmes.hpv_rollout.clinic_assumptions import seconds_of_day
from simlib.programmes.hpv_rollout.desk_simpy import (
    Appointment,
    Desk,
    Wish,
    Woman,
    at_the_end_of_the_second,
    woman_at,
)
from simlib.programmes.hpv_rollout.log import NOWHERE, Events, Kind, Queues
from simlib.programmes.hpv_rollout.purposes import (
    ARRIVAL,
    CONTRAINDICATION,
    DEFERRAL,
    DROPOUT,
    GIVE_UP,
    NO_SHOW,
    SERVICE_TIMES,
)
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women

Process = Generator[simpy.Event, bool, Wish]


def run_engine(
    women: Women,
    slots: Slots,
    section: HpvRolloutSection,
    horizon: Horizon,
    key: np.uint64,
    go_on: Callable[[], None],
) -> tuple[Events, Queues]:
    """Run the rollout over the horizon; see `engines.run_rollout`."""
    rollout = Rollout(slots, section, horizon, key)
    for row in np.flatnonzero(women.wish_day < horizon.days).tolist():
        rollout.env.process(rollout.course(woman_at(women, row)))
    for site in rollout.sites:
        rollout.env.process(site.days())
    for end_day in horizon.month_edges()[1:].tolist():
        go_on()
        rollout.env.run(until=end_day * SECONDS_PER_DAY)
    events = np.array(rollout.events, np.int32).reshape(-1, len(Events.__dataclass_fields__))
    queues = np.array(sorted(rollout.measured), np.int64).reshape(-1, len(Queues.__dataclass_fields__))
    return Events(*events.T), Queues(*queues.T)


class Stage:
    """A stage of one site: a queue, and staff who serve whoever came first."""

    def __init__(self, env: simpy.Environment, name: str, closes: int):
        self.env, self.name, self.closes = env, name, closes
        self.queue: list[tuple[int, int, simpy.Event]] = []

    def begin(self, servers: int) -> None:
        """Begin a day with so many staff."""
        self.free, self.came, self.waits, self.longest, self.busy = servers, 0, [], 0, 0

    def turn(self, woman: Woman) -> simpy.Event:
        """Queue; the event brings True when it is her turn, or False when she is turned away."""
        turn = self.env.event()
        self.came += 1
        heappush(self.queue, (self.env.now, int(woman.identity), turn))
        at_the_end_of_the_second(self.env, self.call_next)
        return turn

    def done(self, seconds: int) -> None:
        """End a service."""
        self.free += 1
        self.busy += seconds
        at_the_end_of_the_second(self.env, self.call_next)

    def call_next(self) -> None:
        """Call whoever is first while somebody is free; after closing turn everybody away."""
        closed = self.env.now % SECONDS_PER_DAY >= self.closes
        while self.queue and (closed or self.free > 0):
            since, _, turn = heappop(self.queue)
            if not closed:
                self.free -= 1
                self.waits.append(self.env.now - since)
            turn.succeed(not closed)
        self.longest = max(self.longest, len(self.queue))

    def measured(self) -> tuple[int, ...]:
        """Return women served, sum and 95th percentile of waits, longest queue, seconds of service."""
        waits = sorted(self.waits)
        nearest_rank = (95 * len(waits) + 99) // 100 - 1
        return len(waits), sum(waits), waits[nearest_rank] if waits else 0, self.longest, self.busy


class Site:
    """A vaccination site with its stages."""

    def __init__(self, rollout: "Rollout", place: int, name: str):
        clinic = rollout.section.clinic
        self.rollout, self.place, self.name = rollout, place, name
        self.closes = seconds_of_day(clinic.hours.closes)
        self.slots = rollout.slots.capacity[place].tolist()
        self.booked = [0] * len(self.slots)
        self.stages = [Stage(rollout.env, stage, self.closes) for stage in clinic.served_stages]

    def days(self) -> Process:
        """Open and close on every open day, and write down at its end what was measured."""
        env = self.rollout.env
        for day in range(len(self.slots)):
            if self.slots[day] == 0:
                continue
            yield env.timeout(day * SECONDS_PER_DAY - env.now)
            for stage in self.stages:
                stage.begin(self.staff(stage.name, self.rollout.horizon.date_of(day)))
            yield env.timeout(self.closes)
            for stage in self.stages:
                at_the_end_of_the_second(env, stage.call_next)
            yield env.timeout((day + 1) * SECONDS_PER_DAY - 1 - env.now)
            for number, stage in enumerate(self.stages):
                if stage.came:
                    self.rollout.measured.append((day, self.place, number, *stage.measured()))

    def staff(self, stage: str, day: date) -> int:
        """Return how many work at a stage on a day: the usual number without those who are away."""
        clinic = self.rollout.section.clinic
        away = sum(
            absence.staff
            for absence in clinic.absences
            if (absence.site, absence.stage) == (self.name, stage)
            and absence.first_day <= day <= absence.last_day
        )
        return max(0, clinic.servers[self.name][stage] - away)


class Rollout:
    """The model: its clock, its sites, its booking desk, and its log."""

    def __init__(self, slots: Slots, section: HpvRolloutSection, horizon: Horizon, key: np.uint64):
        self.env = simpy.Environment()
        self.slots, self.section, self.horizon, self.key = slots, section, horizon, key
        self.timetable = timetable_of(section.clinic)
        self.service = {
            stage: section.clinic.service_seconds(stage) for stage in section.clinic.served_stages
        }
        self.events: list[tuple[int, int, int, int, int]] = []
        self.measured: list[tuple[int, ...]] = []
        self.sites = [Site(self, place, name) for place, name in enumerate(slots.sites)]
        self.desk = Desk(self)

    # --- what a woman does ---

    def course(self, woman: Woman) -> Process:
        """From her first wish to her last dose."""
        wish = self.in_the_morning(woman, woman.wish_day)
        while wish:
            asks_at, from_day = wish
            yield self.env.timeout(asks_at - self.env.now)
            answer = yield self.desk.ask(woman, from_day)
            wish = (yield from self.visit(woman, answer)) if isinstance(answer, Appointment) else answer

    def visit(self, woman: Woman, booked: Appointment) -> Process:
        """Keep an appointment or stay away; return the next wish."""
        site, appointment = booked
        number, dose = woman.appointments, woman.doses + 1
        woman.appointments += 1
        if self.draw(woman, NO_SHOW, number) < self.section.demand.no_show:
            yield self.env.timeout(appointment - self.env.now)
            return self.miss(woman, site)
        yield self.env.timeout(self.arrival(woman, number, appointment) - self.env.now)
        self.write(Kind.ARRIVAL, woman, site.place, dose)
        for place, stage in enumerate(site.stages):
            if not (yield stage.turn(woman)):
                self.write(Kind.TURNED_AWAY, woman, site.place, place)
                return self.in_the_morning(woman, self.today + self.section.demand.rebooking_delay)
            draw = self.draw(woman, SERVICE_TIMES[stage.name], number)
            seconds = int(self.service[stage.name][int(draw * CELLS)])
            yield self.env.timeout(seconds)
            stage.done(seconds)
            if stage.name == "prescreen":
                if self.draw(woman, CONTRAINDICATION, woman.doses) < self.section.clinic.contraindication:
                    self.write(Kind.CONTRAINDICATION, woman, site.place, dose)
                    return None
                if self.draw(woman, DEFERRAL, number) < self.section.clinic.deferral:
                    self.write(Kind.DEFERRAL, woman, site.place, dose)
                    return self.in_the_morning(woman, self.today + self.section.clinic.deferral_delay)
        # Observation follows, for as long as it takes; nothing depends on its end.
        self.inject(woman, site)
        return self.next_dose(woman)

    def miss(self, woman: Woman, site: Site) -> Wish:
        """Stay away: give up, or book again later."""
        self.write(Kind.NO_SHOW, woman, site.place, woman.doses + 1)
        woman.missed += 1
        if self.draw(woman, GIVE_UP, woman.missed - 1) < self.section.demand.give_up:
            self.write(Kind.GAVE_UP, woman, site.place, woman.doses + 1)
            return None
        return self.in_the_morning(woman, self.today + self.section.demand.rebooking_delay)

    def inject(self, woman: Woman, site: Site) -> None:
        """Give a dose; her age at the first decides product and series."""
        if woman.doses == 0:
            age = woman.age_on(self.horizon.date_of(self.today))
            woman.series = self.doses_of_series(age)
            for product in self.section.products.values():
                if product.given_ages.youngest <= age <= product.given_ages.oldest:
                    woman.product = product
        woman.doses += 1
        self.write(Kind.INJECTION, woman, site.place, woman.doses)

    def doses_of_series(self, age: int) -> int:
        """Return how many doses make a full series for a woman of that age at the first."""
        schedule = self.section.schedule
        if age <= schedule.one_dose_up_to_age:
            return 1
        return 2 if age <= schedule.two_doses_up_to_age else 3

    def next_dose(self, woman: Woman) -> Wish:
        """Ask for the next dose at once, unless the series is complete or she drops out."""
        if woman.doses == woman.series:
            return None
        demand = self.section.demand
        dropout = demand.dropout_after_first if woman.doses == 1 else demand.dropout_after_second
        if self.draw(woman, DROPOUT, woman.doses) < dropout[woman.band]:
            self.write(Kind.DROPOUT, woman, NOWHERE, woman.doses)
            return None
        if woman.series == 2:
            interval = woman.product.two_dose_interval
        else:
            interval = woman.product.three_dose_intervals[woman.doses - 1]
        due = self.today + interval
        return (self.env.now, due) if due < self.horizon.days else None

    # --- time, luck, log ---

    @property
    def today(self) -> int:
        """Number of the day."""
        return self.env.now // SECONDS_PER_DAY

    def arrival(self, woman: Woman, number: int, appointment: int) -> int:
        """Return when she arrives: around her appointment, not before the doors open."""
        draw = self.draw(woman, ARRIVAL, number)
        offset = int(draw * (2 * self.timetable.spread + 1)) - self.timetable.spread
        morning = appointment // SECONDS_PER_DAY * SECONDS_PER_DAY
        return max(morning + self.timetable.opens, appointment + offset)

    def in_the_morning(self, woman: Woman, day: int) -> Wish:
        """Return the wish to book in the morning of a day, or of the first after it on which she is there."""
        while day < self.horizon.days and not self.is_there(woman, day):
            day += 1
        return (day * SECONDS_PER_DAY, day) if day < self.horizon.days else None

    def is_there(self, woman: Woman, day: int) -> bool:
        """Return whether she can come on a day: she may live elsewhere, or be kept at school."""
        presence, when = self.section.presence, self.horizon.date_of(day)
        if woman.away:
            return presence.visited(when)
        ages = presence.school_ages
        return not ages.youngest <= woman.age_on(when) <= ages.oldest or presence.lets_out(when)

    def draw(self, woman: Woman, purpose: np.uint64, k: int) -> float:
        """Return her luck."""
        return uniform(self.key, woman.identity, purpose, np.uint64(k))

    def write(self, kind: Kind, woman: Woman, site: int, detail: int) -> None:
        """Write an event into the log."""
        self.events.append((self.env.now, kind, woman.row, site, detail))
