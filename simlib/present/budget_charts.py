"""The pictures of the budget: waterfalls, the cash curve, who pays, the biggest lines.

Each holds one run or several beside each other, and says how its amounts are to be read.
"""

import calendar
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from html import escape
from itertools import pairwise
from textwrap import wrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simlib.analysis.biggest_lines import BiggestLines
from simlib.analysis.cash_curve import CashCurve
from simlib.analysis.waterfall import AFTER, BEFORE, Waterfall
from simlib.budget.causes import CAUSES, FUNDING
from simlib.budget.statements import Statement
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language
from simlib.language.money import UNITS, unit_name
from simlib.language.width import wrapped
from simlib.present.theme import (
    LESS,
    MORE,
    PAYER_COLOURS,
    PLANNED,
    SIDE_COLOURS,
    colour,
    figure,
)

TITLE, HEAD_LINE, ROOM, PLOT, BELOW, NO_NAMES, ROW = 28, 15, 34, 230, 110, 60, 34
"""Pixels: a title, a line under it, room for figures above the plot, the plot, what is below it with and
without names of runs, a row of bars."""

WIDEST, STEP = 170, 11
"""Letters in a line under a title, and in one of the name of a step."""

AXIS, NUMBER = 13, 12
"""Sizes of letters: titles of axes, and what stands along them."""

NAMES, RUN_BELOW = 340, 60
"""Pixels for the names of lines, and from the plot down to the name of a run."""

Head = Sequence[str]
"""Lines on how amounts are to be read: basis, scope, day."""


def waterfall_chart(
    sides: Mapping[str, Waterfall],
    words: Mapping[str, str],
    title: str,
    head: Head,
    lang: Language,
) -> go.Figure:
    """Return money before, what each cause adds or takes, and money after, run by run.

    Parameters
    ----------
    sides
        By what each run is called; empty where there is one alone.
    words
        What `before`, `after` and the causes are called.
    title, head
        In the language.
    lang
        The language of hints.
    """
    unit = unit_name(lang.money_unit, lang.code)
    note = lang.say("The vertical axis need not begin at 0; * is the share that rests on placeholders.")
    chart = headed(figure(title, "", lang.say("Paid, {unit}").format(unit=unit), lang), [*head, note])
    causes = [
        cause for cause in CAUSES if cause != FUNDING or any(one.in_all[FUNDING] for one in sides.values())
    ]
    steps = [BEFORE, *causes, AFTER]
    places, edges = [], []
    for place, (name, one) in enumerate(sides.items()):
        levels = _levels(one, causes, lang)
        x = [place * (len(steps) + 1) + step for step in range(len(steps))]
        _add_end(chart, x[0], levels[0], one.on_placeholders[0], lang)
        _add_changes(chart, x[1:-1], levels, lang)
        _add_end(chart, x[-1], levels[-1], one.on_placeholders[1], lang)
        _add_name(chart, (x[0] + x[-1]) / 2, name)
        places += x
        edges += levels
    told = ["<br>".join(wrap(escape(words[step]), STEP)) for step in steps] * len(sides)
    chart.update_xaxes(tickvals=places, ticktext=told, tickangle=0, showgrid=False, tickfont_size=12)
    chart.update_yaxes(range=_span(edges), rangemode="normal")
    below = BELOW if len(sides) > 1 else NO_NAMES
    chart.update_layout(height=chart.layout.height - BELOW + below, margin_b=below)
    return chart.update_layout(barmode="overlay", bargap=0.25, showlegend=False, hovermode="closest")


def _span(edges: Sequence[float]) -> list[float]:
    """Return from where to where an axis reaches, with room for figures; from 0 where that is near."""
    # Where nothing differs, a fall or rise of a twentieth would be seen.
    room = 0.3 * (max(edges) - min(edges)) or max(1.0, 0.05 * max(edges))
    low, high = min(edges) - room, max(edges) + 1.4 * room
    return [0.0 if 0 <= low < 2 * room else low, high]


def _levels(one: Waterfall, causes: Sequence[str], lang: Language) -> list[float]:
    """Return what money has come to after each step, in the unit of the language's readers."""
    sums = one.in_all
    levels = [int(sums[BEFORE])]
    for cause in causes:
        levels.append(levels[-1] + int(sums[cause]))
    return [_in_unit(fen, lang) for fen in levels]


def _add_changes(chart: go.Figure, x: Sequence[float], levels: Sequence[float], lang: Language) -> None:
    changes = [after - before for before, after in pairwise(levels)]
    chart.add_bar(
        x=x,
        y=changes,
        base=levels[:-1],
        marker_color=[MORE if change > 0 else LESS for change in changes],
        text=[_signed(change, lang) for change in changes],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{text}<extra></extra>",
    )


def _add_end(chart: go.Figure, x: float, level: float, resting: float, lang: Language) -> None:
    """Add what money is before or after: a mark at its height, as the axis need not begin at 0."""
    chart.add_scatter(
        x=[x],
        y=[level],
        mode="markers+text",
        marker={"symbol": "line-ew", "size": 34, "line": {"width": 4, "color": PLANNED}},
        text=[f"<b>{lang.number(level, 2)}</b><br>* {lang.percent(resting, 1)}"],
        textposition="top center",
        cliponaxis=False,
        hovertemplate="%{y:,.2f}<extra></extra>",
    )


def _add_name(chart: go.Figure, x: float, name: str) -> None:
    """Add what a run is called below its steps."""
    place = {"x": x, "y": 0, "yref": "paper", "yshift": -RUN_BELOW, "yanchor": "top"}
    chart.add_annotation(text=escape(name), showarrow=False, **place)


def cash_chart(sides: Mapping[str, CashCurve], plan: str, head: Head, lang: Language) -> go.Figure:
    """Return what is paid in a fiscal year, added up, against the plan and the pro-rata pace.

    Parameters
    ----------
    sides
        By what each run is called.
    plan
        What the plan is called.
    head
        How the amounts are to be read.
    lang
        The language of titles and hints.
    """
    one = next(iter(sides.values()))
    unit, year = unit_name(lang.money_unit, lang.code), one.months.index[0][:4]
    title = lang.say("Paid within {year}, against the plan").format(year=year)
    chart = headed(
        figure(title, lang.say("End of month"), lang.say("Cumulative, {unit}").format(unit=unit), lang), head
    )
    drawn = []
    for place, (name, curve) in enumerate(sides.items()):
        shade = colour(SIDE_COLOURS, place)
        if curve.has_plan:
            drawn.append(
                (lang.say("{run}: on the lines of the plan").format(run=name), curve, "paid", shade, "solid")
            )
        besides = lang.say("{run}: on other lines") if curve.has_plan else "{run}"
        drawn.append(
            (besides.format(run=name), curve, "paid_besides", shade, "dot" if curve.has_plan else "solid")
        )
    if one.has_plan:
        drawn.append((plan, one, "planned", PLANNED, "solid"))
        drawn.append((lang.say("pro-rata pace of the plan"), one, "pace", PLANNED, "dash"))
    for name, curve, column, shade, dash in drawn:
        chart.add_scatter(
            x=[month_name(month, lang) for month in curve.months.index],
            y=[_in_unit(fen, lang) for fen in curve.months[column]],
            name=escape(name),
            mode="lines+markers",
            # Where two runs pay the same, the first one's line is seen beside the other one's.
            line={"color": shade, "dash": dash, "width": 5 if shade == SIDE_COLOURS[0] else 2},
            marker_size=7 if shade == SIDE_COLOURS[0] else 5,
            visible="legendonly" if one.has_plan and column == "paid_besides" else True,
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    return chart


def funding_chart(
    sides: Mapping[str, Statement], payer: Callable[[str, str], str], head: Head, lang: Language
) -> go.Figure:
    """Return who pays from which fund, year by year, run by run.

    Parameters
    ----------
    sides
        Funding statements by what each run is called.
    payer
        Takes funder and fund; gives what they are called.
    head
        How the amounts are to be read.
    lang
        The language of titles and hints.
    """
    unit = unit_name(lang.money_unit, lang.code)
    title = lang.say("Who pays, by fiscal year")
    chart = headed(figure(title, "", lang.say("Paid, {unit}").format(unit=unit), lang), head)
    payers = list(dict.fromkeys(who for one in sides.values() for who in one.fen.index))
    for place, who in enumerate(payers):
        years, letters, amounts = [], [], []
        for name, one in sides.items():
            for year in one.fen.columns:
                years.append(str(year))
                letters.append(name)
                amounts.append(_in_unit(one.fen[year].get(who, 0), lang))
        order = sorted(range(len(years)), key=lambda entry: (years[entry], letters[entry]))
        chart.add_bar(
            x=[[years[entry] for entry in order], [letters[entry] for entry in order]],
            y=[amounts[entry] for entry in order],
            name=escape(payer(*who)),
            marker_color=colour(PAYER_COLOURS, place),
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    return chart.update_layout(barmode="relative", bargap=0.2, showlegend=True)


def lines_chart(
    sides: Mapping[str, BiggestLines], label: Callable[[tuple], str], head: Head, lang: Language
) -> go.Figure:
    """Return the biggest lines of each run, those of the first in their order, then what others add.

    Beside each stands which share of it rests on placeholders.

    Parameters
    ----------
    sides
        By what each run is called.
    label
        Takes the heads of a line; gives what it is called.
    head
        How the amounts are to be read.
    lang
        The language of titles and hints.
    """
    unit = unit_name(lang.money_unit, lang.code)
    title = lang.say("The {count} biggest lines").format(count=next(iter(sides.values())).shown)
    known = reduce(
        lambda some, more: some.union(more, sort=False), (one.biggest.index for one in sides.values())
    )
    chart = figure(title, lang.say("Paid, {unit}").format(unit=unit), "", lang)
    chart = headed(chart.update_layout(margin_l=NAMES), head)
    names = [*(escape(label(line)) for line in known), lang.say("all other lines")]
    for place, (side, one) in enumerate(sides.items()):
        shown = one.lines.reindex(known)
        rest = one.lines.sum() - shown.sum()
        rows = pd.concat([shown, rest.to_frame().T])
        shares = (rows["resting"] / rows["size"].replace(0, np.nan)).to_numpy(float)
        chart.add_bar(
            y=names,
            x=[_in_unit(fen, lang) for fen in rows["fen"]],
            name=escape(side),
            orientation="h",
            marker_color=colour(SIDE_COLOURS, place),
            text=[f"* {lang.percent(share, 1)}" for share in shares],
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"%{{x:,.2f}} {unit} (%{{text}})",
        )
    height = chart.layout.margin.t + BELOW + len(names) * ROW
    chart.update_yaxes(autorange="reversed", rangemode="normal", ticklabelstandoff=6, automargin=False)
    chart.update_layout(barmode="group", height=height, hovermode="y unified", margin_r=80)
    return chart.update_layout(legend_traceorder="normal", showlegend=True)


def month_name(month: str, lang: Language) -> str:
    """Return a month such as 2023-03 as an axis of one year has it."""
    number = int(month[5:])
    return f"{number}月" if lang.code == "zh" else calendar.month_abbr[number]


def headed(chart: go.Figure, head: Head) -> go.Figure:
    """Return a picture that says under its title how its amounts are to be read."""
    lines = [part for line in head for part in wrapped(line, WIDEST)]
    top = TITLE + HEAD_LINE * len(lines) + ROOM
    texts = [(chart.layout.title.text, 17, 0, "#222222")]
    texts += [(line, 11, TITLE + HEAD_LINE * place, PLANNED) for place, line in enumerate(lines)]
    corner = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    told = [
        {
            "text": escape(text),
            "font": {"size": size, "color": shade},
            "showarrow": False,
            "xshift": 8 - chart.layout.margin.l,
            "yshift": top - 6 - down,
            **corner,
        }
        for text, size, down, shade in texts
    ]
    axis = {
        "exponentformat": "none",
        "separatethousands": True,
        "title_font_size": AXIS,
        "tickfont_size": NUMBER,
    }
    return chart.update_layout(
        annotations=told,
        title=None,
        margin={"t": top, "b": BELOW},
        height=top + PLOT + BELOW,
        xaxis=axis,
        yaxis=axis,
    )


def _in_unit(fen: float, lang: Language) -> float:
    return float(fen) / FEN_PER_YUAN / UNITS[lang.money_unit].yuan


def _signed(value: float, lang: Language) -> str:
    text = lang.number(abs(value), 2)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{text}"
