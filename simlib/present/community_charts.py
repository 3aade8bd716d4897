"""The picture of community care: who uses the centres, and for how many there is room."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.theme import ITEM_COLOURS, colour, figure


def users_chart(care: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> go.Figure:
    """Return users of each centre at the end of each month, and how many it can serve.

    Parameters
    ----------
    care
        The table `community_care` of one replicate.
    labels
        What the centres are called.
    lang
        The language of titles and hints.
    """
    chart = figure(lang.say("Community care: users"), lang.say("Month"), lang.say("People"), lang)
    plain = care.astype({"facility": str})
    possible = lang.say("{centre}: users possible")
    for place, (name, rows) in enumerate(plain.groupby("facility", sort=False)):
        label, line = escape(labels.get(name, name)), {"color": colour(ITEM_COLOURS, place)}
        chart.add_scatter(x=rows["month"], y=rows["users"], name=label, mode="lines", line=line)
        chart.add_scatter(
            x=rows["month"],
            y=rows["users_possible"],
            name=possible.format(centre=label),
            mode="lines",
            line={**line, "dash": "dot", "shape": "hv"},
        )
    return chart
