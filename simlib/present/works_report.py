"""The works' part of a report: when projects are ready, on what that hangs, what they cost."""

from collections.abc import Mapping

from simlib.language.language import Language
from simlib.present.beds_charts import beds_chart
from simlib.present.html_page import picture
from simlib.present.html_parts import heading, paragraph, table_html, wide
from simlib.present.schedules import building_dates, opening_chances, project_dates
from simlib.present.works_charts import buildings_chart, cash_chart, opening_chart, projects_chart
from simlib.programmes.capital_projects.headlines import cohort_labels
from simlib.programmes.headline import Headline
from simlib.programmes.welfare_centre.construction_headlines import labels_of
from simlib.programmes.works.headlines import own_rows
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

CENTRE, OTHERS = "welfare_centre", "capital_projects"


def centre_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the part on the welfare centre: building it, and running it."""
    labels = labels_of(run.manifest["scenario"]["assumptions"], lang)
    pictures = {
        "opening": opening_chart(
            opening_chances(run.tables["milestones"], run.tables["milestone_chances"], CENTRE), lang
        ),
        "risks": buildings_chart(
            building_dates(run.tables["works_tasks"], run.tables["works_risks"], CENTRE), labels, lang
        ),
        "costs": cash_chart(
            own_rows(run.tables["works_money"], CENTRE),
            lang.say("Welfare centre: work done and money due"),
            lang,
        ),
    }
    pictures["beds"] = beds_chart(run.tables["care_beds"], lang)
    return _parts(summary.headlines[CENTRE], pictures)


def other_works_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the part on the other works."""
    labels = cohort_labels(run.manifest["scenario"]["assumptions"], lang)
    pictures = {
        "ready": projects_chart(
            project_dates(run.tables["works_tasks"], run.tables["milestones"], OTHERS), labels, lang
        ),
        "costs": cash_chart(
            own_rows(run.tables["works_money"], OTHERS),
            lang.say("Other works: work done and money due"),
            lang,
        ),
    }
    return _parts(summary.headlines[OTHERS], pictures)


def _parts(headlines: tuple[Headline, ...], pictures: Mapping) -> list[str]:
    parts = []
    for headline in headlines:
        parts += [heading(headline.heading), wide(table_html(headline.text))]
        parts += [paragraph(note) for note in headline.notes]
        parts += [picture(pictures[headline.name])] if headline.name in pictures else []
    return parts
