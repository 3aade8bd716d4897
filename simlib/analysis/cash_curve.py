"""What a fiscal year pays, month by month and added up, against its plan and the pro-rata pace (序时进度)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.budget.book import Book
from simlib.budget.lines import Amounts, Line, months_of_year, posted
from simlib.budget.price_basis import NOMINAL
from simlib.budget.statements import Head
from simlib.language.message import Message
from simlib.scenario.problems import problem_in


@dataclass(frozen=True)
class CashCurve:
    """A fiscal year added up, month by month.

    Attributes
    ----------
    months
        Fen, added up from the first month on, by month such as 2023-03: `paid` on the lines of the plan,
        `paid_besides` on all others; with a plan also `planned`, and `pace`, the year's plan spread evenly
        over its months.
    in_plan
        The lines that the plan holds; empty without a plan for the year.
    on_placeholders
        Share of what the year pays on these lines, and besides, that rests on a placeholder.
    head
        How the amounts are to be read: nominal, as a plan is.
    """

    months: pd.DataFrame
    in_plan: tuple[Line, ...]
    on_placeholders: tuple[float, float]
    head: Head

    @property
    def has_plan(self) -> bool:
        """Whether the plan says anything of the year."""
        return "planned" in self.months


def cash_curve(book: Book, plan: Amounts | None, year: int, funder: str = "") -> CashCurve:
    """Hold what a year pays against a plan.

    Parameters
    ----------
    book
        Of a run, nominal.
    plan
        What is appropriated; None without a plan.
    year
        Fiscal year.
    funder
        Whose money is looked at; that of all of them by default.

    Raises
    ------
    InputError
        If the run has no month of the year, or the book is not nominal.
    """
    if book.basis.name != NOMINAL:
        raise problem_in("basis", Message("a plan is nominal; nothing else can be held against it"))
    if funder:
        book = book.take(np.flatnonzero(book.has("funder", funder)))
    paid = posted(book, np.zeros(book.fen.size))
    months = [month for month in book.axes["month"].names if int(month[:4]) == year]
    if not months:
        raise problem_in("year", Message("nothing is paid in {year}", year=year))
    planned_in = months_of_year(plan, year) if plan is not None else ()
    in_plan = tuple(line for line in plan.lines if funder in ("", line.funder)) if planned_in else ()
    besides = [line for line in paid.lines if line not in in_plan]
    columns = {
        "paid": _added_up(paid, in_plan, months),
        "paid_besides": _added_up(paid, besides, months),
    }
    if planned_in:
        columns["planned"] = _added_up(plan, in_plan, months)
        columns["pace"] = _pace(int(plan.of(in_plan, planned_in).fen.sum()), planned_in, months)
    table = pd.DataFrame(columns, pd.Index(months, name="month"))
    return CashCurve(table, in_plan, _resting(book, year, in_plan), _head(book, months, funder))


def _added_up(amounts: Amounts, lines: Sequence[Line], months: Sequence[str]) -> np.ndarray:
    return amounts.of(tuple(lines), tuple(months)).fen.sum(axis=0).cumsum()


def _pace(in_all: int, planned_in: Sequence[str], months: Sequence[str]) -> np.ndarray:
    """Return the year's plan spread evenly over the months that it has, added up, in whole fen."""
    over = np.array([sum(planned <= month for planned in planned_in) for month in months])
    return np.rint(in_all * over / len(planned_in)).astype(np.int64)


def _resting(book: Book, year: int, in_plan: tuple[Line, ...]) -> tuple[float, float]:
    """Return the shares on placeholders of what the plan's lines pay in a year, and of all others."""
    chosen = np.flatnonzero(book.has("stage", "paid") & book.has("year", str(year)))
    of_year = book.take(chosen, Line._fields)
    names = [np.array(of_year.axes[axis].names, object)[of_year.axes[axis].codes] for axis in Line._fields]
    known = set(in_plan)
    planned = np.array([line in known for line in zip(*names, strict=True)], bool)
    size = np.abs(of_year.fen)
    return tuple(_share(size * side, of_year.placeholder) for side in (planned, ~planned))


def _share(size: np.ndarray, placeholder: np.ndarray) -> float:
    return float(size[placeholder].sum() / size.sum()) if size.sum() else np.nan


def _head(book: Book, months: Sequence[str], funder: str) -> Head:
    return Head(book.basis, book.programmes, "paid", book.as_of, (months[0], months[-1]), funder)
