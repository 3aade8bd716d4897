"""Which plans there are, and the one that is shown."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simlib.analysis.plan_and_actuals import item_words
from simlib.budget.book import Book
from simlib.budget.lines import Amounts, lines_of, posted
from simlib.budget.plan import read_plan
from simlib.runs.result import Result
from simlib.scenario.assumption import Label
from simlib.scenario.files import ENDINGS, shipped_folder
from simlib.scenario.problems import InputError
from simlib.scenario.reader import read

PLANS = "plans"
READABLE = (*ENDINGS, ".xlsx", ".csv")


@dataclass(frozen=True)
class Plan:
    """A plan, as far as a run may pay for it.

    Attributes
    ----------
    title
        In both languages.
    amounts
        By line and month.
    """

    title: Label
    amounts: Amounts


def plan_files(folder: Path) -> dict[str, Path]:
    """Return the plans of a folder of scenarios and the shipped ones, by name; the former come first."""
    files: dict[str, Path] = {}
    for place in (folder / PLANS, shipped_folder() / PLANS):
        for file in sorted(place.glob("*")) if place.is_dir() else ():
            if file.suffix.casefold() in READABLE:
                files.setdefault(file.stem, file)
    return files


def plan_title(file: Path) -> Label:
    """Return what a plan calls itself; a sheet is called by the name of its file."""
    nameless = Label(en=file.name, zh=file.name)
    if file.suffix.casefold() not in ENDINGS:
        return nameless
    try:
        return Label.model_validate(read(file).content.get("title"))
    except (InputError, ValueError):
        return nameless


def plan_for(result: Result, book: Book, file: Path, programme: str) -> Plan:
    """Read a plan, for all that a run may pay or for one programme alone.

    Raises
    ------
    InputError
        Holding everything that is not understood.
    """
    budget = result.scenario.sections["budget"]
    paid = posted(book, np.zeros(book.fen.size)).lines
    known = dict.fromkeys((*paid, *lines_of(budget, budget.accounts)))
    amounts = read_plan(file, known, item_words(result))
    kept = [line for line in amounts.lines if programme in ("", budget.accounts[line.item].programme)]
    return Plan(plan_title(file), amounts.of(kept, amounts.months))
