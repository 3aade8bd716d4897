"""What happens to the works of a programme: as planned, in one draw of luck, and in many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.language.message import Message
from simlib.programmes.works.assumptions import Stop, WorksSection, days_left, days_left_by_seasons
from simlib.programmes.works.draws import Keys, drawn_days, drawn_overruns
from simlib.programmes.works.network import Dates, dates_of
from simlib.programmes.works.project import Project
from simlib.programmes.works.stops import PLACES, Span, WorkDays, drawn_work_days, planned_work_days
from simlib.scenario.problems import InputError, problem_in

DAYS_A_YEAR = 365
FARTHEST = 40 * DAYS_A_YEAR
"""Days behind the first by which all works of a programme must be done."""

MARGIN = 3 * DAYS_A_YEAR
"""Days that alerts may add to the slowest course with as many of them as are expected."""


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
        When work is possible.
    overrun
        By what part the remaining work becomes dearer, shape (draws,).
    """

    project: Project
    days: np.ndarray
    dates: Dates
    work_days: WorkDays
    overrun: np.ndarray

    def reached(self, milestone: str) -> np.ndarray:
        """Return the days on which a milestone is reached, int64 of shape (draws,)."""
        return self.dates.last(self.project.layout.milestones[milestone])


def planned_courses(projects: Sequence[Project], works: WorksSection, span: Span) -> list[Course]:
    """Return the course of projects without uncertainty: the most likely days, no alerts, no overrun."""
    work_days = planned_work_days(works.stops, span)
    return [
        _course(project, project.days_left(project.layout.likely[None, :]), work_days, np.zeros(1))
        for project in projects
    ]


def drawn_courses(
    projects: Sequence[Project], works: WorksSection, span: Span, keys: Keys, draws: int
) -> list[Course]:
    """Return the courses of projects in draws of luck from 0 on; all projects see the same alerts.

    Parameters
    ----------
    projects
        Of one programme.
    works
        What holds for all works.
    span
        Days in which all of it happens.
    keys
        The luck.
    draws
        How many; the first ones are the same, however many there are.
    """
    work_days = drawn_work_days(works.stops, span, keys.city, draws)
    return [
        _course(
            project,
            drawn_days(project, works.risks, keys, draws),
            work_days,
            drawn_overruns(project, keys, draws),
        )
        for project in projects
    ]


def span_of(projects: Sequence[Project], stops: Mapping[str, Stop], horizon: Horizon) -> Span:
    """Return the days in which all projects are done even if each task takes its longest.

    Raises
    ------
    InputError
        If that is more than the calendar of works can hold.
    """
    first = min(0, *(project.from_day for project in projects))
    work_days = planned_work_days(stops, Span(horizon, first, FARTHEST))
    ends = [
        int(_course(project, _longest(project), work_days, np.zeros(1)).dates.finish.max())
        for project in projects
    ]
    days = int((max(ends) - first) * _slower(stops)) + MARGIN
    if days > FARTHEST:
        raise _too_long(projects[ends.index(max(ends))], first, horizon)
    return Span(horizon, first, days)


def _slower(stops: Mapping[str, Stop]) -> float:
    """Return how many times as long alerts make work at the place where they stop it the most."""
    return max(
        days_left_by_seasons(stops.values(), place) / days_left(stops.values(), place) for place in PLACES
    )


def _too_long(project: Project, first: int, horizon: Horizon) -> InputError:
    return problem_in(
        "scenario",
        Message(
            "work goes on from {day}, and with its longest tasks and its stops may not be done within "
            "{years} years from {first}; shorter tasks, fewer stops or another day are needed",
            day=horizon.date_of(project.from_day),
            years=(FARTHEST - MARGIN) // DAYS_A_YEAR,
            first=horizon.date_of(first),
        ),
        path=project.name,
    )


def _longest(project: Project) -> np.ndarray:
    return project.days_left(project.layout.spread.highest[None, :])


def _course(project: Project, days: np.ndarray, work_days: WorkDays, overrun: np.ndarray) -> Course:
    layout = project.layout
    dates = dates_of(layout.network, days, project.from_day, layout.places, work_days)
    return Course(project, days, dates, work_days, overrun)
