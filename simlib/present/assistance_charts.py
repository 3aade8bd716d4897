"""The pictures of the assistance: money and people by benefit, who pays for care, what hardship is left."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language, mark
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import LAYER_COLOURS, colour, figure
from simlib.programmes.medical_assistance.headlines import ARM_NAMES, LAYER_NAMES, hardship_by_definition

BENEFIT_NAMES = {
    "premium": mark("premium support"),
    "two_diseases": mark("relief, two diseases"),
    "chronic_special": mark("relief, chronic and special diseases"),
}
"""What the benefits are called."""

SHORT_DEFINITIONS = {
    "who_40": mark("WHO, 40%"),
    "consumption_10": mark("consumption, 10%"),
    "consumption_25": mark("consumption, 25%"),
    "sdg_40": mark("SDG, 40%"),
}
"""What the definitions of catastrophic spending are called where there is little room."""

ARM_COLOURS = {"with": LAYER_COLOURS[0], "without": LAYER_COLOURS[4]}


def assistance_chart(assistance: pd.DataFrame, lang: Language) -> go.Figure:
    """Return yuan paid a month by benefit, from the table `assistance` of one replicate."""
    monthly = assistance.pivot_table(
        index="month", columns="benefit", values="amount", aggfunc="sum", observed=True, fill_value=0.0
    )
    names = {name: lang.say(text) for name, text in BENEFIT_NAMES.items()}
    return _stacked(monthly.rename(columns=names), lang.say("Assistance paid a month"), lang)


def people_chart(assistance: pd.DataFrame, lang: Language) -> go.Figure:
    """Return people helped a month by benefit, from the table `assistance` of one replicate."""
    chart = figure(lang.say("People helped a month"), lang.say("Month"), lang.say("People"), lang)
    monthly = assistance.pivot_table(
        index="month", columns="benefit", values="people", aggfunc="sum", observed=True, fill_value=0
    )
    for place, benefit in enumerate(monthly.columns):
        chart.add_scatter(
            x=monthly.index,
            y=monthly[benefit],
            name=lang.say(BENEFIT_NAMES[benefit]),
            mode="lines+markers",
            line={"color": colour(LAYER_COLOURS, place), "width": 2},
        )
    return chart


def hardship_chart(hardship: pd.DataFrame, lang: Language) -> go.Figure:
    """Return the share of households hit by catastrophic spending, with relief and without it.

    Parameters
    ----------
    hardship
        The table `hardship` of one replicate; the mean of its years is shown.
    lang
        The language of titles and hints.
    """
    title = lang.say("Households with catastrophic health spending")
    chart = figure(title, "", lang.say("Households, %"), lang)
    shares = hardship_by_definition(hardship)
    names = [lang.say(SHORT_DEFINITIONS[name]).replace(", ", "<br>") for name in shares.index]
    for arm, name in ARM_NAMES.items():
        chart.add_bar(
            x=names,
            y=100 * shares[arm],
            name=lang.say(name),
            marker_color=ARM_COLOURS[arm],
            hovertemplate="%{y:.1f}%",
        )
    chart.update_xaxes(type="category", tickangle=0)
    return chart.update_layout(barmode="group", bargap=0.3)


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
