"""What the page shows of a run: figures, charts, and tables of two runs side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simlib.analysis.additional_births import QUANTUM, birth_cost_curve
from simlib.language.language import Language
from simlib.present.family_charts import birth_cost_chart, subsidies_chart, waiting_chart
from simlib.present.tables import html_table
from simlib.programmes.family_subsidies import NAME
from simlib.runs.result import Result
from simlib.runs.summary import Summary

SIDES = "AB"


@dataclass(frozen=True)
class Answer:
    """One run, ready to be shown in one language.

    Attributes
    ----------
    title
        Of the scenario.
    result, summary
        The run, and what it says of itself in the language.
    curve
        What a birth more costs.
    cost
        The same at the scenario's own assumption; perhaps infinite.
    charts
        By name, from top to bottom.
    """

    title: str
    result: Result
    summary: Summary
    curve: pd.DataFrame
    cost: float
    charts: Mapping[str, go.Figure]


def answer_of(result: Result, title: str, lang: Language) -> Answer:
    """Return a run with its charts."""
    assumptions = result.scenario.resolved()["assumptions"]
    summary = result.summary(lang.code)
    curve = birth_cost_curve(result.tables, assumptions)
    own = curve.loc[curve["quantum"] == assumptions[QUANTUM]["value"], "cost"].iloc[0]
    charts = {
        "money": subsidies_chart(result.subsidies, summary.labels, lang),
        "waiting": waiting_chart(result.claim_backlog, lang),
        "birth": birth_cost_chart(curve, lang),
    }
    return Answer(title, result, summary, curve, float(own), charts)


def tiles(answers: Sequence[Answer], lang: Language) -> str:
    """Return the figures that are asked for first, of each run."""
    paid = [float(answer.summary.money.to_numpy().sum()) for answer in answers]
    days = [float(answer.summary.table(NAME, "townships")["days"].mean()) for answer in answers]

    def measured(name: str) -> list[float]:
        return [answer.result.measures[f"{NAME}.{name}"] for answer in answers]

    shown = (
        (lang.say("Children paid for"), measured("children_reached"), lang.number),
        (lang.say("Paid within the horizon"), paid, lang.money),
        (lang.say("Promised beyond it"), measured("promised_beyond"), lang.money),
        (lang.say("Days from claim to money"), days, lambda value: _number(value, lang)),
        (lang.say("Births assumed additional"), measured("births_additional"), lang.number),
        (lang.say("A birth more costs"), [answer.cost for answer in answers], lambda yuan: _cost(yuan, lang)),
    )
    return f"<div class='simlib-tiles'>{''.join(_tile(*one) for one in shown)}</div>"


def _tile(heading: str, values: Sequence[float], form: Callable[[float], str]) -> str:
    sides = "".join(
        f"<div class='simlib-side'><span>{letter}</span><b>{escape(form(value))}</b></div>"
        for letter, value in zip(SIDES, values, strict=False)
    )
    return (
        f"<div class='simlib-tile'><div class='simlib-tile-head'>{escape(heading)}</div>{sides}"
        f"<div class='simlib-change'>{escape(_change(values, form))}</div></div>"
    )


def _change(values: Sequence[float], form: Callable[[float], str]) -> str:
    if len(values) < len(SIDES) or not np.isfinite(values).all():
        return ""
    difference = values[1] - values[0]
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"B − A: {sign}{form(abs(difference))}"


def _number(value: float, lang: Language) -> str:
    return "–" if np.isnan(value) else lang.number(value, 1)


def _cost(yuan: float, lang: Language) -> str:
    return lang.money(yuan) if np.isfinite(yuan) else lang.say("infinite: no birth more")


def reach_tables(answers: Sequence[Answer], lang: Language) -> str:
    """Return whom the subsidies reach, by subsidy and by township, both runs beside each other."""
    return "".join(
        f"<h3>{escape(heading)}</h3>{_reach(answers, name, first, lang)}"
        for heading, name, first in (
            (lang.say("Children reached, by subsidy"), "reach", lang.say("subsidy")),
            (lang.say("Children reached, by township"), "townships", lang.say("township")),
        )
    )


def _reach(answers: Sequence[Answer], name: str, first: str, lang: Language) -> str:
    tables = [answer.summary.table(NAME, name) for answer in answers]
    labels = {key: label for answer in answers for key, label in answer.summary.labels.items()}
    letters = SIDES[: len(answers)]
    columns = {"eligible": lang.say("entitled"), "paid": lang.say("paid for")}
    groups = [("", [first]), *((heading, list(letters)) for heading in columns.values())]
    groups.append((lang.say("paid for / entitled"), list(letters)))
    rows = []
    for key in dict.fromkeys(key for table in tables for key in table.index):
        entries = [table.loc[key] if key in table.index else None for table in tables]
        row = [labels.get(key, key)]
        for column in columns:
            row += ["–" if entry is None else lang.number(entry[column]) for entry in entries]
        row += ["–" if entry is None else lang.percent(entry["share"], 1) for entry in entries]
        rows.append(row)
    return html_table(groups, rows, f"simlib-{name}")


def notes(answers: Sequence[Answer], lang: Language) -> str:
    """Return what is assumed of births, and what the figures rest on, run by run."""
    lines = []
    for letter, answer in zip(SIDES, answers, strict=False):
        told = next(headline for headline in answer.summary.headlines[NAME] if headline.name == "birth_money")
        lines += [f"{letter}: {note}" for note in told.notes]
    lines.append(lang.say("* marks a placeholder: four of the five amounts are not known."))
    return "".join(f"<p class='simlib-note'>{escape(line)}</p>" for line in lines)
