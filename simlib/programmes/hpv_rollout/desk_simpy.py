"""The booking desk of the SimPy model: who asks, in which order, and which slot each gets."""

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import simpy

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.luck import FIRST
from simlib.programmes.hpv_rollout.log import NOWHERE, Kind
from simlib.programmes.hpv_rollout.purposes import PREFERRED_SITE
from simlib.programmes.hpv_rollout.stage_simpy import at_the_end_of_the_second
from simlib.programmes.hpv_rollout.travel import TOO_FAR
from simlib.programmes.hpv_rollout.woman_simpy import Woman

if TYPE_CHECKING:
    from simlib.programmes.hpv_rollout.engine_simpy import Rollout
    from simlib.programmes.hpv_rollout.site_simpy import Site

Wish = tuple[int, int] | None
"""The second at which a woman asks for an appointment, and the day from which on; None if she never does."""


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
        appointment = day * SECONDS_PER_DAY + site.second_of_slot(site.booked[day])
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
