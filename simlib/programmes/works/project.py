"""A project as plain arrays: one entry a task of a building, or of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.core.apportion import largest_remainder
from simlib.core.clock import Horizon
from simlib.core.luck import named
from simlib.core.money import to_fen
from simlib.programmes.works.assumptions import LEAST_OVERRUN, ThreeDays, WorksSection
from simlib.programmes.works.network import Network, network_of
from simlib.programmes.works.project_assumptions import BUILDING, Design, Plan, Progress
from simlib.programmes.works.stops import PLACES
from simlib.programmes.works.three_points import Spread, spread_of

WHOLE = "whole"
"""The building of a task that is done for the whole project."""

Job = tuple[str, str]
"""Building, or `WHOLE`, and kind of a task."""


@dataclass(frozen=True)
class Layout:
    """What projects of one design have in common, one entry a task in each array.

    Attributes
    ----------
    buildings, tasks
        Names of the building (or `WHOLE`) and the kind of each task.
    network
        Who waits for whom.
    spread
        Days of each task from beginning to end, float64.
    likely
        The most likely ones.
    pace
        Factor on the days, by the crews at work.
    premium
        By what part the rest of a task becomes dearer with more crews.
    places
        Where it is done, int32: place in `simlib.programmes.works.stops.PLACES`.
    loadings
        Its correlation with each risk of the section `works`, float64 of shape (tasks, risks).
    weights
        Its share in the cost.
    overrun
        By what part the rest of all becomes dearer.
    milestones
        Places of the tasks with whose end each comes about.
    """

    buildings: tuple[str, ...]
    tasks: tuple[str, ...]
    network: Network
    spread: Spread
    likely: np.ndarray
    pace: np.ndarray
    premium: np.ndarray
    places: np.ndarray
    loadings: np.ndarray
    weights: np.ndarray
    overrun: Spread
    milestones: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Project:
    """Works; arrays hold one entry a task.

    Attributes
    ----------
    name
        Of the project.
    layout
        What it has in common with others of its design.
    identity
        uint64, what luck belongs to.
    done
        Share done when work goes on.
    from_day
        From which day of the horizon work goes on.
    promised
        The day by which it is meant to be ready.
    value
        Fen of the contract, int64; they add up to its cost.
    """

    name: str
    layout: Layout
    identity: np.ndarray
    done: np.ndarray
    from_day: int
    promised: int
    value: np.ndarray

    def days_left(self, days: np.ndarray) -> np.ndarray:
        """Return whole days of work left of tasks that take some days in all: int64 of shape (draws, tasks).

        What is not done takes at least one more day.
        """
        left = days * (self.layout.pace * (1 - self.done))
        return np.where(left > 0, np.maximum(np.rint(left), 1), 0).astype(np.int64)


def layout_of(design: Design, buildings: Mapping[str, float], works: WorksSection) -> Layout:
    """Return what projects of a design have in common.

    Parameters
    ----------
    design
        The tasks.
    buildings
        Share of each building in the cost of what is done building by building.
    works
        What holds for all works.
    """
    jobs = _jobs(design, buildings)
    tasks = [design.tasks[task] for _, task in jobs]
    places = {job: place for place, job in enumerate(jobs)}
    before = [[places[other] for other in _before(job, design, buildings)] for job in jobs]
    crews = np.array([design.crews.get(task, 1.0) for _, task in jobs])
    overrun = works.overruns[design.overrun]
    return Layout(
        buildings=tuple(building for building, _ in jobs),
        tasks=tuple(task for _, task in jobs),
        network=network_of(before),
        spread=_spreads([task.days for task in tasks]),
        likely=np.array([task.days.likely for task in tasks]),
        pace=crews**-works.crews.effect,
        premium=works.crews.labour * (crews ** (1 - works.crews.effect) - 1),
        places=np.array([PLACES.index(task.plan.place) for task in tasks], np.int32),
        loadings=np.array(
            [
                [risk.loading * (name in task.plan.risks) for name, risk in works.risks.items()]
                for task in tasks
            ]
        ),
        weights=np.array([_weight(job, design, buildings) for job in jobs]),
        overrun=spread_of(overrun.p10, overrun.likely, overrun.p90, LEAST_OVERRUN),
        milestones={
            milestone: tuple(places[WHOLE, task] for task in names)
            for milestone, names in design.milestones.model_dump().items()
        },
    )


def project_of(
    name: str, layout: Layout, plan: Plan, cost: float, progress: Progress, horizon: Horizon
) -> Project:
    """Return a project as arrays.

    Parameters
    ----------
    name
        Of the project.
    layout
        Its tasks.
    plan
        Its days.
    cost
        Yuan in all, what was done before included.
    progress
        What is done already.
    horizon
        Whose days are counted.
    """
    jobs = list(zip(layout.buildings, layout.tasks, strict=True))
    return Project(
        name=name,
        layout=layout,
        identity=np.array([named(f"{name}/{building}/{task}") for building, task in jobs]),
        done=np.array([progress.get(building, {}).get(task, 0.0) for building, task in jobs]),
        from_day=horizon.day_of(plan.from_day),
        promised=horizon.day_of(plan.promised),
        value=largest_remainder(to_fen(cost), layout.weights),
    )


def _jobs(design: Design, buildings: Mapping[str, float]) -> list[Job]:
    """Return all tasks: building by building, then those of the whole."""
    each = [name for name, task in design.tasks.items() if task.plan.done_for == BUILDING]
    joint = [name for name in design.tasks if name not in each]
    return [(building, task) for building in buildings for task in each] + [(WHOLE, task) for task in joint]


def _before(job: Job, design: Design, buildings: Mapping[str, float]) -> list[Job]:
    building, task = job
    before = []
    for other in design.tasks[task].plan.after:
        if design.tasks[other].plan.done_for != BUILDING:
            before.append((WHOLE, other))
        elif design.tasks[task].plan.done_for == BUILDING:
            before.append((building, other))
        else:
            before.extend((each, other) for each in buildings)
    return before


def _weight(job: Job, design: Design, buildings: Mapping[str, float]) -> float:
    building, task = job
    share = design.cost_shares.get(task, 0.0)
    if design.tasks[task].plan.done_for == BUILDING:
        return share * buildings[building] / sum(buildings.values())
    return share


def _spreads(days: list[ThreeDays]) -> Spread:
    """Return the distributions of tasks as one of arrays."""
    spreads = [spread_of(three.p10, three.likely, three.p90, 0.0) for three in days]
    return Spread(**{name: np.array([vars(spread)[name] for spread in spreads]) for name in vars(spreads[0])})
