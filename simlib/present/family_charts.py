"""The pictures of the subsidies: money by instrument over time, and what an additional birth costs."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.language.money import UNITS, unit_name
from simlib.present.theme import ITEM_COLOURS, colour, figure


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
