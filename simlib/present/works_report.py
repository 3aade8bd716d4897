"""The works' part of a report: when projects are ready, on what that hangs, what they cost."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language
from simlib.present.beds_charts import beds_chart
from simlib.present.html_page import picture
from simlib.present.html_parts import heading, paragraph, table_html, wide
from simlib.present.works_charts import cash_chart, chances_chart, schedule_chart
from simlib.programmes.capital_projects.headlines import cohort_labels
from simlib.programmes.headline import Headline
from simlib.programmes.welfare_centre.construction_headlines import labels_of
from simlib.programmes.works.headlines import MILESTONE_NAMES, own_rows
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

CENTRE, OTHERS = "welfare_centre", "capital_projects"
DATES = ["planned_start", "planned_finish", "p10", "p50", "p90"]


def centre_parts(run: StoredRun, summary: Summary, lang: Language) -> list[str]:
    """Return HTML of the part on the welfare centre: building it, and running it."""
    labels = labels_of(run.manifest["scenario"]["assumptions"], lang)
    milestones = own_rows(run.tables["milestones"], CENTRE)
    chances = own_rows(run.tables["milestone_chances"], CENTRE)
    promised = milestones["promised"].iloc[0]
    pictures = {
        "opening": chances_chart(
            chances,
            promised,
            {name: lang.say(text) for name, text in MILESTONE_NAMES.items()},
            lang.say("Welfare centre: chance to be ready, and to open"),
            lang,
        ),
        "risks": schedule_chart(
            _buildings(run.tables, labels), lang.say("Welfare centre: what is left to do"), lang
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
        "ready": schedule_chart(
            _projects(run.tables, labels), lang.say("Other works: until they are ready to operate"), lang
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


def _buildings(tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the dates of each building as one, and of each task of the whole."""
    tasks, risks = (own_rows(tables[name], CENTRE) for name in ("works_tasks", "works_risks"))
    left = tasks[tasks["planned_days"] > 0]
    whole = left["building"] == "whole"
    plan = left.groupby(left["building"].where(~whole, left["task"]), sort=False).agg(
        planned_start=("planned_start", "min"), planned_finish=("planned_finish", "max")
    )
    of_whole = risks["building"] == "whole"
    shown = risks[of_whole | (risks["task"] == "all")]
    shown = shown.set_index(shown["building"].where(shown["building"] != "whole", shown["task"]))
    return plan.join(shown[["p10", "p50", "p90"]])[DATES].rename(index=labels)


def _projects(tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the dates between which each project goes on until it is ready."""
    tasks, milestones = (own_rows(tables[name], OTHERS) for name in ("works_tasks", "milestones"))
    ready = milestones[milestones["milestone"] == "ready"].set_index("project")
    begins = tasks.groupby("project", sort=False)["planned_start"].min().rename("planned_start")
    rows = ready.rename(columns={"planned": "planned_finish"}).join(begins)
    return rows[DATES].rename(index=labels)
