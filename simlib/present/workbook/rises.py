"""Prices of later years that rise from that of the base year are formulas: one change moves them all."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simlib.core.price import grown, risen
from simlib.present.workbook.prices import Price
from simlib.programmes.headline import Assumptions

LINES = "budget.prices.lines."
LONGEST = 30
"""Years after the base year in which a risen price is looked for."""


class Rise(NamedTuple):
    """How a price came about: the name of the cell of the base year's, the rate a year, how many years."""

    base: str
    rate: float
    years: int

    @property
    def text(self) -> str:
        """The formula of the price in yuan."""
        return f"ROUND(ROUND({self.base},2)*(1+{self.rate!r})^{self.years},2)"


def rises_of(prices: Sequence[Price], accounts: pd.DataFrame, assumptions: Assumptions) -> Mapping[str, Rise]:
    """Return the rises by the names of the prices that rose from another one, as far as that is there.

    Parameters
    ----------
    prices
        Unit prices of the ledger.
    accounts
        The table, which says which line of prices an item follows.
    assumptions
        By path, as plain data.
    """
    lines = dict(zip(accounts["item"].astype(str), accounts["price_line"].astype(str), strict=True))
    rises = {}
    for base in (price for price in prices if price.as_assumed):
        rate = assumptions.get(LINES + lines[base.item], {}).get("value", 0.0)
        years = np.arange(1, LONGEST + 1)
        after = risen(np.array(base.fen), grown(rate, years)).tolist()
        for price in prices:
            alike = (price.item, price.cohort) == (base.item, base.cohort)
            if rate and alike and not price.as_assumed and price.fen in after:
                rises[price.name] = Rise(base.name, rate, after.index(price.fen) + 1)
    return rises
