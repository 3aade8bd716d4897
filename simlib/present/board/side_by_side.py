"""Charts of runs beside each other on one scale, with one legend."""

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from simlib.present.theme import FONT, GRID

HEIGHT, PLOT_FROM, PLOT_TO, LEGEND_FROM = 364, 56, 262, 306
"""Pixels: height of a chart with everything around it, and where in it the plot and the legend lie."""

LEFT, GAP = 0.062, 0.03
"""Shares of the width: room for the vertical axis, and between the two runs."""


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
    shown = runs[0].layout
    width = (1 - LEFT - GAP * (len(runs) - 1)) / len(runs)
    layout: dict[str, Any] = {
        "font": {"family": FONT, "size": 13},
        "height": HEIGHT,
        "autosize": True,
        "margin": {"l": 0, "r": 8, "t": 0, "b": 0},
        "barmode": "stack",
        "bargap": 0,
        "plot_bgcolor": "white",
        "hovermode": "x unified",
        "legend": {"orientation": "h", "x": LEFT, "y": _at(LEGEND_FROM)},
        "annotations": [_text(shown.title.text, 0, _at(2), "left", 16)],
    }
    for place, title in enumerate(titles):
        left = LEFT + place * (width + GAP)
        heading = f"{'AB'[place]} · {escape(title)}"
        layout["annotations"].append(_text(heading, left + width / 2, _at(30), "center", 13))
        layout[f"xaxis{_number(place)}"] = _horizontal(shown.xaxis, place, [left, left + width])
        layout[f"yaxis{_number(place)}"] = _vertical(shown.yaxis, place)
    return layout


def _horizontal(axis: go.layout.XAxis, place: int, domain: list[float]) -> dict[str, Any]:
    title = {"text": axis.title.text, "standoff": 4, "font": {"size": 13}}
    return axis.to_plotly_json() | {"title": title, "domain": domain, "anchor": f"y{_number(place)}"}


def _vertical(axis: go.layout.YAxis, place: int) -> dict[str, Any]:
    return {
        "domain": [_at(PLOT_TO), _at(PLOT_FROM)],
        "anchor": f"x{_number(place)}",
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "rangemode": "tozero",
        "range": axis.range,
        # Said outright: beside a fixed range, plotly takes axes that match for fixed as well.
        "autorange": axis.range is None,
        "matches": "y" if place else None,
        "showticklabels": place == 0,
        "title": {"text": axis.title.text if place == 0 else "", "font": {"size": 13}},
    }


def _number(place: int) -> str:
    """Return how plotly numbers axes: the first has no number."""
    return str(place + 1) if place else ""


def _at(pixels: float) -> float:
    """Return a height in plotly's paper coordinates, given in pixels from the top."""
    return 1 - pixels / HEIGHT


def _text(text: str, x: float, y: float, anchor: str, size: int) -> dict[str, Any]:
    place = {"x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "top"}
    return {"text": text, "showarrow": False, "font": {"size": size}, **place}
