"""Spans of ages and of days, as sections declare them."""

from datetime import date
from typing import Self

from pydantic import model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Age, Section


class Ages(Section):
    """A span of ages in completed years, both included."""

    youngest: Age
    oldest: Age

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.oldest < self.youngest:
            raise ValueError(
                Message(
                    "the oldest age ({oldest}) is below the youngest ({youngest})",
                    oldest=self.oldest,
                    youngest=self.youngest,
                )
            )
        return self


class Period(Section):
    """Days from one to another, both included."""

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

    def holds(self, day: date) -> bool:
        """Return whether a day lies in the period."""
        return self.first_day <= day <= self.last_day
