"""Postings split over those who pay: in fen by largest remainder, so that payers add up exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from simlib.budget.assumptions import BudgetSection
from simlib.budget.payers import FUNDERS, FUNDS, FunderShare
from simlib.core.apportion import largest_remainder
from simlib.core.clock import Horizon
from simlib.core.posting import Postings


@dataclass(frozen=True)
class Entries:
    """Postings of all programmes after the split: arrays of one entry a posting and payer.

    Attributes
    ----------
    programme, row
        Place of the programme, and of the posting among its own.
    item
        Place in the chart of accounts, or -1.
    stage
        Place in `STAGES`.
    month
        Number of the month in which it stands there; a payment may wait beyond that of its posting.
    funder, fund
        Places in `FUNDERS` and `FUNDS`.
    share
        The payer's share of the posting.
    amount
        Fen.
    """

    programme: np.ndarray
    row: np.ndarray
    item: np.ndarray
    stage: np.ndarray
    month: np.ndarray
    funder: np.ndarray
    fund: np.ndarray
    share: np.ndarray
    amount: np.ndarray

    def __len__(self) -> int:
        return self.row.size

    def take(self, chosen: np.ndarray) -> "Entries":
        """Return some of them: positions or a mask."""
        return Entries(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def paid_by(self, payer: tuple[str, str]) -> np.ndarray:
        """Return which of them a funder pays from a fund, bool."""
        funder, fund = payer
        return (self.funder == FUNDERS.index(funder)) & (self.fund == FUNDS.index(fund))

    def with_amount(self, amount: np.ndarray) -> "Entries":
        """Return them with other amounts, of which their payers have the same part in the postings."""
        part = np.divide(amount, self.amount, out=np.ones(amount.size), where=self.amount != 0)
        return replace(self, amount=amount, share=self.share * part)

    def over(self, shares: Sequence[FunderShare]) -> "Entries":
        """Return them split once more, over other payers."""
        paying = [entry for entry in shares if entry.share > 0]
        again = self.take(np.repeat(np.arange(len(self)), len(paying)))
        return replace(
            again,
            funder=np.tile([FUNDERS.index(entry.funder) for entry in paying], len(self)),
            fund=np.tile([FUNDS.index(entry.fund) for entry in paying], len(self)),
            share=again.share * np.tile([entry.share for entry in paying], len(self)),
            amount=largest_remainder(self.amount, [entry.share for entry in paying]).ravel(),
        )


def joined(parts: Sequence[Entries]) -> Entries:
    """Return entries one after the other."""
    return Entries(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Entries))
    )


def years_of(month: np.ndarray, horizon: Horizon) -> np.ndarray:
    """Return the fiscal years of months by number."""
    return horizon.month_start(month).astype("datetime64[Y]").astype(np.int64) + 1970


def split_over_funders(postings: Mapping[str, Postings], budget: BudgetSection, horizon: Horizon) -> Entries:
    """Split postings over those who pay: by the funding rule of item and year, or the programme's funders.

    What costs nothing, such as a donated vaccine, stays.
    """
    parts = [_no_entries()]
    for place, (programme, posted) in enumerate(postings.items()):
        whole = _unsplit(place, posted, list(budget.accounts))
        year, unruled = years_of(whole.month, horizon), posted.quantity != 0
        for rule in budget.funding_rules.values():
            items = [place for place, item in enumerate(posted.items) if item in rule.items]
            first, last = rule.years
            ruled = unruled & np.isin(posted.item, items) & (year >= first) & (year <= last)
            parts.append(whole.take(ruled).over(rule.shares))
            unruled = unruled & ~ruled
        parts.append(whole.take(unruled).over(budget.funding[programme]))
    return joined(parts)


def _unsplit(place: int, posted: Postings, accounts: list[str]) -> Entries:
    """Return a programme's postings as entries that nobody pays yet."""
    of_item = np.array([accounts.index(item) if item in accounts else -1 for item in posted.items], np.int64)
    size, nobody = len(posted), np.zeros(len(posted), np.int64)
    return Entries(
        programme=np.full(size, place),
        row=np.arange(size),
        item=of_item[posted.item],
        stage=posted.stage,
        month=posted.month,
        funder=nobody,
        fund=nobody,
        share=np.ones(size),
        amount=posted.amount,
    )


def _no_entries() -> Entries:
    nothing = np.zeros(0, np.int64)
    return Entries(**{field.name: nothing for field in fields(Entries)})
