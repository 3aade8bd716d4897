"""What a page is about: everything that one page has and the others have not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.board.levers import Lever
from simlib.runs.result import Result
from simlib.scenario.model import Scenario

Labels = Mapping[str, Mapping[str, str]]
"""What things are called in the language of a page, by kind of thing."""


class Facts(Protocol):
    """What a subject takes from a run, in one language; dear tables are made when they are asked for."""

    @property
    def result(self) -> Result:
        """The run."""

    @property
    def labels(self) -> Labels:
        """What the things in its charts are called."""


@dataclass(frozen=True)
class Picture:
    """One chart.

    Attributes
    ----------
    of
        Gives the table that it is drawn from; as long as that is the same, so is the chart.
    draw
        Draws it, with what things are called.
    """

    of: Callable[[Any], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Labels, Language], go.Figure]


Joint = Callable[[Sequence[Any], Sequence[str], Language], go.Figure]
"""Draws one chart of all runs."""


class Part(Protocol):
    """Widgets that move what is no single number."""

    box: widgets.Widget

    @property
    def changed(self) -> Any | None:
        """The value that is put into the scenario, or None as long as it is the scenario's own."""

    def reset(self) -> None:
        """Put back what was moved."""

    def tell(self, lang: Language) -> None:
        """Show all texts in a language."""


@dataclass(frozen=True)
class Special:
    """A part among the levers, behind those of its group; what it changes lies at `path`."""

    path: str
    group: str
    part: Part


class Views(Protocol):
    """Widgets that choose what is shown of runs and change nothing in them."""

    top: widgets.Widget
    """Stands above the figures."""

    bottom: widgets.Widget
    """Stands below the tables."""

    def on_move(self, moved: Callable[[], None]) -> None:
        """Call a function after each choice that bears on what is taken from a run."""

    def holds(self, facts: Any) -> bool:
        """Tell whether facts are what is chosen."""

    def show(self, runs: Sequence[Any], lang: Language) -> None:
        """Show all texts in a language, and what there is to choose from in runs."""


def no_specials(scenario: Scenario, moved: Callable[[], None], lang: Language) -> tuple[Special, ...]:
    """Return nothing: all that is moved is single numbers."""
    return ()


@dataclass(frozen=True)
class Subject:
    """What a page is about.

    Attributes
    ----------
    notebook
        Name of the notebook that shows it.
    heading, question
        What stands above, marked for translation.
    why
        Reason that stands in an overlay of moved levers, marked for translation.
    programmes
        The programmes that it runs, and what is said of a scenario without one, marked for translation; all
        of a scenario where none is named.
    levers_of
        Gives the levers of a scenario, group by group.
    facts_of
        Takes a run and a language; gives what is shown of it.
    tiles
        Gives the figures that are asked for first, of each run, as HTML.
    at_once, later
        Charts from top to bottom by name: those that answer a move at once, and those that are drawn when no
        newer move has come for a while.
    tables, notes
        Give what stands between the two, and below, as HTML.
    together
        Charts that hold all runs, by name, above the others: each takes what is shown of the runs, what
        they are called, and a language.
    views
        Choices of what is shown.
    specials_of
        Gives the parts among the levers that are no levers.
    """

    notebook: str
    heading: str
    question: str
    why: str
    programmes: Mapping[str, str]
    levers_of: Callable[[Scenario], Sequence[Lever]]
    facts_of: Callable[[Result, Language], Any]
    tiles: Callable[[Sequence[Any], Language], str]
    at_once: Mapping[str, Picture]
    later: Mapping[str, Picture]
    tables: Callable[[Sequence[Any], Language], str]
    notes: Callable[[Sequence[Any], Language], str]
    specials_of: Callable[[Scenario, Callable[[], None], Language], Sequence[Special]] = no_specials
    together: Mapping[str, Joint] = field(default_factory=dict)
    views: Sequence[Views] = ()
