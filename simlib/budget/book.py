"""A ledger made ready to be added up: every axis a column, amounts in fen, and what rests on placeholders."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from simlib.budget.evidence import grounds_of, on_placeholders
from simlib.budget.price_basis import NOMINAL, PriceBasis, as_of, price_basis
from simlib.core.money import FEN_PER_YUAN
from simlib.core.price import risen
from simlib.core.tables import Names, group_sum
from simlib.programmes.headline import Assumptions

AXES = (
    "year",
    "month",
    "programme",
    "item",
    "funder",
    "fund",
    "department",
    "functional",
    "economic",
    "kind",
    "township",
    "cohort",
)
"""By what postings can be added up; within one stage every one of them gives the same total."""

FROM_LEDGER = ("programme", "item", "stage", "funder", "fund", "kind", "township", "cohort")
FROM_ACCOUNTS = {"department": "department", "functional": "functional_code", "economic": "economic_code"}
"""Axes that the chart of accounts knows, with their columns there."""

DENSE = 10_000_000
"""Cells up to which every combination of heads is counted, used or not."""


@dataclass(frozen=True)
class Book:
    """Postings of a run in one basis of prices: arrays of one entry a posting and payer.

    Attributes
    ----------
    axes
        A column of names for each of `AXES` and `stage`; years and months are written as 2023 and 2023-03.
    fen
        Amounts, int64.
    placeholder
        Whether price or quantity rests on a placeholder, bool.
    basis
        Of the amounts.
    as_of
        Day up to which is known what they rest on.
    programmes
        Whose postings these are.
    months
        First and last month in which anything is posted, such as 2023-03; empty where nothing is.
    """

    axes: Mapping[str, Names]
    fen: np.ndarray
    placeholder: np.ndarray
    basis: PriceBasis
    as_of: date
    programmes: tuple[str, ...]
    months: tuple[str, ...]

    def take(self, chosen: np.ndarray, axes: Iterable[str] = (*AXES, "stage")) -> "Book":
        """Return the book of some of its postings, positions or a mask, along some of its axes."""
        axes = {name: self.axes[name].take(chosen) for name in axes}
        return replace(self, axes=axes, fen=self.fen[chosen], placeholder=self.placeholder[chosen])

    def has(self, axis: str, name: str) -> np.ndarray:
        """Return which postings stand under a name on an axis, bool."""
        column = self.axes[axis]
        place = column.names.index(name) if name in column.names else -1
        return column.codes == place

    def added_up(self, axes: Sequence[str], amounts: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """Add whole numbers up along axes.

        Parameters
        ----------
        axes
            Names from `AXES`, or `stage`.
        amounts
            One a posting.

        Returns
        -------
        places : list of numpy.ndarray
            By axis: place among the axis' names, in their order, of each combination that any posting has.
        sums : numpy.ndarray of int64
            One a combination.
        """
        spans = [len(self.axes[axis].names) for axis in axes]
        if math.prod(spans) > DENSE:
            return group_sum([self.axes[axis].codes for axis in axes], amounts)
        cell = np.zeros(self.fen.size, np.int64)
        for axis, span in zip(axes, spans, strict=True):
            cell = cell * span + self.axes[axis].codes
        # Whole numbers below 2**53 are added up exactly as float64.
        sums = np.bincount(cell, weights=amounts, minlength=math.prod(spans))
        used = np.flatnonzero(np.bincount(cell, minlength=sums.size))
        return list(np.unravel_index(used, spans)), sums[used].astype(np.int64)


def book_of(tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, basis: str = NOMINAL) -> Book:
    """Return the book of one replicate.

    Parameters
    ----------
    tables
        With `ledger` and `accounts`.
    assumptions
        By path, as plain data; see `Scenario.resolved`.
    basis
        One of `BASES`; amounts of a posting are turned into whole fen of it.
    """
    ledger, accounts = tables["ledger"], tables["accounts"]
    told_in = price_basis(assumptions, basis)
    months = ledger["month"].to_numpy().astype("datetime64[M]").astype(np.int64)
    years = months // 12 + 1970
    axes = {name: _names(ledger[name]) for name in FROM_LEDGER}
    axes |= {
        "year": _numbered(years, str),
        "month": _numbered(months, lambda month: str(np.datetime64(month, "M"))),
        **{axis: _of_account(axes["item"], accounts, name) for axis, name in FROM_ACCOUNTS.items()},
    }
    return Book(
        axes=axes,
        fen=_converted(fen_of(ledger["amount"]), years, told_in),
        placeholder=on_placeholders(grounds_of(ledger, accounts, assumptions), assumptions),
        basis=told_in,
        as_of=as_of(assumptions),
        months=(axes["month"].names[0], axes["month"].names[-1]) if months.size else (),
        programmes=tuple(
            dict.fromkeys(np.array(axes["programme"].names)[np.unique(axes["programme"].codes)])
        ),
    )


def fen_of(yuan: pd.Series) -> np.ndarray:
    """Return amounts in yuan, whole numbers of fen, as fen."""
    return np.rint(yuan.to_numpy() * FEN_PER_YUAN).astype(np.int64)


def _converted(fen: np.ndarray, year: np.ndarray, basis: PriceBasis) -> np.ndarray:
    if basis.name == NOMINAL or not fen.size:
        return fen
    first = int(year.min())
    factors = basis.factors(np.arange(first, int(year.max()) + 1))
    return risen(fen, factors[year - first])


def _names(column: pd.Series) -> Names:
    known = column.astype("category").cat
    return Names(known.codes.to_numpy(), tuple(map(str, known.categories)))


def _numbered(numbers: np.ndarray, told: Callable[[int], str]) -> Names:
    """Return whole numbers as names, from the least to the greatest without a gap."""
    if not numbers.size:
        return Names(numbers, ())
    first, last = int(numbers.min()), int(numbers.max())
    return Names(numbers - first, tuple(told(number) for number in range(first, last + 1)))


def _of_account(item: Names, accounts: pd.DataFrame, name: str) -> Names:
    """Return what the chart of accounts says of each posting's item."""
    said = dict(zip(accounts["item"].astype(str), accounts[name].astype(str), strict=True))
    of_item = [said[known] for known in item.names]
    distinct = tuple(sorted(set(of_item)))
    places = np.array([distinct.index(value) for value in of_item], np.int64)
    return Names(places[item.codes], distinct)
