"""The pictures of the budget: waterfalls, the cash curve, who pays, the biggest lines.

Each holds one run or several beside each other, and says how its amounts are to be read.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape

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
    HEIGHT,
    LESS,
    MONTH,
    MORE,
    PAYER_COLOURS,
    PLANNED,
    SIDE_COLOURS,
    colour,
    figure,
)

HEAD_LINE, ROW = 16, 34
"""Pixels that a line under a title takes, and a row of bars."""

WIDEST = 150
"""Letters in a line under a title."""

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
    causes = [cause for cause in CAUSES if cause != FUNDING or any(one.in_all[FUNDING] for one in sides.values())]
    edges: list[float] = []
    for name, one in sides.items():
        levels = _levels(one, causes, lang)
        edges += levels
        steps = [escape(words[step]).replace("\n", "<br>") for step in (BEFORE, *causes, AFTER)]
        x = [(name, step) for step in steps] if len(sides) > 1 else steps
        _add_end(chart, x[:1], levels[0], one.on_placeholders[0], lang)
        _add_changes(chart, x[1:-1], levels, lang)
        _add_end(chart, x[-1:], levels[-1], one.on_placeholders[1], lang)
    room = 0.25 * (max(edges, default=0) - min(edges, default=0)) or 1.0
    low, high = min(edges, default=0) - room, max(edges, default=0) + room
    if 0 <= low < 2 * room:
        low = 0.0
    chart.update_yaxes(range=[low, high], rangemode="normal", zeroline=True, zerolinecolor="#999999")
    return chart.update_layout(barmode="overlay", bargap=0.25, showlegend=False, hovermode="closest")


def _levels(one: Waterfall, causes: Sequence[str], lang: Language) -> list[float]:
    """Return what money has come to after each step, in the unit of the language's readers."""
    sums = one.in_all
    levels = [int(sums[BEFORE])]
    for cause in causes:
        levels.append(levels[-1] + int(sums[cause]))
    return [_in_unit(fen, lang) for fen in levels]


def _axis(places: Sequence) -> list:
    """Return places as plotly wants them: with several runs, a list of runs and one of their steps."""
    return [list(level) for level in zip(*places, strict=True)] if isinstance(places[0], tuple) else list(places)


def _add_changes(chart: go.Figure, places: Sequence, levels: Sequence[float], lang: Language) -> None:
    changes = [after - before for before, after in zip(levels, levels[1:], strict=False)]
    chart.add_bar(
        x=_axis(places),
        y=changes,
        base=levels[:-1],
        marker_color=[MORE if change > 0 else LESS for change in changes],
        text=[_signed(change, lang) for change in changes],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{x}: %{text}<extra></extra>",
    )


def _add_end(chart: go.Figure, places: Sequence, level: float, resting: float, lang: Language) -> None:
    """Add what money is before or after: a mark at its height, as the axis need not begin at 0."""
    chart.add_scatter(
        x=_axis(places),
        y=[level],
        mode="markers+text",
        marker={"symbol": "line-ew", "size": 34, "line": {"width": 4, "color": PLANNED}},
        text=[f"<b>{lang.number(level, 2)}</b><br>* {lang.percent(resting, 1)}"],
        textposition="top center",
        cliponaxis=False,
        hovertemplate="%{x}: %{y:,.2f}<extra></extra>",
    )


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
    unit = unit_name(lang.money_unit, lang.code)
    title = lang.say("Paid within the year, against the plan")
    chart = headed(
        figure(title, lang.say("End of month"), lang.say("Cumulative, {unit}").format(unit=unit), lang), head
    )
    one = next(iter(sides.values()))
    drawn = []
    for place, (name, curve) in enumerate(sides.items()):
        shade = colour(SIDE_COLOURS, place)
        if curve.has_plan:
            drawn.append((lang.say("{run}: on the lines of the plan").format(run=name), curve, "paid", shade, "solid"))
        besides = lang.say("{run}: on other lines") if curve.has_plan else "{run}"
        drawn.append((besides.format(run=name), curve, "paid_besides", shade, "dot" if curve.has_plan else "solid"))
    if one.has_plan:
        drawn.append((plan, one, "planned", PLANNED, "solid"))
        drawn.append((lang.say("pro-rata pace of the plan"), one, "pace", PLANNED, "dash"))
    for name, curve, column, shade, dash in drawn:
        chart.add_scatter(
            x=pd.to_datetime(curve.months.index) + pd.offsets.MonthEnd(),
            y=[_in_unit(fen, lang) for fen in curve.months[column]],
            name=escape(name),
            mode="lines+markers",
            # Where two runs pay the same, the first one's line is seen beside the other one's.
            line={"color": shade, "dash": dash, "width": 5 if shade == SIDE_COLOURS[0] else 2},
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    ends = pd.to_datetime(one.months.index) + pd.offsets.MonthEnd()
    return chart.update_xaxes(tickvals=ends, tickformat=MONTH[lang.code], tickformatstops=[])


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
    known = list(dict.fromkeys(line for one in sides.values() for line in one.biggest.index))
    chart = headed(figure(title, lang.say("Paid, {unit}").format(unit=unit), "", lang), head)
    names = [*(escape(label(line)) for line in known), lang.say("all other lines")]
    for place, (side, one) in enumerate(sides.items()):
        rest = one.lines[~one.lines.index.isin(known)].sum()
        rows = pd.concat([one.lines.reindex(known), rest.to_frame().T])
        shares = (rows["resting"] / rows["size"]).to_numpy(float)
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
    height = chart.layout.margin.t + 110 + len(names) * ROW
    chart.update_yaxes(autorange="reversed", automargin=True, rangemode="normal", ticklabelstandoff=6)
    chart.update_layout(barmode="group", height=height, hovermode="y unified", margin_b=110, margin_r=70)
    return chart.update_layout(legend_traceorder="normal", showlegend=True)


def headed(chart: go.Figure, head: Head) -> go.Figure:
    """Return a picture that says under its title how its amounts are to be read."""
    lines = [escape(part) for line in head for part in wrapped(line, WIDEST)]
    below = "".join(f"<br><span style='font-size:11px;color:{PLANNED}'>{line}</span>" for line in lines)
    title = {"text": chart.layout.title.text + below, "y": 0.99, "yanchor": "top", "yref": "container"}
    top = 60 + HEAD_LINE * len(lines)
    return chart.update_layout(title=title, margin_t=top, height=HEIGHT - 100 + HEAD_LINE * len(lines), margin_b=120)


def _in_unit(fen: float, lang: Language) -> float:
    return float(fen) / FEN_PER_YUAN / UNITS[lang.money_unit].yuan


def _signed(value: float, lang: Language) -> str:
    text = lang.number(abs(value), 2)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{text}"
