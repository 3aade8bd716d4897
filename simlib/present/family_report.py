"""The subsidies' part of a report: whom they reach, where claims wait, what a birth gets."""

from simlib.language.language import Language
from simlib.present.family_charts import subsidies_chart
from simlib.present.html_page import picture
from simlib.present.html_parts import heading, paragraph, table_html, wide
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

SUBSIDIES = "family_subsidies"


def family_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the subsidies' part of a report."""
    parts = []
    for headline in summary.headlines[SUBSIDIES]:
        parts += [heading(headline.heading), wide(table_html(headline.text))]
        parts += [paragraph(note) for note in headline.notes]
    return [*parts, picture(subsidies_chart(run.tables["subsidies"], summary.labels, lang))]
