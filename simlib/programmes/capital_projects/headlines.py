"""What the other works say first: when each project is ready and open, and what it costs."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.works.headlines import (
    DRAWS_NOTE,
    costs_headline,
    late_labels,
    lateness,
    own_rows,
    readable_dates,
    years_within,
)

NAME = "capital_projects"
PROJECTS = f"{NAME}.projects."
PLAN = ".plan"


def headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of the other works, see `simlib.programmes.programme.Programme`."""
    labels = cohort_labels(assumptions, lang)
    milestones, chances = (own_rows(tables[name], NAME) for name in ("milestones", "milestone_chances"))
    ready = milestones[milestones["milestone"] == "ready"].set_index("project")
    chances = chances[chances["milestone"] == "ready"]
    rows = [chances[chances["project"] == project] for project in ready.index]
    text = readable_dates(ready, rows, years_within(assumptions), lang)
    return (
        Headline(
            name="ready",
            heading=lang.say("Other works: when they are ready to operate"),
            table=lateness(ready),
            text=text.rename(index=labels).rename_axis(index=lang.say("project")),
            notes=(lang.say(DRAWS_NOTE),),
            compared=lang.say("Other works: when they are ready to operate"),
            labels={**labels, **late_labels(lang)},
        ),
        costs_headline(
            own_rows(tables["works_costs"], NAME), lang.say("Other works: what they cost"), labels, lang
        ),
    )


def cohort_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return what the projects are called, which are also the cohorts of postings."""
    return {
        path.removeprefix(PROJECTS).removesuffix(PLAN): lang.label(entry["value"]["label"])
        for path, entry in assumptions.items()
        if path.startswith(PROJECTS) and path.endswith(PLAN)
    }
