"""The pictures of works: schedules with their doubt, the chance to be done, work done and money due."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import BATCH_COLOURS, HEIGHT, ITEM_COLOURS, colour, figure
from simlib.programmes.works.headlines import MILESTONE_NAMES

PLANNED, DOUBT = ITEM_COLOURS[2], ITEM_COLOURS[0]
ROW_HEIGHT = 26
"""Pixels a row of a schedule takes."""

PROMISED_DASH = "dot"
QUANTILES = {"p50": 50, "p80": 80}
"""Columns of dates, and the chance in percent to be done by then."""


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
    chart.update_yaxes(type="category", autorange="reversed", automargin=True, rangemode="normal")
    return chart.update_layout(height=max(HEIGHT, 230 + ROW_HEIGHT * len(names)), hovermode="closest")


def _spans(names: list[str], start: pd.Series, end: pd.Series) -> dict[str, object]:
    """Return the points of a line for each name, with a gap behind each."""
    x = [point for pair in zip(start, end, strict=True) for point in (*pair, None)]
    y = [point for name in names for point in (name, name, None)]
    return {"x": x, "y": y, "mode": "lines"}


def chances_chart(chances: pd.DataFrame, labels: Mapping[str, str], title: str, lang: Language) -> go.Figure:
    """Return the chance that milestones of one project are reached by the end of each month; P50 and P80.

    Parameters
    ----------
    chances
        From `simlib.present.schedules.opening_chances`.
    labels
        What the milestones are called.
    title
        In the language.
    lang
        The language of titles and hints.
    """
    chart = figure(title, lang.say("End of month"), lang.say("Chance to be reached, %"), lang)
    for place, (milestone, rows) in enumerate(_by_milestone(chances, labels)):
        chart.add_scatter(
            x=rows["month"] + pd.offsets.MonthEnd(),
            y=100 * rows["chance"],
            name=escape(labels[milestone]),
            mode="lines",
            line={"color": colour(BATCH_COLOURS, place), "width": 2},
            hovertemplate="%{y:.0f}%",
        )
    chart.add_scatter(
        x=[rows[name].iloc[0] for _, rows in _by_milestone(chances, labels) for name in QUANTILES],
        y=[share for _ in labels for share in QUANTILES.values()],
        name=lang.say("P50 and P80"),
        mode="markers",
        marker={"color": DOUBT, "size": 9, "symbol": "diamond-open"},
        hoverinfo="skip",
    )
    promised = chances["promised"].iloc[0]
    chart.add_scatter(
        x=[promised, promised],
        y=[0, 100],
        name=lang.say("promised"),
        mode="lines",
        line={"color": "#222222", "dash": PROMISED_DASH, "width": 1},
        hoverinfo="skip",
    )
    return chart.update_yaxes(range=[0, 100])


def _by_milestone(chances: pd.DataFrame, labels: Mapping[str, str]) -> list[tuple[str, pd.DataFrame]]:
    return [(milestone, chances[chances["milestone"] == milestone]) for milestone in labels]


def opening_chart(chances: pd.DataFrame, lang: Language) -> go.Figure:
    """Return the chance of the centre's milestones, from `simlib.present.schedules.opening_chances`."""
    labels = {name: lang.say(text) for name, text in MILESTONE_NAMES.items()}
    return chances_chart(chances, labels, lang.say("Welfare centre: chance to be ready, and to open"), lang)


def buildings_chart(rows: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> go.Figure:
    """Return what is left to do at the welfare centre, from `simlib.present.schedules.building_dates`."""
    title = lang.say("Welfare centre: what is left to do")
    return schedule_chart(rows.rename(index=labels), title, lang)


def projects_chart(rows: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> go.Figure:
    """Return until when the other works go on, from `simlib.present.schedules.project_dates`."""
    title = lang.say("Other works: until they are ready to operate")
    return schedule_chart(rows.rename(index=labels), title, lang)


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
