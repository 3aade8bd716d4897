"""A project as plain arrays: one entry a task of a building, or of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.core.apportion import largest_remainder
from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.programmes.works.assumptions import ThreeDays, WorksSection
from simlib.programmes.works.network import Network, network_of
from simlib.programmes.works.project_assumptions import BUILDING, Design, Plan, Progress
from simlib.programmes.works.three_points import Spread, spread_of

WHOLE = "whole"
"""The building of a task that is done for the whole project."""


@dataclass(frozen=True)
class Project:
    """Works, one entry a task in each array.

    Attributes
    ----------
    name
        Of the project.
    buildings, tasks
        Names of the building (or `WHOLE`) and the kind of each task.
    network
        Who waits for whom.
    spread
        Days of each task from beginning to end, float64.
    likely
        The most likely ones.
    done
        Share done when work goes on.
    pace
        Factor on the days, by the crews at work.
    place, risks
        Where each is done, and names of what it shares with others.
    from_day
        From which day of the horizon work goes on.
    promised
        The day by which it is meant to be ready.
    value
        Fen of the contract, int64; they add up to its cost.
    premium
        By what part the rest of each task becomes dearer with more crews.
    overrun
        By what part the rest of all becomes dearer.
    milestones
        Places of the tasks with whose end each comes about.
    """

    name: str
    buildings: tuple[str, ...]
    tasks: tuple[str, ...]
    network: Network
    spread: Spread
    likely: np.ndarray
    done: np.ndarray
    pace: np.ndarray
    place: tuple[str, ...]
    risks: tuple[tuple[str, ...], ...]
    from_day: int
    promised: int
    value: np.ndarray
    premium: np.ndarray
    overrun: Spread
    milestones: Mapping[str, tuple[int, ...]]

    def days_left(self, days: np.ndarray) -> np.ndarray:
        """Return whole days of work left of tasks that take some days: shape (draws, tasks).

        What is begun takes at least one more day.
        """
        left = days * self.pace * (1 - self.done)
        return np.where(left > 0, np.maximum(np.rint(left), 1), 0).astype(np.int64)


def project_of(
    name: str,
    design: Design,
    plan: Plan,
    cost: float,
    buildings: Mapping[str, float],
    progress: Progress,
    works: WorksSection,
    horizon: Horizon,
) -> Project:
    """Return a project as arrays.

    Parameters
    ----------
    name
        Of the project.
    design
        Its tasks.
    plan
        Its days.
    cost
        Yuan in all, what was done before included.
    buildings
        Share of each in the cost of the tasks that are done for each building.
    progress
        What is done already.
    works
        What holds for all works.
    horizon
        Whose days are counted.
    """
    jobs = _jobs(design, buildings)
    places = {job: place for place, job in enumerate(jobs)}
    before = [[places[other] for other in _before(job, design, buildings)] for job in jobs]
    crews = np.array([design.crews.get(task, 1.0) for _, task in jobs])
    return Project(
        name=name,
        buildings=tuple(building for building, _ in jobs),
        tasks=tuple(task for _, task in jobs),
        network=network_of(before),
        spread=_spreads([design.tasks[task].days for _, task in jobs]),
        likely=np.array([design.tasks[task].days.likely for _, task in jobs]),
        done=np.array([progress.get(building, {}).get(task, 0.0) for building, task in jobs]),
        pace=crews**-works.crews.effect,
        place=tuple(design.tasks[task].plan.place for _, task in jobs),
        risks=tuple(design.tasks[task].plan.risks for _, task in jobs),
        from_day=horizon.day_of(plan.from_day),
        promised=horizon.day_of(plan.promised),
        value=_values(to_fen(cost), jobs, design, buildings),
        premium=works.crews.labour * (crews ** (1 - works.crews.effect) - 1),
        overrun=_overrun(works, design.overrun),
        milestones={
            milestone: tuple(places[WHOLE, task] for task in tasks)
            for milestone, tasks in design.milestones.model_dump().items()
        },
    )


def _jobs(design: Design, buildings: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return building and kind of each task: building by building, then those of the whole."""
    each = [name for name, task in design.tasks.items() if task.plan.done_for == BUILDING]
    joint = [name for name in design.tasks if name not in each]
    return [(building, task) for building in buildings for task in each] + [(WHOLE, task) for task in joint]


def _before(job: tuple[str, str], design: Design, buildings: Mapping[str, float]) -> list[tuple[str, str]]:
    building, task = job
    before = []
    for other in design.tasks[task].plan.after:
        if design.tasks[other].plan.done_for != BUILDING:
            before.append((WHOLE, other))
        elif building == WHOLE:
            before.extend((each, other) for each in buildings)
        else:
            before.append((building, other))
    return before


def _spreads(days: list[ThreeDays]) -> Spread:
    spreads = [spread_of(three.p10, three.likely, three.p90, 0.0) for three in days]
    return Spread(**{name: np.array([vars(spread)[name] for spread in spreads]) for name in vars(spreads[0])})


def _values(cost: int, jobs: list, design: Design, buildings: Mapping[str, float]) -> np.ndarray:
    total = sum(buildings.values())
    weights = [
        design.cost_shares.get(task, 0.0) * (1.0 if building == WHOLE else buildings[building] / total)
        for building, task in jobs
    ]
    return largest_remainder(cost, weights)


def _overrun(works: WorksSection, name: str) -> Spread:
    three = works.overruns[name]
    return spread_of(three.p10, three.likely, three.p90, -1.0)
