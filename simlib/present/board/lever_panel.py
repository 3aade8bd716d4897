"""All levers of one scenario on the screen, in their groups."""

from collections.abc import Callable
from html import escape
from itertools import groupby
from typing import Any

import ipywidgets as widgets

from simlib.language.language import Language
from simlib.present.board.lever_row import LeverRow
from simlib.present.board.levers import changes_of
from simlib.present.board.subject import Subject
from simlib.scenario.model import Scenario


class LeverPanel:
    """The levers as widgets.

    Parameters
    ----------
    subject
        What the page is about.
    scenario
        What the levers start from.
    moved
        Called after each move.
    lang
        Language at the start.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(self, subject: Subject, scenario: Scenario, moved: Callable[[], None], lang: Language):
        self._moved = moved
        self._rows = [LeverRow(lever, moved, lang) for lever in subject.levers_of(scenario)]
        self._specials = subject.specials_of(scenario, moved, lang)
        self._headings: dict[str, widgets.HTML] = {}
        self._reset = widgets.Button().add_class("simlib-reset")
        self._reset.on_click(lambda _: self.reset())
        self.box = widgets.VBox([*self._laid_out(), self._reset])
        self.tell(lang)

    def _laid_out(self) -> list[widgets.Widget]:
        parts: list[widgets.Widget] = []
        for group, rows in groupby(self._rows, lambda row: row.lever.group):
            self._headings[group] = widgets.HTML()
            parts += [self._headings[group], *(row.box for row in rows)]
            parts += [special.part.box for special in self._specials if special.group == group]
        return parts

    @property
    def changes(self) -> dict[str, Any]:
        """The values that the levers put into the scenario, by path."""
        changes = changes_of((row.lever, row.position) for row in self._rows)
        specials = {special.path: special.part.changed for special in self._specials}
        return changes | {path: value for path, value in specials.items() if value is not None}

    def reset(self) -> None:
        """Put all levers back."""
        for row in self._rows:
            row.reset()
        for special in self._specials:
            special.part.reset()
        self._moved()

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""
        for group, heading in self._headings.items():
            heading.value = f"<h3>{escape(lang.say(group))}</h3>"
        self._reset.description = lang.say("Put all levers back")
        for row in self._rows:
            row.tell(lang)
        for special in self._specials:
            special.part.tell(lang)
