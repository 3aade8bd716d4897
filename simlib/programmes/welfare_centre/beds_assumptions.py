"""The group `welfare_centre.beds`: who comes to need a bed, who gets one, and what running them costs."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.population.age_curves import AgeCurve
from simlib.scenario.assumption import Count, Section, Share, UnitPrice

CARES = ("elderly", "disabled")
"""Kinds of care, each with beds of its own: elderly care, and care of the disabled elderly."""

GRADES = ("independent", "partial", "disabled")
"""How much help somebody needs in everyday life; it never becomes less."""

GROUPS = ("destitute", "disabled", "partial", "independent")
"""Who may be admitted before others."""

Group = Literal["destitute", "disabled", "partial", "independent"]
MOST_CARERS = 1_000
LEAST_INDEPENDENT = 0.01
"""Of any age: with nobody left to become worse there would be no rate at which they do."""


Mean = Annotated[float, Field(gt=0, le=1_200)]
Carers = Annotated[float, Field(ge=0, le=MOST_CARERS)]
TimesAsLikely = Annotated[float, Field(ge=1, le=100)]
BedNumber = Annotated[int, Field(ge=0, le=10_000)]


class CarersByCare(Section):
    """Carers for each kind of care."""

    elderly: Carers
    disabled: Carers

    @property
    def by_care(self) -> tuple[float, float]:
        """In the order of `CARES`."""
        return self.elderly, self.disabled


class ResidentsPerCarer(Section):
    """Residents that a carer looks after."""

    elderly: Annotated[float, Field(gt=0, le=100)]
    disabled: Annotated[float, Field(gt=0, le=100)]

    @property
    def by_care(self) -> tuple[float, float]:
        """In the order of `CARES`."""
        return self.elderly, self.disabled


class MovedIn(Section):
    """People who come from other homes on the day of opening, before all who applied."""

    elderly: Count
    disabled: Count

    @property
    def by_care(self) -> tuple[int, int]:
        """In the order of `CARES`."""
        return self.elderly, self.disabled


class PricesByGrade(Section):
    """Yuan a month for each grade."""

    independent: UnitPrice
    partial: UnitPrice
    disabled: UnitPrice

    @property
    def by_grade(self) -> tuple[float, float, float]:
        """In the order of `GRADES`."""
        return self.independent, self.partial, self.disabled


class Places(Section):
    """Planned beds, and the part of them that is for the disabled."""

    number: BedNumber
    disabled_share: Share

    @property
    def by_care(self) -> tuple[int, int]:
        """Beds of each of `CARES`."""
        disabled = round(self.number * self.disabled_share)
        return self.number - disabled, disabled


class Worse(Section):
    """How many times as likely to die as the independent of their age those are who need help."""

    partial: TimesAsLikely
    disabled: TimesAsLikely


class Need(Section):
    """Who needs help: shares by age that need some or all of it, and that are disabled."""

    helped: AgeCurve
    disabled: AgeCurve
    mortality: Worse

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if max(self.helped.values()) > 1 - LEAST_INDEPENDENT:
            raise ValueError(
                Message("helped: at most {most:g} of any age can need help", most=1 - LEAST_INDEPENDENT)
            )
        if list(self.helped) != list(self.disabled):
            raise ValueError(Message("helped and disabled must name the same ages"))
        for age, share in self.disabled.items():
            if share > self.helped[age]:
                raise ValueError(
                    Message(
                        "more are disabled ({disabled:g}) than need help ({helped:g}): {age}",
                        disabled=share,
                        helped=self.helped[age],
                        age=age,
                    )
                )
        if self.mortality.disabled < self.mortality.partial:
            raise ValueError(Message("the disabled cannot be less likely to die than who needs some help"))
        return self


class Wanting(Section):
    """Shares of each grade by age who would live in the centre; who would stays willing."""

    independent: AgeCurve
    partial: AgeCurve
    disabled: AgeCurve

    @property
    def by_grade(self) -> tuple[AgeCurve, AgeCurve, AgeCurve]:
        """In the order of `GRADES`."""
        return self.independent, self.partial, self.disabled

    @model_validator(mode="after")
    def _rise_with_need(self) -> Self:
        curves = zip(GRADES, self.by_grade, strict=True)
        for (lesser, fewer), (greater, more) in pairwise(curves):
            if list(fewer) != list(more):
                raise ValueError(Message("{a} and {b} must name the same ages", a=lesser, b=greater))
            for age, share in fewer.items():
                if share > more[age]:
                    raise ValueError(
                        Message(
                            "more of the {a} ({fewer:g}) want a bed than of the {b} ({more:g}): {age}",
                            a=lesser,
                            fewer=share,
                            b=greater,
                            more=more[age],
                            age=age,
                        )
                    )
        return self


class Demand(Section):
    """Who asks for a bed, and when.

    Those of at least `from_age` with hukou who live here. `destitute` is the share of the destitute (特困)
    among them, who are `destitute_factor` times as likely to want a bed. Applications are taken from
    `announced` days before the opening on; who wants a bed then applies after `delay` days on average, and
    waits for `patience` months on average before finding something else.
    """

    from_age: Annotated[int, Field(ge=50, le=80)]
    wanting: Wanting
    destitute: Share
    destitute_factor: TimesAsLikely
    announced: Annotated[int, Field(ge=0, le=3_650)]
    delay: Annotated[float, Field(ge=0, le=3_650)]
    patience: Mean


class Relief(Section):
    """What community care changes for those who use it before they want a bed, until they are disabled.

    They want one `later` months later, and a share `less` of them not at all. Who would want a bed is
    `likelier` times as likely as other old people of the township to use community care.
    """

    likelier: TimesAsLikely
    later: Annotated[float, Field(ge=0, le=120)]
    less: Share


class Admission(Section):
    """Who is admitted first: groups in order, then all others; within a group who applied first."""

    first: tuple[Group, ...]

    @model_validator(mode="after")
    def _once(self) -> Self:
        for group in self.first:
            if self.first.count(group) > 1:
                raise ValueError(Message("the group {group} stands twice", group=group))
        return self


class Stay(Section):
    """How many months on average until somebody moves out who does not die before."""

    moves_out: Mean


class Staff(Section):
    """Carers of each kind of care, who limit how many beds are open.

    So many `at_opening`, so many more `hired` each month; a carer opens beds for `residents_per_carer`.
    """

    at_opening: CarersByCare
    hired: CarersByCare
    residents_per_carer: ResidentsPerCarer


class Costs(Section):
    """What running the centre costs, in yuan a month: a carer, a resident's supplies, the house."""

    carer: UnitPrice
    supplies: PricesByGrade
    upkeep: Annotated[float, Field(ge=0, le=100_000_000)]
    payment_lag: Annotated[int, Field(ge=0, le=24)]


class Station(Section):
    """The relief station: people who are taken in for a few nights; it has no bed queue."""

    visits_a_year: Annotated[float, Field(ge=0, le=100_000)]
    by_month: tuple[Annotated[float, Field(ge=0, le=12)], ...] = Field(min_length=12, max_length=12)
    cost: UnitPrice


class BedsSection(Section):
    """Everything about running the centre once it is open.

    Fees are what residents pay a month, by grade; the destitute pay nothing.
    """

    places: Places
    moved_in: MovedIn
    need: Need
    demand: Demand
    relief: Relief
    admission: Admission
    stay: Stay
    staff: Staff
    fees: PricesByGrade
    costs: Costs
    station: Station
