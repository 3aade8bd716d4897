"""The due list: second and third doses by the week in which they fall due, and first doses by week."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.reach import Labels
from simlib.programmes.hpv_rollout.schedule import MOST_DOSES, DoseRules
from simlib.programmes.hpv_rollout.women import DAYS_IN_MONTH_CODE, NEVER, Women

DAYS_IN_WEEK = 7
LATER_DOSES = range(2, MOST_DOSES + 1)

DUE = Table(
    "due",
    "Second and third doses by the week in which they fall due, from the first that does at a site.",
    ("replicate", "week", "site", "dose"),
    (
        REPLICATE,
        Column("week", "date", "Monday of the week."),
        Column("site", "name", "Vaccination site that gave the dose before."),
        Column("dose", "integer", "Number of the dose that falls due, 2 or 3."),
        Column(
            "due",
            "integer",
            "Doses whose earliest day by the interval falls in the week (应种), whether she comes or not.",
        ),
        Column("given", "integer", "Of these, given within the horizon (实种), at whichever site."),
        Column(
            "overdue",
            "integer",
            "Doses due by the end of the week and not given by then; women who never come stay among them.",
        ),
    ),
)

INVITED = Table(
    "invited",
    "First doses by week, from the week in which a batch invites somebody.",
    ("replicate", "week", "township", "batch"),
    (
        REPLICATE,
        Column("week", "date", "Monday of the week."),
        Column("township", "name", "Township of hukou."),
        Column("batch", "name", "Batch (birth window)."),
        Column(
            "invited",
            "integer",
            "Women not vaccinated at their own cost before whom the batch, or the national programme, "
            "invites in the week: it opens, or they reach the youngest age.",
        ),
        Column("due", "integer", "Women invited by the end of the week without a dose before it (应种)."),
        Column("given", "integer", "First doses given in the week (实种)."),
    ),
)


@dataclass(frozen=True)
class NextDoses:
    """Second and third doses that fall due within the horizon, one entry a dose.

    Attributes
    ----------
    site
        Place of the site that gave the dose before.
    dose
        Number of the dose, from 2.
    due_day, given_day
        Earliest day by the interval, and day of the injection, `NEVER` if there was none.
    """

    site: np.ndarray
    dose: np.ndarray
    due_day: np.ndarray
    given_day: np.ndarray


def next_doses(log: Log, earliest: np.ndarray, horizon: Horizon) -> NextDoses:
    """Return the doses that follow from the doses given; see `due_days` for `earliest`."""
    given_on = np.full((log.given.size, MOST_DOSES + 1), NEVER, np.int32)
    given_on[log.woman, log.dose] = log.day
    due_day = earliest[log.woman, log.dose + 1]
    within = np.flatnonzero((log.dose < log.series[log.woman]) & (due_day < horizon.days))
    dose = log.dose[within] + 1
    return NextDoses(
        site=log.site[within],
        dose=dose,
        due_day=due_day[within],
        given_day=given_on[log.woman[within], dose],
    )


def due_days(log: Log, rules: DoseRules) -> np.ndarray:
    """Return the earliest day of each dose by the interval, int32 of shape (women, doses + 2).

    The dose before was given; where it was not, and for first doses, it is 0.
    """
    earliest = np.zeros((log.given.size, MOST_DOSES + 2), np.int32)
    goes_on = log.dose < log.series[log.woman]
    woman, dose = log.woman[goes_on], log.dose[goes_on]
    interval = rules.interval[log.product[woman], log.series[woman], dose]
    earliest[woman, dose + 1] = log.day[goes_on] + interval
    return earliest


def due_table(doses: NextDoses, sites: tuple[str, ...], horizon: Horizon) -> Columns:
    """Return the columns of `due`, ordered by week, site and dose."""
    week_of_day, mondays = _weeks(horizon)
    shape = (mondays.size, len(sites), len(LATER_DOSES))
    given = doses.given_day != NEVER
    place = (doses.site, doses.dose - LATER_DOSES.start)
    placed_given = tuple(column[given] for column in place)
    due_week = week_of_day[doses.due_day]
    due = _counted((due_week, *place), shape)
    of_these_given = _counted((due_week[given], *placed_given), shape)
    injected = _counted((week_of_day[doses.given_day[given]], *placed_given), shape)
    due_so_far = due.cumsum(axis=0)
    week, site, dose = rows = np.nonzero(due_so_far)
    return {
        "week": mondays[week],
        "site": Names(site, sites),
        "dose": dose + LATER_DOSES.start,
        "due": due[rows],
        "given": of_these_given[rows],
        "overdue": (due_so_far - injected.cumsum(axis=0))[rows],
    }


def invited_table(women: Women, log: Log, horizon: Horizon, youngest: int, labels: Labels) -> Columns:
    """Return the columns of `invited`, ordered by week, township and batch.

    Parameters
    ----------
    women, log, horizon, labels
        See there.
    youngest
        Youngest age in completed years at a first dose.
    """
    week_of_day, mondays = _weeks(horizon)
    shape = (mondays.size, len(labels.townships), len(labels.batches))
    day = np.maximum(women.invited_day, _birthdays(women, youngest, horizon))
    asked = np.flatnonzero(women.unvaccinated & (day < horizon.days))
    invited = _counted(
        (week_of_day[np.maximum(day[asked], 0)], women.township[asked], women.batch[asked]), shape
    )
    first = log.dose == 1
    woman = log.woman[first]
    given = _counted((week_of_day[log.day[first]], women.township[woman], women.batch[woman]), shape)
    invited_so_far = invited.cumsum(axis=0)
    week, township, batch = rows = np.nonzero(invited_so_far)
    return {
        "week": mondays[week],
        "township": Names(township, labels.townships),
        "batch": Names(batch, labels.batches),
        "invited": invited[rows],
        "due": (invited_so_far - given.cumsum(axis=0) + given)[rows],
        "given": given[rows],
    }


def _weeks(horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of the week of each day, from 0, and the Monday of each week."""
    before = horizon.first.weekday()
    week_of_day = (np.arange(horizon.days) + before) // DAYS_IN_WEEK
    mondays = np.datetime64(horizon.first, "D") - before + DAYS_IN_WEEK * np.arange(week_of_day[-1] + 1)
    return week_of_day, mondays


def _birthdays(women: Women, age: int, horizon: Horizon) -> np.ndarray:
    """Return the day number on which each woman reaches an age; born on 29 February, on 1 March."""
    month, day = np.divmod(women.birth_code, DAYS_IN_MONTH_CODE)
    months = 12 * (women.birth_year.astype(np.int64) + age - 1970) + month - 1
    reached = months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    return (reached - np.datetime64(horizon.first, "D")).astype(np.int64)


def _counted(keys: tuple[np.ndarray, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Return how often each cell occurs, int64 of the shape."""
    cell = np.ravel_multi_index(keys, shape)
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
