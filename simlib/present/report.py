"""The report of a run: one HTML file that opens anywhere, with no internet."""

from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from pathlib import Path

import pandas as pd

from simlib.budget.book import book_of
from simlib.budget.statements import LAYOUTS, head_of
from simlib.language.language import Language
from simlib.present.assistance_report import assistance_parts
from simlib.present.budget_text import Told, head_lines
from simlib.present.charts import money_chart
from simlib.present.community_report import community_parts
from simlib.present.family_report import family_parts
from simlib.present.html_page import html_page, picture
from simlib.present.html_parts import heading, paragraph, table_html, wide, words
from simlib.present.rollout_report import rollout_parts
from simlib.present.works_report import centre_parts, other_works_parts
from simlib.programmes.headline import Assumptions
from simlib.runs.store import REPORT, StoredRun, output_file
from simlib.runs.summary import Summary, evidence_lines, readable_money

PARTS: Mapping[str, Callable[[StoredRun, Summary, Language], list[str]]] = {
    "hpv_rollout": rollout_parts,
    "family_subsidies": family_parts,
    "medical_assistance": assistance_parts,
    "community_care": community_parts,
    "welfare_centre": centre_parts,
    "capital_projects": other_works_parts,
}
"""What each programme puts into the report, by its name."""


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
    with output_file(target) as temporary:
        temporary.write_text(report_html(run, lang), encoding="utf-8")
    return target


def report_html(run: StoredRun, lang: Language) -> str:
    """Return the report as one HTML page in a language, with everything inside."""
    summary, assumptions = run.summary(lang.code), run.manifest["scenario"]["assumptions"]
    parts = [
        *_head(summary, assumptions, lang),
        *_changes(run.manifest["scenario"]["changes"], lang),
        *(part for programme in summary.headlines for part in PARTS[programme](run, summary, lang)),
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
        paragraph(run.format(first=first, last=last, seed=summary.seed)),
        f'<p class="evidence">{evidence}</p>',
    ]


def _changes(changes: list[dict], lang: Language) -> list[str]:
    if not changes:
        return []
    headings = [lang.say("path"), lang.say("before"), lang.say("now"), lang.say("why"), lang.say("by")]
    rows = [(c["path"], str(c["before"]), str(c["after"]), lang.say(c["why"]), c["by"]) for c in changes]
    return [heading(lang.say("What this scenario changes")), words(pd.DataFrame(rows, columns=headings))]


def _money(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    told = Told(run.tables, run.manifest["scenario"]["assumptions"], lang)
    head = head_of(book_of(run.tables, told.assumptions), LAYOUTS["budget"])
    owed = lang.say("Paid, in yuan. Committed within the horizon and paid after it: {owed}.")
    return [
        heading(lang.say("Money")),
        paragraph(owed.format(owed=lang.money(summary.owed, "yuan", 0))),
        paragraph(" · ".join(head_lines(head, told))),
        *(part for name in summary.spent for part in _spent(name, run, summary, lang)),
    ]


def _spent(programme: str, run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return the money of a programme, under its title if there are several."""
    spent, ledger = summary.spent[programme], run.tables["ledger"]
    in_all = spent.money.sum().rename(lang.say("all")).to_frame().T
    table = readable_money(pd.concat([spent.money, in_all]), summary.labels, lang)
    title = [f"<h3>{escape(spent.title)}</h3>"] if len(summary.spent) > 1 else []
    chart = money_chart(ledger[ledger["programme"] == programme], summary.labels, lang)
    return [*title, wide(table_html(table)), picture(chart)]


def _placeholders(assumptions: Assumptions, lang: Language) -> list[str]:
    rows = [
        (lang.label(entry["label"]), path, entry["note"] or "")
        for path, entry in assumptions.items()
        if entry["kind"] == "placeholder"
    ]
    headings = [lang.say("assumption"), lang.say("path"), lang.say("note")]
    return [
        heading(lang.say("Placeholders")),
        paragraph(lang.say("Values without a source, to be replaced by local data first.")),
        words(pd.DataFrame(rows, columns=headings)),
    ]
