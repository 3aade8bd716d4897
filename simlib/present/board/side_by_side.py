"""Charts of runs beside each other on one scale, with one legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from simlib.present.theme import FONT, GRID

PLOT_FROM, PLOT, LEGEND, BELOW = 56, 206, 44, 58
"""Pixels: where the plot begins, its height, how far below it the legend lies, and room for that."""

ROW = 23
"""Pixels: height of a row where a chart has a name for each."""

LEFT, LEFT_OF_NAMES, GAP = 0.062, 0.19, 0.03
"""Shares of the width: room for the vertical axis, for one with names, and between the two runs."""


@dataclass(frozen=True)
class Room:
    """Where the parts of a chart lie.

    Attributes
    ----------
    left
        Share of the width that the vertical axis takes.
    plot
        Height of the plot in pixels.
    """

    left: float
    plot: float

    @property
    def height(self) -> float:
        """Pixels: the chart with everything around it."""
        return PLOT_FROM + self.plot + LEGEND + BELOW

    def at(self, pixels: float) -> float:
        """Return a height in plotly's paper coordinates, given in pixels from the top."""
        return 1 - pixels / self.height


def side_by_side(runs: Sequence[go.Figure], titles: Sequence[str]) -> str:
    """Return a chart of runs beside each other, on one scale with one legend, as JSON in plotly's form.

    Parameters
    ----------
    runs
        The chart of each run.
    titles
        Of the runs, as written in their scenarios.
    """
    return to_json_plotly({"data": _traces(runs), "layout": _layout(runs, titles)})


def _traces(runs: Sequence[go.Figure]) -> list[dict[str, Any]]:
    traces = []
    for place, chart in enumerate(runs):
        for trace in chart.data:
            plain = trace.to_plotly_json()
            plain |= {"xaxis": f"x{_number(place)}", "yaxis": f"y{_number(place)}"}
            plain["legendgroup"] = plain.get("legendgroup") or plain["name"]
            plain["showlegend"] = plain.get("showlegend", True) and place == 0
            traces.append(plain)
    return traces


def _layout(runs: Sequence[go.Figure], titles: Sequence[str]) -> dict[str, Any]:
    """Return where everything lies: axes, titles over the chart and over the runs, the legend."""
    shown, room = runs[0].layout, _room(runs)
    width = (1 - room.left - GAP * (len(runs) - 1)) / len(runs)
    layout: dict[str, Any] = {
        "font": {"family": FONT, "size": 13},
        "height": room.height,
        "autosize": True,
        "margin": {"l": 0, "r": 8, "t": 0, "b": 0},
        "barmode": shown.barmode or "stack",
        "bargap": shown.bargap or 0,
        "plot_bgcolor": "white",
        "hovermode": shown.hovermode,
        "legend": {"orientation": "h", "x": LEFT, "y": room.at(PLOT_FROM + room.plot + LEGEND)},
        "annotations": [_text(shown.title.text, 0, room.at(2), "left", 16)],
    }
    for place, title in enumerate(titles):
        left = room.left + place * (width + GAP)
        heading = f"{'AB'[place]} · {escape(title)}"
        layout["annotations"].append(_text(heading, left + width / 2, room.at(30), "center", 13))
        layout[f"xaxis{_number(place)}"] = _horizontal(shown.xaxis, place, [left, left + width])
        layout[f"yaxis{_number(place)}"] = _vertical(shown.yaxis, place, room)
    return layout


def _room(runs: Sequence[go.Figure]) -> Room:
    if runs[0].layout.yaxis.type != "category":
        return Room(LEFT, PLOT)
    names = {name for run in runs for trace in run.data for name in trace.y if name is not None}
    return Room(LEFT_OF_NAMES, max(PLOT, ROW * len(names)))


def _horizontal(axis: go.layout.XAxis, place: int, domain: list[float]) -> dict[str, Any]:
    title = {"text": axis.title.text, "standoff": 4, "font": {"size": 13}}
    return axis.to_plotly_json() | {
        "title": title,
        "domain": domain,
        "anchor": f"y{_number(place)}",
        # The first date must not lie upon the zero of the vertical axis.
        "ticklabelstandoff": 5,
        "autorange": axis.range is None,
        "matches": "x" if place else None,
    }


def _vertical(axis: go.layout.YAxis, place: int, room: Room) -> dict[str, Any]:
    return {
        "domain": [room.at(PLOT_FROM + room.plot), room.at(PLOT_FROM)],
        "anchor": f"x{_number(place)}",
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "rangemode": axis.rangemode,
        "type": axis.type,
        "range": axis.range,
        # Said outright: beside a fixed range, plotly takes axes that match for fixed as well.
        "autorange": axis.autorange or axis.range is None,
        "matches": "y" if place else None,
        "showticklabels": place == 0,
        "title": {"text": axis.title.text if place == 0 else "", "font": {"size": 13}},
    }


def _number(place: int) -> str:
    """Return how plotly numbers axes: the first has no number."""
    return str(place + 1) if place else ""


def _text(text: str, x: float, y: float, anchor: str, size: int) -> dict[str, Any]:
    place = {"x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "top"}
    return {"text": text, "showarrow": False, "font": {"size": size}, **place}
