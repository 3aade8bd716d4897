"""The rules of a day of the rollout, compiled. `engine_simpy` is their specification.

The order of a day is fixed:

1. *Deliveries, expiry, cold chain, at second 0* (`supply_kernel`). First the central store gets what is due,
   then the sites what was sent to them; then what expired is thrown away, and where the cold chain failed all
   is lost.
2. *Booking, at second 0.* Women who want to book today (or wanted to on a day on which they were not
   there, see `availability`) do so, who has waited longest first, then by identity. Each takes the
   earliest free slot of a day on which she is there at the nearest site that has one within the days
   that she accepts, or else the earliest anywhere she can reach; ties go to the site that she prefers,
   then to those behind it by name. If that slot has not opened yet, she asks again some days later; if
   she would be too old for a first dose on that day, she gives it up; if no slot is left before the end
   of the horizon, she stays without.
3. *Cancellations, at second 1.* Each site sets doses aside for the women whom it expects, by identity: one of
   her product, or two where the first will break. Where so many are not left, it cancels her appointment, and
   she books again some days later. What is set aside for who stays away is back on the shelf in the evening.
4. *Clinic, by the second.* Women with an appointment today come or stay away. Who stays away books again some
   days later, or gives up. Who comes goes through the stages (`clinic_kernel`): she gets her dose; or is
   deferred, or turned away, and books again some days later; or never tolerates the vaccine and is done.
5. *At the desk*, in the second in which her injection ends, a woman gets an appointment for her next dose
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
from simlib.core.queues import ticket_of
from simlib.programmes.hpv_rollout.booking_kernel import (
    ask_at_the_desk,
    ask_in_the_morning,
    book_in_turn,
    wish_from,
)
from simlib.programmes.hpv_rollout.clinic import appointment_second, arrival_second
from simlib.programmes.hpv_rollout.clinic_kernel import CONTRAINDICATED, DEFERRED, INJECTED, clinic_day
from simlib.programmes.hpv_rollout.log import Kind
from simlib.programmes.hpv_rollout.purposes import ARRIVAL, GIVE_UP, NO_SHOW
from simlib.programmes.hpv_rollout.state import age_of, collect, write
from simlib.programmes.hpv_rollout.supply_kernel import EVENTS_A_STORE, breaks, evening, morning, use

MOST_EVENTS_A_CALLER, MOST_EVENTS_AN_APPOINTMENT = 1, 4
"""She books, or finds she cannot; she arrives, a dose breaks, she gets one, and books the next."""
DAY, SITE, STAGE, MEASURES = range(4)
"""Columns of the rows of queues; from `MEASURES` on they are those of the clinic's kernel."""


@kernel
def run_days(first_day, end_day, plan, waiting, stores, visitors, room, record, measured, queues):
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

    Returns
    -------
    day : int
        The day to go on with: `end_day`, or an earlier one for which the record may lack room.
    measured : int
        Rows of `queues` that are filled now.
    """
    sites, stages = waiting.booked.shape[0], plan.floor.purpose.size
    for today in range(first_day, end_day):
        if not _has_room(today, waiting, stores, record):
            return today, measured
        morning(today, plan.key, plan.supply, stores, record)
        book_in_turn(today, ask_in_the_morning(today, waiting), plan, waiting, record)
        injected = 0
        for site in range(sites):
            if waiting.booked[site, today] == 0:
                continue
            people = _receive(site, today, plan, waiting, stores, visitors, record)
            rows = queues[measured : measured + stages]
            staff = plan.roster[today, site]
            reached = clinic_day(staff, people, plan.floor, visitors, room, rows[:, MEASURES:])
            for stage in range(reached):
                rows[stage, DAY], rows[stage, SITE], rows[stage, STAGE] = today, site, stage
            measured += reached
            injected = _dismiss(site, today, people, injected, plan, waiting, stores, visitors, record)
        asking = ask_at_the_desk(today, injected, plan, waiting, record)
        book_in_turn(today, asking, plan, waiting, record)
        evening(today, plan.supply, stores, record)
    return end_day, measured


@kernel
def _has_room(today, waiting, stores, record):
    appointments = waiting.booked[:, today].sum() + waiting.callers[today]
    needed = EVENTS_A_STORE * stores.on_hand.size + MOST_EVENTS_A_CALLER * waiting.callers[today]
    needed += MOST_EVENTS_AN_APPOINTMENT * appointments
    return record.used[0] + needed <= record.events.size


@kernel
def _receive(site, today, plan, waiting, stores, visitors, record):
    """Tell who of those expected has a dose set aside, who of these comes, and when; return how many."""
    start = today * SECONDS_PER_DAY
    persons, first_there = plan.women, plan.first_there
    wants, callers, behind = waiting.wants, waiting.callers, waiting.behind
    women = waiting.women
    expected = collect(waiting.expected[site, today], waiting.behind, waiting.row)
    people, left = 0, stores.came
    left[:] = stores.on_hand[site]
    for woman in waiting.row[:expected]:
        identity, course = plan.women[woman].identity, waiting.women[woman]
        number, dose = np.uint64(course.appointments - 1), course.given + 1
        product = _product_of(woman, today, plan, waiting)
        doses = 2 if breaks(plan.key, identity, number, plan.supply.breakage) else 1
        if doses > left[product]:
            write(start + 1, Kind.CANCELLED, woman, site, dose, record)
            again = today + plan.rebooking_delay
            wish_from(again, woman, persons, first_there, wants, callers, behind, women)
            continue
        left[product] -= doses
        second = appointment_second(course.slot, plan.timetable)
        if uniform(plan.key, identity, NO_SHOW, number) < plan.no_show:
            write(start + second, Kind.NO_SHOW, woman, site, dose, record)
            missed = np.uint64(course.missed)
            course.missed += 1
            if uniform(plan.key, identity, GIVE_UP, missed) < plan.give_up:
                write(start + second, Kind.GAVE_UP, woman, site, dose, record)
            else:
                again = today + plan.rebooking_delay
                wish_from(again, woman, persons, first_there, wants, callers, behind, women)
            continue
        arrival = arrival_second(second, uniform(plan.key, identity, ARRIVAL, number), plan.timetable)
        visitors.identity[people] = identity
        visitors.appointment[people] = number
        visitors.doses[people] = course.given
        visitors.arrival[people] = arrival
        waiting.here[people] = woman
        people += 1
        write(start + arrival, Kind.ARRIVAL, woman, site, dose, record)
    return people


@inlined_kernel
def _product_of(woman, today, plan, waiting):
    """Return the product that she would get today: that of her series, which her age begins."""
    course = waiting.women[woman]
    if course.given > 0:
        return np.int64(course.product)
    age = age_of(plan.women[woman], plan.day_year[today], plan.day_code[today])
    return np.int64(plan.product_of_age[age])


@kernel
def _dismiss(site, today, people, injected, plan, waiting, stores, visitors, record):
    """Write down what became of the visitors; return how many women were injected so far today."""
    persons, first_there = plan.women, plan.first_there
    wants, callers, behind = waiting.wants, waiting.callers, waiting.behind
    women = waiting.women
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
        if kind == Kind.TURNED_AWAY or kind == Kind.DEFERRAL:
            wish_from(again, woman, persons, first_there, wants, callers, behind, women)
    return injected
