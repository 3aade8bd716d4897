"""A vaccination site of the SimPy model: its hours, its stages, its staff, and the doses it sets aside."""

from collections.abc import Generator
from datetime import date
from typing import TYPE_CHECKING

import simpy

from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.clinic import POSITION_BITS, SPREADING
from simlib.programmes.hpv_rollout.clinic_assumptions import SECONDS_PER_MINUTE, seconds_of_day
from simlib.programmes.hpv_rollout.stage_simpy import Stage, at_the_end_of_the_second
from simlib.programmes.hpv_rollout.woman_simpy import Woman

if TYPE_CHECKING:
    from simlib.programmes.hpv_rollout.engine_simpy import Rollout


class Site:
    """A vaccination site with its stages."""

    def __init__(self, rollout: "Rollout", place: int, name: str):
        clinic = rollout.section.clinic
        hours = clinic.hours_at(name)
        self.rollout, self.place, self.name = rollout, place, name
        self.opens, self.closes = seconds_of_day(hours.opens), seconds_of_day(hours.closes)
        self.last_appointment = seconds_of_day(hours.last_appointment)
        self.noon = hours.noon
        self.slots = rollout.slots.capacity[place].tolist()
        self.booked = [0] * len(self.slots)
        self.stages = [Stage(rollout.env, stage, self.closes, self.noon) for stage in clinic.served_stages]
        self.store = rollout.depot.sites[place]
        self.expecting: list[tuple[int, str, int, simpy.Event]] = []

    def days(self) -> Generator[simpy.Event, None, None]:
        """Open, break off and close on every open day, and write down at its end what was measured."""
        env = self.rollout.env
        for day in range(len(self.slots)):
            if self.slots[day] == 0:
                continue
            yield env.timeout(day * SECONDS_PER_DAY - env.now)
            for stage in self.stages:
                stage.begin(self.staff(stage.name, self.rollout.horizon.date_of(day)))
            for bell in (self.noon.stop, self.closes):
                yield env.timeout(day * SECONDS_PER_DAY + bell - env.now)
                for stage in self.stages:
                    at_the_end_of_the_second(env, stage.call_next)
            yield env.timeout((day + 1) * SECONDS_PER_DAY - 1 - env.now)
            for number, stage in enumerate(self.stages):
                if stage.came:
                    self.rollout.measured.append((day, self.place, number, *stage.measured()))

    def second_of_slot(self, number: int) -> int:
        """Return the second of the day of the n-th slot given: spread over the hours, on the slot."""
        bookable = self.last_appointment - self.opens + 1
        if self.last_appointment >= self.noon.stop:
            bookable -= len(self.noon)
        position = number * SPREADING % 2**POSITION_BITS
        slot_length = self.rollout.section.clinic.slot_length * SECONDS_PER_MINUTE
        return self.at_work(position * bookable // 2**POSITION_BITS // slot_length * slot_length)

    def at_work(self, seconds: int) -> int:
        """Return the second of the day at which it has been open for so many seconds, without its break."""
        second = self.opens + seconds
        return second + len(self.noon) if self.noon and second >= self.noon.start else second

    def dose_for(self, woman: Woman, product: str, doses: int) -> simpy.Event:
        """Ask for doses to be set aside; the event brings whether they are."""
        answer = self.rollout.env.event()
        self.expecting.append((int(woman.identity), product, doses, answer))
        at_the_end_of_the_second(self.rollout.env, self.set_aside)
        return answer

    def set_aside(self) -> None:
        """Set doses aside for all who are expected today, by identity, as long as there are any."""
        expecting, self.expecting = sorted(self.expecting, key=lambda request: request[0]), []
        left = {product: self.store.on_hand(product) for product in self.store.lots}
        for _, product, doses, answer in expecting:
            enough = doses <= left[product]
            left[product] -= doses if enough else 0
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
