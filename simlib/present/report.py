"""The report of a run: one HTML file that opens anywhere, with no internet."""

from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path

import pandas as pd

from simlib.language.language import Language
from simlib.language.message import Message
from simlib.present.charts import coverage_chart, doses_chart, money_chart
from simlib.present.html_page import html_page, picture
from simlib.present.reach_tables import readable_left_behind
from simlib.runs.labels import Assumptions, site_labels
from simlib.runs.store import REPORT, StoredRun, whole_or_nothing
from simlib.runs.summary import (
    COVERAGE_NOTE,
    Summary,
    evidence_lines,
    readable_coverage,
    readable_doses,
    readable_money,
)
from simlib.scenario.problems import problem_in


def write_report(run: StoredRun, lang: Language, target: Path | None = None) -> Path:
    """Write the report of a run.

    Parameters
    ----------
    run
        A run read from disk.
    lang
        The language of the report.
    target
        The file; ``report.html`` in the run's folder by default.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = target or run.folder / REPORT
    try:
        with whole_or_nothing(target) as temporary:
            temporary.write_text(report_html(run, lang), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise problem_in(
            str(target), Message("the report cannot be written: {reason}", reason=reason)
        ) from None
    return target


def report_html(run: StoredRun, lang: Language) -> str:
    """Return the report as one HTML page in a language, with everything inside."""
    summary, assumptions = run.summary(lang.code), run.manifest["scenario"]["assumptions"]
    parts = [
        *_head(summary, assumptions, lang),
        *_changes(run.manifest["scenario"]["changes"], lang),
        *_reach(run, summary, lang),
        *_doses(run, summary, lang),
        _heading(lang.say("Sites")),
        _wide(_sites(run.tables["visits"], site_labels(assumptions, lang), lang)),
        *_money(run, summary, lang),
        *_placeholders(assumptions, lang),
    ]
    return html_page(summary.title, parts, lang)


def _head(summary: Summary, assumptions: Assumptions, lang: Language) -> list[str]:
    first, last = (
        lang.day(date.fromisoformat(assumptions[f"horizon.{name}"]["value"]))
        for name in ("first_day", "last_day")
    )
    run = lang.say("Horizon {first} to {last}, seed {seed}, one replicate: the figures show no uncertainty.")
    evidence = escape(" ".join(evidence_lines(summary.evidence, lang)))
    return [
        _paragraph(run.format(first=first, last=last, seed=summary.seed)),
        f'<p class="evidence">{evidence}</p>',
    ]


def _changes(changes: list[dict], lang: Language) -> list[str]:
    if not changes:
        return []
    headings = [lang.say("path"), lang.say("before"), lang.say("now"), lang.say("why"), lang.say("by")]
    rows = [(c["path"], str(c["before"]), str(c["after"]), lang.say(c["why"]), c["by"]) for c in changes]
    return [_heading(lang.say("What this scenario changes")), _words(pd.DataFrame(rows, columns=headings))]


def _reach(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    lines = lang.say(
        "Solid lines: of women not vaccinated before at their own cost. "
        "Dotted lines: of all women with hukou in the birth window."
    )
    return [
        _heading(lang.say("Who is reached")),
        _wide(_html(readable_coverage(summary.coverage, summary.labels, lang))),
        _paragraph(" ".join(lang.say(line) for line in COVERAGE_NOTE)),
        picture(coverage_chart(run.tables["coverage"], summary.labels, lang)),
        _paragraph(lines),
        _heading(lang.say("Who is left behind")),
        _paragraph(lang.say("All women with hukou in the birth windows, by what became of them.")),
        _wide(_html(readable_left_behind(run.tables["left_behind"], summary.labels, lang))),
    ]


def _doses(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    return [
        _heading(lang.say("Doses")),
        _html(readable_doses(summary.doses, lang)),
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
    return _html(pd.DataFrame(columns).rename(index=labels))


def _money(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    in_all = summary.money.sum().rename(lang.say("all")).to_frame().T
    table = readable_money(pd.concat([summary.money, in_all]), summary.labels, lang)
    owed = lang.say("Paid, in yuan. Committed within the horizon and paid after it: {owed}.")
    return [
        _heading(lang.say("Money")),
        _paragraph(owed.format(owed=lang.money(summary.owed, "yuan", 0))),
        _wide(_html(table)),
        picture(money_chart(run.tables["ledger"], summary.labels, lang)),
    ]


def _placeholders(assumptions: Assumptions, lang: Language) -> list[str]:
    rows = [
        (lang.label(entry["label"]), path, entry["note"] or "")
        for path, entry in assumptions.items()
        if entry["kind"] == "placeholder"
    ]
    headings = [lang.say("assumption"), lang.say("path"), lang.say("note")]
    return [
        _heading(lang.say("Placeholders")),
        _paragraph(lang.say("Values without a source, to be replaced by local data first.")),
        _words(pd.DataFrame(rows, columns=headings)),
    ]


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _wide(table: str) -> str:
    return f'<div class="wide">{table}</div>'


def _words(table: pd.DataFrame) -> str:
    """Return a table of sentences as HTML, escaped; nothing is cut."""
    with pd.option_context("display.max_colwidth", None):
        return f'<div class="words wide">{table.to_html(index=False, border=0)}</div>'


def _html(table: pd.DataFrame) -> str:
    """Return a table of texts as HTML, escaped, without a row for the index's name."""
    return table.rename_axis(None).to_html(border=0)
