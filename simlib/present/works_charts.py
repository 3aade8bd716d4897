"""The pictures of works: schedules with their doubt, the chance to be done, work done and money due."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import BATCH_COLOURS, HEIGHT, ITEM_COLOURS, colour, figure

PLANNED, DOUBT = ITEM_COLOURS[2], ITEM_COLOURS[0]
ROW_HEIGHT = 26
"""Pixels a row of a schedule takes."""

PROMISED_DASH = "dot"


def schedule_chart(rows: pd.DataFrame, title: str, lang: Language) -> go.Figure:
    """Return when works go on without uncertainty, and between which days they are done in most draws.

    Parameters
    ----------
    rows
        By what they are called, in the order in which they are shown from above: `planned_start`,
        `planned_finish`, `p10`, `p50` and `p90`, dates.
    title
        In the language.
    lang
        The language of titles and hints.
    """
    chart = figure(title, "", "", lang)
    names = [escape(str(name)) for name in rows.index]
    chart.add_scatter(
        **_spans(names, rows["planned_start"], rows["planned_finish"]),
        name=lang.say("without uncertainty"),
        line={"color": PLANNED, "width": 9},
        hoverinfo="skip",
    )
    chart.add_scatter(
        **_spans(names, rows["p10"], rows["p90"]),
        name=lang.say("done by: P10 to P90"),
        line={"color": DOUBT, "width": 3},
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=rows["p50"],
        y=names,
        mode="markers",
        name=lang.say("done by: P50"),
        marker={"color": DOUBT, "size": 9, "symbol": "diamond"},
    )
    chart.update_yaxes(autorange="reversed", automargin=True, rangemode="normal")
    return chart.update_layout(height=max(HEIGHT, 230 + ROW_HEIGHT * len(names)), hovermode="closest")


def _spans(names: list[str], start: pd.Series, end: pd.Series) -> dict[str, object]:
    """Return the points of a line for each name, with a gap behind each."""
    x = [point for pair in zip(start, end, strict=True) for point in (*pair, None)]
    y = [point for name in names for point in (name, name, None)]
    return {"x": x, "y": y, "mode": "lines"}


def chances_chart(
    chances: pd.DataFrame, promised: pd.Timestamp, labels: Mapping[str, str], title: str, lang: Language
) -> go.Figure:
    """Return the chance that milestones of one project are reached by the end of each month.

    Parameters
    ----------
    chances
        The project's rows of the table `milestone_chances`.
    promised
        The day by which it is meant to be ready.
    labels
        What the milestones are called.
    title
        In the language.
    lang
        The language of titles and hints.
    """
    chart = figure(title, lang.say("End of month"), lang.say("Chance to be reached, %"), lang)
    for place, (milestone, label) in enumerate(labels.items()):
        rows = chances[chances["milestone"] == milestone]
        chart.add_scatter(
            x=rows["month"] + pd.offsets.MonthEnd(),
            y=100 * rows["chance"],
            name=escape(label),
            mode="lines",
            line={"color": colour(BATCH_COLOURS, place), "width": 2},
            hovertemplate="%{y:.0f}%",
        )
    chart.add_scatter(
        x=[promised, promised],
        y=[0, 100],
        name=lang.say("promised"),
        mode="lines",
        line={"color": "#222222", "dash": PROMISED_DASH, "width": 1},
        hoverinfo="skip",
    )
    return chart.update_yaxes(range=[0, 100])


def cash_chart(money: pd.DataFrame, title: str, lang: Language) -> go.Figure:
    """Return the value of work done and what has fallen due for it, added up, from rows of `works_money`."""
    unit = unit_name(lang.money_unit, lang.code)
    chart = figure(title, lang.say("Month"), lang.say("Cumulative, {unit}").format(unit=unit), lang)
    monthly = money.groupby("month")[["value", "progress", "settlement", "retention"]].sum().cumsum()
    due = monthly[["progress", "settlement", "retention"]].sum(axis=1)
    lines = (
        (lang.say("work done"), monthly["value"], ITEM_COLOURS[1]),
        (lang.say("due"), due, ITEM_COLOURS[0]),
    )
    for name, amounts, shade in lines:
        chart.add_scatter(
            x=monthly.index,
            y=amounts / UNITS[lang.money_unit].yuan,
            name=name,
            mode="lines",
            line={"color": shade, "width": 2, "shape": "hv"},
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    return chart
