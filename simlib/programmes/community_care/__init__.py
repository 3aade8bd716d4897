"""Community elderly-care centres: when they open, who uses them, what they cost.

Data flows through the files in this order: `assumptions` → `opening` (when centres are complete, accepted,
open) → `users` (who uses them) → `tables`, `money`, `headlines`. `cover` tells other programmes who is cared
for.
"""

from collections.abc import Mapping

import numpy as np

from simlib.core.lazily import Lazily
from simlib.core.outcome import Outcome
from simlib.language.language import mark
from simlib.programmes.community_care.assumptions import CommunityCareSection
from simlib.programmes.community_care.checks import misfits, notices
from simlib.programmes.community_care.headlines import NAME, cohort_labels, headlines
from simlib.programmes.community_care.money import ITEMS, RESTS_ON, postings_of
from simlib.programmes.community_care.opening import Openings, openings_of, planned_opening
from simlib.programmes.community_care.tables import (
    COMMUNITY_CARE,
    COMMUNITY_OPENINGS,
    COMMUNITY_USERS,
    chances_table,
    community_care_table,
    community_users_table,
    facilities_table,
    openings_table,
    visits_by_month,
)
from simlib.programmes.community_care.users import Users, users_of
from simlib.programmes.programme import Context, Programme
from simlib.programmes.stay_events import STAY_EVENTS, stay_events_table
from simlib.programmes.works.facilities import FACILITIES
from simlib.programmes.works.tables import MILESTONE_CHANCES

NUMBER = 5

MEASURES = {
    "first_opened_day": mark("community care: days from the first day until a centre opens"),
    "all_opened_day": mark("community care: days from the first day until all are open"),
    "users": mark("community care: users at the end of the horizon"),
    "waiting": mark("community care: people waiting at the end of the horizon"),
    "visits": mark("community care: visits within the horizon"),
}
"""What the measures of community care are called."""


def simulate(context: Context, section: CommunityCareSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run community care; it needs no other programme."""
    happens = section.model_dump_json()
    key = (NAME, context.engine, context.events, happens)
    return context.keep(key, lambda: _outcome(context, section))


def _outcome(context: Context, section: CommunityCareSection) -> Outcome:
    horizon, townships = context.calendar.horizon, context.population.start.townships
    key, names = context.luck.key(NUMBER), tuple(section.centres)
    drawn = [openings_of(name, centre, horizon, key) for name, centre in section.centres.items()]
    opened = np.array([draws.opened[0] for draws in drawn])
    context.go_on()
    users = users_of(context.population, section, opened, horizon, key, context.engine)

    def planned() -> list[Openings]:
        return [planned_opening(centre, horizon) for centre in section.centres.values()]

    tables = {
        FACILITIES.name: lambda: facilities_table(section, users, drawn, horizon),
        MILESTONE_CHANCES.name: lambda: chances_table(NAME, names, drawn, horizon),
        COMMUNITY_OPENINGS.name: lambda: openings_table(names, planned(), drawn, horizon),
        COMMUNITY_CARE.name: lambda: community_care_table(section, users, opened, horizon),
        COMMUNITY_USERS.name: lambda: community_users_table(users, townships, horizon),
    }
    if context.events:
        tables[STAY_EVENTS.name] = lambda: stay_events_table(users.log, users.applicants, 1, names)
    return Outcome(
        tables=Lazily(tables),
        postings=postings_of(section, users, opened, horizon, townships),
        measures=_measures(section, users, opened, context),
    )


def _measures(
    section: CommunityCareSection, users: Users, opened: np.ndarray, context: Context
) -> dict[str, float]:
    return {
        "first_opened_day": float(opened.min()),
        "all_opened_day": float(opened.max()),
        "users": float(users.present[-1].sum()),
        "waiting": float(users.waiting[-1].sum()),
        "visits": float(visits_by_month(section, users, context.calendar.horizon).sum()),
    }


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: how many use the centres, or what they cost by themselves."""
    return RESTS_ON[item]


COMMUNITY_CARE_PROGRAMME = Programme(
    name=NAME,
    number=NUMBER,
    section=CommunityCareSection,
    tables=(
        FACILITIES,
        MILESTONE_CHANCES,
        COMMUNITY_OPENINGS,
        COMMUNITY_CARE,
        COMMUNITY_USERS,
        STAY_EVENTS,
    ),
    title=mark("Community care"),
    rests_on=rests_on,
    cohort_labels=cohort_labels,
    headlines=headlines,
    shown=(COMMUNITY_OPENINGS.name, MILESTONE_CHANCES.name, COMMUNITY_CARE.name),
    items=lambda section: ITEMS,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
)
