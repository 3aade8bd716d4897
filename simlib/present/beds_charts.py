"""The picture of the beds of the welfare centre: open, taken, waited for."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.theme import ITEM_COLOURS, colour, figure
from simlib.programmes.welfare_centre.beds_headlines import care_labels

COUNTS = ("beds_open", "residents", "waiting")
DASHES = {"beds_open": "dot", "residents": "solid", "waiting": "dash"}


def beds_chart(beds: pd.DataFrame, lang: Language) -> go.Figure:
    """Return beds open, residents and people waiting at the end of each month, by kind of care.

    Parameters
    ----------
    beds
        The table `care_beds` of one replicate.
    lang
        The language of titles and hints.
    """
    title = lang.say("Welfare centre: beds, residents, waiting list")
    chart = figure(title, lang.say("Month"), lang.say("People or beds"), lang)
    names = {
        "beds_open": lang.say("{care}: beds open"),
        "residents": lang.say("{care}: residents"),
        "waiting": lang.say("{care}: waiting"),
    }
    plain = beds.astype({"care": str})
    for place, (care, label) in enumerate(care_labels(lang).items()):
        rows = plain[plain["care"] == care]
        for count in COUNTS:
            chart.add_scatter(
                x=rows["month"],
                y=rows[count],
                name=escape(names[count].format(care=label)),
                mode="lines",
                line={"color": colour(ITEM_COLOURS, place), "dash": DASHES[count]},
            )
    return chart
