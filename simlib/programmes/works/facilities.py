"""The table `facilities`: how far each building project is, and what it offers once it is open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.works.course import Course
from simlib.programmes.works.spending import Spending
from simlib.programmes.works.stops import PLACES

STAGES = ("not_begun", "building", "acceptance", "ready", "open")
"""Stages of a facility, in order."""

FACILITIES = Table(
    "facilities",
    "Facilities that are built or run, at the end of each month.",
    ("replicate", "month", "facility"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("facility", "name", "Facility."),
        Column(
            "stage",
            "name",
            "`not_begun`, `building`, `acceptance` (work done, papers not), `ready` to operate, or `open`.",
        ),
        Column("progress", "number", "Share of the works done, by their value."),
        Column("beds_open", "integer", "Beds that may be taken; 0 where a facility has none."),
        Column("residents", "integer", "People who live there."),
        Column("waiting", "integer", "People on its waiting list."),
    ),
)


@dataclass(frozen=True)
class Care:
    """Beds open, residents and people waiting at the end of each month, int64 of shape (months,)."""

    beds_open: np.ndarray
    residents: np.ndarray
    waiting: np.ndarray


def no_care(horizon: Horizon) -> Care:
    """Return the care of a facility that has no beds."""
    none = np.zeros(horizon.months, np.int64)
    return Care(none, none, none)


def facility_of(course: Course, spending: Spending, care: Care, horizon: Horizon) -> Columns:
    """Return the columns of `facilities` for a project that is built, in the first draw of its course."""
    stage, progress = stages_of(course, horizon), progress_of(spending, horizon)
    return facility_rows(course.project.name, stage, progress, care, horizon)


def facility_rows(
    name: str, stage: np.ndarray, progress: np.ndarray, care: Care, horizon: Horizon
) -> Columns:
    """Return the columns of `facilities` for one facility; arrays of shape (months,), stages by place."""
    months = np.arange(horizon.months)
    return {
        "month": horizon.month_start(months),
        "facility": Names.constant(name, months.size),
        "stage": Names(stage, STAGES),
        "progress": progress,
        **vars(care),
    }


def stages_of(course: Course, horizon: Horizon) -> np.ndarray:
    """Return the stage of a project at the end of each month of the horizon, in the first draw."""
    begins = course.project.from_day
    built = course.project.layout.places != PLACES.index("office")
    reached = (
        begins,
        course.dates.finish[0, built].max(initial=begins),
        course.reached("ready")[0],
        course.reached("opened")[0],
    )
    return stages_at_month_ends(reached, horizon)


def stages_at_month_ends(reached: Sequence[int], horizon: Horizon) -> np.ndarray:
    """Return the stage at the end of each month, given the days on which the second and later ones begin.

    Shape (months,); a facility that is not begun is in the first stage.
    """
    ends = horizon.month_edges()[1:] - 1
    return (np.maximum.accumulate(np.asarray(reached))[:, None] <= ends).sum(axis=0)


def progress_of(spending: Spending, horizon: Horizon) -> np.ndarray:
    """Return the share of works done at the end of each month of the horizon."""
    value = spending.value
    known = np.concatenate([[value.before / max(spending.contract, 1)], value.progress, [1.0]])
    place = np.arange(horizon.months) - value.first_month + 1
    return known[np.clip(place, 0, known.size - 1)]
