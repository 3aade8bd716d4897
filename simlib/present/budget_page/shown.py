"""What the page takes from a run: its books, what it pays posting by posting, and the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simlib.analysis.waterfall import Paid, paid_of
from simlib.budget.book import Book, book_of
from simlib.budget.price_basis import NOMINAL
from simlib.budget.statements import Head
from simlib.language.language import Language
from simlib.present.budget_page.plans import Plan, plan_for
from simlib.present.budget_page.views import Look
from simlib.present.budget_text import Told, head_lines
from simlib.runs.result import Result
from simlib.scenario.problems import InputError


@dataclass(frozen=True)
class Shown:
    """What is taken from a run.

    Attributes
    ----------
    result
        The run.
    look
        What is chosen to be shown.
    told
        Its tables and the language.
    book, nominal
        Of the chosen programmes: in the chosen basis of prices, and nominal.
    paid
        What it pays, in the chosen basis.
    plan
        The chosen plan, if it can be read.
    problems
        What is wrong with the plan.
    programmes, items, funders
        Of the whole run.
    """

    result: Result
    look: Look
    told: Told
    book: Book
    nominal: Book
    paid: Paid
    plan: Plan | None
    problems: tuple[str, ...]
    programmes: tuple[str, ...]
    items: tuple[str, ...]
    funders: tuple[str, ...]

    @property
    def labels(self) -> dict:
        """Nothing: this page draws no chart of one run alone."""
        return {}

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years that there is anything of."""
        return self.paid.years

    @property
    def year(self) -> int:
        """The chosen year, or else the second one."""
        years = self.years or (self.result.scenario.sections["horizon"].first_day.year,)
        return self.look.year if self.look.year in years else years[min(1, len(years) - 1)]

    def year_head(self, book: Book) -> Head:
        """Return how amounts of the year are to be read that are paid by a book."""
        months = [month for month in book.axes["month"].names if month[:4] == str(self.year)]
        return Head(
            book.basis, book.programmes, "paid", book.as_of, tuple(months[:1] + months[-1:]), self.look.funder
        )

    def head(self, head: Head) -> list[str]:
        """Return lines that say how amounts are to be read."""
        return head_lines(head, self.told)


def shown_of(result: Result, lang: Language, look: Look) -> Shown:
    """Return what the page shows of a run in a language."""
    assumptions = result.scenario.resolved()["assumptions"]
    whole = book_of(result.tables, assumptions)
    book = whole if look.basis == NOMINAL else book_of(result.tables, assumptions, look.basis)
    chosen = _of_programme(whole, look.programme)
    quantity = result.ledger["quantity"].to_numpy()[chosen]
    book, nominal = (_narrowed(one, chosen, look.programme) for one in (book, whole))
    plan, problems = _plan_of(result, whole, look, lang)
    return Shown(
        result=result,
        look=look,
        told=Told(result.tables, assumptions, lang),
        book=book,
        nominal=nominal,
        paid=paid_of(book, quantity),
        plan=plan,
        problems=problems,
        programmes=whole.programmes,
        items=_used(whole, "item"),
        funders=_used(whole, "funder"),
    )


def _used(book: Book, axis: str) -> tuple[str, ...]:
    column = book.axes[axis]
    return tuple(column.names[code] for code in np.unique(column.codes))


def _of_programme(book: Book, programme: str) -> np.ndarray:
    return np.flatnonzero(book.has("programme", programme)) if programme else np.arange(book.fen.size)


def _narrowed(book: Book, chosen: np.ndarray, programme: str) -> Book:
    return replace(book.take(chosen), programmes=(programme,)) if programme else book


def _plan_of(result: Result, book: Book, look: Look, lang: Language) -> tuple[Plan | None, tuple[str, ...]]:
    if look.plan is None:
        return None, ()
    try:
        return plan_for(result, book, look.plan, look.programme), ()
    except InputError as error:
        return None, tuple(problem.told_in(lang) for problem in error.problems)


def plan_year(runs: Sequence[Shown]) -> int:
    """Return the year whose cash is held against the plan: the chosen one, or the plan's last one before.

    A plan is of few years; where it says nothing of the year that is shown, its own year is.
    """
    year, plan = runs[0].year, runs[0].plan
    planned = [one for one in plan.amounts.years if one in runs[0].years and one <= year] if plan else []
    return planned[-1] if planned else year
