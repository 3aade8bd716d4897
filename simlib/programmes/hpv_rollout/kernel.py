"""The rules of a day of the rollout, compiled. `engine_simpy` is their specification.

The order of a day is fixed:

1. *Deliveries, expiry, cold chain, at second 0* (`supply_kernel`). First the central store gets what is due,
   then the sites what was sent to them; then what expired is thrown away, and where the cold chain failed all
   is lost.
2. *Asking, at second 0.* Women who want to come from today on (or wanted to on a day on which they were not
   there, see `availability`) ask how, who has waited longest first, then by identity. Whom her school brings
   soon waits for that day, even where she is kept at school until then. Who never books comes by: to the
   nearest site that opens within the days that she accepts, or else to the one that opens first. All others
   book: each takes the earliest free slot of a day on which she is there at the nearest site that has one
   within the days that she accepts, or else the earliest anywhere she can reach; ties go to the site that
   she prefers, then to those behind it by name. If that slot has not opened yet, she asks again some days
   later; if she would be too old for a first dose on that day, she gives it up; if no slot is left before
   the end of the horizon, she stays without.
3. *Cancellations, at second 1.* Each site sets doses aside for the women whom it expects, first for sessions
   in school, then by identity: one of her product, or two where the first will break. Where so many are not
   left, it cancels her appointment, and she asks again some days later. What is set aside for who stays away
   is back on the shelf in the evening.
4. *Clinic, by the second.* Women with an appointment today, and girls whom their school brings, come or stay
   away. Who stays away asks again some days later, or gives up. Who comes without an appointment is let in
   where a dose is left that is not set aside, by the second in which she comes, then by identity. Who is
   there goes through the stages (`clinic_kernel`), a session in school through stages of its own: she gets
   her dose; or is deferred, or turned away, and asks again some days later; or never tolerates the vaccine
   and is done. Who came without an appointment in vain too many times gives up.
5. *At the desk*, in the second in which her injection ends, a woman asks for her next dose
   unless she drops out or is done, by the same rule from the day on which it falls due. However late
   that is, the series continues and never starts again. Within a second, it goes by identity.
6. *Orders, in the last second.* The sites order and are sent what the central store has, each day another
   site first; then the central store orders.

Women who wait for a day stand in a linked list, one list a day.
"""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.kernels import inlined_kernel, kernel
from simlib.core.luck import uniform
from simlib.core.queues import place_of, ready_of, sort_tickets, ticket_of
from simlib.programmes.hpv_rollout.booking_kernel import (
    ask_at_the_desk,
    ask_in_the_morning,
    book_in_turn,
    wish_from,
)
from simlib.programmes.hpv_rollout.clinic import appointment_second, arrival_second, walk_in_second
from simlib.programmes.hpv_rollout.clinic_kernel import (
    CONTRAINDICATED,
    DEFERRED,
    INJECTED,
    add_waits_by_hour,
    clinic_day,
)
from simlib.programmes.hpv_rollout.log import Kind
from simlib.programmes.hpv_rollout.purposes import ARRIVAL, GIVE_UP, NO_SHOW
from simlib.programmes.hpv_rollout.state import NOBODY, WALKS_IN, WITH_SCHOOL, age_of, collect, write
from simlib.programmes.hpv_rollout.supply_kernel import EVENTS_A_STORE, breaks, evening, morning, use

MOST_EVENTS_A_CALLER, MOST_EVENTS_A_VISIT = 1, 4
"""She books, or finds she cannot; she arrives, a dose breaks, she gets one, and books the next."""
DAY, SITE, STAGE, MEASURES = range(4)
"""Columns of the rows of queues; from `MEASURES` on they are those of the clinic's kernel."""


@kernel
def run_days(first_day, end_day, plan, waiting, stores, visitors, room, record, measured, queues, by_hour):
    """Run the days from `first_day` up to, not including, `end_day`.

    Parameters
    ----------
    first_day, end_day : int
        Day numbers.
    plan, waiting, stores, visitors, room, record
        See there.
    measured : int
        Rows of `queues` that are filled already.
    queues : int64 array
        See `DAY` and what follows there.
    by_hour : int64 array of shape (sites, stages, `HOURS`, 2)
        See `add_waits_by_hour`.

    Returns
    -------
    day : int
        The day to go on with: `end_day`, or an earlier one for which the record may lack room.
    measured : int
        Rows of `queues` that are filled now.
    """
    sites, stages = plan.shifts.size, plan.floor.purpose.size
    for today in range(first_day, end_day):
        if not _has_room(today, waiting, stores, record):
            return today, measured
        morning(today, plan.key, plan.supply, stores, record)
        book_in_turn(today, ask_in_the_morning(today, waiting), plan, waiting, record)
        injected = 0
        for place in plan.places:
            if waiting.expected[place, today] == NOBODY:
                continue
            site, in_school = place % sites, place >= sites
            people = _receive(place, today, plan, waiting, stores, visitors, room, record)
            # What is measured in school is not kept: the next place writes over it.
            rows = queues[measured : measured + stages]
            staff = plan.school.staff if in_school else plan.roster[today, site]
            reached = clinic_day(
                staff, plan.shifts[site], people, plan.floor, visitors, room, rows[:, MEASURES:]
            )
            if not in_school:
                add_waits_by_hour(people, visitors, by_hour[site, :reached])
            for stage in range(0 if in_school else reached):
                rows[stage, DAY], rows[stage, SITE], rows[stage, STAGE] = today, site, stage
                measured += 1
            injected = _dismiss(site, today, people, injected, plan, waiting, stores, visitors, record)
        asking = ask_at_the_desk(today, injected, plan, waiting, record)
        book_in_turn(today, asking, plan, waiting, record)
        evening(today, plan.supply, stores, record)
    return end_day, measured


@kernel
def _has_room(today, waiting, stores, record):
    coming = waiting.coming[:, today].sum() + waiting.callers[today]
    needed = EVENTS_A_STORE * stores.on_hand.size + MOST_EVENTS_A_CALLER * waiting.callers[today]
    needed += MOST_EVENTS_A_VISIT * coming
    return record.used[0] + needed <= record.events.shape[1]


@kernel
def _receive(place, today, plan, waiting, stores, visitors, room, record):
    """Tell who of those expected at a place comes and has a dose set aside, and when; return how many."""
    site, start = place % plan.shifts.size, today * SECONDS_PER_DAY
    shift, left = plan.shifts[site], stores.left[site]
    persons, first_there = plan.women, plan.first_there
    wants, callers, women, behind = waiting.wants, waiting.callers, waiting.women, waiting.behind
    year, code, product_of_age = plan.day_year[today], plan.day_code[today], plan.product_of_age
    expected = collect(waiting.expected[place, today], behind, waiting.row)
    people, walking_in = 0, 0
    for woman in waiting.row[:expected]:
        identity, course = plan.women[woman].identity, waiting.women[woman]
        number, dose = np.uint64(course.appointments - 1), course.given + 1
        if course.slot == WALKS_IN:
            second = walk_in_second(uniform(plan.key, identity, ARRIVAL, number), shift)
            room.start[walking_in] = ticket_of(second, woman)
            walking_in += 1
            continue
        product = _product_of(persons[woman], course, year, code, product_of_age)
        doses = 2 if breaks(plan.key, identity, number, plan.supply.breakage) else 1
        if doses > left[product]:
            write(start + 1, Kind.CANCELLED, woman, site, dose, record)
            again = today + plan.rebooking_delay
            wish_from(again, woman, persons, first_there, wants, callers, behind, women)
            continue
        left[product] -= doses
        by_school = course.slot == WITH_SCHOOL
        stays_away = plan.school.missing if by_school else plan.no_show
        second = max(shift.opens, plan.school.second)
        if not by_school:
            second = appointment_second(course.slot, shift)
        if uniform(plan.key, identity, NO_SHOW, number) < stays_away:
            write(start + second, Kind.NO_SHOW, woman, site, dose, record)
            missed = np.uint64(course.missed)
            course.missed += 1
            if uniform(plan.key, identity, GIVE_UP, missed) < plan.give_up:
                write(start + second, Kind.GAVE_UP, woman, site, dose, record)
            else:
                again = today + plan.rebooking_delay
                wish_from(again, woman, persons, first_there, wants, callers, behind, women)
            continue
        if not by_school:
            second = arrival_second(second, uniform(plan.key, identity, ARRIVAL, number), shift)
        room.tickets[people] = ticket_of(woman, second)
        people += 1
        write(start + second, Kind.SCHOOL if by_school else Kind.ARRIVAL, woman, site, dose, record)
    if walking_in > 0:
        people = _let_in(walking_in, people, site, today, plan, waiting, stores, room, record)
    _take_down(people, plan.women, waiting, visitors, room)
    return people


@kernel
def _let_in(walking_in, people, site, today, plan, waiting, stores, room, record):
    """Let in who comes without an appointment, as they come, while doses are left; return how many are in."""
    start, left, arrivals = today * SECONDS_PER_DAY, stores.left[site], room.start[:walking_in]
    year, code = plan.day_year[today], plan.day_code[today]
    arrivals.sort()
    for ticket in arrivals:
        woman, second = place_of(ticket), ready_of(ticket)
        course = waiting.women[woman]
        write(start + second, Kind.WALK_IN, woman, site, course.given + 1, record)
        number = np.uint64(course.appointments - 1)
        product = _product_of(plan.women[woman], course, year, code, plan.product_of_age)
        doses = 2 if breaks(plan.key, plan.women[woman].identity, number, plan.supply.breakage) else 1
        if doses > left[product]:
            write(start + second, Kind.NO_DOSE, woman, site, course.given + 1, record)
            _in_vain(start + second, woman, site, today, plan, waiting, record)
            continue
        left[product] -= doses
        room.tickets[people] = ticket_of(woman, second)
        people += 1
    sort_tickets(room.tickets[:people])
    return people


@kernel
def _take_down(people, persons, waiting, visitors, room):
    """Take down as visitors those whose tickets, by identity, stand in the room: who, and when she comes."""
    for who in range(people):
        woman, second = ready_of(room.tickets[who]), place_of(room.tickets[who])
        course = waiting.women[woman]
        waiting.here[who] = woman
        visitors.identity[who] = persons[woman].identity
        visitors.appointment[who] = course.appointments - 1
        visitors.doses[who] = course.given
        visitors.arrival[who] = second


@kernel
def _in_vain(second, woman, site, today, plan, waiting, record):
    """Let her who came without an appointment in vain come again some days later, or give up."""
    persons, first_there, course = plan.women, plan.first_there, waiting.women[woman]
    wants, callers, women, behind = waiting.wants, waiting.callers, waiting.women, waiting.behind
    course.missed += 1
    if course.missed >= plan.coming_by.tries:
        write(second, Kind.GAVE_UP, woman, site, course.given + 1, record)
    else:
        again = today + plan.coming_by.comes_again
        wish_from(again, woman, persons, first_there, wants, callers, behind, women)


@inlined_kernel
def _product_of(person, course, year, code, product_of_age):
    """Return the product that she would get on a day: that of her series, which her age begins."""
    if course.given > 0:
        return np.int64(course.product)
    return np.int64(product_of_age[age_of(person, year, code)])


@kernel
def _dismiss(site, today, people, injected, plan, waiting, stores, visitors, record):
    """Write down what became of the visitors; return how many women were injected so far today."""
    persons, first_there = plan.women, plan.first_there
    wants, callers, women, behind = waiting.wants, waiting.callers, waiting.women, waiting.behind
    for who in range(people):
        woman, outcome, left = waiting.here[who], visitors.outcome[who], visitors.left[who]
        course = waiting.women[woman]
        kind, dose, again = Kind.TURNED_AWAY, course.given + 1, today + plan.rebooking_delay
        if outcome == INJECTED:
            kind = Kind.INJECTION
            if dose == 1:
                age = age_of(plan.women[woman], plan.day_year[today], plan.day_code[today])
                course.product = plan.product_of_age[age]
                course.series = plan.doses_of_age[age]
            course.given = dose
            doses = 1
            if breaks(plan.key, visitors.identity[who], visitors.appointment[who], plan.supply.breakage):
                write(today * SECONDS_PER_DAY + left, Kind.WASTED, woman, site, dose, record)
                doses = 2
            use(site, course.product, doses, stores)
            waiting.desk[injected] = ticket_of(left, woman)
            injected += 1
        elif outcome == DEFERRED:
            kind, again = Kind.DEFERRAL, today + plan.deferral_delay
        elif outcome == CONTRAINDICATED:
            kind = Kind.CONTRAINDICATION
        detail = visitors.at[who] if kind == Kind.TURNED_AWAY else dose
        write(today * SECONDS_PER_DAY + left, kind, woman, site, detail, record)
        if kind == Kind.TURNED_AWAY and course.slot == WALKS_IN:
            _in_vain(today * SECONDS_PER_DAY + left, woman, site, today, plan, waiting, record)
        elif kind == Kind.TURNED_AWAY or kind == Kind.DEFERRAL:
            wish_from(again, woman, persons, first_there, wants, callers, behind, women)
    return injected
