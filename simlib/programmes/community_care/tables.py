"""Tables of community care: openings, what happens in the centres, users by township."""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.stays import ADMITTED, APPLIED, DIED, DIED_WAITING, GAVE_UP, MOVED_OUT
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, joined
from simlib.programmes.community_care.assumptions import CommunityCareSection
from simlib.programmes.community_care.opening import MILESTONES, Openings
from simlib.programmes.community_care.users import Users
from simlib.programmes.works.facilities import Care, facility_rows, stages_at_month_ends
from simlib.programmes.works.tables import dates

LONG_BEFORE = -(10**6)
"""Day on which all building had begun."""

FACILITY = Column("facility", "name", "Community elderly-care centre.")

COMMUNITY_OPENINGS = Table(
    "community_openings",
    "When centres are accepted and open: without uncertainty, in this replicate, over many draws of luck.",
    ("replicate", "facility", "milestone"),
    (
        REPLICATE,
        FACILITY,
        Column("milestone", "name", "`accepted` or `opened`."),
        Column("planned", "date", "If all takes its most likely days and acceptance is passed at once."),
        Column("drawn", "date", "In this replicate."),
        Column("p10", "date", "In one draw of ten it is reached by then."),
        Column("p50", "date", "In half of the draws."),
        Column("p80", "date", "In eight draws of ten."),
        Column("p90", "date", "In nine draws of ten."),
    ),
)

COMMUNITY_CARE = Table(
    "community_care",
    "Users of a community elderly-care centre in a month.",
    ("replicate", "month", "facility"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        FACILITY,
        Column("users_possible", "integer", "Users that it can serve at its end; 0 before the opening."),
        Column("users", "integer", "Users at its end."),
        Column("waiting", "integer", "People waiting for a place at its end."),
        Column("asked", "integer", "People who asked to use it."),
        Column("began", "integer", "People who began to."),
        Column("gave_up", "integer", "People who waited and found something else."),
        Column("died_waiting", "integer", "People who died while they waited."),
        Column("stopped", "integer", "Users who stopped."),
        Column("died", "integer", "Users who died."),
        Column("user_days", "integer", "Users at the end of each day, added up."),
        Column("visits", "integer", "Visits: those a week, for these days."),
    ),
)

COMMUNITY_USERS = Table(
    "community_users",
    "Users of community care by the township in which they live, at the end of each month.",
    ("replicate", "month", "township"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("township", "name", "Township or street where they live."),
        Column("users", "integer", "Users."),
        Column("old_people", "integer", "Old people living there when the horizon begins."),
    ),
)


def openings_table(
    names: tuple[str, ...], planned: list[Openings], drawn: list[Openings], horizon: Horizon
) -> Columns:
    """Return the columns of `community_openings`: centres and their milestones in order."""
    facility, milestone = np.divmod(np.arange(len(names) * len(MILESTONES)), len(MILESTONES))
    plans = [plan.of(name)[0] for plan in planned for name in MILESTONES]
    days = np.stack([draws.of(name) for draws in drawn for name in MILESTONES], axis=1)
    shares = (10, 50, 80, 90)
    quantiles = np.quantile(days, np.array(shares) / 100, axis=0, method="inverted_cdf").astype(np.int64)
    return {
        "facility": Names(facility, names),
        "milestone": Names(milestone, MILESTONES),
        "planned": dates(np.array(plans), horizon),
        "drawn": dates(days[0], horizon),
        **{f"p{share}": dates(day, horizon) for share, day in zip(shares, quantiles, strict=True)},
    }


def chances_table(programme: str, names: tuple[str, ...], drawn: list[Openings], horizon: Horizon) -> Columns:
    """Return rows of `milestone_chances`: from the month before the first draw to that of the last."""
    parts = []
    for name, draws in zip(names, drawn, strict=True):
        for milestone in MILESTONES:
            reached = np.sort(horizon.month_number(draws.of(milestone)))
            months = np.arange(reached[0] - 1, reached[-1] + 1)
            parts.append(
                {
                    "programme": Names.constant(programme, months.size),
                    "project": Names.constant(name, months.size),
                    "milestone": Names.constant(milestone, months.size),
                    "month": horizon.month_start(months),
                    "chance": np.searchsorted(reached, months, side="right") / reached.size,
                }
            )
    return joined(parts)


def users_possible(section: CommunityCareSection, opened: np.ndarray, horizon: Horizon) -> np.ndarray:
    """Return users that each centre can serve at the end of each month, int64 of shape (months, centres)."""
    last = horizon.month_edges()[1:] - 1
    return np.where(opened <= last[:, None], section.users_a_centre, 0).astype(np.int64)


def visits_by_month(section: CommunityCareSection, users: Users, horizon: Horizon) -> np.ndarray:
    """Return whole visits, int64 of shape (months, centres)."""
    user_days = np.add.reduceat(users.present, horizon.month_edges()[:-1])
    return np.rint(user_days * section.use.visits_a_week / 7).astype(np.int64)


def community_care_table(
    section: CommunityCareSection, users: Users, opened: np.ndarray, horizon: Horizon
) -> Columns:
    """Return the columns of `community_care`, ordered by month and centre."""
    names = tuple(section.centres)
    last, starts = horizon.month_edges()[1:] - 1, horizon.month_edges()[:-1]
    month, centre = np.divmod(np.arange(horizon.months * len(names)), len(names))

    def counted(time: np.ndarray, line: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        count = np.zeros((horizon.months, len(names)), np.int64)
        np.add.at(count, (horizon.month_of_day[time[chosen] // SECONDS_PER_DAY], line[chosen]), 1)
        return count.ravel()

    waits, stays = users.waits, users.stays
    return {
        "month": horizon.month_start(month),
        "facility": Names(centre, names),
        "users_possible": users_possible(section, opened, horizon).ravel(),
        "users": users.present[last].ravel(),
        "waiting": users.waiting[last].ravel(),
        "asked": counted(waits.begins, waits.line, waits.begun_by == APPLIED),
        "began": counted(stays.begins, stays.line, stays.begun_by == ADMITTED),
        "gave_up": counted(waits.ends, waits.line, waits.ended_by == GAVE_UP),
        "died_waiting": counted(waits.ends, waits.line, waits.ended_by == DIED_WAITING),
        "stopped": counted(stays.ends, stays.line, stays.ended_by == MOVED_OUT),
        "died": counted(stays.ends, stays.line, stays.ended_by == DIED),
        "user_days": np.add.reduceat(users.present, starts).ravel(),
        "visits": visits_by_month(section, users, horizon).ravel(),
    }


def community_users_table(users: Users, townships: tuple[str, ...], horizon: Horizon) -> Columns:
    """Return the columns of `community_users`, ordered by month and township."""
    last = horizon.month_edges()[1:] - 1
    month, township = np.divmod(np.arange(horizon.months * len(townships)), len(townships))
    return {
        "month": horizon.month_start(month),
        "township": Names(township, townships),
        "users": users.by_township[last].ravel(),
        "old_people": users.old_people[township],
    }


def facilities_table(
    section: CommunityCareSection, users: Users, own: list[Openings], horizon: Horizon
) -> Columns:
    """Return rows of `facilities`: the places for users stand for beds, the users for residents."""
    last = horizon.month_edges()[1:] - 1
    opened = np.array([draw.opened[0] for draw in own])
    possible = users_possible(section, opened, horizon)
    parts = []
    for place, (name, centre) in enumerate(section.centres.items()):
        days = own[place]
        # What is needed beside acceptance (staff, filing) is done by the opening: it is never merely ready.
        reached = (LONG_BEFORE, days.complete[0], days.opened[0], days.opened[0])
        care = Care(possible[:, place], users.present[last, place], users.waiting[last, place])
        progress = _progress(centre.works.done, days.complete[0], last)
        parts.append(facility_rows(name, stages_at_month_ends(reached, horizon), progress, care, horizon))
    return joined(parts)


def _progress(done: float, complete: int, days: np.ndarray) -> np.ndarray:
    """Return the share of works done: a straight line from the start of the horizon to their completion."""
    since = np.minimum((days + 1) / (complete + 1), 1.0)
    return done + (1 - done) * since
