"""What happened in a rollout: the event log, what was measured at queues, and what both add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.clinic import shifts_of
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.schedule import dose_rules
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women, ages_on, calendar_codes


class Kind(IntEnum):
    """Kinds of events."""

    BOOKING = 0
    WITHOUT_SLOT = 1
    WRONG_AGE = 2
    NO_SHOW = 3
    GAVE_UP = 4
    ARRIVAL = 5
    DEFERRAL = 6
    CONTRAINDICATION = 7
    TURNED_AWAY = 8
    INJECTION = 9
    DROPOUT = 10
    CANCELLED = 11
    WALK_IN = 12
    NO_DOSE = 13
    SCHOOL = 14
    WASTED = 15
    DELIVERY = 16
    EXPIRY = 17
    COLD_CHAIN = 18
    ISSUE = 19
    ORDER = 20
    # From DELIVERY on they are about doses of a product in a store, and about no woman.


KINDS = tuple(kind.name.lower() for kind in Kind)
"""Names of the kinds; the table `events` says what each means."""
NOWHERE = -1
"""Site of an event that happens at none; in events about doses it is the central store."""


def product_of(woman):
    """Return the place of the product from what stands for a woman in events about doses."""
    return -1 - woman


@dataclass(frozen=True)
class Events:
    """The event log: one entry an event, int32.

    Attributes
    ----------
    time
        Seconds since the start of the horizon.
    kind
        Place in `KINDS`.
    woman
        Row in `Women`; in events about doses a negative number, see `product_of`.
    site
        Place in `Slots.sites`, or `NOWHERE`.
    detail
        Depends on the kind.
    """

    time: np.ndarray
    kind: np.ndarray
    woman: np.ndarray
    site: np.ndarray
    detail: np.ndarray

    def __len__(self) -> int:
        return self.time.size

    def take(self, chosen: np.ndarray) -> "Events":
        """Return the events at the given places (positions or a mask)."""
        return Events(*(column[chosen] for column in vars(self).values()))

    def of(self, kind: int) -> "Events":
        """Return the events of one kind."""
        return self.take(self.kind == kind)

    def in_order(self) -> "Events":
        """Return the events by time, then by identity of the woman, then as they follow from each other."""
        first, last = int(self.woman.min(initial=0)), int(self.woman.max(initial=0))
        rows = last - first + 1
        return self.take(np.argsort(self.time.astype(np.int64) * rows + self.woman - first, kind="stable"))


@dataclass(frozen=True)
class Queues:
    """What was measured at queues: one entry a day, site and stage to which somebody came, int64.

    Attributes
    ----------
    day, site, stage
        Number of the day, places in `Slots.sites` and in the clinic's stages.
    served, wait_sum, wait_p95, longest, busy
        Women served; seconds that they waited in all, and the 95th percentile by the nearest rank; most women
        who waited at once; seconds of service.
    """

    day: np.ndarray
    site: np.ndarray
    stage: np.ndarray
    served: np.ndarray
    wait_sum: np.ndarray
    wait_p95: np.ndarray
    longest: np.ndarray
    busy: np.ndarray


@dataclass(frozen=True)
class Found:
    """What an engine gives.

    Attributes
    ----------
    events, queues
        See there.
    by_hour
        int64 of shape (sites, stages, 24, 2): women served, and seconds that they waited, by the hour in
        which they began to wait, over all days; sessions in school left out.
    in_stock
        Doses at the end of a day, int32 of shape (days, stores, products), the central store last.
    """

    events: Events
    queues: Queues
    by_hour: np.ndarray
    in_stock: np.ndarray


@dataclass(frozen=True)
class Log(Found):
    """What happened: what the engine gave, and the same added up.

    Attributes
    ----------
    woman, day, site, dose
        One entry an injection: row in `Women`, day number, place of the site, dose from 1.
    given, series, product
        One entry a woman: doses received, doses of her full series (0 if she never started), and the product
        (`NO_PRODUCT` if none).
    by_site_and_day
        Number of events of each kind, shape (sites, days); bookings stand on the day of the appointment.
    overtime
        Seconds from closing until the last woman left, shape (sites, days).
    counts
        Number of events of each kind.
    """

    woman: np.ndarray
    day: np.ndarray
    site: np.ndarray
    dose: np.ndarray
    given: np.ndarray
    series: np.ndarray
    product: np.ndarray
    by_site_and_day: Mapping[str, np.ndarray]
    overtime: np.ndarray
    counts: Mapping[str, int]


NO_PRODUCT = -1
AT_SITES = (
    Kind.BOOKING,
    Kind.CANCELLED,
    Kind.ARRIVAL,
    Kind.DEFERRAL,
    Kind.CONTRAINDICATION,
    Kind.TURNED_AWAY,
    Kind.INJECTION,
    Kind.WALK_IN,
    Kind.NO_DOSE,
    Kind.SCHOOL,
)
LEAVING = (Kind.DEFERRAL, Kind.CONTRAINDICATION, Kind.TURNED_AWAY, Kind.INJECTION)


def log_of(found: Found, women: Women, slots: Slots, section: HpvRolloutSection, horizon: Horizon) -> Log:
    """Add up what an engine gave.

    Parameters
    ----------
    found
        From the engine.
    women, slots, section, horizon
        What it ran on.
    """
    shape = slots.capacity.shape
    events = found.events
    by_kind = {kind: events.of(kind) for kind in AT_SITES}
    injections = by_kind[Kind.INJECTION]
    day = injections.time // SECONDS_PER_DAY
    given = np.bincount(injections.woman, minlength=len(women))
    series, product = _courses(injections, day, women, section, horizon)
    return Log(
        **vars(found),
        woman=injections.woman,
        day=day,
        site=injections.site,
        dose=injections.detail,
        given=given,
        series=series,
        product=product,
        by_site_and_day={KINDS[kind]: _by_site_and_day(kind, by_kind[kind], shape) for kind in AT_SITES},
        overtime=_overtime(by_kind, section.clinic, slots),
        counts=dict(zip(KINDS, np.bincount(events.kind, minlength=len(KINDS)).tolist(), strict=True)),
    )


def _courses(injections: Events, day, women: Women, section: HpvRolloutSection, horizon: Horizon):
    """Return doses of the full series and product of each woman, from her age at her first dose."""
    rules = dose_rules(section.eligibility, section.products, section.schedule)
    first = injections.detail == 1
    woman = injections.woman[first]
    year, code = (codes[day[first]] for codes in calendar_codes(horizon.dates))
    age = ages_on(year, code, women.birth_year[woman], women.birth_code[woman])
    series = np.zeros(len(women), np.int8)
    product = np.full(len(women), NO_PRODUCT, np.int8)
    series[woman], product[woman] = rules.doses_of_age[age], rules.product_of_age[age]
    return series, product


def _by_site_and_day(kind: int, events: Events, shape: tuple[int, int]) -> np.ndarray:
    # The detail of a booking is the second of the appointment.
    day = (events.detail if kind == Kind.BOOKING else events.time) // SECONDS_PER_DAY
    cell = events.site.astype(np.int64) * shape[1] + day
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def _overtime(by_kind: Mapping[int, Events], clinic: Clinic, slots: Slots) -> np.ndarray:
    closes = shifts_of(clinic, slots.sites)["closes"]
    overtime = np.zeros(slots.capacity.shape, np.int64)
    for kind in LEAVING:
        events = by_kind[kind]
        stays = clinic.observed_seconds if kind == Kind.INJECTION else 0
        day, second = np.divmod(events.time, SECONDS_PER_DAY)
        after = second + stays - closes[events.site]
        # Who is turned away at the first stage finds the doors closed, and keeps nobody.
        late = (after > 0) & ((kind != Kind.TURNED_AWAY) | (events.detail > 0))
        np.maximum.at(overtime, (events.site[late], day[late]), after[late])
    return overtime
