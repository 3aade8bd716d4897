"""What bounds a payer: grants that match what another pays, limits of a year, money that is tied."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.budget.payers import Fund, Funder, FunderShare, check_shares
from simlib.budget.price_assumptions import Year, Yuan
from simlib.language.message import Message
from simlib.scenario.assumption import Name, Section

FIRST_YEAR, LAST_YEAR = 1950, 2250
"""Fiscal years that a rule may name."""

Items = Annotated[tuple[Name, ...], Field(min_length=1)]
Tie = Literal["earmarked", "direct", "bond"]
"""专项, 直达, 债券."""


class InYears(Section):
    """What holds in some fiscal years; without a first or last one, from the beginning or to the end.

    Each stage of an amount goes by the year in which it stands there.
    """

    first_year: Year | None = None
    last_year: Year | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_year and self.last_year and self.last_year < self.first_year:
            raise ValueError(
                Message(
                    "the rule ends ({last_year}) before it begins ({first_year})",
                    last_year=self.last_year,
                    first_year=self.first_year,
                )
            )
        return self

    @property
    def years(self) -> tuple[int, int]:
        """First and last fiscal year in which it holds."""
        return self.first_year or FIRST_YEAR, self.last_year or LAST_YEAR


class Payer(Section):
    """Who pays, from which fund."""

    funder: Funder
    fund: Fund

    @property
    def payer(self) -> tuple[str, str]:
        """Funder and fund."""
        return self.funder, self.fund


class MatchingGrant(InYears, Payer):
    """Money that comes with money: so much for each yuan of the costs that another payer keeps.

    Attributes
    ----------
    items
        What it is given for.
    matches
        Whose money it matches; that payer pays so much less.
    ratio
        Yuan given for each yuan that the matched payer still pays.
    per_year
        Yuan that it gives at most in a fiscal year; without it there is no limit.
    """

    items: Items
    matches: Payer
    ratio: Annotated[float, Field(gt=0, le=1_000)]
    per_year: Yuan | None = None

    @model_validator(mode="after")
    def _two_payers(self) -> Self:
        if self.payer == self.matches.payer:
            raise ValueError(Message("a grant cannot match the money of its own payer"))
        return self


class FundingLimit(InYears, Payer):
    """What a payer has to give in a fiscal year, and what follows when it has run dry.

    Attributes
    ----------
    items
        What the limit is for; all items where none are named.
    per_year
        Yuan, in each stage.
    then
        Who pays what is beyond it. Where nobody does, payments wait for January of a year with money left;
        what is promised and owed stays as it is.
    """

    items: Items | None = None
    per_year: Yuan
    then: tuple[FunderShare, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.then:
            check_shares("then", self.then)
        elif self.per_year == 0:
            raise ValueError(Message("payments cannot wait for a payer that never has money"))
        if self.payer in [entry.payer for entry in self.then]:
            raise ValueError(Message("a payer that has run dry cannot take over from itself"))
        return self


class TiedMoney(Payer):
    """Money that may be used for nothing else: no virement (调剂) touches it.

    Without items, all that the payer gives from the fund is tied.
    """

    items: Items | None = None
    tie: Tie
