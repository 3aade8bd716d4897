"""Charts of two runs in one figure, the runs beside each other, and what it takes to redraw it.

Two figures rather than one a chart: each figure on a page brings the whole drawing library with it. The first
answers a move at once, the second when no newer move has come for a while.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.charts import coverage_chart, doses_chart, money_chart
from simlib.present.flow_charts import backlog_chart, due_chart, stock_chart, waits_chart
from simlib.present.theme import FONT, GRID
from simlib.runs.result import Result

Draw = Callable[[pd.DataFrame, Mapping[str, Mapping[str, str]], Language], go.Figure]

AT_ONCE: Mapping[str, tuple[str, Draw]] = {
    "coverage": ("coverage", lambda table, labels, lang: coverage_chart(table, labels["batches"], lang)),
    "doses": ("doses", lambda table, labels, lang: doses_chart(table, lang)),
    "money": ("ledger", lambda table, labels, lang: money_chart(table, labels["items"], lang)),
}
LATER: Mapping[str, tuple[str, Draw]] = {
    "waits": ("queues", lambda table, labels, lang: waits_chart(table, lang)),
    "due": ("due", lambda table, labels, lang: due_chart(table, lang)),
    "backlog": ("due", lambda table, labels, lang: backlog_chart(table, lang)),
    "stock": ("stock", lambda table, labels, lang: stock_chart(table, lang)),
}
"""The charts of the two figures from top to bottom: the table that each is drawn from, and how."""

ROW, PLOT_FROM, PLOT_TO, LEGEND_FROM = 364, 56, 262, 306
"""Pixels: height of a chart with everything around it, and where in it the plot and the legend lie."""

LEFT, GAP = 0.062, 0.03
"""Shares of the width: room for the vertical axis, and between the two runs."""


@dataclass(frozen=True)
class Drawn:
    """A run, what it was called in its charts, and the charts by name."""

    result: Result
    lang: Language
    labels: Mapping[str, Mapping[str, str]]
    charts: Mapping[str, go.Figure]


def drawn(
    kinds: Mapping[str, tuple[str, Draw]],
    result: Result,
    labels: Mapping[str, Mapping[str, str]],
    lang: Language,
    before: Drawn | None,
) -> Drawn:
    """Return a run with its charts by name.

    Parameters
    ----------
    kinds
        Which charts, `AT_ONCE` or `LATER`.
    result
        The run.
    labels
        Names of the batches and of the items as shown.
    lang
        Language of the texts.
    before
        A run drawn before: a chart whose table and words are the same is taken from it.
    """
    same_words = before is not None and (before.lang, before.labels) == (lang, labels)
    charts = {
        name: before.charts[name]
        if same_words and _equal(before.result.tables[table], result.tables[table])
        else draw(result.tables[table], labels, lang)
        for name, (table, draw) in kinds.items()
    }
    return Drawn(result, lang, labels, charts)


def _equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one is other or one.equals(other)


def side_by_side(runs: Sequence[Mapping[str, go.Figure]], titles: Sequence[str]) -> go.Figure:
    """Return the charts of runs in one figure: a row a chart on one scale with one legend, a column a run.

    Parameters
    ----------
    runs
        The charts of each run, see `drawn`.
    titles
        Of the runs, as written in their scenarios.
    """
    return go.Figure(data=traces_of(runs), layout=layout_of(runs, titles))


def traces_of(runs: Sequence[Mapping[str, go.Figure]]) -> list[dict[str, Any]]:
    """Return what is drawn, in the order of the charts and in each of the runs."""
    traces = []
    for row, name in enumerate(runs[0]):
        for column, charts in enumerate(runs):
            number = _number(len(runs) * row + column)
            for trace in charts[name].data:
                plain = trace.to_plotly_json()
                plain |= {"xaxis": f"x{number}", "yaxis": f"y{number}", "legend": f"legend{_number(row)}"}
                plain["legendgroup"] = f"{name} {plain.get('legendgroup') or plain['name']}"
                plain["showlegend"] = plain.get("showlegend", True) and column == 0
                traces.append(plain)
    return traces


def layout_of(runs: Sequence[Mapping[str, go.Figure]], titles: Sequence[str]) -> dict[str, Any]:
    """Return where everything lies: axes, titles over the charts and over the runs, legends."""
    rows = len(runs[0])
    layout: dict[str, Any] = {
        "font": {"family": FONT, "size": 13},
        "height": ROW * rows,
        "autosize": True,
        "margin": {"l": 0, "r": 8, "t": 0, "b": 0},
        "barmode": "stack",
        "bargap": 0,
        "plot_bgcolor": "white",
        "hovermode": "x unified",
        "annotations": [],
    }
    width = (1 - LEFT - GAP * (len(runs) - 1)) / len(runs)
    for row, name in enumerate(runs[0]):
        shown = runs[0][name].layout
        layout["annotations"].append(_text(shown.title.text, 0, _at(row, 2, rows), "left", 16))
        layout[f"legend{_number(row)}"] = {"orientation": "h", "x": LEFT, "y": _at(row, LEGEND_FROM, rows)}
        for column, title in enumerate(titles):
            number, left = _number(len(runs) * row + column), LEFT + column * (width + GAP)
            layout["annotations"].append(
                _text(f"{'AB'[column]} · {escape(title)}", left + width / 2, _at(row, 30, rows), "center", 13)
            )
            layout[f"xaxis{number}"] = shown.xaxis.to_plotly_json() | {
                "title": {"text": shown.xaxis.title.text, "standoff": 4, "font": {"size": 13}},
                "domain": [left, left + width],
                "anchor": f"y{number}",
            }
            layout[f"yaxis{number}"] = {
                "domain": [_at(row, PLOT_TO, rows), _at(row, PLOT_FROM, rows)],
                "anchor": f"x{number}",
                "gridcolor": GRID,
                "rangemode": "tozero",
                "range": shown.yaxis.range,
                # Said outright: beside a fixed range, plotly takes axes that match for fixed as well.
                "autorange": shown.yaxis.range is None,
                "matches": f"y{_number(len(runs) * row)}" if column else None,
                "showticklabels": column == 0,
                "title": {"text": shown.yaxis.title.text if column == 0 else "", "font": {"size": 13}},
            }
    return layout


def _number(place: int) -> str:
    """Return how plotly numbers things: the first has no number."""
    return str(place + 1) if place else ""


def _at(row: int, pixels: float, rows: int) -> float:
    """Return a height in plotly's paper coordinates, given in pixels from the top of one of the rows."""
    return 1 - (row * ROW + pixels) / (ROW * rows)


def _text(text: str, x: float, y: float, anchor: str, size: int) -> dict[str, Any]:
    place = {"x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "top"}
    return {"text": text, "showarrow": False, "font": {"size": size}, **place}


def redraw(shown: go.Figure, runs: Sequence[Mapping[str, go.Figure]], titles: Sequence[str]) -> None:
    """Bring a shown figure to what fresh charts hold; only what differs is sent to the browser.

    Parameters
    ----------
    shown
        A figure (widget) with just as many traces, see `alike`.
    runs, titles
        As for `side_by_side`.
    """
    fresh = [trace for name in runs[0] for charts in runs for trace in charts[name].data]
    layout = layout_of(runs, titles)
    with shown.batch_update():
        for old, new in zip(shown.data, fresh, strict=True):
            _take_over(old, new)
        # Setting a layout is slow, and most moves change no text.
        if _texts(shown.layout) != _texts(layout):
            shown.update_layout(layout)


def alike(shown: go.Figure, runs: Sequence[Mapping[str, go.Figure]]) -> bool:
    """Tell whether a shown figure has the traces that these charts need."""
    fresh = [
        (trace.type, f"x{_number(len(runs) * row + column)}")
        for row, name in enumerate(runs[0])
        for column, charts in enumerate(runs)
        for trace in charts[name].data
    ]
    return fresh == [(trace.type, trace.xaxis) for trace in shown.data]


def _take_over(old, new) -> None:
    for name in ("x", "y", "name", "hovertemplate"):
        before, after = getattr(old, name), getattr(new, name)
        if not _same(before, after):
            setattr(old, name, after)


def _same(one, two) -> bool:
    if one is None or two is None or isinstance(one, str):
        return one is two or one == two
    return len(one) == len(two) and bool((one == two).all())


def _texts(layout: Mapping[str, Any]) -> list[str]:
    """Return the titles of the axes and the annotations of a figure or of a plain layout."""
    axes = [layout[axis]["title"]["text"] for axis in sorted(layout) if axis[1:].startswith("axis")]
    return [*axes, *(text["text"] for text in layout["annotations"])]
