"""What is chosen to be shown: year, programme, whose money, basis, plan; and which figure is traced."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import ipywidgets as widgets

from simlib.budget.price_basis import BASES, DISCOUNTED, NOMINAL, REAL
from simlib.language.language import Language, mark
from simlib.present.board.tiles import SIDES
from simlib.present.budget_page.plans import plan_files, plan_title

BASIS_WORDS = {
    NOMINAL: mark("nominal, undiscounted"),
    REAL: mark("real: in prices of the base year"),
    DISCOUNTED: mark("real and discounted"),
}
HEADINGS = {
    "year": mark("Fiscal year"),
    "programme": mark("Programmes"),
    "funder": mark("Whose money"),
    "basis": mark("Basis of prices"),
    "plan": mark("Plan"),
    "side": mark("Where does this figure come from: of A or B"),
    "line": mark("The line, or the total"),
}
ALL = ""


@dataclass(frozen=True)
class Look:
    """What is shown.

    Attributes
    ----------
    year
        Fiscal year; None for the second one of the runs.
    programme, funder
        One alone, or empty for all.
    basis
        Of prices.
    plan
        File of the plan; None without one.
    """

    year: int | None = None
    programme: str = ALL
    funder: str = ALL
    basis: str = NOMINAL
    plan: Path | None = None


class BudgetViews:
    """The choices as widgets; see `simlib.present.board.subject.Views`.

    Parameters
    ----------
    folder
        Of the scenarios, beside which plans may lie.
    traced
        Takes the runs, the side and the line that are chosen, and a language; gives where a figure comes
        from, as HTML.

    Attributes
    ----------
    top, bottom
        The widgets to show.
    look
        What is chosen.
    """

    def __init__(self, folder: Path, traced: Callable[[Sequence, str, str, Language], str]):
        self._plans = plan_files(folder)
        self._traced = traced
        self._moved: Callable[[], None] = lambda: None
        self._runs: Sequence = ()
        self._lang = Language("en")
        self._offering = False
        self.look = Look(plan=next(iter(self._plans.values()), None))
        self._headings = {name: widgets.HTML() for name in HEADINGS}
        self._choices = {name: widgets.Dropdown().add_class(f"simlib-view-{name}") for name in HEADINGS}
        self._trace = widgets.HTML()
        fields = {
            name: widgets.VBox([self._headings[name], self._choices[name]]).add_class("simlib-choice")
            for name in HEADINGS
        }
        asked = widgets.Box([fields.pop(name) for name in ("side", "line")]).add_class("simlib-views")
        self.top = widgets.Box(list(fields.values())).add_class("simlib-views")
        self.bottom = widgets.VBox([asked, self._trace]).add_class("simlib-trace")
        for name, choice in self._choices.items():
            choice.observe(lambda change, name=name: self._on_choice(name, change["new"]), "value")

    def on_move(self, moved: Callable[[], None]) -> None:
        """Call a function after each choice that bears on what is taken from a run."""
        self._moved = moved

    def holds(self, facts) -> bool:
        """Tell whether facts are what is chosen."""
        return facts.look == self.look

    def show(self, runs: Sequence, lang: Language) -> None:
        """Show all texts in a language, and what there is to choose from in runs."""
        self._runs, self._lang = runs, lang
        for name, heading in self._headings.items():
            heading.value = f"<span class='simlib-lever-label'>{escape(lang.say(HEADINGS[name]))}</span>"
        self._offering = True
        for name, options in self._options(runs, lang).items():
            choice = self._choices[name]
            chosen = choice.value if name in ("side", "line") else getattr(self.look, name)
            if name == "year" and chosen is None:
                chosen = runs[0].year
            choice.options = options
            values = [value for _, value in options]
            choice.value = chosen if chosen in values else values[0]
        self._offering = False
        self._show_trace()

    def _options(self, runs: Sequence, lang: Language) -> Mapping[str, list[tuple[str, object]]]:
        told = runs[0].told
        programmes = dict.fromkeys(name for run in runs for name in run.programmes)
        funders = dict.fromkeys(name for run in runs for name in run.funders)
        named = {axis: told.labels(axis) for axis in ("programme", "funder", "item")}
        items = dict.fromkeys(item for run in runs for item in run.items)
        return {
            "year": [(str(year), year) for year in runs[0].years],
            "programme": [
                (lang.say("all programmes"), ALL),
                *((named["programme"][name], name) for name in programmes),
            ],
            "funder": [(lang.say("all funders"), ALL), *((named["funder"][name], name) for name in funders)],
            "basis": [(lang.say(BASIS_WORDS[name]), name) for name in BASES],
            "plan": [
                *((lang.label(plan_title(file)), file) for file in self._plans.values()),
                (lang.say("none"), None),
            ],
            "side": [(side, side) for side in SIDES[: len(runs)]],
            "line": [
                (lang.say("choose a line, or the total"), None),
                (lang.say("the total of the year"), ALL),
                *((named["item"].get(name, name), name) for name in items),
            ],
        }

    def _on_choice(self, name: str, value) -> None:
        # Filling a list anew moves its value about; only a person's choice counts.
        if self._offering:
            return
        if name in ("side", "line"):
            self._show_trace()
        else:
            self.look = replace(self.look, **{name: value})
            self._moved()

    def _show_trace(self) -> None:
        side, line = (self._choices[name].value for name in ("side", "line"))
        chosen = side is not None and line is not None
        self._trace.value = self._traced(self._runs, side, line, self._lang) if chosen else ""
