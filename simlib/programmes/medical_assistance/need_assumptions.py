"""The groups `need` and `insurance` of the section: who is on the list of people in need, and insured."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.population.assumptions import RatesByAge
from simlib.scenario.assumption import Count, Name, Section, Share

ByGroup = dict[Name, Share]
"""A share for each group of people in need."""


class Need(Section):
    """The list of people in need, by the group for which they are on it.

    `people` are on it on the first day of the horizon, spread over townships and ages like those with hukou,
    times `age_weight`. Of those on it a share of `leaving` leaves in a year, at a constant rate; so many
    enter in a year as `entering` says, as a share of those on the first day.
    """

    people: Annotated[dict[Name, Count], Field(min_length=1, max_length=20)]
    age_weight: RatesByAge
    leaving: ByGroup
    entering: ByGroup

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not any(self.age_weight.values()):
            raise ValueError(Message("the weights are 0 at all ages; one age needs more"))
        return self


class Insurance(Section):
    """Resident medical insurance: `insured` is the share of a group for whom a year's premium is paid.

    The premium is collected in the autumn before the year of cover, and support comes to the card after it,
    so support decides of nobody's insurance.
    """

    insured: ByGroup
