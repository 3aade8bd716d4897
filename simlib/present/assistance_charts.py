"""The pictures of the assistance: money by benefit, and who pays for patients' care."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language, mark
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import LAYER_COLOURS, colour, figure
from simlib.programmes.medical_assistance.headlines import LAYER_NAMES

BENEFIT_NAMES = {
    "premium": mark("premium support"),
    "two_diseases": mark("relief, two diseases"),
    "chronic_special": mark("relief, chronic and special diseases"),
}
"""What the benefits are called."""


def assistance_chart(assistance: pd.DataFrame, lang: Language) -> go.Figure:
    """Return yuan paid a month by benefit, from the table `assistance` of one replicate."""
    monthly = assistance.pivot_table(
        index="month", columns="benefit", values="amount", aggfunc="sum", observed=True, fill_value=0.0
    )
    names = {name: lang.say(text) for name, text in BENEFIT_NAMES.items()}
    return _stacked(monthly.rename(columns=names), lang.say("Assistance paid a month"), lang)


def care_chart(settlements: pd.DataFrame, lang: Language) -> go.Figure:
    """Return who pays for a month's care, from the table `settlements` of one replicate."""
    monthly = settlements.groupby("month")[list(LAYER_NAMES)].sum()
    names = {name: lang.say(text) for name, text in LAYER_NAMES.items()}
    return _stacked(monthly.rename(columns=names), lang.say("Who pays for the care of a month"), lang)


def _stacked(monthly: pd.DataFrame, title: str, lang: Language) -> go.Figure:
    """Return yuan by month as bars upon each other, in the unit of the language's readers."""
    unit = unit_name(lang.money_unit, lang.code)
    chart = figure(title, lang.say("Month"), lang.say("Amount, {unit}").format(unit=unit), lang)
    for place, name in enumerate(monthly.columns):
        chart.add_bar(
            x=monthly.index,
            y=monthly[name] / UNITS[lang.money_unit].yuan,
            name=escape(str(name)),
            marker_color=colour(LAYER_COLOURS, place),
            hovertemplate=f"%{{y:,.2f}} {unit}",
        )
    return chart.update_layout(barmode="stack")
