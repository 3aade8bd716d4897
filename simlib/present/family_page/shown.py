"""What the page shows of a run: figures, charts, and tables of two runs side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from simlib.analysis.additional_births import QUANTUM, birth_cost_curve
from simlib.language.language import Language
from simlib.present.board.subject import Labels, Picture
from simlib.present.board.tiles import SIDES, Tile, notes_html, tiles_html
from simlib.present.family_charts import birth_cost_chart, subsidies_chart, waiting_chart
from simlib.present.tables import sides_table
from simlib.programmes.family_subsidies import NAME
from simlib.runs.result import Result
from simlib.runs.summary import Summary

AT_ONCE = {
    "money": Picture(
        lambda run: run.result.subsidies,
        lambda table, labels, lang: subsidies_chart(table, labels["all"], lang),
    ),
    "waiting": Picture(
        lambda run: run.result.claim_backlog, lambda table, labels, lang: waiting_chart(table, lang)
    ),
    "birth": Picture(lambda run: run.curve, lambda table, labels, lang: birth_cost_chart(table, lang)),
}
LATER: Mapping[str, Picture] = {}


@dataclass(frozen=True)
class Shown:
    """What is taken from a run.

    Attributes
    ----------
    result, summary
        The run, and what it says of itself in the language.
    curve
        What a birth more costs.
    cost
        The same at the scenario's own assumption; perhaps infinite.
    """

    result: Result
    summary: Summary
    curve: pd.DataFrame
    cost: float

    @property
    def labels(self) -> Labels:
        """What instruments, townships and items are called."""
        return {"all": self.summary.labels}


def shown_of(result: Result, lang: Language) -> Shown:
    """Return what the page shows of a run in a language."""
    assumptions = result.scenario.resolved()["assumptions"]
    curve = birth_cost_curve(result.tables, assumptions)
    own = curve.loc[curve["quantum"] == assumptions[QUANTUM]["value"], "cost"].iloc[0]
    return Shown(result, result.summary(lang.code), curve, float(own))


def tiles(runs: Sequence[Shown], lang: Language) -> str:
    """Return the figures that are asked for first, of each run."""
    paid = [float(run.summary.money.to_numpy().sum()) for run in runs]
    days = [float(run.summary.table(NAME, "townships")["days"].mean()) for run in runs]

    def measured(name: str) -> list[float]:
        return [run.result.measures[f"{NAME}.{name}"] for run in runs]

    return tiles_html(
        (
            Tile(lang.say("Children paid for"), measured("children_reached"), lang.number),
            Tile(lang.say("Paid within the horizon"), paid, lang.money),
            Tile(lang.say("Promised beyond it"), measured("promised_beyond"), lang.money),
            Tile(lang.say("Days from claim to money"), days, lambda value: _number(value, lang)),
            Tile(lang.say("Births assumed additional"), measured("births_additional"), lang.number),
            Tile(lang.say("A birth more costs"), [run.cost for run in runs], lambda yuan: _cost(yuan, lang)),
        )
    )


def _number(value: float, lang: Language) -> str:
    return "–" if np.isnan(value) else lang.number(value, 1)


def _cost(yuan: float, lang: Language) -> str:
    return lang.money(yuan) if np.isfinite(yuan) else lang.say("infinite: no birth more")


def reach_tables(runs: Sequence[Shown], lang: Language) -> str:
    """Return whom the subsidies reach, by subsidy and by township, both runs beside each other."""
    return "".join(
        f"<h3>{escape(heading)}</h3>{_reach(runs, name, first, lang)}"
        for heading, name, first in (
            (lang.say("Children reached, by subsidy"), "reach", lang.say("subsidy")),
            (lang.say("Children reached, by township"), "townships", lang.say("township")),
        )
    )


def _reach(runs: Sequence[Shown], name: str, first: str, lang: Language) -> str:
    tables = [run.summary.table(NAME, name) for run in runs]
    labels = {key: label for run in runs for key, label in run.summary.labels.items()}
    columns = {
        "eligible": (lang.say("entitled"), lang.number),
        "paid": (lang.say("paid for"), lang.number),
        "share": (lang.say("paid for / entitled"), lambda share: lang.percent(share, 1)),
    }
    rows = {key: labels.get(key, key) for table in tables for key in table.index}
    return sides_table(tables, rows, first, columns, f"simlib-{name}")


def notes(runs: Sequence[Shown], lang: Language) -> str:
    """Return what is assumed of births, and what the figures rest on, run by run."""
    lines = []
    for letter, run in zip(SIDES, runs, strict=False):
        told = next(headline for headline in run.summary.headlines[NAME] if headline.name == "birth_money")
        lines += [f"{letter}: {note}" for note in told.notes]
    lines.append(lang.say("* marks a placeholder: four of the five amounts are not known."))
    return notes_html(lines)
