"""The page of the budget: how much, when, from whom, against which plan, and where each yuan comes from."""

import os
from pathlib import Path

import ipywidgets as widgets

from simlib.language.language import mark
from simlib.present.board.page import FOLDER_VARIABLE, opened
from simlib.present.board.subject import Subject
from simlib.present.budget_page.charts import TOGETHER
from simlib.present.budget_page.levers import levers_of
from simlib.present.budget_page.shown import shown_of
from simlib.present.budget_page.tables import notes, tables, tiles
from simlib.present.budget_page.trace_box import traced
from simlib.present.budget_page.views import BudgetViews


def budget_subject(folder: Path) -> Subject:
    """Return what a page of the budget is about; each page has choices of its own.

    Parameters
    ----------
    folder
        Of the scenarios, beside which plans may lie.
    """
    views = BudgetViews(folder, traced)
    return Subject(
        notebook="04_budget",
        heading=mark("The budget of Gaoping's livelihood programmes"),
        question=mark(
            "For finance: how much, in which month, from whom and out of which fund, against which plan, "
            "and where does each yuan come from? A stays as it is; the levers move prices and payers of "
            "B. * marks a placeholder: a value without a source."
        ),
        why=mark("set with the levers of the budget's page"),
        programmes={},
        levers_of=levers_of,
        facts_of=lambda result, lang: shown_of(result, lang, views.look),
        tiles=tiles,
        at_once={},
        tables=tables,
        later={},
        notes=notes,
        together=TOGETHER,
        views=(views,),
    )


def budget_page(scenario: str = "gaoping-2023") -> widgets.Widget:
    """Return the page as a widget, with a scenario of this name on both sides at the start."""
    folder = Path(os.environ.get(FOLDER_VARIABLE, "."), "scenarios")
    return opened(budget_subject(folder), scenario)
