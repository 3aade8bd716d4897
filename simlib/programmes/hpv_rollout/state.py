"""What the kernels know of women, plan and log, and how they write it down.

Helpers of a woman and day are inlined, and are given the arrays that they need alone: handing over a tuple
counts references to each array in it, which costs more than the work itself.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.kernels import inlined_kernel, kernel
from simlib.programmes.hpv_rollout.clinic import Timetable
from simlib.programmes.hpv_rollout.clinic_kernel import Floor
from simlib.programmes.hpv_rollout.supply import SupplyPlan

NOBODY = np.int32(-1)

PERSON = np.dtype(
    [
        ("identity", np.uint64),
        ("school_from", np.int32),
        ("school_until", np.int32),
        ("birth_year", np.int16),
        ("birth_code", np.int16),
        ("township", np.int16),
        ("band", np.int8),
        ("away", np.int8),
    ],
    align=True,
)
"""What a woman is; see `Women`. As small as can be: those of a large town outgrow the processor's cache."""

COURSE = np.dtype(
    [
        ("slot", np.int32),
        ("from_day", np.int32),
        ("asks_at", np.int32),
        ("appointments", np.int16),
        ("missed", np.int16),
        ("given", np.int8),
        ("series", np.int8),
        ("product", np.int8),
    ],
    align=True,
)
"""How far a woman is: the number of her appointment among those of its site and day; from which day on she
wants the next dose, and at which second she asks for it; how many appointments she had and missed; doses
received and of the full series, product."""

EVENT = np.dtype(
    [
        ("time", np.int32),
        ("woman", np.int32),
        ("site", np.int32),
        ("detail", np.int32),
        ("kind", np.int32),
    ]
)
"""One entry of the event log; see `Events`."""


class Plan(NamedTuple):
    """What the kernel reads and never changes; see `Slots`, `DoseRules`, `Demand`, `Clinic` and `Supply`.

    `women` are of `PERSON`; `first_there` is from `first_days_there`, `first_site` and
    what follows it from `rings_of` and `Booking`; `day_year` and `day_code` are the
    calendar codes of each day; `dropout` is the share that does not come back after a dose,
    float64 of shape (bands, doses).
    """

    key: np.uint64
    women: np.ndarray
    first_there: np.ndarray
    day_year: np.ndarray
    day_code: np.ndarray
    capacity: np.ndarray
    first_site: np.ndarray
    site_list: np.ndarray
    ring_end: np.ndarray
    days_ahead: int
    ask_again: int
    accepted_days: int
    product_of_age: np.ndarray
    doses_of_age: np.ndarray
    interval: np.ndarray
    dropout: np.ndarray
    no_show: float
    give_up: float
    rebooking_delay: int
    deferral_delay: int
    timetable: Timetable
    roster: np.ndarray
    floor: Floor
    supply: SupplyPlan


class Waiting(NamedTuple):
    """What the kernel remembers from one day to the next, int32.

    `wants` of shape (days,) and `expected` of shape (sites, days) hold the first woman of each list (who
    wants to book, who has an appointment), `callers` and `booked` their lengths; `next_open` of shape (sites,
    days + 1) leads towards the first day with a free slot; `women` are of `COURSE`; `behind` is the next
    woman of the list in which each stands, apart from the rest so that a list is followed in the
    processor's cache. `row`, `here` (int32) and `desk` (int64) are room for the women of a day.
    """

    wants: np.ndarray
    callers: np.ndarray
    expected: np.ndarray
    booked: np.ndarray
    next_open: np.ndarray
    behind: np.ndarray
    women: np.ndarray
    row: np.ndarray
    here: np.ndarray
    desk: np.ndarray


class Record(NamedTuple):
    """What is written down: the first `used[0]` of `events`, which are of `EVENT`."""

    used: np.ndarray
    events: np.ndarray


@inlined_kernel
def write(second, kind, woman, site, detail, record):
    """Write an event into the log."""
    entry = record.used[0]
    if entry >= record.events.size:
        raise IndexError("the event log is full")
    event = record.events[entry]
    event.time = second
    event.woman = woman
    event.site = site
    event.detail = detail
    event.kind = kind
    record.used[0] = entry + 1


@inlined_kernel
def call_on(day, woman, wants, callers, behind):
    """Let a woman want to book on a day, if the horizon reaches so far."""
    if day < wants.size:
        behind[woman] = wants[day]
        wants[day] = woman
        callers[day] += 1


@kernel
def collect(woman, behind, row):
    """Write the list that begins with a woman into `row`, sorted; return its length."""
    length = 0
    while woman != NOBODY:
        row[length] = woman
        length += 1
        woman = behind[woman]
    row[:length].sort()
    return length


@inlined_kernel
def age_of(person, year, code):
    """Return the age in completed years of a `PERSON` on the day with these calendar codes."""
    return year - person.birth_year - (1 if code < person.birth_code else 0)
