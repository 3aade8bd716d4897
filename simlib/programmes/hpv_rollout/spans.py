"""Spans of ages and of days, and groups by age, as sections declare them."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Age, Section

AGE_BANDS = {"age_9_14": 9, "age_15_17": 15, "age_18_29": 18, "age_30_39": 30, "age_40_45": 40}
"""Groups of women by age in completed years when their batch opens, each from the age given."""

AgeBand = Literal["age_9_14", "age_15_17", "age_18_29", "age_30_39", "age_40_45"]


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


class AgesInOrder(Ages):
    """A span that holds at least one age."""

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
