"""One theme: one colour for one thing, told apart by colour-blind readers, units on every axis."""

import plotly.graph_objects as go

from simlib.language.language import Language

# Okabe and Ito's palette (2008), made for all kinds of colour vision.
BATCH_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DOSE_COLOURS = ("#0072B2", "#56B4E9", "#009E73")
ITEM_COLOURS = ("#0072B2", "#E69F00", "#999999", "#CC79A7", "#D55E00")
STAGE_COLOURS = ("#0072B2", "#56B4E9", "#E69F00", "#999999")
LAYER_COLOURS = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#999999")
DUE_COLOURS = ("#009E73", "#E69F00")
STORE_COLOURS = ("#56B4E9", "#0072B2")
PAYER_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999")
SIDE_COLOURS = ("#0072B2", "#E69F00")
MORE, LESS, PLANNED = "#D55E00", "#0072B2", "#555555"
FONT = "Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
HEIGHT = 480
GRID = "#e5e5e5"

DAY = {"en": "%-d %b %Y", "zh": "%Y年%-m月%-d日"}
MONTH = {"en": "%b %Y", "zh": "%Y年%-m月"}
TIME = {"en": "%H:%M", "zh": "%H:%M"}
YEAR = {"en": "%Y", "zh": "%Y年"}
"""How axes write dates, in d3's notation: plotly by itself knows the names of English months alone."""

A_DAY = 86_400_000
"""Plotly measures short steps of an axis in milliseconds."""


def figure(title: str, horizontal: str, vertical: str, lang: Language) -> go.Figure:
    """Return an empty figure in the theme.

    Parameters
    ----------
    title
        What is shown.
    horizontal, vertical
        Titles of the axes, with units.
    lang
        The language in which dates are written.
    """
    return go.Figure(
        layout={
            "title": {"text": title, "x": 0.01, "font": {"size": 18}},
            "font": {"family": FONT, "size": 14},
            "height": HEIGHT,
            "margin": {"l": 80, "r": 30, "t": 60, "b": 150},
            "legend": {"orientation": "h", "yref": "container", "y": 0.01, "yanchor": "bottom", "x": 0},
            "xaxis": {"title": {"text": horizontal}, "gridcolor": GRID, **_dates(lang)},
            "yaxis": {"title": {"text": vertical}, "gridcolor": GRID, "rangemode": "tozero"},
            "plot_bgcolor": "white",
            "hovermode": "x unified",
        }
    )


def _dates(lang: Language) -> dict[str, object]:
    """Return how an axis writes its dates: in full where one points, else as short as it may."""
    stops = (([None, A_DAY], TIME), ([A_DAY, "M1"], DAY), (["M1", "M12"], MONTH), (["M12", None], YEAR))
    return {
        "hoverformat": DAY[lang.code],
        "tickformatstops": [{"dtickrange": span, "value": form[lang.code]} for span, form in stops],
    }


def colour(palette: tuple[str, ...], place: int) -> str:
    """Return a palette's colour, starting over when there are more things than colours."""
    return palette[place % len(palette)]
