"""What the kernels know of women, plan and log, and how they write it down.

Helpers of a woman and day are inlined, and are given the arrays that they need alone: handing over a tuple
counts references to each array in it, which costs more than the work itself.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.kernels import inlined_kernel, kernel
from simlib.programmes.hpv_rollout.clinic_kernel import Floor
from simlib.programmes.hpv_rollout.supply import SupplyPlan

NOBODY = np.int32(-1)

PERSON = np.dtype(
    [
        ("identity", np.uint64),
        ("township", np.int32),
        ("band", np.int32),
        ("birth_year", np.int32),
        ("birth_code", np.int32),
        ("away", np.int32),
        ("school_from", np.int32),
        ("school_until", np.int32),
        ("walks_in", np.int32),
        ("group", np.int32),
        ("brought_from", np.int32),
        ("brought_until", np.int32),
    ],
    align=True,
)
"""What a woman is; see `Women` and `Pupils`."""

COURSE = np.dtype(
    [
        ("slot", np.int32),
        ("appointments", np.int32),
        ("missed", np.int32),
        ("given", np.int32),
        ("series", np.int32),
        ("product", np.int32),
        ("from_day", np.int32),
        ("asks_at", np.int32),
    ],
    align=True,
)
"""How far a woman is: the number of her appointment among those of its site and day, or `WALKS_IN` or
`WITH_SCHOOL`; how many times she was to come, and stayed away or came in vain; doses received and of the full
series, product; and from which day on she wants the next dose, and at which second she asks for it."""

WALKS_IN, WITH_SCHOOL = -1, -2
"""In place of the number of an appointment, where she comes without one."""


class ComingBy(NamedTuple):
    """How women come who never book, see `WalkIn`.

    `open_from`, int32 of shape (sites, days + 1), is the first day from each day on on which a site opens.
    """

    open_from: np.ndarray
    comes_again: int
    tries: int


class SchoolPlan(NamedTuple):
    """How schools bring their girls, see `School` and `Trips`.

    `place` is where the girls of a township are seen, see `Plan.places`, and `staff` that of a session by
    stage, int32.
    """

    next_day: np.ndarray
    place: np.ndarray
    second: int
    waits: int
    missing: float
    staff: np.ndarray


class Plan(NamedTuple):
    """What the kernel reads and never changes; see `Slots`, `DoseRules`, `Demand`, `Clinic` and `Supply`.

    `women` are of `PERSON`; `first_there` is from `first_days`, `first_site` and
    what follows it from `rings_of` and `Booking`; `day_year` and `day_code` are the
    calendar codes of each day; `dropout` is the share that does not come back after a dose,
    float64 of shape (bands, doses); `shifts` are of `SHIFT`. `places` are those where women are seen, in the
    order of a day: where sessions are held in school those of each site, numbered behind all sites, and then
    its clinic.
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
    coming_by: ComingBy
    school: SchoolPlan
    places: np.ndarray
    product_of_age: np.ndarray
    doses_of_age: np.ndarray
    interval: np.ndarray
    dropout: np.ndarray
    no_show: float
    give_up: float
    rebooking_delay: int
    deferral_delay: int
    shifts: np.ndarray
    roster: np.ndarray
    floor: Floor
    supply: SupplyPlan


class Waiting(NamedTuple):
    """What the kernel remembers from one day to the next, int32.

    `wants` of shape (days,) and `expected` of shape (places, days) hold the first woman of each list (who
    asks, who comes), `callers` and `coming` their lengths; `booked` of shape (sites, days) are the slots
    given, `next_open` of shape (sites, days + 1) leads towards the first day with a free one; `women` are of
    `COURSE`, `behind` is who stands behind each in her list, apart from the rest so that a list is followed
    in the processor's cache. `row`, `here` (int32) and `desk` (int64) are room for the women of a day.
    """

    wants: np.ndarray
    callers: np.ndarray
    expected: np.ndarray
    coming: np.ndarray
    booked: np.ndarray
    next_open: np.ndarray
    behind: np.ndarray
    women: np.ndarray
    row: np.ndarray
    here: np.ndarray
    desk: np.ndarray


class Record(NamedTuple):
    """What is written down: the first `used[0]` events.

    `events`, int32 of shape (5, room), has a row for each column of `Events`, in their order, so that nothing
    has to be copied in the end.
    """

    used: np.ndarray
    events: np.ndarray


@inlined_kernel
def write(second, kind, woman, site, detail, record):
    """Write an event into the log."""
    entry = record.used[0]
    if entry >= record.events.shape[1]:
        raise IndexError("the event log is full")
    record.events[0, entry] = second
    record.events[1, entry] = kind
    record.events[2, entry] = woman
    record.events[3, entry] = site
    record.events[4, entry] = detail
    record.used[0] = entry + 1


@inlined_kernel
def call_on(day, woman, wants, callers, behind):
    """Let a woman ask on a day, if the horizon reaches so far."""
    if day < wants.size:
        behind[woman] = wants[day]
        wants[day] = woman
        callers[day] += 1


@inlined_kernel
def expect(woman, place, day, slot, expected, coming, behind, women):
    """Expect a woman at a place on a day."""
    course = women[woman]
    course.slot = slot
    course.appointments += 1
    behind[woman] = expected[place, day]
    expected[place, day] = woman
    coming[place, day] += 1


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
