"""The part of a report on community care: when centres open, who uses them."""

from simlib.language.language import Language
from simlib.present.community_charts import users_chart
from simlib.present.html_page import picture
from simlib.present.html_parts import heading, paragraph, table_html, wide
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

COMMUNITY = "community_care"


def community_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the part on community care."""
    parts = []
    for headline in summary.headlines[COMMUNITY]:
        parts += [heading(headline.heading), wide(table_html(headline.text))]
        parts += [paragraph(note) for note in headline.notes]
    return [*parts, picture(users_chart(run.tables["community_care"], summary.labels, lang))]
