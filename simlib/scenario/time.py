"""The sections `horizon` and `calendar`: which days are simulated, and which of them are holidays."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from simlib.core.clock import Calendar, Horizon
from simlib.language.message import Message
from simlib.scenario.assumption import Section

LONGEST_HORIZON_YEARS = 30


class HorizonSection(Section):
    """The simulated days, first and last included."""

    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError(
                Message(
                    "the horizon ends ({last_day}) before it begins ({first_day})",
                    last_day=self.last_day,
                    first_day=self.first_day,
                )
            )
        if self.first_day.day != 1:
            raise ValueError(
                Message(
                    "the horizon begins on {first_day}; the first day of a month is needed",
                    first_day=self.first_day,
                )
            )
        if not 1950 <= self.first_day.year <= 2150:
            raise ValueError(
                Message(
                    "the horizon begins on {first_day}; a year from 1950 to 2150 is needed",
                    first_day=self.first_day,
                )
            )
        if self.last_day.year - self.first_day.year > LONGEST_HORIZON_YEARS:
            raise ValueError(
                Message(
                    "the horizon is longer than {years} years",
                    years=LONGEST_HORIZON_YEARS,
                )
            )
        return self


class CalendarSection(Section):
    """Public holidays and the weekend days worked in exchange (调休)."""

    holidays: tuple[date, ...] = Field(max_length=2000)
    makeup_workdays: tuple[date, ...] = Field(max_length=2000)


def calendar_of(horizon: HorizonSection, calendar: CalendarSection) -> Calendar:
    """Return the calendar of a scenario."""
    return Calendar(
        Horizon(horizon.first_day, horizon.last_day),
        frozenset(calendar.holidays),
        frozenset(calendar.makeup_workdays),
    )
