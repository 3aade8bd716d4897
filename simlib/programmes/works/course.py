"""What happens to the works of a programme: as planned, in one draw of luck, and in many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.works.assumptions import Stop, WorksSection
from simlib.programmes.works.draws import Keys, drawn_days, drawn_overruns
from simlib.programmes.works.network import Dates, dates_of
from simlib.programmes.works.project import Project
from simlib.programmes.works.stops import Span, WorkDays, drawn_work_days, planned_work_days

FARTHEST = 40 * 365
"""Days behind the first at which the calendar of works ends, whatever happens."""

MARGIN = 3 * 365
"""Days that alerts may add to the slowest course without them."""


@dataclass(frozen=True)
class Course:
    """What happens to one project in draws of luck.

    Attributes
    ----------
    project
        The project.
    days
        Days of work left of each task, int64 of shape (draws, tasks).
    dates
        When tasks begin and end.
    work_days
        For each task, when it can be worked on.
    overrun
        By what part the remaining work becomes dearer, shape (draws,).
    """

    project: Project
    days: np.ndarray
    dates: Dates
    work_days: Sequence[WorkDays]
    overrun: np.ndarray

    def reached(self, milestone: str) -> np.ndarray:
        """Return the days on which a milestone is reached, int64 of shape (draws,)."""
        return self.dates.last(self.project.milestones[milestone])


def planned_courses(projects: Sequence[Project], works: WorksSection, horizon: Horizon) -> list[Course]:
    """Return the course of projects without uncertainty: the most likely days, no alerts, no overrun."""
    span = span_of(projects, works.stops, horizon)
    by_place = planned_work_days(works.stops, span)
    return [
        _course(project, project.days_left(project.likely[None, :]), by_place, np.zeros(1))
        for project in projects
    ]


def drawn_courses(
    projects: Sequence[Project], works: WorksSection, horizon: Horizon, keys: Keys, draws: int
) -> list[Course]:
    """Return the courses of projects in draws of luck from 0 on; all projects see the same alerts.

    Parameters
    ----------
    projects
        Of one programme.
    works
        What holds for all works.
    horizon
        Whose days are counted.
    keys
        The luck.
    draws
        How many; the first ones are the same, however many there are.
    """
    span = span_of(projects, works.stops, horizon)
    by_place = drawn_work_days(works.stops, span, keys.city, draws)
    return [
        _course(
            project,
            drawn_days(project, works.risks, keys, draws),
            by_place,
            drawn_overruns(project, keys, draws),
        )
        for project in projects
    ]


def span_of(projects: Sequence[Project], stops: Mapping[str, Stop], horizon: Horizon) -> Span:
    """Return the days in which all projects are done even if each task takes its longest."""
    first = min(0, *(project.from_day for project in projects))
    by_place = planned_work_days(stops, Span(horizon, first, FARTHEST))
    last = max(
        _course(project, project.days_left(project.spread.highest[None, :]), by_place, np.zeros(1))
        .dates.finish.max()
        .item()
        for project in projects
    )
    return Span(horizon, first, min(last - first + MARGIN, FARTHEST))


def _course(project: Project, days: np.ndarray, by_place: Mapping[str, WorkDays], overrun: np.ndarray):
    work_days = [by_place[place] for place in project.place]
    dates = dates_of(project.network, days, project.from_day, work_days)
    return Course(project, days, dates, work_days, overrun)
