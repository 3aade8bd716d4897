"""A page as one widget: scenarios to choose, levers to move, answers beside each other."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import ipywidgets as widgets

from simlib.language.language import LANGUAGES, Language
from simlib.language.message import Message, told
from simlib.present.board.answer import Answer, Drawn, answer_of, drawn_later
from simlib.present.board.choices import known_scenarios, scenario_files
from simlib.present.board.lever_panel import LeverPanel
from simlib.present.board.links import links_html, served_pages
from simlib.present.board.results import Results
from simlib.present.board.saving import Saving
from simlib.present.board.subject import Subject
from simlib.present.board.tiles import SIDES
from simlib.runs.rehearsal import GivenUp, Rehearsal
from simlib.runs.result import Result
from simlib.runs.scenarios import finished, only, read_files
from simlib.scenario.load import Draft
from simlib.scenario.model import Scenario
from simlib.scenario.problems import InputError, Problem, problem_in

FOLDER_VARIABLE = "SIMLIB_FOLDER"
LANGUAGE_VARIABLE = "SIMLIB_LANG"
READY_VARIABLE = "SIMLIB_READY"
"""Names a folder; once a page is ready to be shown, a file of its notebook's name is made in it."""

LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
Made = TypeVar("Made")
Problems = tuple[Problem | Message, ...]
"""What is wrong with a side."""

MOVED = "B"
"""The side whose levers can be moved."""

MOST_PROBLEMS = 8
PAUSE = 0.25
"""Seconds without a newer move until the charts that may wait are drawn."""

STYLE = Path(__file__).with_name("board.css")


def opened(subject: Subject, scenario: str) -> widgets.Widget:
    """Return a page as a widget; `simlib lab` and `simlib present` tell it the folder and the language.

    Parameters
    ----------
    subject
        What it is about.
    scenario
        Name of the scenario that stands on both sides at the start.
    """
    folder = Path(os.environ.get(FOLDER_VARIABLE, "."))
    board = Board(subject, scenario, folder, Language(os.environ.get(LANGUAGE_VARIABLE, "en")))
    if READY_VARIABLE in os.environ:
        Path(os.environ[READY_VARIABLE], subject.notebook).touch()
    return board.box


class Board:
    """A page: A is a scenario as it is, B the same or another one with levers moved.

    A newer move gives up the computation of an older one. Without an event loop, moves are answered at once.

    Parameters
    ----------
    subject
        What the page is about.
    scenario
        Name of the scenario on both sides at the start.
    folder
        The working folder; scenarios are read from, and saved to, ``scenarios`` in it.
    lang
        Language at the start.

    Attributes
    ----------
    box
        The widget to show.
    lang
        Language shown.
    """

    def __init__(self, subject: Subject, scenario: str, folder: Path, lang: Language):
        self.lang = lang
        self._subject = subject
        self._folder = folder / "scenarios"
        self._chosen = dict.fromkeys(SIDES, scenario)
        self._drafts: dict[str, Draft] = {}
        self._scenarios: dict[str, Scenario] = {}
        self._problems: dict[str, Problems] = {}
        self._answers: dict[str, Answer] = {}
        self._later: dict[str, Drawn] = {}
        self._due: set[str] = set()
        self._rehearsal = Rehearsal()
        self._unwanted = Event()
        # One thread: what it computes lies in one piece of memory, and nothing is computed twice at a time.
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._answered = 0
        self._offering = False

        self._pages = served_pages()
        self._links, self._head = widgets.HTML(), widgets.HTML()
        self._intro, self._status = widgets.HTML(), widgets.HTML()
        self._problem = widgets.HTML()
        self._choice_label = {side: widgets.HTML() for side in SIDES}
        self._choice = {side: widgets.Dropdown().add_class(f"simlib-choice-{side}") for side in SIDES}
        self._languages = {code: widgets.Button(description=LANGUAGE_NAMES[code]) for code in LANGUAGES}
        self._panel: LeverPanel | None = None
        self._panel_box = widgets.VBox()
        self._results = Results(subject)
        self._saving = Saving(self._folder, subject.why, self._moves, self._after_saving, lang)
        self.box = self._laid_out()
        for code, button in self._languages.items():
            button.on_click(lambda _, code=code: self.tell(Language(code)))
        for side, choice in self._choice.items():
            choice.observe(lambda change, side=side: self._on_choice(side, change["new"]), "value")
        for view in subject.views:
            view.on_move(self._look_again)
        for side in SIDES:
            self._begin(side)
        self._tell()
        self._show(self._computed(SIDES, Event()))
        self._show_later(self._drawn_later())

    def tell(self, lang: Language) -> None:
        """Show the whole page in a language."""
        self.lang = lang
        self._tell()
        self._look_again()

    def _look_again(self) -> None:
        """Show the runs that there are as it is chosen now."""
        self._answers = {side: self._told(side, answer.result) for side, answer in self._answers.items()}
        self._show({})
        self._show_later(self._drawn_later())

    def choose(self, side: str, name: str) -> None:
        """Put another scenario on a side."""
        self._chosen[side] = name
        self._begin(side)
        self._answer(side)

    def _laid_out(self) -> widgets.Widget:
        languages = widgets.HBox(list(self._languages.values())).add_class("simlib-language")
        top = widgets.HBox([self._links, languages]).add_class("simlib-head")
        choices = [
            widgets.VBox([self._choice_label[side], self._choice[side]]).add_class("simlib-choice")
            for side in SIDES
        ]
        levers = widgets.VBox([self._panel_box, self._saving.box]).add_class("simlib-levers")
        answers = [widgets.Box(choices).add_class("simlib-choices"), self._status, self._problem]
        body = widgets.Box([levers, widgets.VBox([*answers, self._results.box])]).add_class("simlib-body")
        style = widgets.HTML(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
        return widgets.VBox([style, top, self._head, self._intro, body]).add_class("simlib-board")

    def _begin(self, side: str) -> None:
        """Load the scenario that a side starts from; the levers are those of its own."""
        name = self._chosen[side]
        try:
            self._drafts[side] = read_files(scenario_files(self._folder).get(name, name))
            self._scenarios[side] = self._finished(side, {})
            self._problems.pop(side, None)
        except InputError as error:
            self._scenarios.pop(side, None)
            self._problems[side] = error.problems
        if side == MOVED:
            start = self._scenarios.get(side)
            self._panel = self._panel_of(start) if start else None
            self._panel_box.children = [self._panel.box] if self._panel else []

    def _panel_of(self, start: Scenario) -> LeverPanel:
        return LeverPanel(self._subject, start, lambda: self._answer(MOVED), self.lang)

    def _finished(self, side: str, changes: Mapping[str, Any]) -> Scenario:
        scenario = finished(self._drafts[side], changes, origin=side)
        for programme, missing in self._subject.programmes.items():
            if programme not in scenario.sections:
                raise problem_in(self._chosen[side], Message(missing))
        return only(scenario, *self._subject.programmes) if self._subject.programmes else scenario

    def _moves(self) -> tuple[str, dict]:
        return self._chosen[MOVED], self._panel.changes if self._panel else {}

    def _after_saving(self, name: str) -> None:
        self._offer_scenarios()
        for side, chosen in self._chosen.items():
            if chosen == name:
                self.choose(side, name)

    def _on_choice(self, side: str, name: str | None) -> None:
        # Filling the list anew moves its value about; only a person's choice counts.
        if not self._offering and name != self._chosen[side]:
            self.choose(side, name)

    def _answer(self, side: str) -> None:
        """Compute a side anew; what is under way is given up, and what it owed is owed still."""
        self._due.add(side)
        self._unwanted.set()
        self._unwanted = Event()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._show(self._computed(self._due, self._unwanted))
            self._show_later(self._drawn_later())
            return
        self._task = loop.create_task(self._answer_later(self._unwanted))

    async def _answer_later(self, unwanted: Event) -> None:
        # Moves that have already arrived are taken first, so that only the newest is computed.
        await asyncio.sleep(0)
        if unwanted.is_set():
            return
        self._tell_status(self.lang.say("Computing …"))
        try:
            computed = await self._aside(self._computed, tuple(self._due), unwanted)
        except GivenUp:
            return
        if unwanted.is_set():
            return
        self._show(computed)
        # What may wait is drawn when the room looks, not between two moves.
        await asyncio.sleep(PAUSE)
        if unwanted.is_set():
            return
        drawn = await self._aside(self._drawn_later)
        if not unwanted.is_set():
            self._show_later(drawn)

    def _aside(self, function: Callable[..., Made], *given: object) -> Awaitable[Made]:
        """Call a function on the page's own thread, so that the page goes on listening."""
        return asyncio.get_running_loop().run_in_executor(self._thread, function, *given)

    def _drawn_later(self) -> dict[str, Drawn | Problems]:
        """Return the charts of each side that could wait, or what is wrong with them."""
        drawn: dict[str, Drawn | Problems] = {}
        for side, answer in self._answers.items():
            try:
                drawn[side] = drawn_later(self._subject, answer, self._later.get(side))
            except Exception as error:  # noqa: BLE001 - a presenter's page stays alive whatever happens
                drawn[side] = _our_fault(error)
        return drawn

    def _show_later(self, drawn: dict[str, Drawn | Problems]) -> None:
        faults = {side: outcome for side, outcome in drawn.items() if isinstance(outcome, tuple)}
        if faults:
            self._tell_problems(self._problems | faults)
            return
        # A page that was switched meanwhile has drawn them in its new language already.
        if len(drawn) == len(SIDES) and all(one.lang == self.lang for one in drawn.values()):
            self._later = drawn
            titles = [self._answers[side].title for side in SIDES]
            self._results.show_later([drawn[side] for side in SIDES], titles)

    def _computed(self, sides: Iterable[str], unwanted: Event) -> dict[str, Answer | Problems]:
        """Return the answer of each side, or what is wrong with it."""
        computed: dict[str, Answer | Problems] = {}
        for side in sides:
            if side not in self._scenarios:
                computed[side] = self._problems[side]
                continue
            changes = self._panel.changes if side == MOVED and self._panel else {}
            try:
                result = self._rehearsal.run(self._finished(side, changes), unwanted)
                computed[side] = self._told(side, result)
            except InputError as error:
                computed[side] = error.problems
            except GivenUp:
                raise
            except Exception as error:  # noqa: BLE001 - a presenter's page stays alive whatever happens
                computed[side] = _our_fault(error)
        return computed

    def _show(self, computed: dict[str, Answer | Problems]) -> None:
        for side, outcome in computed.items():
            self._due.discard(side)
            if isinstance(outcome, tuple):
                self._problems[side] = outcome
                self._answers.pop(side, None)
            else:
                self._problems.pop(side, None)
                holds = all(view.holds(outcome.drawn.facts) for view in self._subject.views)
                same = holds and outcome.drawn.lang == self.lang
                self._answers[side] = outcome if same else self._told(side, outcome.result)
        self._tell_problems(self._problems)
        whole = len(self._answers) == len(SIDES)
        self._results.box.layout.display = None if whole else "none"
        if whole:
            self._results.show([self._answers[side] for side in SIDES], self.lang)
        self._answered += 1
        self._tell_status("")

    def _tell_problems(self, problems: Mapping[str, Problems]) -> None:
        said = [f"{side}: {_told(problems[side], self.lang)}" for side in sorted(problems)]
        self._problem.value = "".join(f"<div class='simlib-problem'>{escape(words)}</div>" for words in said)

    def _told(self, side: str, result: Result) -> Answer:
        """Return a side's result in the language of the page."""
        title = self.lang.label(result.scenario.title)
        moved = sum(change.by == side for change in result.scenario.changes)
        if moved:
            title += " · " + self.lang.say("{count} changed").format(count=moved)
        return answer_of(self._subject, result, title, self.lang, self._answers.get(side))

    def _tell(self) -> None:
        lang = self.lang
        links = links_html(self._pages, self._subject.notebook, lang)
        self._links.value = f"<nav class='simlib-links'>{links}</nav>"
        self._head.value = f"<h1>{escape(lang.say(self._subject.heading))}</h1>"
        self._intro.value = f"<p class='simlib-intro'>{escape(lang.say(self._subject.question))}</p>"
        words = {"A": lang.say("A: compare with"), "B": lang.say("B: move the levers of")}
        for side, label in self._choice_label.items():
            label.value = f"<span class='simlib-lever-label'>{escape(words[side])}</span>"
        for code, button in self._languages.items():
            button.button_style = "primary" if code == lang.code else ""
        self._offer_scenarios()
        self._saving.tell(lang)
        if self._panel:
            self._panel.tell(lang)

    def _offer_scenarios(self) -> None:
        titles = known_scenarios(self._folder)
        offered = [(self.lang.label(title), name) for name, title in titles.items()]
        for side, choice in self._choice.items():
            chosen = self._chosen[side]
            self._offering = True
            choice.options = offered if chosen in titles else [*offered, (chosen, chosen)]
            choice.value = chosen
            self._offering = False

    def _tell_status(self, words: str) -> None:
        self._status.value = (
            f"<span class='simlib-status' data-answers='{self._answered}'>{escape(words)}</span>"
        )


def _our_fault(error: Exception) -> Problems:
    return (Message("This is our fault, not yours: {error}", error=f"{type(error).__name__}: {error}"),)


def _told(problems: Problems, lang: Language) -> str:
    """Return what is wrong, the first problems in full."""
    more = len(problems) - MOST_PROBLEMS
    shown = [told(problem, lang) for problem in problems[:MOST_PROBLEMS]]
    return "\n".join([*shown, lang.say("and {count} more").format(count=more)] if more > 0 else shown)
