"""Why one amount of money is not another: causes that add up to the difference to the fen.

Both comparisons, a year with the year before and a scenario with another one, speak of the same causes, so
that a meeting hears one set of words:

- what starts or ends: nothing like it is paid on the other side;
- volume: more or fewer units, at the price of before;
- price: what the units of after cost more than they did (the rule of `simlib.budget.variance`: volume is
  told in old prices, price in new units, so that nothing is left over between them);
- timing: what other years of the horizon pay the more or the less for (scenarios), or months that only one of
  the two years has (years: 2023 has ten);
- funding: another share of the cost falls on the payer whose money is looked at; nothing when it is all
  payers'.

Changing the assumptions of a scenario one after the other would name them, but what each of them makes
depends on the order in which they are changed, and with several of them there is no right one. These causes
depend on no order of changes, and need no further run.

Causes are told of cells (an item, its kind, its cohort). Where a cell is there on one side alone, the cells
of its item that are there alone on the other side take its place: a batch that follows a batch is volume,
an insurance year that follows another one is price; what nothing replaces starts or ends. What has no price
of its own (works, whose units are payments) is told as volume.
"""

from dataclasses import dataclass

import numpy as np

from simlib.budget.lines import Amounts
from simlib.budget.variance import price_effects, variance_of

STARTS, VOLUME, TIMING, PRICE, FUNDING = CAUSES = ("starts", "volume", "timing", "price", "funding")
"""Names of the causes, in the order in which they are told."""


@dataclass(frozen=True)
class Money:
    """What is paid, by cell: arrays of shape (cells,).

    Attributes
    ----------
    whole
        By all payers, int64 fen.
    own
        The part of the payer who is looked at, int64 fen; the same as `whole` for all of them.
    units
        For how many, float64; NaN where units have no price.
    """

    whole: np.ndarray
    own: np.ndarray
    units: np.ndarray

    def __add__(self, other: "Money") -> "Money":
        return Money(self.whole + other.whole, self.own + other.own, self.units + other.units)

    def added_up(self, place: np.ndarray) -> "Money":
        """Return the sums of cells of the same place, numbered from 0."""
        size = int(place.max(initial=-1)) + 1
        return Money(*(summed(place, values, size) for values in (self.whole, self.own, self.units)))


def summed(place: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Return values added up by place, in their own kind of number; shape (size,)."""
    sums = np.zeros(size, values.dtype)
    np.add.at(sums, place, values)
    return sums


def between_years(before: Money, after: Money, only_before: Money, only_after: Money) -> np.ndarray:
    """Return the causes of the change from a year to another one.

    Parameters
    ----------
    before, after
        Of the months that both years have.
    only_before, only_after
        Of the months that only one of them has; all of these is timing.

    Returns
    -------
    numpy.ndarray
        Int64 fen of the payer who is looked at, of shape (causes, cells), in the order of `CAUSES`.
    """
    alone = _one_sided(before, after)
    starts = np.where(alone, after.whole - before.whole, 0)
    price = np.where(alone, 0, _price(before, after))
    causes = _of_payer(before, after, {STARTS: starts, PRICE: price})
    causes[CAUSES.index(TIMING)] += only_after.own - only_before.own
    return causes


def between_runs(before: Money, after: Money, rest_before: Money, rest_after: Money) -> np.ndarray:
    """Return the causes of the difference between two runs in a year.

    Parameters
    ----------
    before, after
        Of the year.
    rest_before, rest_after
        Of the other years of the horizon: what these make up for is timing.

    Returns
    -------
    numpy.ndarray
        As of `between_years`.
    """
    alone = _one_sided(before + rest_before, after + rest_after)
    later = rest_after.whole - rest_before.whole - _price(rest_before, rest_after)
    split = variance_of(_amounts(before), _amounts(after), later)
    starts = np.where(alone, after.whole - before.whole, 0)
    timing, price = (np.where(alone, 0, part) for part in (split.timing, split.price))
    return _of_payer(before, after, {STARTS: starts, TIMING: timing, PRICE: price})


def pooled(line: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return by which cells causes are told: those that are there on one side alone are one a line.

    Parameters
    ----------
    line
        Place of each cell's line, shape (cells,).
    before, after
        Whether anything is paid in a cell on either side, bool.

    Returns
    -------
    numpy.ndarray
        Numbers from 0, shape (cells,); cells of the same number are told together.
    """
    apart = np.arange(line.size) + line.max(initial=-1) + 1
    return np.unique(np.where(before & after, apart, line), return_inverse=True)[1]


def _one_sided(before: Money, after: Money) -> np.ndarray:
    return (before.whole == 0) != (after.whole == 0)


def _price(before: Money, after: Money) -> np.ndarray:
    return price_effects(_amounts(before), _amounts(after))


def _amounts(money: Money) -> Amounts:
    """Return money as amounts of one span of time, as which `simlib.budget.variance` looks at it."""
    return Amounts((), (), money.whole[:, None], money.units[:, None])


def _of_payer(before: Money, after: Money, told: dict[str, np.ndarray]) -> np.ndarray:
    """Return a payer's part of causes that are told of the whole; volume is what these leave.

    The payer bears each cause by the share of before (of after where there was nothing before), rounded so
    that the causes add up; what is left between that and what the payer does bear is funding.
    """
    told = {cause: told.get(cause, np.zeros_like(before.whole)) for cause in (STARTS, TIMING, PRICE)}
    told[VOLUME] = after.whole - before.whole - sum(told.values())
    share = _share(before.own, before.whole, _share(after.own, after.whole, np.zeros(after.whole.size)))
    causes = np.zeros((len(CAUSES), before.whole.size), np.int64)
    reached = np.zeros_like(before.whole)
    borne = reached
    for place, cause in enumerate(CAUSES[:-1]):
        reached = reached + told[cause]
        bears = np.rint(share * reached).astype(np.int64)
        causes[place] = bears - borne
        borne = bears
    causes[-1] = after.own - before.own - borne
    return causes


def _share(part: np.ndarray, whole: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=otherwise, where=whole != 0)
