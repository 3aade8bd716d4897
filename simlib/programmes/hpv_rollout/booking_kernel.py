"""Booking, compiled: who asks, in which order, how she comes next, and which slot she gets.

Slots are searched with path halving (Tarjan and van Leeuwen 1984, doi 10.1145/62.2160), so a search does not
slow down when a site is booked out.
"""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.kernels import inlined_kernel, kernel
from simlib.core.luck import FIRST, uniform
from simlib.core.queues import place_of, ready_of, ticket_of
from simlib.programmes.hpv_rollout.availability import first_day_asking, first_day_there
from simlib.programmes.hpv_rollout.clinic import appointment_second
from simlib.programmes.hpv_rollout.log import NOWHERE, Kind
from simlib.programmes.hpv_rollout.purposes import DROPOUT, PREFERRED_SITE
from simlib.programmes.hpv_rollout.state import NOBODY, WALKS_IN, WITH_SCHOOL, age_of, call_on, expect, write


@kernel
def file_wishes(wish_day, plan, waiting):
    """Put every woman into the list of the day on which she first wants to come and can ask."""
    persons, first_there = plan.women, plan.first_there
    wants, callers, women, behind = waiting.wants, waiting.callers, waiting.women, waiting.behind
    for woman in range(wish_day.size):
        wish_from(wish_day[woman], woman, persons, first_there, wants, callers, behind, women)


@inlined_kernel
def wish_from(day, woman, persons, first_there, wants, callers, behind, women):
    """Let a woman ask on the first day from `day` on on which she can."""
    if day < wants.size:
        asks = first_day_asking(persons[woman], day, first_there)
        women[woman].from_day = asks
        call_on(asks, woman, wants, callers, behind)


@kernel
def ask_in_the_morning(today, waiting):
    """Line up who asks today, who has waited longest first, in `waiting.row`; return how many."""
    row, tickets, women, behind = waiting.row, waiting.desk, waiting.women, waiting.behind
    woman, asking = waiting.wants[today], 0
    while woman != NOBODY:
        women[woman].asks_at = today * SECONDS_PER_DAY
        tickets[asking] = ticket_of(min(women[woman].from_day, today), woman)
        woman = behind[woman]
        asking += 1
    tickets[:asking].sort()
    for place in range(asking):
        row[place] = place_of(tickets[place])
    return asking


@kernel
def ask_at_the_desk(today, injected, plan, waiting, record):
    """Line up who got a dose today and books the next, by second and identity; return how many."""
    waiting.desk[:injected].sort()
    asking = 0
    for ticket in waiting.desk[:injected]:
        woman = place_of(ticket)
        person, course = plan.women[woman], waiting.women[woman]
        given = course.given
        if given == course.series:
            continue
        second = today * SECONDS_PER_DAY + ready_of(ticket)
        share = plan.dropout[person.band, given]
        if uniform(plan.key, person.identity, DROPOUT, np.uint64(given)) < share:
            write(second, Kind.DROPOUT, woman, NOWHERE, given, record)
            continue
        due = today + plan.interval[course.product, course.series, given]
        if due < waiting.wants.size:
            course.from_day = due
            course.asks_at = second
            waiting.row[asking] = woman
            asking += 1
    return asking


@kernel
def book_in_turn(today, asking, plan, waiting, record):
    """Tell each woman of `waiting.row` how she comes: with her school, without an appointment, or with one.

    Its slot must be there and have opened, and she may be vaccinated then.
    """
    # Named once, since taking an array out of a tuple counts a reference.
    persons, first_there = plan.women, plan.first_there
    first_site, site_list, ring_end = plan.first_site, plan.site_list, plan.ring_end
    wants, callers, women, behind = waiting.wants, waiting.callers, waiting.women, waiting.behind
    next_open = waiting.next_open
    # Townships that reach no open slot today; within a day none is given back.
    nothing_open = np.zeros(first_site.size, np.bool_)
    for woman in waiting.row[:asking]:
        person, course = persons[woman], women[woman]
        if today < person.brought_until and _waits_for_school(woman, today, plan, waiting):
            continue
        if person.walks_in:
            _come_by(woman, today, plan, waiting, record)
            continue
        comes_any_day = not person.away and today >= person.school_until
        if nothing_open[person.township] and comes_any_day and course.from_day <= today:
            call_on(today + plan.ask_again, woman, wants, callers, behind)
            continue
        second, dose = course.asks_at, course.given + 1
        luck = uniform(plan.key, person.identity, PREFERRED_SITE, FIRST)
        start, last = max(course.from_day, today), course.from_day + plan.accepted_days
        day, site = _slot_for(
            person, luck, start, last, first_site, site_list, ring_end, first_there, next_open
        )
        if site == NOBODY:
            write(second, Kind.WITHOUT_SLOT, woman, NOWHERE, dose, record)
            continue
        if day > today + plan.days_ahead:
            if day > last and comes_any_day and course.from_day <= today:
                nothing_open[person.township] = True
            again = max(course.from_day - plan.days_ahead, today + plan.ask_again)
            if again < wants.size:
                again = first_day_asking(person, again, first_there)
                call_on(again, woman, wants, callers, behind)
            continue
        if dose == 1:
            age = age_of(person, plan.day_year[day], plan.day_code[day])
            if _wrong_age(age, plan.product_of_age):
                write(second, Kind.WRONG_AGE, woman, site, age, record)
                continue
        number = waiting.booked[site, day]
        waiting.booked[site, day] = number + 1
        if number + 1 == plan.capacity[site, day]:
            next_open[site, day] = day + 1
        expect(woman, site, day, number, waiting.expected, waiting.coming, behind, women)
        appointment = day * SECONDS_PER_DAY + appointment_second(number, plan.shifts[site])
        write(second, Kind.BOOKING, woman, site, appointment, record)


@kernel
def _waits_for_school(woman, today, plan, waiting):
    """Let her go with her school if it brings her soon, or ask again when let out of it; return if either."""
    person, course, school = plan.women[woman], waiting.women[woman], plan.school
    from_day = max(course.from_day, today)
    if from_day < person.brought_until:
        day = school.next_day[person.group, max(from_day, person.brought_from)]
        if day < person.brought_until and day <= from_day + school.waits:
            place = school.place[person.township]
            expected, coming = waiting.expected, waiting.coming
            expect(woman, place, day, WITH_SCHOOL, expected, coming, waiting.behind, waiting.women)
            return True
    there = first_day_there(person, today, plan.first_there)
    if course.asks_at == today * SECONDS_PER_DAY and there > today:
        course.from_day = max(course.from_day, there)
        call_on(there, woman, waiting.wants, waiting.callers, waiting.behind)
        return True
    return False


@kernel
def _come_by(woman, today, plan, waiting, record):
    """Let her who never books come by at the nearest site that opens on a day that she accepts, or first."""
    person, course = plan.women[woman], waiting.women[woman]
    luck = uniform(plan.key, person.identity, PREFERRED_SITE, FIRST)
    start, last = max(course.from_day, today), course.from_day + plan.accepted_days
    first_site, site_list, ring_end = plan.first_site, plan.site_list, plan.ring_end
    first_there, open_from = plan.first_there, plan.coming_by.open_from
    day, site = _slot_for(person, luck, start, last, first_site, site_list, ring_end, first_there, open_from)
    if site == NOBODY:
        write(course.asks_at, Kind.WITHOUT_SLOT, woman, NOWHERE, course.given + 1, record)
        return
    age = age_of(person, plan.day_year[day], plan.day_code[day])
    if course.given == 0 and _wrong_age(age, plan.product_of_age):
        write(course.asks_at, Kind.WRONG_AGE, woman, site, age, record)
        return
    expected, coming = waiting.expected, waiting.coming
    expect(woman, site, day, WALKS_IN, expected, coming, waiting.behind, waiting.women)


@inlined_kernel
def _wrong_age(age, product_of_age):
    return age < 0 or product_of_age[min(age, product_of_age.size - 1)] < 0


@inlined_kernel
def _slot_for(person, luck, start, last, first_site, site_list, ring_end, first_there, next_open):
    """Return day and site: of the nearest site with a place by `last`, or else the earliest anywhere."""
    best_day, best_site = next_open.shape[1] - 1, NOBODY
    place = first_site[person.township]
    while place < first_site[person.township + 1]:
        size = ring_end[place] - place
        preferred = int(luck * size)
        for step in range(size):
            site = site_list[place + (preferred + step) % size]
            day = _first_day(next_open, site, person, start, first_there)
            if day < best_day:
                best_day, best_site = day, site
        if best_site != NOBODY and best_day <= last:
            break
        place += size
    return best_day, best_site


@inlined_kernel
def _first_day(next_open, site, person, day, first_there):
    """Return the first day from `day` on with a place on which she is there."""
    open_day = _first_open_day(next_open, site, day)
    there = first_day_there(person, open_day, first_there)
    while there > open_day:
        open_day = _first_open_day(next_open, site, there)
        there = first_day_there(person, open_day, first_there)
    return open_day


@inlined_kernel
def _first_open_day(next_open, site, day):
    while next_open[site, day] != day:
        next_open[site, day] = next_open[site, next_open[site, day]]
        day = next_open[site, day]
    return day
