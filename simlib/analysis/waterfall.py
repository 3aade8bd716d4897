"""From last year to this one, and from one scenario to another: which lines change, and why.

What the causes are, and why it is these: `simlib.budget.causes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simlib.budget.book import Book
from simlib.budget.causes import CAUSES, Money, between_runs, between_years, pooled, summed
from simlib.budget.lines import months_between
from simlib.budget.statements import Head
from simlib.language.message import Message
from simlib.scenario.problems import problem_in

BEFORE, AFTER = "before", "after"
LINE = ("programme", "item", "kind")
"""What a line of a waterfall is."""

CELL = (*LINE, "cohort")
CAPITAL = "capital"
"""Works are paid by progress: their units are payments, whose sizes are no prices."""


@dataclass(frozen=True)
class Paid:
    """What a run pays, posting by posting.

    Attributes
    ----------
    rows
        One row a posting and payer: `cell` (place in `cells`), `funder`, `year`, `month` (1 to 12), `fen`,
        `units` and `placeholder`.
    cells
        Of the levels `CELL`.
    head
        How amounts of it are to be read.
    """

    rows: pd.DataFrame
    cells: pd.MultiIndex
    head: Head

    def in_year(self, year: int) -> np.ndarray:
        """Return which postings are of a fiscal year, bool."""
        return self.rows["year"].to_numpy() == year

    def months_of(self, year: int) -> list[int]:
        """Return the months of a year that the run covers."""
        return [int(month[5:]) for month in months_between(self.head.months) if month[:4] == str(year)]

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years in which anything is paid, in order."""
        return tuple(np.unique(self.rows["year"]).tolist())


@dataclass(frozen=True)
class Waterfall:
    """Money before, causes, money after.

    Attributes
    ----------
    lines
        Whole fen: one row a line (`LINE`), columns `before`, `CAUSES` and `after`; the largest changes first.
    on_placeholders
        Share of `before` and of `after` that rests on a placeholder; NaN where nothing is paid.
    head
        How the amounts are to be read.
    """

    lines: pd.DataFrame
    on_placeholders: tuple[float, float]
    head: Head

    @property
    def in_all(self) -> pd.Series:
        """The columns added up, fen."""
        return self.lines.sum()


def paid_of(book: Book, quantity: np.ndarray) -> Paid:
    """Return what a run pays.

    Parameters
    ----------
    book
        See `book_of`; in another basis than nominal, what money is worth counts as price.
    quantity
        Units of each posting, the column of the table `ledger`.
    """
    chosen = np.flatnonzero(book.has("stage", "paid"))
    paid = book.take(chosen)
    spans = [len(paid.axes[axis].names) for axis in CELL]
    packed = np.ravel_multi_index([paid.axes[axis].codes for axis in CELL], spans)
    used, cell = np.unique(packed, return_inverse=True)
    places = np.unravel_index(used, spans)
    levels = [
        np.array(paid.axes[axis].names, object)[place] for axis, place in zip(CELL, places, strict=True)
    ]
    year, month, funder = (paid.axes[axis] for axis in ("year", "month", "funder"))
    rows = {
        "cell": cell,
        "funder": np.array(funder.names, object)[funder.codes],
        "year": np.array([int(name) for name in year.names], np.int64)[year.codes],
        "month": np.array([int(name[5:]) for name in month.names], np.int64)[month.codes],
        "fen": paid.fen,
        "units": quantity[chosen],
        "placeholder": paid.placeholder,
    }
    head = Head(book.basis, book.programmes, "paid", book.as_of, book.months)
    return Paid(pd.DataFrame(rows), pd.MultiIndex.from_arrays(levels, names=CELL), head)


def year_to_year(paid: Paid, before: int, after: int, funder: str = "") -> Waterfall:
    """Tell why a fiscal year costs more or less than another one.

    Parameters
    ----------
    paid
        By a run.
    before, after
        Fiscal years.
    funder
        Whose money is looked at; that of all of them by default.

    Raises
    ------
    InputError
        If nothing is paid in one of the years, or by the funder.
    """
    _check(paid, (before, after), funder)
    shared = set(paid.months_of(before)) & set(paid.months_of(after))
    in_shared = np.isin(paid.rows["month"], list(shared))
    sides = [paid.in_year(year) for year in (before, after)]
    cells = paid.cells
    here = [_money(paid, cells, side & in_shared, funder) for side in sides]
    alone = [_money(paid, cells, side & ~in_shared, funder) for side in sides]
    pool = _pool(cells, here)
    causes = between_years(*(money.added_up(pool) for money in (*here, *alone)))
    whole = [one + more for one, more in zip(here, alone, strict=True)]
    resting = tuple(_on_placeholders(paid, side, funder) for side in sides)
    return Waterfall(_lines(cells, pool, causes, whole), resting, _head(paid, (before, after), funder))


def run_to_run(before: Paid, after: Paid, year: int, funder: str = "") -> Waterfall:
    """Tell why a fiscal year costs more or less in a run than in another one.

    Parameters
    ----------
    before, after
        By runs, in one basis of prices.
    year
        Fiscal year.
    funder
        Whose money is looked at; that of all of them by default.

    Raises
    ------
    InputError
        If nothing is paid in the year in one of them, or the two are told in other prices.
    """
    one, other = (paid.head.basis.told for paid in (before, after))
    if one != other:
        told = Message("the two are told in other prices: {one}; {other}", one=one, other=other)
        raise problem_in("basis", told)
    for paid in (before, after):
        _check(paid, (year,), "")
    cells = before.cells.union(after.cells)
    sides = [(paid, paid.in_year(year)) for paid in (before, after)]
    own = [_money(paid, cells, side, funder) for paid, side in sides]
    rest = [_money(paid, cells, ~side, funder) for paid, side in sides]
    pool = _pool(cells, [one + more for one, more in zip(own, rest, strict=True)])
    causes = between_runs(*(money.added_up(pool) for money in (*own, *rest)))
    resting = tuple(_on_placeholders(paid, side, funder) for paid, side in sides)
    return Waterfall(_lines(cells, pool, causes, own), resting, _head(after, (year,), funder))


def _check(paid: Paid, years: Sequence[int], funder: str) -> None:
    for year in years:
        if year not in paid.years:
            raise problem_in("year", Message("nothing is paid in {year}", year=year))
    if funder and not (paid.rows["funder"] == funder).any():
        raise problem_in("funder", Message("{funder} pays nothing", funder=funder))


def _money(paid: Paid, cells: pd.MultiIndex, chosen: np.ndarray, funder: str) -> Money:
    """Return what is paid in some postings, by cell."""
    rows, size = paid.rows[chosen], len(cells)
    cell = cells.get_indexer(paid.cells)[rows["cell"]]
    fen = rows["fen"].to_numpy()
    own = np.where(rows["funder"] == funder, fen, 0) if funder else fen
    units = summed(cell, rows["units"].to_numpy(float), size)
    units[cells.get_level_values("kind") == CAPITAL] = np.nan
    return Money(summed(cell, fen, size), summed(cell, own, size), units)


def _pool(cells: pd.MultiIndex, sides: Sequence[Money]) -> np.ndarray:
    line = _line_of(cells)[0]
    return pooled(line, *(money.whole != 0 for money in sides))


def _line_of(cells: pd.MultiIndex) -> tuple[np.ndarray, pd.MultiIndex]:
    """Return the line of each cell, and the lines."""
    codes, lines = pd.factorize(cells.droplevel("cohort"))
    return codes, pd.MultiIndex.from_tuples(list(lines), names=LINE)


def _lines(
    cells: pd.MultiIndex, pool: np.ndarray, causes: np.ndarray, sides: Sequence[Money]
) -> pd.DataFrame:
    """Return before, causes and after by line."""
    line, lines = _line_of(cells)
    of_pool = np.zeros(causes.shape[1], np.int64)
    of_pool[pool] = line
    before, after = (summed(line, money.own, len(lines)) for money in sides)
    told = [summed(of_pool, row, len(lines)) for row in causes]
    table = pd.DataFrame(dict(zip((BEFORE, *CAUSES, AFTER), (before, *told, after), strict=True)), lines)
    change = (table[AFTER] - table[BEFORE]).abs()
    table = table.iloc[np.argsort(-change.to_numpy(), kind="stable")]
    return table[table.any(axis=1)]


def _of_funder(paid: Paid, chosen: np.ndarray, funder: str) -> pd.DataFrame:
    rows = paid.rows[chosen]
    return rows[rows["funder"] == funder] if funder else rows


def _on_placeholders(paid: Paid, chosen: np.ndarray, funder: str) -> float:
    rows = _of_funder(paid, chosen, funder)
    size = rows["fen"].abs()
    return float(size[rows["placeholder"]].sum() / size.sum()) if size.sum() else np.nan


def _head(paid: Paid, years: Sequence[int], funder: str) -> Head:
    """Return how money of some years, by a funder, is to be read."""
    chosen = np.isin(paid.rows["year"], years)
    cells = paid.cells[np.unique(_of_funder(paid, chosen, funder)["cell"])]
    there = set(cells.get_level_values("programme"))
    months = [f"{year}-{month:02d}" for year in years for month in paid.months_of(year)]
    return replace(
        paid.head,
        programmes=tuple(name for name in paid.head.programmes if name in there),
        months=(months[0], months[-1]),
        funder=funder,
    )
