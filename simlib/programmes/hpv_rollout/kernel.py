"""The rules of a day of the rollout, compiled.

The order of a day is fixed:

1. *Booking.* Women who want to book today do so by identity: each takes the earliest free slot among the
   sites where she books, ties to the site that she prefers, then to those behind it by name. If she would be
   too old for a first dose on that day, she gives it up; if no slot is left before the end of
   the horizon, she stays without one.
2. *Clinic.* Women with an appointment today come or stay away, by identity. Who stays away books again some
   days later, or gives up. Who comes gets her dose and, unless she drops out or is done, at the desk an
   appointment for the next one: the earliest free slot from the day on which it falls due. However late
   that is, the series continues and never starts again.

Women who wait for a day stand in a linked list, one list a day. Slots are searched with path halving (Tarjan
and van Leeuwen 1984, doi 10.1145/62.2160), so a search does not slow down when a site is booked out.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.kernels import inlined_kernel, kernel
from simlib.core.luck import FIRST, uniform
from simlib.programmes.hpv_rollout.purposes import DROPOUT, GIVE_UP, NO_SHOW, PREFERRED_SITE

NOBODY = np.int32(-1)
COUNTED = ("missed", "gave_up", "without_slot", "wrong_age", "dropped_out")
"""What `Log.counts` counts."""
MISSED, GAVE_UP, WITHOUT_SLOT, WRONG_AGE, DROPPED_OUT = range(len(COUNTED))


class Plan(NamedTuple):
    """What the kernel reads and never changes; see `Women`, `Slots`, `DoseRules` and `Demand`.

    `day_year` and `day_code` are the calendar codes of each day, `dropout` the share that does not come back
    after a dose: float64 of shape (bands, doses).
    """

    key: np.uint64
    identity: np.ndarray
    township: np.ndarray
    band: np.ndarray
    birth_year: np.ndarray
    birth_code: np.ndarray
    day_year: np.ndarray
    day_code: np.ndarray
    capacity: np.ndarray
    first_site: np.ndarray
    site_list: np.ndarray
    product_of_age: np.ndarray
    doses_of_age: np.ndarray
    interval: np.ndarray
    dropout: np.ndarray
    no_show: float
    give_up: float
    rebooking_delay: int


class Waiting(NamedTuple):
    """What the kernel remembers from one day to the next, int32.

    `wants` and `expected` hold the first woman of each day's list (who wants to book, who has an
    appointment), `behind` the woman behind each woman, `at_site` where she is expected, `next_open` of shape
    (sites, days + 1) leads towards the first day with a free slot, `row` is room to sort a list in,
    `appointments` and `missed` count each woman's.
    """

    wants: np.ndarray
    expected: np.ndarray
    behind: np.ndarray
    at_site: np.ndarray
    next_open: np.ndarray
    row: np.ndarray
    appointments: np.ndarray
    missed: np.ndarray


class Log(NamedTuple):
    """What happened.

    `woman`, `day`, `site`, `dose` have one entry an injection in the order given (row in `Women`, day number,
    place in `Slots.sites`, dose from 1) and `injections[0]` of them are filled. `given`, `series` and
    `product` have one entry a woman: doses received, doses of her full series (0 if she never started), and
    the product. `booked` and `attended` have shape (sites, days). `counts` counts the events of `COUNTED`.
    """

    injections: np.ndarray
    woman: np.ndarray
    day: np.ndarray
    site: np.ndarray
    dose: np.ndarray
    given: np.ndarray
    series: np.ndarray
    product: np.ndarray
    booked: np.ndarray
    attended: np.ndarray
    counts: np.ndarray


@kernel
def file_wishes(wish_day, waiting):
    """Put every woman into the list of the day on which she first wants to book."""
    for woman in range(wish_day.size):
        if wish_day[woman] < waiting.wants.size:
            _join(waiting.wants, wish_day[woman], woman, waiting)


@kernel
def run_days(first_day, end_day, plan, waiting, log):
    """Run the days from `first_day` up to, not including, `end_day`."""
    for today in range(first_day, end_day):
        callers = _take(waiting.wants, today, waiting)
        for woman in waiting.row[:callers]:
            _book(woman, today, plan, waiting, log)
        expected = _take(waiting.expected, today, waiting)
        for woman in waiting.row[:expected]:
            site = waiting.at_site[woman]
            appointment = np.uint64(waiting.appointments[woman] - 1)
            if uniform(plan.key, plan.identity[woman], NO_SHOW, appointment) < plan.no_show:
                _miss(woman, today, plan, waiting, log)
            else:
                log.attended[site, today] += 1
                _inject(woman, today, site, plan, log)
                _plan_next(woman, today, plan, waiting, log)


@inlined_kernel
def _join(heads, day, woman, waiting):
    waiting.behind[woman] = heads[day]
    heads[day] = woman


@inlined_kernel
def _take(heads, day, waiting):
    """Move a day's list into `waiting.row`, sorted; return its length."""
    length = 0
    woman = heads[day]
    while woman != NOBODY:
        waiting.row[length] = woman
        length += 1
        woman = waiting.behind[woman]
    heads[day] = NOBODY
    waiting.row[:length].sort()
    return length


@inlined_kernel
def _first_open_day(next_open, site, day):
    while next_open[site, day] != day:
        next_open[site, day] = next_open[site, next_open[site, day]]
        day = next_open[site, day]
    return day


@inlined_kernel
def _age(woman, day, plan):
    before_birthday = plan.day_code[day] < plan.birth_code[woman]
    return plan.day_year[day] - plan.birth_year[woman] - (1 if before_birthday else 0)


@inlined_kernel
def _book(woman, from_day, plan, waiting, log):
    """Give her the earliest free slot from a day on, if there is one and she may be vaccinated then."""
    days = log.booked.shape[1]
    best_day, best_site = days, NOBODY
    if from_day < days:
        township = plan.township[woman]
        first = plan.first_site[township]
        sites = plan.first_site[township + 1] - first
        preferred = int(uniform(plan.key, plan.identity[woman], PREFERRED_SITE, FIRST) * sites)
        for step in range(sites):
            site = plan.site_list[first + (preferred + step) % sites]
            day = _first_open_day(waiting.next_open, site, from_day)
            if day < best_day:
                best_day, best_site = day, site
    if best_site == NOBODY:
        log.counts[WITHOUT_SLOT] += 1
        return
    if log.given[woman] == 0:
        age = _age(woman, best_day, plan)
        if age < 0 or plan.product_of_age[min(age, plan.product_of_age.size - 1)] < 0:
            log.counts[WRONG_AGE] += 1
            return
    log.booked[best_site, best_day] += 1
    if log.booked[best_site, best_day] == plan.capacity[best_site, best_day]:
        waiting.next_open[best_site, best_day] = best_day + 1
    waiting.at_site[woman] = best_site
    waiting.appointments[woman] += 1
    _join(waiting.expected, best_day, woman, waiting)


@inlined_kernel
def _miss(woman, today, plan, waiting, log):
    log.counts[MISSED] += 1
    missed = np.uint64(waiting.missed[woman])
    waiting.missed[woman] += 1
    if uniform(plan.key, plan.identity[woman], GIVE_UP, missed) < plan.give_up:
        log.counts[GAVE_UP] += 1
        return
    again = today + plan.rebooking_delay
    if again < waiting.wants.size:
        _join(waiting.wants, again, woman, waiting)


@inlined_kernel
def _inject(woman, today, site, plan, log):
    if log.given[woman] == 0:
        age = _age(woman, today, plan)
        log.product[woman] = plan.product_of_age[age]
        log.series[woman] = plan.doses_of_age[age]
    log.given[woman] += 1
    entry = log.injections[0]
    if entry >= log.woman.size:
        raise IndexError("the log of injections is full")
    log.woman[entry] = woman
    log.day[entry] = today
    log.site[entry] = site
    log.dose[entry] = log.given[woman]
    log.injections[0] = entry + 1


@inlined_kernel
def _plan_next(woman, today, plan, waiting, log):
    """At the desk: an appointment for her next dose, unless the series is complete or she drops out."""
    given = log.given[woman]
    if given == log.series[woman]:
        return
    if (
        uniform(plan.key, plan.identity[woman], DROPOUT, np.uint64(given))
        < plan.dropout[plan.band[woman], given]
    ):
        log.counts[DROPPED_OUT] += 1
        return
    due = today + plan.interval[log.product[woman], log.series[woman], given]
    if due < log.booked.shape[1]:
        _book(woman, due, plan, waiting, log)
