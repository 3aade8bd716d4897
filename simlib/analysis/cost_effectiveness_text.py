"""Cost-effectiveness in words and tables for a reader."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.language.language import Language, mark

if TYPE_CHECKING:
    from simlib.analysis.cost_effectiveness import CostEffectiveness

HEADINGS = {
    "cost": mark("cost"),
    "cases_averted": mark("cases averted"),
    "deaths_averted": mark("deaths averted"),
    "dalys_averted": mark("DALYs averted"),
    "cost_per_case": mark("yuan per case"),
    "cost_per_death": mark("yuan per death"),
    "cost_per_daly": mark("yuan per DALY"),
}
"""Headings of the columns of ratios, in English."""

SHOWN_POINTS = 6


def as_text(found: "CostEffectiveness", lang: Language) -> str:
    """Return everything as text."""
    parts = [_title(found, lang)]
    for heading, table in _tables(found, lang):
        parts += ["", heading, table.to_string()]
    return "\n".join([*parts, "", *notes(found, lang)])


def as_html(found: "CostEffectiveness", lang: Language) -> str:
    """Return everything as HTML for a notebook."""
    parts = [f"<p>{heading}</p>{table.to_html()}" for heading, table in _tables(found, lang)]
    return "".join([*parts, *(f"<p>{note}</p>" for note in notes(found, lang))])


def notes(found: "CostEffectiveness", lang: Language) -> list[str]:
    """Return what to keep in mind when reading the figures."""
    return [
        lang.say("No herd effect is counted, and no treatment saved is taken off the cost."),
        lang.say("A campaign belongs to no batch and is left out."),
        lang.say(
            "Money is payable within the horizon, without doses in stock or expired; "
            "money and health are discounted alike."
        ),
        lang.say(
            "The probabilities come from {draws} draws of the assumptions of the impact from their ranges "
            "(ignorance, not luck); doses and prices are those of the run."
        ).format(draws=lang.number(found.draws)),
    ]


def _title(found: "CostEffectiveness", lang: Language) -> str:
    text = lang.say("Cost-effectiveness by batch: {title} (seed {seed})")
    return text.format(title=lang.label(found.title), seed=found.seed)


def _tables(found: "CostEffectiveness", lang: Language) -> list[tuple[str, pd.DataFrame]]:
    return [
        (lang.say("Each batch by itself"), _ratios(found, found.separately, lang)),
        (
            lang.say("Each batch added to those that open before it"),
            _ratios(found, found.incrementally, lang),
        ),
        (
            lang.say("Probability that adding the batch is worth it, by yuan that a DALY averted may cost"),
            _curve(found, lang),
        ),
    ]


def _ratios(found: "CostEffectiveness", table: pd.DataFrame, lang: Language) -> pd.DataFrame:
    texts = {
        lang.say(heading): [_cell(column, value, lang) for value in table[column]]
        for column, heading in HEADINGS.items()
    }
    return pd.DataFrame(texts, index=_rows(found, table.index, lang))


def _cell(column: str, value: float, lang: Language) -> str:
    if column == "cost":
        return lang.money(value)
    if np.isnan(value):
        return "–"
    return lang.number(value, 1 if column.endswith("averted") else 0)


def _curve(found: "CostEffectiveness", lang: Language) -> pd.DataFrame:
    curve = found.acceptability
    places = np.unique(np.linspace(0, len(curve) - 1, SHOWN_POINTS).round().astype(int))
    shown = curve.iloc[places].T
    texts = {lang.number(yuan): [lang.percent(share) for share in shown[yuan]] for yuan in shown}
    return pd.DataFrame(texts, index=_rows(found, shown.index, lang))


def _rows(found: "CostEffectiveness", index: pd.MultiIndex, lang: Language) -> pd.MultiIndex:
    rows = [(lang.label(found.labels[batch]), lang.percent(rate, 1)) for batch, rate in index]
    return pd.MultiIndex.from_tuples(rows, names=[lang.say("batch"), lang.say("discount rate")])
