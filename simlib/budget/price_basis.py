"""In which money a table is told: nominal, in prices of a base year, or discounted to it as well."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.budget.assumed import budget_assumed
from simlib.core.price import grown
from simlib.language.message import Message
from simlib.programmes.headline import Assumptions
from simlib.scenario.problems import nearest, problem_in, shown

NOMINAL, REAL, DISCOUNTED = "nominal", "real", "discounted"
BASES = (NOMINAL, REAL, DISCOUNTED)


@dataclass(frozen=True)
class PriceBasis:
    """A basis of prices.

    Attributes
    ----------
    name
        One of `BASES`.
    base_year
        Fiscal year in whose prices real and discounted amounts are told.
    inflation, discount_rate
        Shares a year.
    """

    name: str
    base_year: int
    inflation: float
    discount_rate: float

    def factors(self, years: np.ndarray) -> np.ndarray:
        """Return what a nominal yuan of each fiscal year counts."""
        since = np.asarray(years) - self.base_year
        factors = np.ones(since.shape)
        if self.name != NOMINAL:
            factors = factors / grown(self.inflation, since)
        if self.name == DISCOUNTED:
            factors = factors / grown(self.discount_rate, since)
        return factors

    @property
    def told(self) -> Message:
        """The basis as a table says it."""
        if self.name == NOMINAL:
            return Message("nominal yuan, undiscounted")
        if self.name == REAL:
            return Message(
                "in prices of {year} ({inflation:.1%} inflation a year), undiscounted",
                year=self.base_year,
                inflation=self.inflation,
            )
        return Message(
            "in prices of {year} ({inflation:.1%} inflation a year), discounted to it at {rate:.1%} a year",
            year=self.base_year,
            inflation=self.inflation,
            rate=self.discount_rate,
        )


def price_basis(assumptions: Assumptions, name: str = NOMINAL) -> PriceBasis:
    """Return a basis of prices with what a scenario assumes of it.

    Raises
    ------
    InputError
        If there is no basis of this name.
    """
    if name not in BASES:
        raise problem_in(
            "basis",
            Message(
                "{given} is not allowed; one of {names} is needed{hint}",
                given=shown(name),
                names=", ".join(BASES),
                hint=nearest(name, BASES),
            ),
        )
    prices = budget_assumed(assumptions).prices
    return PriceBasis(name, prices.base_year, prices.inflation, prices.discount_rate)


def as_of(assumptions: Assumptions) -> date:
    """Return the day up to which a scenario knows what it knows."""
    prices = budget_assumed(assumptions).prices
    return prices.as_of
