"""The section `budget`: the chart of accounts, and who pays for each programme from which fund."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Label, Name, Section, Share

Funder = Literal["centre", "province", "jincheng", "county", "insurance", "households", "other"]
Fund = Literal["general_public", "government_funds", "state_capital", "social_insurance"]
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
    """One funder's share of a programme's costs, and the fund it comes from."""

    funder: Funder
    fund: Fund
    share: Share


class BudgetSection(Section):
    """Everything about accounts and funders.

    `funding` tells by programme who pays; an item that has an entry of its own is paid by that one.
    """

    accounts: dict[Name, Account]
    funding: dict[Name, tuple[FunderShare, ...]]

    def payers_of(self, programme: str, item: str) -> str:
        """Return the name under which `funding` tells who pays for an item of a programme."""
        return item if item in self.funding else programme

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        for programme, shares in self.funding.items():
            total = sum(entry.share for entry in shares)
            if abs(total - 1) > 1e-9:
                raise ValueError(
                    Message(
                        "the funder shares of {programme} add up to {total:.6g}; 1 is needed",
                        programme=programme,
                        total=total,
                    )
                )
            payers = [(entry.funder, entry.fund) for entry in shares]
            if len(set(payers)) != len(payers):
                raise ValueError(
                    Message("a funder of {programme} pays from the same fund twice", programme=programme)
                )
        return self
