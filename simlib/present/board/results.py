"""What a page answers: tiles, charts and tables of two runs side by side."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from simlib.language.language import Language
from simlib.present.board.answer import Answer, Drawn
from simlib.present.board.chart import Chart
from simlib.present.board.side_by_side import side_by_side
from simlib.present.board.subject import Subject

WAITING = "simlib-waiting"
"""Class of charts that show what was, until they are drawn anew."""


class Charts:
    """Charts of runs beside each other as widgets, from top to bottom.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(self):
        self.box = widgets.VBox().add_class("simlib-charts")
        self._widgets: dict[str, Chart] = {}
        self._shown: dict[str, tuple[Sequence[go.Figure], Sequence[str]]] = {}

    def show(self, runs: Sequence[Drawn], titles: Sequence[str]) -> None:
        """Show the charts of runs beside each other; those that are shown already are left alone."""
        for name in runs[0].charts:
            charts = [run.charts[name] for run in runs]
            if name not in self._widgets:
                self._widgets[name] = Chart(side_by_side(charts, titles))
            elif not _same(self._shown[name], charts, titles):
                self._widgets[name].figure = side_by_side(charts, titles)
            self._shown[name] = charts, titles
        self._lay()

    def show_together(self, charts: Mapping[str, go.Figure]) -> None:
        """Show charts that hold all runs."""
        for name, chart in charts.items():
            plain = to_json_plotly(chart)
            if name in self._widgets:
                self._widgets[name].figure = plain
            else:
                self._widgets[name] = Chart(plain)
        self._lay()

    def _lay(self) -> None:
        if not self.box.children:
            self.box.children = list(self._widgets.values())


def _same(shown: tuple, charts: Sequence[go.Figure], titles: Sequence[str]) -> bool:
    """Tell whether charts are shown already; one that has not changed is the same object."""
    return shown[1] == titles and all(one is other for one, other in zip(shown[0], charts, strict=True))


class Results:
    """The results as widgets.

    Parameters
    ----------
    subject
        What they are about.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(self, subject: Subject):
        self._subject = subject
        self._tiles, self._tables, self._notes = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._together, self._at_once, self._later = Charts(), Charts(), Charts()
        charts = [self._together.box, self._at_once.box]
        parts = [
            *(view.top for view in subject.views),
            *(self._tiles, *charts, self._tables, self._later.box),
            *(view.bottom for view in subject.views),
            self._notes,
        ]
        self.box = widgets.VBox(parts).add_class("simlib-results")

    def show(self, answers: Sequence[Answer], lang: Language) -> None:
        """Show runs beside each other; the charts that may wait are still those of before."""
        self._at_once.show([answer.drawn for answer in answers], [answer.title for answer in answers])
        self._later.box.add_class(WAITING)
        facts = [answer.drawn.facts for answer in answers]
        titles = [answer.title for answer in answers]
        self._together.show_together(
            {name: draw(facts, titles, lang) for name, draw in self._subject.together.items()}
        )
        for view in self._subject.views:
            view.show(facts, lang)
        self._tiles.value = self._subject.tiles(facts, lang)
        self._tables.value = self._subject.tables(facts, lang)
        self._notes.value = self._subject.notes(facts, lang)

    def show_later(self, runs: Sequence[Drawn], titles: Sequence[str]) -> None:
        """Show the charts that could wait."""
        self._later.show(runs, titles)
        self._later.box.remove_class(WAITING)
