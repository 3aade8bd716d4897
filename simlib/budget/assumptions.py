"""The section `budget`: the chart of accounts, and who pays for each programme or item from which fund."""

from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Label, Name, Section, Share

Funder = Literal["centre", "province", "jincheng", "county", "insurance", "households", "other"]
Fund = Literal["general_public", "government_funds", "state_capital", "social_insurance"]
FIRST_YEAR, LAST_YEAR = 1950, 2250
"""Fiscal years that a rule may name."""

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Code = Annotated[str, Field(pattern=r"^[0-9]{3,7}$")]


class Account(Section):
    """One line of the chart of accounts.

    `price_assumption` is the path of the assumption that prices it.
    """

    programme: Name
    label: Label
    functional_code: Code
    economic_code: Code
    department: Annotated[str, Field(min_length=1)]
    earmark: Literal["none", "earmarked", "direct"]
    price_assumption: Annotated[str, Field(min_length=1)]


class FunderShare(Section):
    """One funder's share of costs, and the fund it comes from."""

    funder: Funder
    fund: Fund
    share: Share


class FundingRule(Section):
    """Who pays for some items instead of the programme's usual funders.

    Without a first or a last fiscal year it holds from the beginning or to the end. Each stage of an amount
    goes by the year in which it stands there.
    """

    items: Annotated[tuple[Name, ...], Field(min_length=1)]
    first_year: Year | None = None
    last_year: Year | None = None
    shares: tuple[FunderShare, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.first_year and self.last_year and self.last_year < self.first_year:
            raise ValueError(
                Message(
                    "the rule ends ({last_year}) before it begins ({first_year})",
                    last_year=self.last_year,
                    first_year=self.first_year,
                )
            )
        check_shares(", ".join(self.items), self.shares)
        return self

    @property
    def years(self) -> tuple[int, int]:
        """First and last fiscal year in which it holds."""
        return self.first_year or FIRST_YEAR, self.last_year or LAST_YEAR


class BudgetSection(Section):
    """Everything about accounts and funders; no two rules pay for the same item in the same year."""

    accounts: dict[Name, Account]
    funding: dict[Name, tuple[FunderShare, ...]]
    funding_rules: Annotated[dict[Name, FundingRule], Field(default_factory=dict, max_length=1_000)]

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        for programme, shares in self.funding.items():
            check_shares(programme, shares)
        return self

    @model_validator(mode="after")
    def _rules_apart(self) -> Self:
        for (name, rule), (other, another) in combinations(self.funding_rules.items(), 2):
            both = [item for item in rule.items if item in another.items]
            if both and max(rule.years[0], another.years[0]) <= min(rule.years[1], another.years[1]):
                raise ValueError(
                    Message(
                        "the funding rules {name} and {other} both say who pays for {item}",
                        name=name,
                        other=other,
                        item=both[0],
                    )
                )
        return self


def check_shares(what: str, shares: tuple[FunderShare, ...]) -> None:
    """Raise ValueError unless the shares add up to 1, each of another payer; `what` is what they pay for."""
    total = sum(entry.share for entry in shares)
    if abs(total - 1) > 1e-9:
        raise ValueError(
            Message("the funder shares of {what} add up to {total:.6g}; 1 is needed", what=what, total=total)
        )
    payers = [(entry.funder, entry.fund) for entry in shares]
    if len(set(payers)) != len(payers):
        raise ValueError(Message("a funder of {what} pays from the same fund twice", what=what))
