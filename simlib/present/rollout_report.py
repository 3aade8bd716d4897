"""The rollout's part of a report: who is reached and who is left behind, doses, sites."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language
from simlib.present.charts import coverage_chart, doses_chart
from simlib.present.html_page import picture
from simlib.present.html_parts import heading, paragraph, table_html, wide
from simlib.present.reach_tables import readable_left_behind
from simlib.programmes.hpv_rollout.headlines import (
    COVERAGE_NOTE,
    readable_coverage,
    readable_doses,
)
from simlib.runs.labels import site_labels
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

ROLLOUT = "hpv_rollout"


def rollout_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the rollout's part of a report."""
    assumptions = run.manifest["scenario"]["assumptions"]
    return [
        *_reach(run, summary, lang),
        *_doses(run, summary, lang),
        heading(lang.say("Sites")),
        wide(_sites(run.tables["visits"], site_labels(assumptions, lang), lang)),
    ]


def _reach(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    lines = lang.say(
        "Solid lines: of women not vaccinated before at their own cost. "
        "Dotted lines: of all women with hukou in the birth window."
    )
    return [
        heading(lang.say("Who is reached")),
        wide(table_html(readable_coverage(summary.table(ROLLOUT, "coverage"), summary.labels, lang))),
        paragraph(" ".join(lang.say(line) for line in COVERAGE_NOTE)),
        picture(coverage_chart(run.tables["coverage"], summary.labels, lang)),
        paragraph(lines),
        heading(lang.say("Who is left behind")),
        paragraph(lang.say("All women with hukou in the birth windows, by what became of them.")),
        wide(table_html(readable_left_behind(run.tables["left_behind"], summary.labels, lang))),
    ]


def _doses(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    return [
        heading(lang.say("Doses")),
        table_html(readable_doses(summary.table(ROLLOUT, "doses"), lang)),
        picture(doses_chart(run.tables["doses"], lang)),
    ]


def _sites(visits: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> str:
    days = visits.groupby("site", observed=True).size()
    counts = visits.groupby("site", observed=True)[["capacity", "booked", "attended", "vaccinated"]].sum()
    full = (visits["booked"] >= visits["capacity"]).groupby(visits["site"], observed=True).sum()
    columns = {
        lang.say("open days"): days.map(lang.number),
        lang.say("slots"): counts["capacity"].map(lang.number),
        lang.say("booked"): counts["booked"].map(lang.number),
        lang.say("came"): counts["attended"].map(lang.number),
        lang.say("doses"): counts["vaccinated"].map(lang.number),
        lang.say("slots booked"): (counts["booked"] / counts["capacity"]).map(lang.percent),
        lang.say("days booked out"): full.map(lang.number),
    }
    return table_html(pd.DataFrame(columns).rename(index=labels))
