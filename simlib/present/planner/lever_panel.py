"""All levers of one scenario on the screen, in their groups."""

from collections.abc import Callable
from html import escape
from itertools import groupby
from typing import Any

import ipywidgets as widgets

from simlib.language.language import Language
from simlib.present.planner.lever_row import LeverRow
from simlib.present.planner.levers import OPENING_DAYS, ROLLOUT, SUPPLY, changes_of, levers_of
from simlib.present.planner.opening_days import OpeningDays
from simlib.scenario.model import Scenario


class LeverPanel:
    """The levers as widgets.

    Parameters
    ----------
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

    def __init__(self, scenario: Scenario, moved: Callable[[], None], lang: Language):
        self._moved = moved
        self._rows = [LeverRow(lever, moved, lang) for lever in levers_of(scenario)]
        sites = scenario.sections[ROLLOUT].sites
        label = scenario.assumptions[OPENING_DAYS].label
        self._days = OpeningDays(sites.opening_days, sites.names, label, moved, lang)
        self._headings: dict[str, widgets.HTML] = {}
        self._reset = widgets.Button().add_class("simlib-reset")
        self._reset.on_click(lambda _: self.reset())
        parts: list[widgets.Widget] = []
        for group, rows in groupby(self._rows, lambda row: row.lever.group):
            self._headings[group] = widgets.HTML()
            parts += [self._headings[group], *(row.box for row in rows)]
            if group == SUPPLY:
                parts.append(self._days.box)
        self.box = widgets.VBox([*parts, self._reset])
        self.tell(lang)

    @property
    def changes(self) -> dict[str, Any]:
        """The values that the levers put into the scenario, by path."""
        changes = changes_of((row.lever, row.position) for row in self._rows)
        days = self._days.changed
        return changes | ({OPENING_DAYS: days} if days else {})

    def reset(self) -> None:
        """Put all levers back."""
        for row in self._rows:
            row.reset()
        self._days.reset()
        self._moved()

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""
        for group, heading in self._headings.items():
            heading.value = f"<h3>{escape(lang.say(group))}</h3>"
        self._reset.description = lang.say("Put all levers back")
        for row in self._rows:
            row.tell(lang)
        self._days.tell(lang)
