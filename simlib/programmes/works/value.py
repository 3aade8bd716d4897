"""The value of work done, month by month: each task spends along an S-curve over its days of work."""

from dataclasses import dataclass

import numpy as np

from simlib.core.apportion import along
from simlib.core.clock import Horizon
from simlib.programmes.works.course import Course


@dataclass(frozen=True)
class Value:
    """Work done by one project in one draw, fen.

    Attributes
    ----------
    before
        Done before work goes on.
    first_month
        Number of the month with which `monthly` begins; it may lie before the horizon.
    monthly
        Done in each month from then until all is done, overrun included, int64.
    progress
        Share of the contract done by the end of each of these months, without the overrun.
    """

    before: int
    first_month: int
    monthly: np.ndarray
    progress: np.ndarray

    @property
    def total(self) -> int:
        """All of it."""
        return self.before + int(self.monthly.sum())


def value_of(course: Course, steepness: float, horizon: Horizon) -> Value:
    """Return the value of a project's work in the first draw of its course.

    Parameters
    ----------
    course
        What happens.
    steepness
        Of the S-curve.
    horizon
        Whose months are counted.
    """
    project = course.project
    done = np.rint(project.value * project.done).astype(np.int64)
    rest = project.value - done
    first = int(horizon.month_number(project.from_day))
    last = int(horizon.month_number(course.dates.finish[0].max()))
    share = s_curve(_worked(course, _month_starts(first, last, horizon)), steepness)
    price = (1 + project.layout.premium) * (1 + course.overrun[0])
    by_task = along(np.rint(rest * price).astype(np.int64), np.diff(share, axis=1))
    total = max(int(project.value.sum()), 1)
    progress = (done.sum() + (rest[:, None] * share[:, 1:]).sum(axis=0)) / total
    return Value(int(done.sum()), first, by_task.sum(axis=0), np.minimum(progress, 1.0))


def s_curve(part: np.ndarray, steepness: float) -> np.ndarray:
    """Return the share spent when a part of the work is done: none at 0, half at 1/2, all at 1."""
    spent = part**steepness
    return spent / (spent + (1 - part) ** steepness)


def _month_starts(first: int, last: int, horizon: Horizon) -> np.ndarray:
    """Return the first days of months from one to the one after another, as days of the horizon."""
    starts = horizon.month_start(np.arange(first, last + 2))
    return (starts - np.datetime64(horizon.first, "D")).astype(np.int64)


def _worked(course: Course, edges: np.ndarray) -> np.ndarray:
    """Return which part of its work left each task has behind it on each of some days: (tasks, days).

    What has no work left is done on the day on which it is ready.
    """
    places, finish, left = course.project.layout.places, course.dates.finish[0], course.days[0]
    parts = np.empty((finish.size, edges.size))
    for place in np.unique(places):
        here = places == place
        # Counted back from its end, which the last day of work brings about.
        to_come = course.work_days.worked(place, finish[here])[:, None] - course.work_days.worked(
            place, edges
        )
        parts[here] = 1 - np.clip(to_come / np.maximum(left[here], 1)[:, None], 0, 1)
    parts[edges >= finish[:, None]] = 1.0
    parts[:, 0] = np.where(left > 0, parts[:, 0], 0.0)
    parts[:, -1] = 1.0
    return parts
