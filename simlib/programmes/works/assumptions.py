"""The section `works`: what holds for all construction in the city, whichever programme builds."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from simlib.language.message import Message
from simlib.programmes.works.three_points import reaches
from simlib.scenario.assumption import Months, Name, Section, Share

LEAST_OVERRUN = -1.0
"""Nothing costs less than nothing."""

MOST_ALERTS = 20.0
"""More alerts in a season than this would be no alerts any more."""

FEWEST_DAYS = 30
"""Days a year that stops must leave for work at each place, so that it ends some day."""

LEAP_YEAR = tuple((date(2024, 1, 1) + timedelta(day)).strftime("%m-%d") for day in range(366))
"""Every day of a year, 29 February included."""

Place = Literal["outdoors", "indoors", "office"]
"""Where a task is done, and so what stops it."""

Days = Annotated[float, Field(ge=0, le=3_650)]
Factor = Annotated[float, Field(ge=LEAST_OVERRUN, le=10)]


def _day_of_year(text: str) -> str:
    month, day = (int(part) for part in text.split("-"))
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError(Message('"{day}" is no day of a year; month and day are needed', day=text))
    return text


DayOfYear = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$"), AfterValidator(_day_of_year)]
"""Month and day, such as 12-01."""


class ThreeDays(Section):
    """Days that something takes: one in ten takes less than `p10`, one in ten more than `p90`."""

    p10: Days
    likely: Days
    p90: Days

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _require_order(self.p10, self.likely, self.p90)
        if not reaches(self.p10, self.p90, 0.0):
            raise ValueError(
                Message(
                    "p90 ({p90:g} days) is more than nine times p10 ({p10:g} days), so that some would take "
                    "less than no time; a smaller p90 or a larger p10 is needed",
                    p90=self.p90,
                    p10=self.p10,
                )
            )
        return self


class Overrun(Section):
    """By what part of its cost the remaining work of a class of works becomes dearer, at three points."""

    p10: Factor
    likely: Factor
    p90: Factor

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _require_order(self.p10, self.likely, self.p90)
        if not reaches(self.p10, self.p90, LEAST_OVERRUN):
            raise ValueError(Message("some works would cost less than nothing; a larger p10 is needed"))
        return self


def _require_order(p10: float, likely: float, p90: float) -> None:
    if not p10 <= likely <= p90:
        raise ValueError(
            Message(
                "the optimistic value ({p10:g}), the most likely one ({likely:g}) and the pessimistic one "
                "({p90:g}) must follow each other: p10 ≤ likely ≤ p90",
                p10=p10,
                likely=likely,
                p90=p90,
            )
        )


class Season(Section):
    """Days of every year, first and last included; it may go past the end of the year."""

    first_day: DayOfYear
    last_day: DayOfYear

    def holds(self, day: str) -> bool:
        """Tell whether a day of the year lies in it."""
        if self.last_day < self.first_day:
            return day >= self.first_day or day <= self.last_day
        return self.first_day <= day <= self.last_day


class Alerts(Section):
    """Stops that come by chance within a season: how many on average, and the days that each lasts."""

    number: Annotated[float, Field(ge=0, le=MOST_ALERTS)]
    days: ThreeDays


class Stop(Section):
    """When work stands still, and where; without `alerts` the whole season through."""

    season: Season
    places: tuple[Place, ...]
    alerts: Alerts | None = None


class Risk(Section):
    """What makes tasks late together.

    `loading` is the correlation of a task's duration with it; `shared_by` tells whether all works of the city
    share it, or those of one project each.
    """

    loading: Share
    shared_by: Literal["city", "project"]


class Crews(Section):
    """What more crews bring.

    `effect` is the power of their number by which the work is faster: 1 is in proportion, 0 not at all.
    `labour` is the part of the cost that pays for their days.
    """

    effect: Share
    labour: Share


class Payment(Section):
    """When work that is done is paid for.

    `progress` is the share of its value paid month by month, after `lag` months; all but `retained` follows
    `settled_after` months from completion acceptance, and that `released_after` months from it.
    """

    progress: Share
    lag: Months
    settled_after: Months
    retained: Share
    released_after: Months

    @model_validator(mode="after")
    def _leaves_the_retention(self) -> Self:
        if self.progress + self.retained > 1:
            raise ValueError(
                Message(
                    "progress payments ({progress:g}) and retention ({retained:g}) add up to more than 1",
                    progress=self.progress,
                    retained=self.retained,
                )
            )
        if self.released_after < self.settled_after:
            raise ValueError(
                Message(
                    "the retention is released {released} months after acceptance, before the settlement "
                    "({settled} months)",
                    released=self.released_after,
                    settled=self.settled_after,
                )
            )
        return self


def days_left_by_seasons(stops: Iterable[Stop], place: str) -> int:
    """Return how many days of a leap year seasons leave for work at a place."""
    seasons = [stop.season for stop in stops if place in stop.places and stop.alerts is None]
    return sum(not any(season.holds(day) for season in seasons) for day in LEAP_YEAR)


def days_left(stops: Iterable[Stop], place: str) -> float:
    """Return the same less the days of as many alerts as are expected, each of them long (P90)."""
    alerts = [stop.alerts for stop in stops if place in stop.places and stop.alerts is not None]
    return days_left_by_seasons(stops, place) - sum(alert.number * alert.days.p90 for alert in alerts)


class WorksSection(Section):
    """Everything about works that is no project's own.

    `steepness` is that of the S-curve on which a task spends: 1 spends evenly, more spends in its middle.
    """

    stops: dict[Name, Stop]
    risks: dict[Name, Risk]
    crews: Crews
    payment: Payment
    overruns: Annotated[dict[Name, Overrun], Field(min_length=1)]
    steepness: Annotated[float, Field(ge=1, le=5)]

    @model_validator(mode="after")
    def _leaves_days_for_work(self) -> Self:
        for place in get_args(Place):
            left = days_left(self.stops.values(), place)
            if left < FEWEST_DAYS:
                raise ValueError(
                    Message(
                        "the stops leave {left:.0f} days a year for work {place}; at least {fewest} are "
                        "needed",
                        left=max(left, 0),
                        place=place,
                        fewest=FEWEST_DAYS,
                    )
                )
        return self
