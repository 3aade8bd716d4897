"""The assistance's part of a report: whom support reaches, who pays for care, what hardship is left."""

from simlib.language.language import Language
from simlib.present.assistance_charts import assistance_chart, care_chart
from simlib.present.html_page import picture
from simlib.present.html_parts import heading, paragraph, table_html, wide
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

ASSISTANCE = "medical_assistance"


def assistance_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the assistance's part of a report."""
    parts = []
    for headline in summary.headlines[ASSISTANCE]:
        parts += [heading(headline.heading), wide(table_html(headline.text))]
        parts += [paragraph(note) for note in headline.notes]
    charts = assistance_chart(run.tables["assistance"], lang), care_chart(run.tables["settlements"], lang)
    return [*parts, *(picture(chart) for chart in charts)]
