"""The pictures of the subsidies: money by instrument over time, and what an additional birth costs."""

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language, mark
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import ITEM_COLOURS, colour, figure

STAGE_NAMES = {
    "desk": mark("desk of village or community"),
    "review": mark("township's review"),
    "notice": mark("public notice"),
    "approval": mark("city's approval"),
    "payment": mark("batch payment"),
}
"""What claims wait for, in order."""


def subsidies_chart(subsidies: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> go.Figure:
    """Return yuan paid a month by instrument, in the unit of the language's readers.

    Parameters
    ----------
    subsidies
        The table `subsidies` of one replicate.
    labels
        Names of the instruments as shown.
    lang
        The language of titles and hints.
    """
    unit = unit_name(lang.money_unit, lang.code)
    vertical = lang.say("Money paid, {unit}").format(unit=unit)
    chart = figure(lang.say("Subsidies paid a month"), lang.say("Month"), vertical, lang)
    monthly = (
        subsidies.groupby(["month", "instrument"], observed=True)["amount"].sum().unstack(fill_value=0.0)
    )
    for place, instrument in enumerate(monthly.columns):
        chart.add_bar(
            x=monthly.index,
            y=monthly[instrument] / UNITS[lang.money_unit].yuan,
            name=escape(labels.get(instrument, str(instrument))),
            marker_color=colour(ITEM_COLOURS, place),
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    return chart.update_layout(barmode="stack")


def birth_cost_chart(curve: pd.DataFrame, lang: Language) -> go.Figure:
    """Return what a birth more costs over what is assumed; where it is infinite there is no point.

    Parameters
    ----------
    curve
        From `simlib.analysis.additional_births`.
    lang
        The language of titles and hints.
    """
    unit = unit_name(lang.money_unit, lang.code)
    title = lang.say("Cost of an additional birth; none below 0, where it is infinite")
    horizontal = lang.say("Births more for 10,000 yuan promised, % (assumed)")
    vertical = lang.say("A birth more, {unit}").format(unit=unit)
    chart = figure(title, horizontal, vertical, lang)
    finite = curve[np.isfinite(curve["cost"])]
    chart.add_scatter(
        x=100 * finite["quantum"],
        y=finite["cost"] / UNITS[lang.money_unit].yuan,
        name=vertical,
        mode="lines+markers",
        showlegend=False,
        line={"color": colour(ITEM_COLOURS, 0), "width": 2},
        hovertemplate=f"%{{y:,.2f}} {unit}<extra></extra>",
    )
    low, high = (100 * float(bound) for bound in (curve["quantum"].min(), curve["quantum"].max()))
    chart.update_xaxes(range=[low, 1.02 * high], type="linear")
    return chart.update_yaxes(rangemode="tozero")


def waiting_chart(backlog: pd.DataFrame, lang: Language) -> go.Figure:
    """Return the claims that wait at the end of each month, by what they wait for.

    Parameters
    ----------
    backlog
        The table `claim_backlog` of one replicate.
    lang
        The language of titles and hints.
    """
    title, vertical = lang.say("Claims on their way at the end of a month"), lang.say("Claims")
    chart = figure(title, lang.say("Month"), vertical, lang)
    waiting = backlog.groupby(["month", "stage"], observed=False)["waiting"].sum().unstack(fill_value=0)
    for place, (stage, name) in enumerate(STAGE_NAMES.items()):
        if stage in waiting:
            chart.add_bar(
                x=waiting.index,
                y=waiting[stage],
                name=lang.say(name),
                marker_color=colour(ITEM_COLOURS, place),
            )
    return chart.update_layout(barmode="stack", bargap=0)
