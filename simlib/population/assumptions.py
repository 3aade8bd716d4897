"""The section `population`: what a scenario says about who lives here."""

import zlib
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Count, Label, Name, Rate, Section, Share

OLDEST_AGE = 100
AGES = np.arange(OLDEST_AGE + 1)


def _ascending_ages(steps: dict[str, float]) -> dict[str, float]:
    ages = [_from_age(key) for key in steps]
    if not ages or ages[0] != 0 or ages != sorted(set(ages)) or ages[-1] > OLDEST_AGE:
        raise ValueError(
            Message("the keys must be from_0, then rising ages up to from_{oldest}", oldest=OLDEST_AGE)
        )
    return steps


def _from_age(key: str) -> int:
    head, _, age = key.partition("_")
    if head != "from" or not (age.isascii() and age.isdigit()):
        raise ValueError(
            Message('"{key}" is not of the form from_20 (from this age to the next key\'s)', key=key)
        )
    return int(age)


ByAge = AfterValidator(_ascending_ages)
"""Values that hold from an age in completed years up to the next key: `from_0`, `from_18`, …"""

SharesByAge = Annotated[dict[str, Share], ByAge]
RatesByAge = Annotated[dict[str, Rate], ByAge]


class Townships(Section):
    """The townships and streets, and how the people are spread over them."""

    names: Annotated[dict[Name, Label], Field(min_length=1, max_length=200)]
    share: dict[Name, Share]

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for name in self.share:
            if name not in self.names:
                raise ValueError(
                    Message(
                        'the share of "{name}" belongs to no township; known: {names}',
                        name=name,
                        names=", ".join(self.names),
                    )
                )
        for name in self.names:
            if name not in self.share:
                raise ValueError(Message('the township "{name}" has no share', name=name))
        total = sum(self.share.values())
        if abs(total - 1) > 1e-6:
            raise ValueError(
                Message("the shares of the townships add up to {total:.6g}; 1 is needed", total=total)
            )
        if len({zlib.crc32(name.encode()) for name in self.names}) != len(self.names):
            raise ValueError(
                Message("two names of townships are too alike for the stable identity; rename one")
            )
        return self


class Census(Section):
    """What the census counted."""

    day: date
    residents: Annotated[int, Field(ge=1, le=5_000_000)]
    age_share: SharesByAge
    female_share: SharesByAge

    @model_validator(mode="after")
    def _first_of_month(self) -> Self:
        if self.day.day != 1:
            raise ValueError(Message("the census day {day} is not the first day of a month", day=self.day))
        return self


class Hukou(Section):
    """Who is registered here and lives elsewhere, and the reverse."""

    incomer_share: SharesByAge
    absent_share: Annotated[dict[str, Annotated[float, Field(ge=0, lt=1)]], ByAge]


class Mortality(Section):
    """Deaths."""

    female: SharesByAge
    level: Annotated[float, Field(ge=0.1, le=3)]
    male_ratio: Annotated[float, Field(ge=0.1, le=10)]


class Fertility(Section):
    """Births."""

    by_age: RatesByAge
    boys_per_100_girls: Annotated[float, Field(ge=50, le=200)]
    births_since_census: dict[str, Count]

    @model_validator(mode="after")
    def _years(self) -> Self:
        for year in self.births_since_census:
            if not (year.isascii() and year.isdigit() and len(year) == 4):
                raise ValueError(Message('"{year}" is not a calendar year such as "2021"', year=year))
        return self


class Migration(Section):
    """Moves between living here and living elsewhere with hukou here."""

    leaving: SharesByAge


class PopulationSection(Section):
    """Everything about the population."""

    townships: Townships
    census: Census
    hukou: Hukou
    mortality: Mortality
    fertility: Fertility
    migration: Migration


def at_ages(steps: dict[str, float], ages: np.ndarray = AGES) -> np.ndarray:
    """Return a quantity given by age steps at every age: float64 of the shape of `ages`."""
    starts = np.array([_from_age(key) for key in steps])
    place = np.searchsorted(starts, np.floor(np.maximum(ages, 0)), side="right") - 1
    return np.array(list(steps.values()), dtype=np.float64)[place]


def start_misfits(section: PopulationSection, first_day: date) -> Iterator[tuple[str, str]]:
    """Yield path and message of what keeps a run from starting on a day."""
    census_day = section.census.day
    if first_day < census_day:
        yield (
            "horizon.first_day",
            Message(
                "{first_day} is not allowed; the census day {census_day} or later is needed",
                first_day=first_day,
                census_day=census_day,
            ),
        )
        return
    last_year = first_day.year if first_day.month > 1 else first_day.year - 1
    for year in range(census_day.year, last_year + 1):
        if str(year) not in section.fertility.births_since_census:
            path = "population.fertility.births_since_census"
            yield (
                path,
                Message(
                    "the births of {year} are needed to start on {first_day}", year=year, first_day=first_day
                ),
            )


def months_between(start: date, end: date) -> int:
    """Return the number of calendar months from the month of one date to that of another."""
    return 12 * (end.year - start.year) + end.month - start.month
