"""The booking desk of the SimPy model: how each woman comes next, and who gets which slot."""

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import simpy

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.luck import FIRST
from simlib.core.queue_simpy import at_the_end_of_the_second
from simlib.programmes.hpv_rollout.log import NOWHERE, Kind
from simlib.programmes.hpv_rollout.purposes import ARRIVAL, PREFERRED_SITE
from simlib.programmes.hpv_rollout.travel import TOO_FAR
from simlib.programmes.hpv_rollout.woman_simpy import Woman
from simlib.scenario.opening import seconds_of_day

if TYPE_CHECKING:
    from simlib.programmes.hpv_rollout.engine_simpy import Rollout
    from simlib.programmes.hpv_rollout.site_simpy import Site

Wish = tuple[int, int] | None
"""The second at which a woman asks when to come, and the day from which on; None if she never does."""


class Coming(NamedTuple):
    """Where a woman comes, in which second, and how: the kind of event that her arrival is.

    With an appointment (`ARRIVAL`) the second is that of the appointment.
    """

    site: "Site"
    second: int
    how: Kind


class Desk:
    """Where all women find out when to come."""

    def __init__(self, rollout: "Rollout"):
        self.rollout = rollout
        self.asking: list[tuple[int, int, Woman, int, simpy.Event]] = []

    def ask(self, woman: Woman, from_day: int) -> simpy.Event:
        """Ask when to come; the event brings where and when, or the wish to ask again, or None."""
        answer = self.rollout.env.event()
        waits_since = min(from_day, self.rollout.today)
        self.asking.append((waits_since, int(woman.identity), woman, from_day, answer))
        at_the_end_of_the_second(self.rollout.env, self.answer_all)
        return answer

    def answer_all(self) -> None:
        """Answer all who asked in this second: who has waited longest first, then by identity."""
        asking, self.asking = sorted(self.asking, key=lambda request: request[:2]), []
        for _, _, woman, from_day, answer in asking:
            answer.succeed(self.answer(woman, from_day))

    def answer(self, woman: Woman, from_day: int) -> Coming | Wish:
        """Let her go with her school if that brings her soon; else come by, or take a slot."""
        trip = self.trip(woman, max(from_day, self.rollout.today))
        if trip:
            return trip
        # Kept at school she has asked for a trip alone. Who has just got a dose is there, whatever the day.
        if self.rollout.is_morning and not self.rollout.is_there(woman, self.rollout.today):
            return self.rollout.when_let_out(woman, from_day)
        return self.come_by(woman, from_day) if woman.walks_in else self.book(woman, from_day)

    # --- with her school ---

    def trip(self, woman: Woman, from_day: int) -> Coming | None:
        """Find the next day of her group, if it comes soon and while she is a schoolgirl."""
        trips, school = self.rollout.slots.trips, self.rollout.section.channels.school
        if from_day >= woman.brought.stop:
            return None
        day = int(trips.next_day[woman.group, max(from_day, woman.brought.start)])
        if day not in woman.brought or day > from_day + school.waits:
            return None
        site = self.rollout.sites[trips.site[woman.township]]
        return Coming(site, day * SECONDS_PER_DAY + max(site.opens, seconds_of_day(school.hour)), Kind.SCHOOL)

    # --- without an appointment ---

    def come_by(self, woman: Woman, from_day: int) -> Coming | None:
        """Come to the nearest site that opens on a day that she accepts, or else to the first that opens."""
        site, day = self.site_for(woman, from_day, lambda site, day: site.slots[day] > 0)
        if not self.may_come(woman, site, day):
            return None
        draw = self.rollout.draw(woman, ARRIVAL, woman.appointments)
        return Coming(site, day * SECONDS_PER_DAY + site.at_work(int(draw * site.bookable)), Kind.WALK_IN)

    # --- with an appointment ---

    def book(self, woman: Woman, from_day: int) -> Coming | Wish:
        """Give her a slot if it has opened and she may be vaccinated then; if not, let her ask again."""
        site, day = self.site_for(woman, from_day, lambda site, day: site.booked[day] < site.slots[day])
        booking, today = self.rollout.section.booking, self.rollout.today
        if site and day > today + booking.days_ahead:
            again = max(from_day - booking.days_ahead, today + booking.ask_again)
            wish = self.rollout.in_the_morning(woman, again)
            return wish and (wish[0], from_day)
        if not self.may_come(woman, site, day):
            return None
        appointment = day * SECONDS_PER_DAY + site.second_of_slot(site.booked[day])
        site.booked[day] += 1
        self.rollout.write(Kind.BOOKING, woman, site.place, appointment)
        return Coming(site, appointment, Kind.ARRIVAL)

    def may_come(self, woman: Woman, site: "Site | None", day: int) -> bool:
        """Return whether there is a place, and she is not too old on that day; if not, write it down."""
        if not site:
            self.rollout.write(Kind.WITHOUT_SLOT, woman, NOWHERE, woman.doses + 1)
            return False
        age, ages = woman.age_on(self.rollout.horizon.date_of(day)), self.rollout.section.eligibility
        if woman.doses == 0 and not ages.youngest <= age <= ages.oldest:
            self.rollout.write(Kind.WRONG_AGE, woman, site.place, age)
            return False
        return True

    def site_for(
        self, woman: Woman, from_day: int, has_place: "Callable[[Site, int], bool]"
    ) -> "tuple[Site | None, int]":
        """Find the nearest site with a place on a day that she accepts, or else the earliest anywhere."""
        best: tuple[Site | None, int] = (None, self.rollout.horizon.days)
        for ring in self.rings(woman):
            site, day = self.earliest(ring, woman, max(from_day, self.rollout.today), has_place)
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

    def earliest(
        self, ring: "list[Site]", woman: Woman, from_day: int, has_place: "Callable[[Site, int], bool]"
    ) -> "tuple[Site | None, int]":
        """Find the earliest place on a day on which she is there; ties go to the first site."""
        for day in range(from_day, self.rollout.horizon.days):
            for site in ring if self.rollout.is_there(woman, day) else ():
                if has_place(site, day):
                    return site, day
        return None, self.rollout.horizon.days
