"""Statements: a book added up along axes, with what each figure rests on and how it is to be read.

The layouts follow what the Green Book asks for each option (budget, cash-flow and funding statements) and
what ISPOR asks of a budget impact (the budget holder's view, undiscounted, yearly, offsets shown apart).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from simlib.budget.book import AXES, Book, fen_of
from simlib.budget.price_basis import PriceBasis
from simlib.core.money import FEN_PER_YUAN
from simlib.core.posting import STAGES
from simlib.core.price import risen
from simlib.language.language import mark
from simlib.language.message import Message
from simlib.scenario.problems import nearest, problem_in, shown


@dataclass(frozen=True)
class Layout:
    """How a statement is laid out.

    Attributes
    ----------
    title
        Marked for the catalogue.
    rows
        Axes down the side.
    columns
        Axis across the top, or `stage`.
    stage
        Stage of the amounts that are added up; empty where the stages stand side by side.
    """

    title: str
    rows: tuple[str, ...]
    columns: str
    stage: str = "paid"


LAYOUTS = {
    "budget": Layout(mark("Budget statement"), ("kind", "programme", "item"), "year"),
    "cash_flow": Layout(mark("Cash-flow statement"), ("year", "month"), "programme"),
    "funding": Layout(mark("Funding statement"), ("funder", "fund"), "year"),
    "stages": Layout(mark("Committed, payable, paid"), ("programme", "item"), "stage", ""),
    "departments": Layout(mark("By department"), ("department", "programme"), "year"),
    "functional": Layout(mark("By functional class"), ("functional", "item"), "year"),
    "economic": Layout(mark("By economic class"), ("economic", "item"), "year"),
    "offsets": Layout(mark("Spending, and the income that offsets it"), ("kind",), "year"),
    "kinds": Layout(mark("Current, capital, income"), ("kind", "programme"), "year"),
    "townships": Layout(mark("By township"), ("township",), "year"),
    "cohorts": Layout(mark("By batch or parity"), ("programme", "cohort"), "year"),
}
"""The statements of a run by name."""

OWED = Layout(mark("Commitments beyond the horizon"), ("programme", "item", "funder", "fund"), "year")
BEYOND = "beyond"
"""What is committed within the horizon and paid after it."""


@dataclass(frozen=True)
class Head:
    """What stands on every table and picture of money.

    Attributes
    ----------
    basis
        Of prices.
    programmes
        What the money is for.
    stage
        Of the amounts; empty where several stand side by side.
    as_of
        截至.
    months
        First and last month (or year) of it; empty where there is nothing.
    funder
        Whose money it is; empty for that of all funders.
    """

    basis: PriceBasis
    programmes: tuple[str, ...]
    stage: str
    as_of: date
    months: tuple[str, ...]
    funder: str = ""


@dataclass(frozen=True)
class Statement:
    """A table of money in fen.

    Attributes
    ----------
    layout
        What it adds up.
    head
        How it is to be read.
    fen
        Whole fen; rows and columns are the axes of the layout.
    on_placeholders
        Share of each row that rests on a placeholder in price or quantity, of what goes in and out; NaN
        where nothing does.
    in_all_on_placeholders
        The same of the whole statement.
    """

    layout: Layout
    head: Head
    fen: pd.DataFrame
    on_placeholders: pd.Series
    in_all_on_placeholders: float

    @property
    def yuan(self) -> pd.DataFrame:
        """The amounts in yuan."""
        return self.fen / FEN_PER_YUAN

    @property
    def totals(self) -> pd.Series:
        """Fen of each column; where the columns are stages, they are one amount seen three times."""
        return self.fen.sum()

    @property
    def total(self) -> int:
        """Fen of the whole statement.

        Raises
        ------
        ValueError
            If its columns are stages, which must not be added up.
        """
        if not self.layout.stage:
            raise ValueError("the stages of an amount must not be added up")
        return int(self.fen.to_numpy().sum())


def statement(book: Book, layout: Layout) -> Statement:
    """Add a book up.

    Parameters
    ----------
    book
        From `book_of`.
    layout
        One of `LAYOUTS`, or another one.

    Raises
    ------
    InputError
        If the layout names an axis that there is not.
    """
    _check(layout)
    axes = (*layout.rows, layout.columns)
    if layout.stage:
        book = book.take(np.flatnonzero(book.has("stage", layout.stage)), axes)
    shares, in_all = _resting(book, layout.rows)
    fen = _table(book, axes, book.fen)
    if layout.columns == "stage":
        fen = fen.reindex(columns=pd.Index(STAGES, name="stage"), fill_value=0)
    return Statement(layout, head_of(book, layout), fen, shares, in_all)


def head_of(book: Book, layout: Layout) -> Head:
    """Return what stands on a table of a book."""
    return Head(book.basis, book.programmes, layout.stage, book.as_of, book.months)


def _table(book: Book, axes: Sequence[str], amounts: np.ndarray) -> pd.DataFrame:
    """Return sums with all axes but the last down the side."""
    places, sums = book.added_up(axes, amounts)
    names = [book.axes[axis].names for axis in axes]
    rows, row = np.unique(np.stack(places[:-1]), axis=1, return_inverse=True)
    columns, column = np.unique(places[-1], return_inverse=True)
    cells = np.zeros((rows.shape[1], columns.size), np.int64)
    cells[row.ravel(), column] = sums
    side = [[known[place] for place in of_axis] for known, of_axis in zip(names, rows, strict=False)]
    index = pd.MultiIndex.from_arrays(side, names=axes[:-1])
    return pd.DataFrame(cells, index, pd.Index([names[-1][place] for place in columns], name=axes[-1]))


def _check(layout: Layout) -> None:
    for axis in (*layout.rows, layout.columns):
        if axis not in (*AXES, "stage"):
            raise problem_in(
                "layout",
                Message(
                    "{given} is not allowed; one of {names} is needed{hint}",
                    given=shown(axis),
                    names=", ".join(AXES),
                    hint=nearest(axis, AXES),
                ),
            )


def _resting(book: Book, axes: Sequence[str]) -> tuple[pd.Series, float]:
    """Return which share of each row and of all rests on placeholders."""
    size = np.abs(book.fen)
    places, whole = book.added_up(axes, size)
    _, part = book.added_up(axes, np.where(book.placeholder, size, 0))
    side = [
        [book.axes[axis].names[place] for place in of_axis]
        for axis, of_axis in zip(axes, places, strict=True)
    ]
    shares = np.divide(part, whole, out=np.full(whole.size, np.nan), where=whole != 0)
    in_all = part.sum() / whole.sum() if whole.sum() else np.nan
    return pd.Series(shares, pd.MultiIndex.from_arrays(side, names=axes)), float(in_all)


def statements(book: Book) -> dict[str, Statement]:
    """Return all statements of a book by name."""
    return {name: statement(book, layout) for name, layout in LAYOUTS.items()}


def beyond_the_horizon(book: Book, liabilities: pd.DataFrame) -> Statement:
    """Return what is committed within the horizon and paid after it, by programme, item, payer and year.

    How much of it rests on placeholders is not told: it has no postings.
    """
    year = liabilities["year"].to_numpy()
    fen = risen(fen_of(liabilities["amount"]), book.basis.factors(year))
    heads = [liabilities[name].astype(str) for name in (*OWED.rows, OWED.columns)]
    table = (
        pd.Series(fen, liabilities.index).groupby(heads, sort=False).sum().unstack(OWED.columns, fill_value=0)
    )
    table = table.astype("int64").sort_index(axis=1)
    head = replace(
        head_of(book, OWED), months=tuple(str(name) for name in table.columns[[0, -1]]) if len(fen) else ()
    )
    return Statement(OWED, head, table, pd.Series(np.nan, table.index), np.nan)


@dataclass(frozen=True)
class Impact:
    """A statement with an option, without it, and the difference it makes.

    Attributes
    ----------
    head
        Of all three: what either side covers, and the later day.
    with_option, without
        Statements of one layout, with the same rows and columns; what a side lacks is 0.
    difference
        Fen, with minus without.
    """

    head: Head
    with_option: Statement
    without: Statement
    difference: pd.DataFrame


def impact(with_option: Statement, without: Statement) -> Impact:
    """Set two statements of one layout side by side.

    Raises
    ------
    ValueError
        If they are laid out otherwise.
    InputError
        If they are told in other prices.
    """
    if with_option.layout != without.layout:
        raise ValueError("statements of the same layout are needed")
    one, other = (side.head.basis.told for side in (with_option, without))
    if one != other:
        told = Message("the two are told in other prices: {one}; {other}", one=one, other=other)
        raise problem_in("basis", told)
    rows = _in_order(with_option.fen.index, without.fen.index)
    columns = _in_order(with_option.fen.columns, without.fen.columns)
    sides = [_laid_out(side, rows, columns) for side in (with_option, without)]
    return Impact(_joint(with_option.head, without.head), *sides, sides[0].fen - sides[1].fen)


def _in_order(one: pd.Index, other: pd.Index) -> pd.Index:
    """Return what stands on either of two axes: times in order, other names as on the first."""
    union = one.union(other, sort=False)
    ranks = []
    for level, axis in enumerate(union.names):
        names = dict.fromkeys((*one.get_level_values(level), *other.get_level_values(level)))
        known = list(sorted(names) if axis in ("year", "month") else names)
        ranks.append([known.index(name) for name in union.get_level_values(level)])
    return union[np.lexsort(ranks[::-1])]


def _laid_out(side: Statement, rows: pd.Index, columns: pd.Index) -> Statement:
    fen = side.fen.reindex(index=rows, columns=columns, fill_value=0).astype("int64")
    return replace(side, fen=fen, on_placeholders=side.on_placeholders.reindex(rows))


def _joint(one: Head, other: Head) -> Head:
    months = sorted({*one.months, *other.months})
    return replace(
        one,
        programmes=tuple(dict.fromkeys((*one.programmes, *other.programmes))),
        as_of=max(one.as_of, other.as_of),
        months=tuple(months[:1] + months[-1:]),
    )
