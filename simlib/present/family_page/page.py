"""The subsidies as one widget: scenarios to choose, levers to move, answers beside each other."""

import asyncio
import os
from collections.abc import Mapping
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from simlib.language.language import LANGUAGES, Language
from simlib.language.message import Message, told
from simlib.present.family_page.answers import SIDES, Answer, answer_of, notes, reach_tables, tiles
from simlib.present.family_page.levers import levers_of
from simlib.present.planner.chart import Chart
from simlib.present.planner.choices import known_scenarios, scenario_files
from simlib.present.planner.figures import side_by_side
from simlib.present.planner.lever_row import LeverRow
from simlib.present.planner.levers import changes_of
from simlib.present.planner.page import FOLDER_VARIABLE, LANGUAGE_NAMES, LANGUAGE_VARIABLE, STYLE
from simlib.programmes.family_subsidies import NAME
from simlib.runs.rehearsal import Rehearsal
from simlib.runs.result import Result
from simlib.runs.scenarios import finished, only, read_files
from simlib.scenario.load import Draft
from simlib.scenario.model import Scenario
from simlib.scenario.problems import InputError, problem_in

MOVED = "B"
"""The side whose levers can be moved."""


def family_page(scenario: str = "gaoping-2023") -> widgets.Widget:
    """Return the page as a widget; `simlib lab` and `simlib present` tell it the folder and the language.

    Parameters
    ----------
    scenario
        Name of the scenario that stands on both sides at the start.
    """
    folder = Path(os.environ.get(FOLDER_VARIABLE, "."))
    return FamilyPage(scenario, folder, Language(os.environ.get(LANGUAGE_VARIABLE, "en"))).box


class FamilyPage:
    """The page: A is a scenario as it is, B the same or another one with levers moved.

    A run takes a tenth of a second or two, so a move is answered before the next one is looked at; moves that
    have come in the meantime are answered once, together.

    Parameters
    ----------
    scenario
        Name of the scenario on both sides at the start.
    folder
        The working folder; scenarios are read from ``scenarios`` in it, and from the shipped ones.
    lang
        Language at the start.

    Attributes
    ----------
    box
        The widget to show.
    lang
        Language shown.
    """

    def __init__(self, scenario: str, folder: Path, lang: Language):
        self.lang = lang
        self._folder = folder / "scenarios"
        self._chosen = dict.fromkeys(SIDES, scenario)
        self._drafts: dict[str, Draft] = {}
        self._results: dict[str, Result] = {}
        self._problems: dict[str, str] = {}
        self._rehearsal = Rehearsal()
        self._rows: list[LeverRow] = []
        self._charts: dict[str, Chart] = {}
        self._offering = self._pending = False

        self._head, self._intro, self._problem = (widgets.HTML() for _ in range(3))
        self._tiles, self._tables, self._notes = (widgets.HTML() for _ in range(3))
        self._labels = {side: widgets.HTML() for side in SIDES}
        self._choices = {side: widgets.Dropdown().add_class(f"simlib-choice-{side}") for side in SIDES}
        self._languages = {code: widgets.Button(description=LANGUAGE_NAMES[code]) for code in LANGUAGES}
        self._levers, self._chart_box = widgets.VBox(), widgets.VBox().add_class("simlib-charts")
        self.box = self._laid_out()
        for code, button in self._languages.items():
            button.on_click(lambda _, code=code: self.tell(Language(code)))
        for side, choice in self._choices.items():
            choice.observe(lambda change, side=side: self._on_choice(side, change["new"]), "value")
        for side in SIDES:
            self._begin(side)
        self.tell(lang)

    @property
    def changes(self) -> dict[str, Any]:
        """The values that the levers put into scenario B, by path."""
        return changes_of((row.lever, row.position) for row in self._rows)

    def choose(self, side: str, name: str) -> None:
        """Put another scenario on a side."""
        self._chosen[side] = name
        self._begin(side)
        self._show()

    def tell(self, lang: Language) -> None:
        """Show the whole page in a language."""
        self.lang = lang
        self._head.value = f"<h1>{escape(lang.say('Family subsidies of Gaoping'))}</h1>"
        question = lang.say(
            "For planners and finance: what do the subsidies for second and third children cost, month by "
            "month and beyond, whom do they reach, and where do claims wait? A stays as it is; the levers "
            "move B. * marks a placeholder: a value without a source."
        )
        self._intro.value = f"<p class='simlib-intro'>{escape(question)}</p>"
        words = {"A": lang.say("A: compare with"), "B": lang.say("B: move the levers of")}
        for side, label in self._labels.items():
            label.value = f"<span class='simlib-lever-label'>{escape(words[side])}</span>"
        for code, button in self._languages.items():
            button.button_style = "primary" if code == lang.code else ""
        self._offer_scenarios()
        self._lay_levers()
        self._show()

    def _laid_out(self) -> widgets.Widget:
        languages = widgets.HBox(list(self._languages.values())).add_class("simlib-language")
        head = widgets.HBox([self._head, languages]).add_class("simlib-head")
        choices = [
            widgets.VBox([self._labels[side], self._choices[side]]).add_class("simlib-choice")
            for side in SIDES
        ]
        answers = [widgets.Box(choices).add_class("simlib-choices"), self._problem]
        shown = [self._tiles, self._chart_box, self._tables, self._notes]
        levers = self._levers.add_class("simlib-levers")
        body = widgets.Box([levers, widgets.VBox([*answers, *shown])]).add_class("simlib-body")
        style = widgets.HTML(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
        return widgets.VBox([style, head, self._intro, body]).add_class("simlib-planner")

    def _begin(self, side: str) -> None:
        """Load the scenario that a side starts from; the levers are those of B."""
        name = self._chosen[side]
        self._drafts.pop(side, None)
        if side == MOVED:
            self._rows = []
        try:
            self._drafts[side] = read_files(scenario_files(self._folder).get(name, name))
            start = self._scenario(side, {})
            if side == MOVED:
                self._rows = [LeverRow(lever, self._moved, self.lang) for lever in levers_of(start)]
                self._lay_levers()
            self._compute(side)
        except InputError as error:
            self._refuse(side, error)

    def _scenario(self, side: str, changes: Mapping[str, Any]) -> Scenario:
        scenario = finished(self._drafts[side], changes, origin=side)
        if NAME not in scenario.sections:
            raise problem_in(self._chosen[side], Message("this scenario has no family subsidies"))
        return only(scenario, NAME)

    def _compute(self, side: str) -> None:
        """Run a side anew, or keep what is wrong with it."""
        try:
            changes = self.changes if side == MOVED else {}
            self._results[side] = self._rehearsal.run(self._scenario(side, changes))
            self._problems.pop(side, None)
        except InputError as error:
            self._refuse(side, error)
        except Exception as error:  # noqa: BLE001 - a presenter's page stays alive whatever happens
            fault = self.lang.say("This is our fault, not yours: {error}")
            self._problems[side] = fault.format(error=f"{type(error).__name__}: {error}")

    def _refuse(self, side: str, error: InputError) -> None:
        self._results.pop(side, None)
        self._problems[side] = "\n".join(str(told(problem, self.lang)) for problem in error.problems)

    def _moved(self) -> None:
        """Answer a move, after those that have arrived with it."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._answer()
            return
        if not self._pending:
            self._pending = True
            loop.call_soon(self._answer)

    def _answer(self) -> None:
        self._pending = False
        self._compute(MOVED)
        self._show()

    def _show(self) -> None:
        said = [f"{side}: {words}" for side, words in sorted(self._problems.items())]
        self._problem.value = "".join(f"<div class='simlib-problem'>{escape(words)}</div>" for words in said)
        if len(self._results) < len(SIDES):
            return
        answers = [self._told(side) for side in SIDES]
        self._tiles.value = tiles(answers, self.lang)
        self._tables.value = reach_tables(answers, self.lang)
        self._notes.value = notes(answers, self.lang)
        titles = [answer.title for answer in answers]
        for name in answers[0].charts:
            drawn = side_by_side([answer.charts[name] for answer in answers], titles)
            if name in self._charts:
                self._charts[name].figure = drawn
            else:
                self._charts[name] = Chart(drawn)
        if not self._chart_box.children:
            self._chart_box.children = list(self._charts.values())

    def _told(self, side: str) -> Answer:
        result = self._results[side]
        title = self.lang.label(result.scenario.title)
        moved = sum(change.by == side for change in result.scenario.changes)
        if moved:
            title += " · " + self.lang.say("{count} changed").format(count=moved)
        return answer_of(result, title, self.lang)

    def _lay_levers(self) -> None:
        parts: list[widgets.Widget] = []
        for group, rows in groupby(self._rows, lambda row: row.lever.group):
            parts.append(widgets.HTML(f"<h3>{escape(self.lang.say(group))}</h3>"))
            for row in rows:
                row.tell(self.lang)
                parts.append(row.box)
        self._levers.children = parts

    def _on_choice(self, side: str, name: str | None) -> None:
        # Filling the list anew moves its value about; only a person's choice counts.
        if not self._offering and name != self._chosen[side]:
            self.choose(side, name)

    def _offer_scenarios(self) -> None:
        titles = known_scenarios(self._folder)
        offered = [(self.lang.label(title), name) for name, title in titles.items()]
        self._offering = True
        for side, choice in self._choices.items():
            choice.options = offered
            choice.value = self._chosen[side] if self._chosen[side] in titles else None
        self._offering = False
