"""The section `budget`: the chart of accounts, who pays for what from which fund, prices, and room."""

from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.budget.grant_assumptions import FundingLimit, InYears, Items, MatchingGrant, TiedMoney
from simlib.budget.payers import FunderShare, check_shares
from simlib.budget.price_assumptions import Forecast, Headroom, Prices
from simlib.language.message import Message
from simlib.scenario.assumption import Label, Name, Section

Code = Annotated[str, Field(pattern=r"^[0-9]{3,7}$")]

MOST_RULES = 1_000


class Account(Section):
    """One line of the chart of accounts.

    `price_assumption` is the path of the assumption that prices it; `price_line` names the line of
    `budget.prices.lines` that the price follows, where it follows any.
    """

    programme: Name
    label: Label
    functional_code: Code
    economic_code: Code
    department: Label | Annotated[str, Field(min_length=1)]
    earmark: Literal["none", "earmarked", "direct"]
    price_assumption: Annotated[str, Field(min_length=1)]
    price_line: Name | None = None


class FundingRule(InYears):
    """Who pays for some items instead of the programme's usual funders."""

    items: Items
    shares: tuple[FunderShare, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_shares(", ".join(self.items), self.shares)
        return self


class Virement(Section):
    """Out of which budgets money may be moved from one line to another (调剂); never out of a fund."""

    funds: tuple[Literal["general_public", "state_capital"], ...]


class BudgetSection(Section):
    """Everything about accounts and funders; no two rules pay for the same item in the same year.

    Funding comes first from rules or from a programme's shares; matching grants and then limits change what
    these give, in their order.
    """

    accounts: dict[Name, Account]
    funding: dict[Name, tuple[FunderShare, ...]]
    funding_rules: Annotated[dict[Name, FundingRule], Field(default_factory=dict, max_length=MOST_RULES)]
    matching_grants: Annotated[dict[Name, MatchingGrant], Field(default_factory=dict, max_length=MOST_RULES)]
    funding_limits: Annotated[dict[Name, FundingLimit], Field(default_factory=dict, max_length=MOST_RULES)]
    tied_money: Annotated[dict[Name, TiedMoney], Field(default_factory=dict, max_length=MOST_RULES)]
    prices: Prices
    headroom: Headroom
    forecast: Forecast
    virement: Virement

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

    @model_validator(mode="after")
    def _lines_known(self) -> Self:
        for item, account in self.accounts.items():
            if account.price_line is not None and account.price_line not in self.prices.lines:
                raise ValueError(
                    Message(
                        "{item} follows the prices of {line}; known lines: {names}",
                        item=item,
                        line=account.price_line,
                        names=", ".join(self.prices.lines),
                    )
                )
        return self
