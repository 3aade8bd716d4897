"""The booking desk of the SimPy model: who asks, in which order, and which slot each gets."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import simpy

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.luck import FIRST
from simlib.core.queue_simpy import at_the_end_of_the_second
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS
from simlib.programmes.hpv_rollout.clinic import POSITION_BITS, SPREADING
from simlib.programmes.hpv_rollout.log import NOWHERE, Kind
from simlib.programmes.hpv_rollout.purposes import PREFERRED_SITE
from simlib.programmes.hpv_rollout.travel import TOO_FAR
from simlib.programmes.hpv_rollout.women import DAYS_IN_MONTH_CODE, Women

if TYPE_CHECKING:
    from simlib.programmes.hpv_rollout.engine_simpy import Rollout, Site

Wish = tuple[int, int] | None
"""The second at which a woman asks for an appointment, and the day from which on; None if she never does."""


@dataclass
class Woman:
    """A woman on her way through the rollout."""

    row: int
    identity: np.uint64
    township: int
    band: str
    birthday: date
    away: bool
    wish_day: int
    appointments: int = 0
    missed: int = 0
    doses: int = 0
    series: int = 0
    product: str = ""

    def age_on(self, day: date) -> int:
        """Age in completed years; born on 29 February, she is a year older from 1 March."""
        before_birthday = (day.month, day.day) < (self.birthday.month, self.birthday.day)
        return day.year - self.birthday.year - before_birthday


def woman_at(women: Women, row: int) -> Woman:
    """Return the woman of a row."""
    month, day = divmod(int(women.birth_code[row]), DAYS_IN_MONTH_CODE)
    return Woman(
        row=row,
        identity=women.identity[row],
        township=int(women.township[row]),
        band=list(AGE_BANDS)[women.band[row]],
        birthday=date(int(women.birth_year[row]), month, day),
        away=bool(women.away[row]),
        wish_day=int(women.wish_day[row]),
    )


class Appointment(NamedTuple):
    """Where a woman is expected, and in which second."""

    site: "Site"
    second: int


class Desk:
    """Where all women book."""

    def __init__(self, rollout: "Rollout"):
        self.rollout = rollout
        self.asking: list[tuple[int, int, Woman, int, simpy.Event]] = []

    def ask(self, woman: Woman, from_day: int) -> simpy.Event:
        """Ask for an appointment; the event brings it, or the wish to ask again, or None."""
        answer = self.rollout.env.event()
        waits_since = min(from_day, self.rollout.today)
        self.asking.append((waits_since, int(woman.identity), woman, from_day, answer))
        at_the_end_of_the_second(self.rollout.env, self.answer_all)
        return answer

    def answer_all(self) -> None:
        """Answer all who asked in this second: who has waited longest first, then by identity."""
        asking, self.asking = sorted(self.asking, key=lambda request: request[:2]), []
        for _, _, woman, from_day, answer in asking:
            answer.succeed(self.book(woman, from_day))

    def book(self, woman: Woman, from_day: int) -> Appointment | Wish:
        """Give her a slot if it has opened and she may be vaccinated then; if not, let her ask again."""
        site, day = self.slot_for(woman, from_day)
        if not site:
            self.rollout.write(Kind.WITHOUT_SLOT, woman, NOWHERE, woman.doses + 1)
            return None
        booking = self.rollout.section.booking
        if day > self.rollout.today + booking.days_ahead:
            again = max(from_day - booking.days_ahead, self.rollout.today + booking.ask_again)
            wish = self.rollout.in_the_morning(woman, again)
            return wish and (wish[0], from_day)
        age, ages = woman.age_on(self.rollout.horizon.date_of(day)), self.rollout.section.eligibility
        if woman.doses == 0 and not ages.youngest <= age <= ages.oldest:
            self.rollout.write(Kind.WRONG_AGE, woman, site.place, age)
            return None
        appointment = day * SECONDS_PER_DAY + self.second_of_slot(site.booked[day])
        site.booked[day] += 1
        self.rollout.write(Kind.BOOKING, woman, site.place, appointment)
        return Appointment(site, appointment)

    def slot_for(self, woman: Woman, from_day: int) -> "tuple[Site | None, int]":
        """Find the nearest site with a slot on a day that she accepts, or else the earliest slot anywhere."""
        best: tuple[Site | None, int] = (None, self.rollout.horizon.days)
        for ring in self.rings(woman):
            site, day = self.earliest_slot(ring, woman, max(from_day, self.rollout.today))
            if day < best[1]:
                best = site, day
            if site and day <= from_day + self.rollout.section.booking.accepted_days:
                break
        return best

    def rings(self, woman: Woman) -> "list[list[Site]]":
        """Return the sites that she can reach, nearest first; equally near ones from the preferred on."""
        minutes = self.rollout.slots.minutes[woman.township]
        reached = [site for site in self.rollout.sites if minutes[site.place] != TOO_FAR]
        luck, rings = self.rollout.draw(woman, PREFERRED_SITE, FIRST), []
        reached.sort(key=lambda site: minutes[site.place])
        for _, equally_near in groupby(reached, key=lambda site: minutes[site.place]):
            ring = list(equally_near)
            preferred = int(luck * len(ring))
            rings.append(ring[preferred:] + ring[:preferred])
        return rings

    def earliest_slot(self, ring: "list[Site]", woman: Woman, from_day: int) -> "tuple[Site | None, int]":
        """Find the earliest free slot of a day on which she is there; ties go to the first site."""
        for day in range(from_day, self.rollout.horizon.days):
            for site in ring if self.rollout.is_there(woman, day) else ():
                if site.booked[day] < site.slots[day]:
                    return site, day
        return None, self.rollout.horizon.days

    def second_of_slot(self, number: int) -> int:
        """Return the second of the day of the n-th slot given: spread over the day, on the slot."""
        opens, last, slot_length, _ = self.rollout.timetable
        position = number * SPREADING % 2**POSITION_BITS
        after_opening = position * (last - opens + 1) // 2**POSITION_BITS
        return opens + after_opening // slot_length * slot_length
