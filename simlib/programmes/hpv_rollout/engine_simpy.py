"""The rollout as a SimPy model: the specification, written to be read.

Every woman is a process: she asks at the booking desk, comes to her appointment or stays away, goes through
the stages of the clinic, gets her dose, and asks for the next. Some never book and come by; some girls come
with their school. Every site is a process as well: it opens with its staff, closes, and at the end of the day
writes down what was measured at its queues.

What makes the log exact, so that another engine can be held to it:

- Time is whole seconds, and a service takes at least one.
- Whoever asks or queues in a second is answered at its very end, when all others of that second have come,
  too: at a stage by the second since which she waits, then by identity; at the booking desk by the day since
  which she waits, then by identity. Answers come before the queues move.
- Nobody books a slot before it has opened; who would take one that has not asks again some days
  later.
- Whoever asks is there on that day, and is given days on which she is there; but whom her school may bring
  asks for a trip when she is kept at school, too, and is brought then.
- The order of a day: deliveries, expiry and the cold chain at second 0 (`stores_simpy`), bookings of the
  morning at its end; cancellations in second 1; the clinic; orders at the end of the last second.
- A site sets doses aside for the women whom it expects, in second 1, first for sessions in school, then by
  identity: one of her product, or two where the first will break. Where so many are not left, it cancels
  her appointment. Who comes without one asks for hers when she is there.
- Staff stay at their stage; nobody blocks anybody between stages; observation has room for everybody.
- Nobody starts a stage in the break at noon, nor at or after closing. Who is being served is finished.
- Nothing happens from the end of the horizon on.
"""

from collections.abc import Callable, Generator

import numpy as np
import simpy

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.luck import uniform
from simlib.core.queue_simpy import at_the_end_of_the_second
from simlib.core.service_times import CELLS
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.desk_simpy import Coming, Desk, Wish
from simlib.programmes.hpv_rollout.log import NOWHERE, Events, Found, Kind, Queues
from simlib.programmes.hpv_rollout.purposes import (
    ARRIVAL,
    BREAKAGE,
    CONTRAINDICATION,
    DEFERRAL,
    DROPOUT,
    GIVE_UP,
    NO_SHOW,
    SERVICE_TIMES,
)
from simlib.programmes.hpv_rollout.site_simpy import Site
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.stores_simpy import Depot
from simlib.programmes.hpv_rollout.woman_simpy import Woman, woman_at
from simlib.programmes.hpv_rollout.women import Women
from simlib.scenario.opening import SECONDS_PER_MINUTE

Process = Generator[simpy.Event, bool, Wish]


def run_engine(
    women: Women,
    slots: Slots,
    section: HpvRolloutSection,
    horizon: Horizon,
    key: np.uint64,
    go_on: Callable[[], None],
) -> Found:
    """Run the rollout over the horizon; see `engines.run_rollout`."""
    rollout = Rollout(slots, section, horizon, key)
    rollout.env.process(rollout.days())
    for row in np.flatnonzero(women.wish_day < horizon.days).tolist():
        rollout.env.process(rollout.course(woman_at(women, row)))
    for site in rollout.sites:
        rollout.env.process(site.days())
    for end_day in horizon.month_edges()[1:].tolist():
        go_on()
        rollout.env.run(until=end_day * SECONDS_PER_DAY)
    events = np.array(rollout.events, np.int32).reshape(-1, len(Events.__dataclass_fields__))
    queues = np.array(sorted(rollout.measured), np.int64).reshape(-1, len(Queues.__dataclass_fields__))
    by_hour = np.array([[stage.by_hour for stage in site.stages] for site in rollout.sites], np.int64)
    return Found(Events(*events.T), Queues(*queues.T), by_hour, np.array(rollout.in_stock, np.int32))


class Rollout:
    """The model: its clock, its sites, its booking desk, and its log."""

    def __init__(self, slots: Slots, section: HpvRolloutSection, horizon: Horizon, key: np.uint64):
        self.env = simpy.Environment()
        self.slots, self.section, self.horizon, self.key = slots, section, horizon, key
        self.service = {
            stage: section.clinic.service_seconds(stage) for stage in section.clinic.served_stages
        }
        self.events: list[tuple[int, int, int, int, int]] = []
        self.measured: list[tuple[int, ...]] = []
        self.in_stock: list[list[list[int]]] = []
        self.depot = Depot(section, slots.sites, horizon, key, self.write_down)
        self.sites = [Site(self, place, name) for place, name in enumerate(slots.sites)]
        self.desk = Desk(self)

    # --- the stores ---

    def days(self) -> Process:
        """Deliver in the morning of each day; order, and count what is in stock, in its evening."""
        for day in range(self.horizon.days):
            self.depot.morning(day)
            yield self.env.timeout(SECONDS_PER_DAY - 1)
            at_the_end_of_the_second(self.env, self.evening)
            yield self.env.timeout(1)

    def evening(self) -> None:
        """Send the sites what they order, order for the central store, and count."""
        self.depot.evening(self.today)
        self.in_stock.append(self.depot.in_stock())

    # --- what a woman does ---

    def course(self, woman: Woman) -> Process:
        """From her first wish to her last dose."""
        wish = self.in_the_morning(woman, woman.wish_day)
        while wish:
            asks_at, from_day = wish
            yield self.env.timeout(asks_at - self.env.now)
            answer = yield self.desk.ask(woman, from_day)
            wish = (yield from self.visit(woman, answer)) if isinstance(answer, Coming) else answer

    def visit(self, woman: Woman, coming: Coming) -> Process:
        """Come or stay away; return the next wish."""
        number, site, how = woman.appointments, coming.site, coming.how
        woman.appointments += 1
        yield self.env.timeout(coming.second // SECONDS_PER_DAY * SECONDS_PER_DAY + 1 - self.env.now)
        if not woman.doses:
            self.plan_series(woman)
        broken = int(self.draw(woman, BREAKAGE, number) < self.section.supply.breakage)
        if how == Kind.WALK_IN:
            yield self.env.timeout(coming.second - self.env.now)
            self.write(how, woman, site.place, woman.doses + 1)
            if not (yield site.dose_for(woman, how, 1 + broken)):
                self.write(Kind.NO_DOSE, woman, site.place, woman.doses + 1)
                return self.in_vain(woman, site)
        elif not (yield site.dose_for(woman, how, 1 + broken)):
            self.write(Kind.CANCELLED, woman, site.place, woman.doses + 1)
            return self.in_the_morning(woman, self.today + self.section.demand.rebooking_delay)
        elif self.draw(woman, NO_SHOW, number) < self.stays_away(how):
            yield self.env.timeout(coming.second - self.env.now)
            return self.miss(woman, site)
        else:
            yield self.env.timeout(self.arrival(woman, number, coming) - self.env.now)
            self.write(how, woman, site.place, woman.doses + 1)
        return (yield from self.go_through(woman, coming, number, broken))

    def go_through(self, woman: Woman, coming: Coming, number: int, broken: int) -> Process:
        """Go through the stages, up to the dose or as far as it goes; return the next wish."""
        site, dose = coming.site, woman.doses + 1
        for place, stage in enumerate(site.session if site.in_school(coming.how) else site.stages):
            if not (yield stage.turn(woman.identity)):
                self.write(Kind.TURNED_AWAY, woman, site.place, place)
                if coming.how == Kind.WALK_IN:
                    return self.in_vain(woman, site)
                return self.in_the_morning(woman, self.today + self.section.demand.rebooking_delay)
            draw = self.draw(woman, SERVICE_TIMES[stage.name], number)
            seconds = int(self.service[stage.name][int(draw * CELLS)])
            yield from stage.serve(seconds)
            if stage.name == "prescreen":
                if self.draw(woman, CONTRAINDICATION, woman.doses) < self.section.clinic.contraindication:
                    self.write(Kind.CONTRAINDICATION, woman, site.place, dose)
                    return None
                if self.draw(woman, DEFERRAL, number) < self.section.clinic.deferral:
                    self.write(Kind.DEFERRAL, woman, site.place, dose)
                    return self.in_the_morning(woman, self.today + self.section.clinic.deferral_delay)
        # Observation follows, for as long as it takes; nothing depends on its end.
        self.inject(woman, site, broken)
        return self.next_dose(woman)

    def miss(self, woman: Woman, site: Site) -> Wish:
        """Stay away: give up, or book again later."""
        self.write(Kind.NO_SHOW, woman, site.place, woman.doses + 1)
        woman.missed += 1
        if self.draw(woman, GIVE_UP, woman.missed - 1) < self.section.demand.give_up:
            self.write(Kind.GAVE_UP, woman, site.place, woman.doses + 1)
            return None
        return self.in_the_morning(woman, self.today + self.section.demand.rebooking_delay)

    def in_vain(self, woman: Woman, site: Site) -> Wish:
        """Come again some days later, or give up."""
        walk_in = self.section.channels.walk_in
        woman.missed += 1
        if woman.missed >= walk_in.tries:
            self.write(Kind.GAVE_UP, woman, site.place, woman.doses + 1)
            return None
        return self.in_the_morning(woman, self.today + walk_in.comes_again)

    def plan_series(self, woman: Woman) -> None:
        """Decide product and series by her age on the day of her first dose."""
        age = woman.age_on(self.horizon.date_of(self.today))
        woman.series = self.doses_of_series(age)
        for name, product in self.section.products.items():
            if product.given_ages.youngest <= age <= product.given_ages.oldest:
                woman.product = name

    def inject(self, woman: Woman, site: Site, broken: int) -> None:
        """Give a dose, after another one where that broke."""
        site.store.take(woman.product, 1 + broken)
        woman.doses += 1
        if broken:
            self.write(Kind.WASTED, woman, site.place, woman.doses)
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
        product = self.section.products[woman.product]
        if woman.series == 2:
            interval = product.two_dose_interval
        else:
            interval = product.three_dose_intervals[woman.doses - 1]
        due = self.today + interval
        return (self.env.now, due) if due < self.horizon.days else None

    # --- time, luck, log ---

    @property
    def today(self) -> int:
        """Number of the day."""
        return self.env.now // SECONDS_PER_DAY

    @property
    def is_morning(self) -> bool:
        """Whether it is the second in which those ask who are not at a site."""
        return self.env.now % SECONDS_PER_DAY == 0

    def stays_away(self, how: Kind) -> float:
        """Return the share of those expected who do not come."""
        return self.section.channels.school.missing if how == Kind.SCHOOL else self.section.demand.no_show

    def arrival(self, woman: Woman, number: int, coming: Coming) -> int:
        """Return when she arrives: around her appointment, not before the doors open; a group on time."""
        site, appointment, how = coming
        if how == Kind.SCHOOL:
            return appointment
        draw, spread = (
            self.draw(woman, ARRIVAL, number),
            self.section.clinic.arrival_spread * SECONDS_PER_MINUTE,
        )
        offset = int(draw * (2 * spread + 1)) - spread
        morning = appointment // SECONDS_PER_DAY * SECONDS_PER_DAY
        return max(morning + site.opens, appointment + offset)

    def in_the_morning(self, woman: Woman, day: int) -> Wish:
        """Return the wish to ask in the morning of a day, or of the first after it on which she may."""
        while day < self.horizon.days and not (day in woman.brought or self.is_there(woman, day)):
            day += 1
        return (day * SECONDS_PER_DAY, day) if day < self.horizon.days else None

    def when_let_out(self, woman: Woman, from_day: int) -> Wish:
        """Return the wish to ask again in the morning of the first day on which she is there."""
        day = self.today
        while day < self.horizon.days and not self.is_there(woman, day):
            day += 1
        return (day * SECONDS_PER_DAY, max(day, from_day)) if day < self.horizon.days else None

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

    def write_down(self, kind: Kind, product: int, site: int, doses: int) -> None:
        """Write into the log what happened to doses."""
        self.events.append((self.env.now, kind, -1 - product, site, doses))
