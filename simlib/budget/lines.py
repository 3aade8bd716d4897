"""Lines of a budget, and amounts by line and month: what a plan and what actuals are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simlib.budget.assumptions import BudgetSection
from simlib.budget.book import Book

CAPITAL_CLASSES = ("309", "310")
"""Economic classes of capital spending; of the others is taken that they are current."""


class Line(NamedTuple):
    """What is appropriated and paid as one: an item, from one payer, out of one fund, of one kind."""

    item: str
    funder: str
    fund: str
    kind: str


@dataclass(frozen=True)
class Amounts:
    """Money by line and month.

    Attributes
    ----------
    lines
        Each once.
    months
        Such as 2023-03, one after the other without a gap.
    fen
        Whole fen, int64 of shape (lines, months).
    quantity
        Units, float64 of the same shape; NaN where they are not known.
    """

    lines: tuple[Line, ...]
    months: tuple[str, ...]
    fen: np.ndarray
    quantity: np.ndarray

    def of(self, lines: Sequence[Line], months: Sequence[str]) -> "Amounts":
        """Return them for other lines and months; what they do not hold is nothing."""
        shape = (len(lines), len(months))
        fen, quantity = np.zeros(shape, np.int64), np.zeros(shape)
        rows = [(place, self.lines.index(line)) for place, line in enumerate(lines) if line in self.lines]
        columns = [
            (place, self.months.index(month)) for place, month in enumerate(months) if month in self.months
        ]
        if rows and columns:
            (to_row, from_row), (to_column, from_column) = zip(*rows, strict=True), zip(*columns, strict=True)
            to, held = np.ix_(to_row, to_column), np.ix_(from_row, from_column)
            fen[to], quantity[to] = self.fen[held], self.quantity[held]
        return Amounts(tuple(lines), tuple(months), fen, quantity)

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years that they touch, in order."""
        return tuple(sorted({int(month[:4]) for month in self.months}))


def months_of_year(amounts: Amounts, year: int) -> tuple[str, ...]:
    """Return the months of a fiscal year that amounts cover: ten of 2023, where all begins in March."""
    return tuple(month for month in amounts.months if int(month[:4]) == year)


def amounts_of(rows: Mapping[tuple[Line, str], tuple[int, float]]) -> Amounts:
    """Return amounts from fen and quantity by line and month."""
    lines = tuple(dict.fromkeys(line for line, _ in rows))
    months = months_between(month for _, month in rows)
    made = Amounts(lines, months, *(np.zeros((len(lines), len(months)), kind) for kind in (np.int64, float)))
    for (line, month), (fen, quantity) in rows.items():
        place = lines.index(line), months.index(month)
        made.fen[place], made.quantity[place] = fen, quantity
    return made


def months_between(months: Iterable[str]) -> tuple[str, ...]:
    """Return all months from the first to the last of some."""
    known = sorted(set(months))
    if not known:
        return ()
    first, last = (np.datetime64(month, "M") for month in (known[0], known[-1]))
    return tuple(str(month) for month in np.arange(first, last + 1))


def posted(book: Book, quantity: np.ndarray, stage: str = "paid") -> Amounts:
    """Return what a run posts in a stage, by line and month.

    Parameters
    ----------
    book
        Nominal.
    quantity
        Units of each posting.
    stage
        Of the amounts.
    """
    chosen = np.flatnonzero(book.has("stage", stage))
    axes = (*Line._fields, "month")
    stage_book = book.take(chosen, axes)
    places, fen = stage_book.added_up(axes, stage_book.fen)
    # Units are fractions of a posting where several pay for it; thousandths are exact enough to be added.
    _, units = stage_book.added_up(axes, np.rint(quantity[chosen] * 1_000).astype(np.int64))
    names = [book.axes[axis].names for axis in axes]
    rows = {}
    for *heads, month, amount, unit in zip(*places, fen, units, strict=True):
        line = Line(*(known[place] for known, place in zip(names, heads, strict=False)))
        rows[line, names[-1][month]] = int(amount), unit / 1_000
    return amounts_of(rows)


def lines_of(budget: BudgetSection, items: Iterable[str]) -> tuple[Line, ...]:
    """Return the lines that items can be paid on, by the funding of a scenario.

    Parameters
    ----------
    budget
        The section.
    items
        What is posted to.
    """
    lines = []
    for item in items:
        account = budget.accounts[item]
        ruled = [rule for rule in budget.funding_rules.values() if item in rule.items]
        payers = [entry.payer for rule in ruled for entry in rule.shares if entry.share > 0]
        if not any(rule.first_year is None and rule.last_year is None for rule in ruled):
            payers += [entry.payer for entry in budget.funding[account.programme] if entry.share > 0]
        payers += [grant.payer for grant in budget.matching_grants.values() if item in grant.items]
        for limit in budget.funding_limits.values():
            if limit.items is None or item in limit.items:
                payers += [entry.payer for entry in limit.then]
        kind = "capital" if account.economic_code.startswith(CAPITAL_CLASSES) else "current"
        lines += [Line(item, *payer, kind) for payer in dict.fromkeys(payers)]
    return tuple(lines)
