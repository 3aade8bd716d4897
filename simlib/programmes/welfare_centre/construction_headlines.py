"""What the building of the centre says first: when it opens, on which building that hangs, what it costs."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.works.headlines import (
    DRAWS_NOTE,
    MILESTONE_NAMES,
    costs_headline,
    late_labels,
    lateness,
    own_rows,
    readable_dates,
    years_within,
)

NAME = "welfare_centre"
CONSTRUCTION = f"{NAME}.construction"

RISK_COLUMNS = {"criticality": mark("criticality, %"), "sensitivity": mark("schedule sensitivity, %")}
"""Names of what is compared of buildings and tasks."""

MERGE_NOTE = mark(
    "Merge bias: {task} waits for several tasks at once, and so can begin {days} days later, on average, "
    "than the latest of their mean ends."
)
RISKS_NOTE = mark(
    "Criticality: in how many draws the building or task lies on the longest path to the opening. "
    "Sensitivity: that times its spread over the spread of the opening."
)


def construction_headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of the building, see `simlib.programmes.programme.Programme`."""
    labels = labels_of(assumptions, lang)
    return (
        _opening(tables, assumptions, lang),
        _risks(tables, labels, lang),
        costs_headline(
            own_rows(tables["works_costs"], NAME),
            lang.say("Welfare centre: what building it costs"),
            labels,
            lang,
        ),
    )


def _opening(tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language) -> Headline:
    labels = {name: lang.say(text) for name, text in MILESTONE_NAMES.items()}
    milestones = own_rows(tables["milestones"], NAME).set_index("milestone")
    chances = own_rows(tables["milestone_chances"], NAME)
    rows = [chances[chances["milestone"] == milestone] for milestone in milestones.index]
    text = readable_dates(milestones, rows, years_within(assumptions), lang)
    heading = lang.say("Welfare centre: when it is ready, and when it opens")
    return Headline(
        name="opening",
        heading=heading,
        table=lateness(milestones),
        text=text.rename(index=labels).rename_axis(index=lang.say("milestone")),
        notes=(lang.say(DRAWS_NOTE),),
        compared=heading,
        labels={**labels, **late_labels(lang)},
    )


def _risks(tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str], lang: Language) -> Headline:
    """Return buildings as one each, then the tasks of the whole, in their order."""
    risks = own_rows(tables["works_risks"], NAME)
    shown = pd.concat([risks[risks["task"] == "all"], risks[risks["building"] == "whole"]])
    names = shown["building"].where(shown["task"] == "all", shown["task"]).rename("building")
    shown = shown.set_axis(names)
    days = shown[["p50", "p90"]].apply(lambda column: column.dt.strftime("%Y-%m-%d"))
    text = days.set_axis([lang.say("done by, P50"), lang.say("done by, P90")], axis=1)
    table = 100 * shown[list(RISK_COLUMNS)]
    for name, heading in RISK_COLUMNS.items():
        text[lang.say(heading)] = table[name].map(lang.number)
    heading = lang.say("Welfare centre: on which buildings and tasks the opening hangs")
    return Headline(
        name="risks",
        further=True,
        heading=heading,
        table=table,
        text=text.rename(index=labels).rename_axis(index=lang.say("building or task")),
        notes=(*_merges(tables, risks, labels, lang), lang.say(RISKS_NOTE)),
        compared=heading,
        labels={**labels, **{name: lang.say(text) for name, text in RISK_COLUMNS.items()}},
    )


def _merges(
    tables: Mapping[str, pd.DataFrame], risks: pd.DataFrame, labels: Mapping[str, str], lang: Language
) -> list[str]:
    """Return where waiting for several tasks costs the most time."""
    most = risks.loc[risks["merge_bias"].idxmax()]
    if most["merge_bias"] < 1:
        return []
    said = lang.say(MERGE_NOTE)
    return [said.format(task=labels[most["task"]], days=lang.number(most["merge_bias"]))]


def labels_of(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return what the project, its buildings and its tasks are called."""
    names = assumptions[f"{CONSTRUCTION}.buildings.names"]["value"]
    tasks = f"{CONSTRUCTION}.tasks."
    return {
        NAME: lang.label(assumptions[f"{CONSTRUCTION}.plan"]["value"]["label"]),
        **{building: lang.label(label) for building, label in names.items()},
        **{
            path.removeprefix(tasks).removesuffix(".days"): lang.label(entry["label"])
            for path, entry in assumptions.items()
            if path.startswith(tasks) and path.endswith(".days")
        },
    }
