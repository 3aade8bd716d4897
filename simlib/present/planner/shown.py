"""What the planner shows of a run: doses and money, charts, batches and sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from simlib.language.language import Language
from simlib.present.board.subject import Labels, Picture
from simlib.present.board.tiles import SIDES, Tile, notes_html, tiles_html
from simlib.present.charts import coverage_chart, doses_chart, money_chart
from simlib.present.flow_charts import backlog_chart, due_chart, stock_chart, waits_by_hour_chart, waits_chart
from simlib.present.planner.levers import ROLLOUT
from simlib.present.planner.load_tiles import load_tiles
from simlib.present.tables import batch_table, site_table, visits_by_site
from simlib.programmes.hpv_rollout.headlines import coverage_by_batch
from simlib.runs.labels import batch_labels, item_labels, site_labels
from simlib.runs.result import Result
from simlib.runs.summary import Evidence, evidence_of

AT_ONCE = {
    "coverage": Picture(
        lambda run: run.result.coverage,
        lambda table, labels, lang: coverage_chart(table, labels["batches"], lang),
    ),
    "doses": Picture(lambda run: run.result.doses, lambda table, labels, lang: doses_chart(table, lang)),
    "money": Picture(
        lambda run: run.ledger, lambda table, labels, lang: money_chart(table, labels["items"], lang)
    ),
}
LATER = {
    "waits": Picture(lambda run: run.result.queues, lambda table, labels, lang: waits_chart(table, lang)),
    "hours": Picture(
        lambda run: run.result.waits_by_hour, lambda table, labels, lang: waits_by_hour_chart(table, lang)
    ),
    "due": Picture(lambda run: run.result.due, lambda table, labels, lang: due_chart(table, lang)),
    "backlog": Picture(lambda run: run.result.due, lambda table, labels, lang: backlog_chart(table, lang)),
    "stock": Picture(lambda run: run.result.stock, lambda table, labels, lang: stock_chart(table, lang)),
}


@dataclass(frozen=True)
class Shown:
    """What is taken from a run.

    Attributes
    ----------
    result
        The run.
    labels
        What batches, items and sites are called.
    ledger
        The rows that are the rollout's.
    batches, sites
        Tables by batch and by site, see `simlib.present.tables`.
    paid
        Yuan paid for the rollout within the horizon.
    evidence
        What its money rests on.
    """

    result: Result
    labels: Labels
    ledger: pd.DataFrame
    batches: pd.DataFrame
    sites: pd.DataFrame
    paid: float
    evidence: Evidence


def shown_of(result: Result, lang: Language) -> Shown:
    """Return what the page shows of a run in a language."""
    assumptions = result.scenario.resolved()["assumptions"]
    ledger = result.ledger[result.ledger["programme"] == ROLLOUT]
    return Shown(
        result=result,
        labels={
            "batches": batch_labels(result.scenario.sections[ROLLOUT].batches, assumptions, lang),
            "items": item_labels(result.accounts, lang),
            "sites": site_labels(assumptions, lang),
        },
        ledger=ledger,
        batches=coverage_by_batch(result.coverage),
        sites=visits_by_site(result.visits),
        paid=float(ledger["amount"][ledger["stage"] == "paid"].sum()),
        evidence=evidence_of(ledger, result.accounts, assumptions),
    )


def tiles(runs: Sequence[Shown], lang: Language) -> str:
    """Return the figures that are asked for first, of each run."""

    def measured(name: str) -> list[float]:
        return [run.result.measures[f"{ROLLOUT}.{name}"] for run in runs]

    return tiles_html(
        (
            Tile(lang.say("Doses given"), measured("doses"), lang.number),
            Tile(lang.say("Women with a first dose"), measured("first_doses"), lang.number),
            Tile(lang.say("Women with a full series"), measured("complete"), lang.number),
            Tile(lang.say("Paid within the horizon"), [run.paid for run in runs], lang.money),
        )
    )


def tables(runs: Sequence[Shown], lang: Language) -> str:
    """Return batches and sites, and how full the sites are, all runs beside each other."""
    batches, sites = _names(runs, "batches"), _names(runs, "sites")
    heading = lang.say("Sites, over the whole horizon")
    return "".join(
        (
            batch_table([run.batches for run in runs], batches, lang),
            notes_html([batch_note(lang)]),
            f"<h3>{escape(heading)}</h3>",
            site_table([run.sites for run in runs], sites, lang),
            load_tiles([run.sites for run in runs], sites, lang),
        )
    )


def _names(runs: Sequence[Shown], kind: str) -> Mapping[str, str]:
    return {name: label for run in runs for name, label in run.labels[kind].items()}


def batch_note(lang: Language) -> str:
    """Return what the columns of the batch table mean."""
    return lang.say(
        "Women: with Gaoping hukou, born in the window. Unvaccinated: those not vaccinated before at their "
        "own cost. Doses of the programme, at the end of the horizon. In the chart, solid lines are of the "
        "unvaccinated, dotted lines of all."
    )


def notes(runs: Sequence[Shown], lang: Language) -> str:
    """Return what the figures rest on, run by run."""
    lines = [
        lang.say(
            "One replicate each, on the same luck: no uncertainty is shown. Estimates and placeholders carry "
            "more doubt than luck does."
        )
    ]
    for letter, run in zip(SIDES, runs, strict=False):
        lines.append(
            lang.say(
                "{letter}: {money} of the money rests on a placeholder price or birth window, {payer} of it "
                "on a placeholder funder."
            ).format(
                letter=letter,
                money=lang.percent(run.evidence.money_on_placeholders),
                payer=lang.percent(run.evidence.paid_by_placeholder),
            )
        )
    return notes_html(lines)
