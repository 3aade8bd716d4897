"""The subsidies' part of a report: whom they reach, where claims wait, what a birth gets."""

from simlib.analysis.additional_births import birth_cost_curve, curve_notes, readable_curve
from simlib.language.language import Language
from simlib.present.family_charts import birth_cost_chart, subsidies_chart
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
    curve = birth_cost_curve(run.tables, run.manifest["scenario"]["assumptions"])
    table = readable_curve(curve, lang)
    return [
        *parts,
        picture(subsidies_chart(run.tables["subsidies"], summary.labels, lang)),
        heading(lang.say("What a birth more costs, by what is assumed of how births answer")),
        wide(table_html(table.set_index(table.columns[0]))),
        *(paragraph(note) for note in curve_notes(curve, lang)),
        picture(birth_cost_chart(curve, lang)),
    ]
