"""Why actuals differ from the plan: volume, price and timing, which add up to the difference to the fen.

Up to the last closed month, line by line:

- price: what was paid, less what its units would have cost at the planned price of their month;
- the rest is more or fewer units than planned so far. As far as the year is expected to make up for it, that
  is timing; what remains at the end of the year is volume.

At the end of the year nothing is left to be made up for, so that timing is zero. Without units no price is
known, and without planned units no planned price: then all that is not timing is volume.
"""

from dataclasses import dataclass

import numpy as np

from simlib.budget.lines import Amounts


@dataclass(frozen=True)
class Variance:
    """Differences of actuals from the plan by line, int64 fen; the three add up to the whole.

    Attributes
    ----------
    volume, price, timing
        Of shape (lines,).
    """

    volume: np.ndarray
    price: np.ndarray
    timing: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """Actual less planned."""
        return self.volume + self.price + self.timing


def variance_of(planned: Amounts, actual: Amounts, later_than_planned: np.ndarray) -> Variance:
    """Split what was spent so far more than planned.

    Parameters
    ----------
    planned, actual
        Of the same lines and the closed months of a year.
    later_than_planned
        Fen by line that the rest of the year is expected to cost more than planned, negative where less.
    """
    price = price_effects(planned, actual)
    units = actual.fen.sum(axis=1) - planned.fen.sum(axis=1) - price
    stays = units + later_than_planned
    volume = np.where(
        np.sign(units) == np.sign(stays), np.sign(units) * np.minimum(abs(units), abs(stays)), 0
    )
    return Variance(volume, price, units - volume)


def price_effects(planned: Amounts, actual: Amounts) -> np.ndarray:
    """Return what was paid less what the same units cost at planned prices, fen by line."""
    expected = np.rint(np.nan_to_num(actual.quantity) * _planned_prices(planned))
    known = ~np.isnan(actual.quantity) & (actual.quantity != 0) & ~np.isnan(expected)
    effects = np.where(known, actual.fen - np.where(known, expected, 0), 0)
    return effects.sum(axis=1).astype(np.int64)


def _planned_prices(planned: Amounts) -> np.ndarray:
    """Return fen a unit by line and month; without units in a month the line's average, or NaN."""
    quantity = np.nan_to_num(planned.quantity)
    in_all = quantity.sum(axis=1, keepdims=True)
    with_units = np.where(quantity != 0, planned.fen, 0)
    nowhere = np.full(planned.fen.shape, np.nan)
    average = np.divide(
        with_units.sum(axis=1, keepdims=True), in_all, out=nowhere[:, :1].copy(), where=in_all != 0
    )
    monthly = np.divide(planned.fen, quantity, out=nowhere.copy(), where=quantity != 0)
    return np.where(np.isnan(monthly), average, monthly)
