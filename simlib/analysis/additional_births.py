"""What a birth more costs, over everything that may be believed of how births answer to the subsidies.

Whoever is born anyway is paid as well, so a birth more costs many times what a child is promised; where the
subsidies bring none, no money buys one. Births that only come earlier are no birth more.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.family_subsidies.response import YUAN_A_UNIT

QUANTUM = "family_subsidies.response.quantum"
POINTS = 11
MONTHS_A_YEAR = 12

COLUMNS = {
    "quantum": mark("births more for 10,000 yuan"),
    "additional": mark("additional births a year"),
    "money": mark("yuan for all births of a year"),
    "cost": mark("yuan for a birth more"),
}
"""Headings of the curve."""


def birth_cost_curve(
    tables: Mapping[str, pd.DataFrame], assumptions: Mapping[str, Mapping[str, Any]]
) -> pd.DataFrame:
    """Return what a birth more costs, by the share of births that 10,000 yuan bring.

    Parameters
    ----------
    tables
        The tables `birth_response`, `births` and `subsidy_reach` of one replicate.
    assumptions
        By path, as plain data: the value and the range of the response.

    Returns
    -------
    pandas.DataFrame
        Columns of `COLUMNS`, from the low to the high end of the range, with 0 and the scenario's own value;
        `cost` is infinite where there is no birth more, or fewer.

    Notes
    -----
    A year's births are paid all that they are promised, times the share of entitled children that the run
    reaches. The response is told by 10,000 yuan promised, so a parity that is promised more answers more.
    """
    response = tables["birth_response"]
    births = _births_a_year(response, tables["births"])
    promised = response["promised"].to_numpy()
    reach = tables["subsidy_reach"]
    reached = reach["paid"].sum() / max(reach["eligible"].sum(), 1)
    quantum = _grid(assumptions[QUANTUM])
    more = np.maximum(quantum[:, None] * promised / YUAN_A_UNIT, -1.0)
    additional = (births * more).sum(axis=1)
    money = (births * (1 + more) * promised).sum(axis=1) * reached
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = np.where(additional > 0, money / additional, np.inf)
    return pd.DataFrame({"quantum": quantum, "additional": additional, "money": money, "cost": cost})


def readable_curve(curve: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the curve as text; what no money buys says so."""
    texts = {
        "quantum": [lang.percent(share, 2) for share in curve["quantum"]],
        "additional": [lang.number(births, 1) for births in curve["additional"]],
        "money": curve["money"].map(lang.number),
        "cost": [
            lang.number(cost) if np.isfinite(cost) else lang.say("infinite: no birth more")
            for cost in curve["cost"]
        ],
    }
    named = {lang.say(heading): texts[column] for column, heading in COLUMNS.items()}
    return pd.DataFrame(named)


def curve_notes(curve: pd.DataFrame, lang: Language) -> list[str]:
    """Return what to keep in mind when reading the curve, in sentences."""
    notes = [
        lang.say("Whoever is born anyway is paid as well. Births that only come earlier are no birth more."),
    ]
    if not np.isfinite(curve["cost"]).all():
        notes.append(lang.say("Where subsidies bring no birth, no money buys one: the cost is infinite."))
    return notes


def _births_a_year(response: pd.DataFrame, births: pd.DataFrame) -> np.ndarray:
    """Return births a year by parity to those who are promised something, additional ones left out."""
    all_months = births["month"].unique()
    months = np.array([(all_months >= first).sum() for first in response["from_month"]])
    return response["births"].to_numpy() * MONTHS_A_YEAR / np.maximum(months, 1)


def _grid(response: Mapping[str, Any]) -> np.ndarray:
    bounds = response["range"] or {"low": 0.0, "high": response["value"]}
    points = np.linspace(bounds["low"], bounds["high"], POINTS).round(12)
    return np.unique([*points, 0.0, response["value"]])
