"""The section `hpv_rollout`: everything that the rollout assumes."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.programmes.hpv_rollout.booking_assumptions import Booking
from simlib.programmes.hpv_rollout.channel_assumptions import Channels
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.impact_assumptions import Impact
from simlib.programmes.hpv_rollout.national_assumptions import NationalProgramme
from simlib.programmes.hpv_rollout.presence_assumptions import Presence
from simlib.programmes.hpv_rollout.publicity_assumptions import Publicity
from simlib.programmes.hpv_rollout.spans import AGE_BANDS, AgeBand, Ages, AgesInOrder
from simlib.programmes.hpv_rollout.supply_assumptions import Supply
from simlib.scenario.assumption import Age, Interval, Label, Months, Name, Section, Share, UnitPrice
from simlib.scenario.opening import Weekday

Capacity = Annotated[int, Field(ge=0, le=100_000)]

DOSES_OF_RATES = 100_000
"""Adverse events are told per so many doses."""

PerDoses = Annotated[float, Field(ge=0, le=DOSES_OF_RATES)]


class Eligibility(AgesInOrder):
    """Ages in completed years at which a first dose may be given."""


class Batch(Section):
    """Women born within a window, invited from one day on."""

    born_from: date
    born_to: date
    opens: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.born_to < self.born_from:
            raise ValueError(
                Message(
                    "the birth window ends ({born_to}) before it begins ({born_from})",
                    born_to=self.born_to,
                    born_from=self.born_from,
                )
            )
        if self.opens <= self.born_to:
            raise ValueError(
                Message(
                    "the batch opens ({opens}) before everyone in it is born ({born_to})",
                    opens=self.opens,
                    born_to=self.born_to,
                )
            )
        return self


class Sites(Section):
    """The vaccination sites; all mappings go by the name of the site."""

    names: Annotated[dict[Name, Label], Field(min_length=1, max_length=1000)]
    township: dict[Name, Name]
    opening_days: dict[Name, tuple[Weekday, ...]]
    daily_capacity: dict[Name, Capacity]


class Demand(Section):
    """Who wants to be vaccinated, when, and what becomes of an appointment."""

    prior_vaccination: dict[AgeBand, Share]
    uptake: dict[AgeBand, Share]
    absent_factor: Share
    guardian_consent: Share
    mean_delay: Annotated[float, Field(ge=0, le=3650)]
    imitation: Annotated[float, Field(ge=0, le=10)]
    no_show: Share
    rebooking_delay: Interval
    give_up: Share
    dropout_after_first: dict[AgeBand, Share]
    dropout_after_second: dict[AgeBand, Share]

    @model_validator(mode="after")
    def _every_band(self) -> Self:
        for quantity in ("prior_vaccination", "uptake", "dropout_after_first", "dropout_after_second"):
            for band in AGE_BANDS:
                if band not in getattr(self, quantity):
                    raise ValueError(Message("{quantity} lacks {band}", quantity=quantity, band=band))
        return self


class Product(Section):
    """A vaccine: for whom it is licensed, to whom it is given, its intervals and its price."""

    licensed_ages: Ages
    given_ages: Ages
    two_dose_interval: Interval
    three_dose_intervals: Annotated[tuple[Interval, ...], Field(min_length=2, max_length=2)]
    price: UnitPrice

    @model_validator(mode="after")
    def _licensed(self) -> Self:
        licensed, given = self.licensed_ages, self.given_ages
        if not licensed.youngest <= given.youngest <= given.oldest <= licensed.oldest:
            raise ValueError(
                Message(
                    "given at {given_from}-{given_to}, but licensed for {from_}-{to}",
                    given_from=given.youngest,
                    given_to=given.oldest,
                    from_=licensed.youngest,
                    to=licensed.oldest,
                )
            )
        return self


class Schedule(Section):
    """How many doses make a full series: one, else two, up to an age at the first dose, above it three."""

    one_dose_up_to_age: Age
    two_doses_up_to_age: Age


class AdverseEvents(Section):
    """Adverse events reported per 100,000 doses: common (一般反应) and abnormal (异常反应) reactions."""

    common: PerDoses
    abnormal: PerDoses


class Costs(Section):
    """What it costs beside the vaccine, and when money moves; the cold chain is by site and month.

    `overtime` is by the hour and member of staff, of whom `overtime_staff` stay until the last woman has
    left; a trip from school takes a `school_bus` for each `bus_seats` girls, a session in school a
    `school_session`.
    """

    service_fee: UnitPrice
    cold_chain: UnitPrice
    abnormal_reaction: UnitPrice
    overtime: UnitPrice
    overtime_staff: Annotated[int, Field(ge=0, le=1_000)]
    school_bus: UnitPrice
    bus_seats: Annotated[int, Field(ge=1, le=1_000)]
    school_session: UnitPrice
    vaccine_payment_lag: Months
    service_fee_payment_lag: Months


class HpvRolloutSection(Section):
    """Everything about the rollout."""

    eligibility: Eligibility
    batches: Annotated[dict[Name, Batch], Field(min_length=1, max_length=100)]
    sites: Sites
    clinic: Clinic
    demand: Demand
    presence: Presence
    booking: Booking
    channels: Channels
    publicity: Publicity
    national_programme: NationalProgramme
    schedule: Schedule
    products: Annotated[dict[Name, Product], Field(min_length=1, max_length=20)]
    supply: Supply
    adverse_events: AdverseEvents
    costs: Costs
    impact: Impact

    @model_validator(mode="after")
    def _windows_apart(self) -> Self:
        windows = sorted((batch.born_from, batch.born_to, name) for name, batch in self.batches.items())
        for (_, earlier_end, earlier), (start, _, later) in pairwise(windows):
            if start <= earlier_end:
                raise ValueError(
                    Message(
                        "the birth windows of {earlier} and {later} overlap ({start})",
                        earlier=earlier,
                        later=later,
                        start=start,
                    )
                )
        return self

    @model_validator(mode="after")
    def _one_product_an_age(self) -> Self:
        for age in range(self.eligibility.youngest, self.eligibility.oldest + 1):
            given = [
                name
                for name, product in self.products.items()
                if product.given_ages.youngest <= age <= product.given_ages.oldest
            ]
            if len(given) != 1:
                who = " and ".join(given) or Message("no product")
                raise ValueError(
                    Message(
                        "at age {age} the vaccine is {who}; exactly one product is needed", age=age, who=who
                    )
                )
        return self
