"""Who can pay, out of which of the four budgets."""

from typing import Literal, get_args

from simlib.language.message import Message
from simlib.scenario.assumption import Section, Share

Funder = Literal["centre", "province", "jincheng", "county", "insurance", "households", "other"]
Fund = Literal["general_public", "government_funds", "state_capital", "social_insurance"]

FUNDERS, FUNDS = get_args(Funder), get_args(Fund)


class FunderShare(Section):
    """One funder's share of costs, and the fund it comes from."""

    funder: Funder
    fund: Fund
    share: Share

    @property
    def payer(self) -> tuple[str, str]:
        """Funder and fund."""
        return self.funder, self.fund


def check_shares(what: str, shares: tuple[FunderShare, ...]) -> None:
    """Raise ValueError unless the shares add up to 1, each of another payer; `what` is what they pay for."""
    total = sum(entry.share for entry in shares)
    if abs(total - 1) > 1e-9:
        raise ValueError(
            Message("the funder shares of {what} add up to {total:.6g}; 1 is needed", what=what, total=total)
        )
    payers = [entry.payer for entry in shares]
    if len(set(payers)) != len(payers):
        raise ValueError(Message("a funder of {what} pays from the same fund twice", what=what))
