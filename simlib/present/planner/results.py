"""What the page answers: tiles, charts and tables of two runs side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.planner.chart import Chart
from simlib.present.planner.figures import AT_ONCE, LATER, Drawn, drawn, of_rollout, side_by_side
from simlib.present.planner.levers import ROLLOUT
from simlib.present.planner.load_tiles import load_tiles
from simlib.present.tables import batch_table, site_table, visits_by_site
from simlib.programmes.hpv_rollout.headlines import coverage_by_batch
from simlib.runs.labels import batch_labels, item_labels, site_labels
from simlib.runs.result import Result
from simlib.runs.summary import Evidence, evidence_of

WAITING = "simlib-waiting"
"""Class of charts that show what was, until they are drawn anew."""


@dataclass(frozen=True)
class Answer:
    """One run, ready to be shown in one language.

    Attributes
    ----------
    title
        Of the scenario.
    drawn
        The run, the language, what batches, items and sites are called in it, and the charts that are
        shown at once.
    batches, sites
        Tables by batch and by site, see `simlib.present.tables`.
    paid
        Yuan paid for the rollout within the horizon.
    evidence
        What its money rests on.
    """

    title: str
    drawn: Drawn
    batches: pd.DataFrame
    sites: pd.DataFrame
    paid: float
    evidence: Evidence

    @property
    def result(self) -> Result:
        """The run."""
        return self.drawn.result


def answer_of(result: Result, title: str, lang: Language, before: Answer | None) -> Answer:
    """Return a run with its charts and tables; charts that have not changed are those of `before`."""
    assumptions = result.scenario.resolved()["assumptions"]
    labels = {
        "batches": batch_labels(result.scenario.sections[ROLLOUT].batches, assumptions, lang),
        "items": item_labels(result.accounts, lang),
        "sites": site_labels(assumptions, lang),
    }
    ledger = of_rollout(result.ledger)
    return Answer(
        title=title,
        drawn=drawn(AT_ONCE, result, labels, lang, before.drawn if before else None),
        batches=coverage_by_batch(result.coverage),
        sites=visits_by_site(result.visits),
        paid=float(ledger["amount"][ledger["stage"] == "paid"].sum()),
        evidence=evidence_of(ledger, result.accounts, assumptions),
    )


def drawn_later(answer: Answer, before: Drawn | None) -> Drawn:
    """Return the charts of an answer that may wait; those that have not changed are taken from `before`."""
    return drawn(LATER, answer.result, answer.drawn.labels, answer.drawn.lang, before)


class Board:
    """Charts of runs beside each other as widgets, from top to bottom.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(self):
        self.box = widgets.VBox().add_class("simlib-charts")
        self._widgets: dict[str, Chart] = {}
        self._shown: dict[str, tuple[Sequence[go.Figure], Sequence[str]]] = {}

    def show(self, runs: Sequence[Drawn], titles: Sequence[str]) -> None:
        """Show the charts of runs beside each other; those that are shown already are left alone."""
        for name in runs[0].charts:
            charts = [run.charts[name] for run in runs]
            if name not in self._widgets:
                self._widgets[name] = Chart(side_by_side(charts, titles))
            elif not _same(self._shown[name], charts, titles):
                self._widgets[name].figure = side_by_side(charts, titles)
            self._shown[name] = charts, titles
        if not self.box.children:
            self.box.children = list(self._widgets.values())


def _same(shown: tuple, charts: Sequence[go.Figure], titles: Sequence[str]) -> bool:
    """Tell whether charts are shown already; one that has not changed is the same object."""
    return shown[1] == titles and all(one is other for one, other in zip(shown[0], charts, strict=True))


class Results:
    """The results as widgets.

    Attributes
    ----------
    box
        The widget to show.
    """

    def __init__(self):
        self._tiles = widgets.HTML()
        self._at_once = Board()
        self._batches = widgets.HTML()
        self._sites = widgets.HTML()
        self._loads = widgets.HTML()
        self._later = Board()
        self._note = widgets.HTML()
        texts = [self._batches, self._sites, self._loads]
        parts = [self._tiles, self._at_once.box, *texts, self._later.box, self._note]
        self.box = widgets.VBox(parts).add_class("simlib-results")

    def show(self, answers: Sequence[Answer], lang: Language) -> None:
        """Show runs beside each other; the charts that may wait are still those of before."""
        self._at_once.show([answer.drawn for answer in answers], [answer.title for answer in answers])
        self._later.box.add_class(WAITING)
        batches = {name: label for one in answers for name, label in one.drawn.labels["batches"].items()}
        sites = {name: label for one in answers for name, label in one.drawn.labels["sites"].items()}
        heading = lang.say("Sites, over the whole horizon")
        self._tiles.value = tiles(answers, lang)
        self._batches.value = batch_table([answer.batches for answer in answers], batches, lang) + batch_note(
            lang
        )
        self._sites.value = f"<h3>{escape(heading)}</h3>" + site_table(
            [answer.sites for answer in answers], sites, lang
        )
        self._loads.value = load_tiles([answer.sites for answer in answers], sites, lang)
        self._note.value = evidence_note([answer.evidence for answer in answers], lang)

    def show_later(self, runs: Sequence[Drawn], titles: Sequence[str]) -> None:
        """Show the charts that could wait."""
        self._later.show(runs, titles)
        self._later.box.remove_class(WAITING)


def tiles(answers: Sequence[Answer], lang: Language) -> str:
    """Return the figures that are asked for first, of each run."""
    counts = [
        (lang.say("Doses given"), "doses"),
        (lang.say("Women with a first dose"), "first_doses"),
        (lang.say("Women with a full series"), "complete"),
    ]
    shown = []
    for heading, measure in counts:
        values = [answer.result.measures[f"{ROLLOUT}.{measure}"] for answer in answers]
        shown.append(_tile(heading, [lang.number(value) for value in values], _change(values, lang.number)))
    paid = [answer.paid for answer in answers]
    shown.append(
        _tile(
            lang.say("Paid within the horizon"),
            [lang.money(yuan) for yuan in paid],
            _change(paid, lang.money),
        )
    )
    return f"<div class='simlib-tiles'>{''.join(shown)}</div>"


def _tile(heading: str, values: Sequence[str], change: str) -> str:
    sides = "".join(
        f"<div class='simlib-side'><span>{letter}</span><b>{escape(value)}</b></div>"
        for letter, value in zip("AB", values, strict=False)
    )
    return (
        f"<div class='simlib-tile'><div class='simlib-tile-head'>{escape(heading)}</div>{sides}"
        f"<div class='simlib-change'>{escape(change)}</div></div>"
    )


def _change(values: Sequence[float], form) -> str:
    if len(values) < 2:
        return ""
    difference = values[1] - values[0]
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"B − A: {sign}{form(abs(difference))}"


def batch_note(lang: Language) -> str:
    """Return what the columns of the batch table mean."""
    note = lang.say(
        "Women: with Gaoping hukou, born in the window. Unvaccinated: those not vaccinated before at their "
        "own cost. Doses of the programme, at the end of the horizon. In the chart, solid lines are of the "
        "unvaccinated, dotted lines of all."
    )
    return f"<p class='simlib-note'>{escape(note)}</p>"


def evidence_note(evidence: Sequence[Evidence], lang: Language) -> str:
    """Return what the figures rest on, run by run."""
    lines = [
        lang.say(
            "One replicate each, on the same luck: no uncertainty is shown. Estimates and placeholders carry "
            "more doubt than luck does."
        )
    ]
    for letter, one in zip("AB", evidence, strict=False):
        lines.append(
            lang.say(
                "{letter}: {money} of the money rests on a placeholder price or birth window, {payer} of it "
                "on a placeholder funder."
            ).format(
                letter=letter,
                money=lang.percent(one.money_on_placeholders),
                payer=lang.percent(one.paid_by_placeholder),
            )
        )
    return "".join(f"<p class='simlib-note'>{escape(line)}</p>" for line in lines)
