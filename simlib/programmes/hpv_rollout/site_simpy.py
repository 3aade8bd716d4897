"""A vaccination site of the SimPy model: its hours, its stages, its staff, and the doses it sets aside."""

from collections.abc import Generator
from datetime import date
from typing import TYPE_CHECKING

import simpy

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.queue_simpy import at_the_end_of_the_second
from simlib.programmes.hpv_rollout.clinic import POSITION_BITS, SPREADING
from simlib.programmes.hpv_rollout.log import Kind
from simlib.programmes.hpv_rollout.stage_simpy import Stage
from simlib.programmes.hpv_rollout.woman_simpy import Woman
from simlib.scenario.opening import SECONDS_PER_MINUTE, seconds_of_day

if TYPE_CHECKING:
    from simlib.programmes.hpv_rollout.engine_simpy import Rollout


class Site:
    """A vaccination site with its stages, and those of the sessions that its staff hold in school."""

    def __init__(self, rollout: "Rollout", place: int, name: str):
        clinic = rollout.section.clinic
        hours = clinic.hours_at(name)
        self.rollout, self.place, self.name = rollout, place, name
        self.opens, self.closes = seconds_of_day(hours.opens), seconds_of_day(hours.closes)
        self.noon = hours.noon
        self.bookable = seconds_of_day(hours.last_appointment) - self.opens + 1
        if self.opens + self.bookable > self.noon.stop:
            self.bookable -= len(self.noon)
        self.slots = rollout.slots.capacity[place].tolist()
        self.booked = [0] * len(self.slots)
        self.stages, self.session = (
            [Stage(rollout.env, stage, self.closes, self.noon) for stage in clinic.served_stages]
            for _ in range(2)
        )
        self.store = rollout.depot.sites[place]
        self.left: dict[str, int] = {}
        self.expecting: list[tuple[bool, int, str, int, simpy.Event]] = []

    def days(self) -> Generator[simpy.Event, None, None]:
        """Open, break off and close on every open day, and write down at its end what was measured."""
        env = self.rollout.env
        for day in range(len(self.slots)):
            if self.slots[day] == 0:
                continue
            yield env.timeout(day * SECONDS_PER_DAY - env.now)
            at_the_end_of_the_second(env, self.count_doses)
            for stage in self.stages:
                stage.begin(self.staff(stage.name, self.rollout.horizon.date_of(day)))
            for stage in self.session:
                stage.begin(self.rollout.section.channels.school.staff[stage.name])
            for bell in (self.noon.stop, self.closes):
                yield env.timeout(day * SECONDS_PER_DAY + bell - env.now)
                for stage in (*self.stages, *self.session):
                    stage.call_at_the_end_of_the_second()
            yield env.timeout((day + 1) * SECONDS_PER_DAY - 1 - env.now)
            for number, stage in enumerate(self.stages):
                if stage.came:
                    self.rollout.measured.append((day, self.place, number, *stage.measured()))

    def second_of_slot(self, number: int) -> int:
        """Return the second of the day of the n-th slot given: spread over the hours, on the slot."""
        position = number * SPREADING % 2**POSITION_BITS
        slot_length = self.rollout.section.clinic.slot_length * SECONDS_PER_MINUTE
        return self.at_work(position * self.bookable // 2**POSITION_BITS // slot_length * slot_length)

    def at_work(self, seconds: int) -> int:
        """Return the second of the day at which it has been open for so many seconds, without its break."""
        second = self.opens + seconds
        return second + len(self.noon) if self.noon and second >= self.noon.start else second

    def in_school(self, how: Kind) -> bool:
        """Return whether those who come in a way are seen in school, not at the site."""
        return how == Kind.SCHOOL and self.rollout.section.channels.school.held == "in_school"

    # --- doses ---

    def count_doses(self) -> None:
        """Count the doses that can be set aside today."""
        self.left = {product: self.store.on_hand(product) for product in self.store.lots}

    def dose_for(self, woman: Woman, how: Kind, doses: int) -> simpy.Event:
        """Ask for doses to be set aside; the event brings whether they are."""
        answer = self.rollout.env.event()
        at_site = not self.in_school(how)
        self.expecting.append((at_site, int(woman.identity), woman.product, doses, answer))
        at_the_end_of_the_second(self.rollout.env, self.set_aside)
        return answer

    def set_aside(self) -> None:
        """Set doses aside for all who asked in this second, as long as there are any.

        What goes to school comes first; else it goes by identity.
        """
        expecting, self.expecting = sorted(self.expecting, key=lambda request: request[:2]), []
        for _, _, product, doses, answer in expecting:
            enough = doses <= self.left[product]
            self.left[product] -= doses if enough else 0
            answer.succeed(enough)

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
