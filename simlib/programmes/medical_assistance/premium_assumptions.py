"""The group `premium` of the section: the personal premium, its support, and how that gets to people."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Name, Section, Share, UnitPrice
from simlib.scenario.opening import Weekday
from simlib.scenario.problems import nearest, shown

FIRST_YEAR, LAST_YEAR = 1950, 2200


def _calendar_year(year: str) -> str:
    fits = year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR
    if not fits:
        raise ValueError(
            Message(
                "{given} is no calendar year; one such as {example} is needed",
                given=shown(year),
                example='"2023"',
            )
        )
    return year


CoverageYear = Annotated[str, AfterValidator(_calendar_year)]
"""The calendar year for which a premium insures, as in ``"2023"``."""

Days = Annotated[int, Field(ge=0, le=365)]


class Collection(Section):
    """When the premium of a year of cover is collected, first and last day included."""

    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError(
                Message(
                    "the period ends ({last_day}) before it begins ({first_day})",
                    last_day=self.last_day,
                    first_day=self.first_day,
                )
            )
        return self


class Verification(Section):
    """House by house, village staff check who is on the list, alive and insured, and have it signed.

    From the day on which a year's verification `starts`, `staff` of each township visit `people_a_day` each
    on every working day of `weekdays`, round after round: whom they do not find at home they visit again in
    the next round, which begins `pause` days after the one before, until `rounds` are over. At home they find
    a share of `at_home`, and of those who live elsewhere `at_home_away`.
    """

    starts: dict[CoverageYear, date]
    staff: dict[Name, Annotated[int, Field(ge=0, le=10_000)]]
    people_a_day: Annotated[int, Field(ge=1, le=1_000)]
    weekdays: tuple[Weekday, ...]
    at_home: Share
    at_home_away: Share
    rounds: Annotated[int, Field(ge=1, le=50)]
    pause: Days


class CardPayment(Section):
    """Batches to the one-card accounts.

    In each of `months` a batch is paid on `day_of_month`, or on the last day of a shorter month, or on the
    next working day if that is none, for those who signed up to `prepared` days before. The bank sends a
    share of `rejected` back, which the next batch pays.
    """

    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1, max_length=12)]
    day_of_month: Annotated[int, Field(ge=1, le=31)]
    prepared: Days
    rejected: Share


class Premium(Section):
    """The personal premium (个人缴费) by year of cover, and which share of it is given back to whom.

    `yearly` is yuan a head, `support` the share of it that `groups` get back.
    """

    yearly: Annotated[dict[CoverageYear, UnitPrice], Field(min_length=1)]
    support: dict[CoverageYear, Share]
    groups: tuple[Name, ...]
    collection: dict[CoverageYear, Collection]
    verification: Verification
    payment: CardPayment

    @model_validator(mode="after")
    def _same_years(self) -> Self:
        told = {
            "support": self.support,
            "collection": self.collection,
            "verification.starts": self.verification.starts,
        }
        for name, by_year in told.items():
            for year in self.yearly:
                if year not in by_year:
                    raise ValueError(
                        Message("{name} says nothing of the year of cover {year}", name=name, year=year)
                    )
            for year in by_year:
                if year not in self.yearly:
                    raise ValueError(
                        Message(
                            "{name} tells of the year of cover {year}, of which yearly has no premium{hint}",
                            name=name,
                            year=year,
                            hint=nearest(year, self.yearly),
                        )
                    )
        return self

    @model_validator(mode="after")
    def _collected_first(self) -> Self:
        for year, collection in self.collection.items():
            if collection.first_day.year > int(year) or collection.last_day.year > int(year):
                raise ValueError(
                    Message(
                        "the premium of the year of cover {year} is collected until {last_day}, after it",
                        year=year,
                        last_day=collection.last_day,
                    )
                )
            if self.verification.starts[year] < collection.first_day:
                raise ValueError(
                    Message(
                        "the verification of the year of cover {year} starts on {start}, before its premium "
                        "is collected (from {first_day})",
                        year=year,
                        start=self.verification.starts[year],
                        first_day=collection.first_day,
                    )
                )
        return self
