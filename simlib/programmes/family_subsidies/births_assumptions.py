"""The groups `births`, `hukou` and `response`: children, where they are registered, what subsidies bring."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.population.assumptions import ByAge
from simlib.scenario.assumption import Section, Share

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARITIES = ("first", "second", "third")
"""Parities (孩次); the third stands for all later ones."""

Parity = Literal["first", "second", "third"]
Month = Literal["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class ParityShares(Section):
    """Shares of second, and of third and later children among births; the others are first children."""

    second: Share
    third: Share

    @model_validator(mode="after")
    def _leave_first_children(self) -> Self:
        if self.second + self.third > 1:
            raise ValueError(
                Message(
                    "the shares of second and third children add up to {total:.6g}; at most 1 is possible",
                    total=self.second + self.third,
                )
            )
        return self


class Births(Section):
    """How births spread over months and parities; how many there are says the population."""

    by_month: dict[Month, Annotated[float, Field(ge=0, le=100)]]
    parity: Annotated[dict[str, ParityShares], ByAge]
    twins: Annotated[float, Field(ge=0, le=0.5)]

    @model_validator(mode="after")
    def _every_month(self) -> Self:
        missing = [month for month in MONTHS if month not in self.by_month]
        if missing:
            raise ValueError(Message("the month {month} is missing", month=missing[0]))
        if not any(self.by_month.values()):
            raise ValueError(Message("the months are all 0; births need one of them"))
        return self


class Registration(Section):
    """Where children and their parents are registered.

    `parent_elsewhere` is the share of children one of whose parents has hukou on the other side of the city's
    border; `leaving` and `arriving` are the shares of children a year whose hukou moves out and in.
    """

    parent_elsewhere: Share
    leaving: Share
    arriving: Share


class Response(Section):
    """How births of second and third children answer to what is promised for them.

    For each 10,000 yuan that a child is promised, `quantum` is the share of births that there are more, and
    `tempo` the share that comes `tempo_months` earlier than it would have.
    """

    quantum: Annotated[float, Field(ge=-1, le=1)]
    tempo: Share
    tempo_months: Annotated[int, Field(ge=0, le=60)]
