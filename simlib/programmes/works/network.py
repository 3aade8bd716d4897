"""Who waits for whom, and what follows: dates forward through the network, the longest path back.

Days are whole numbers. A task that begins on day s and takes d days of work ends on the first day after them,
which is s + d where nothing stops it, and those that wait for it may begin on that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np

from simlib.programmes.works.network_kernel import fill_dates
from simlib.programmes.works.stops import WorkDays


@dataclass(frozen=True)
class Network:
    """Tasks and what each waits for.

    Attributes
    ----------
    before
        For each task, the places of those it waits for.
    order
        All tasks, each behind those it waits for.
    """

    before: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.before)


def network_of(before: Sequence[Iterable[int]]) -> Network:
    """Return the network of tasks, given the places of those that each waits for.

    Raises
    ------
    graphlib.CycleError
        If tasks wait for each other in a circle.
    """
    graph = {task: tuple(others) for task, others in enumerate(before)}
    return Network(tuple(graph.values()), tuple(TopologicalSorter(graph).static_order()))


@dataclass(frozen=True)
class Dates:
    """When tasks can begin, begin and end, int64 of shape (draws, tasks); days of the horizon.

    Attributes
    ----------
    ready
        When all that a task waits for is done.
    start
        When work on it begins: later than `ready` where it is stopped then.
    finish
        The first day after it.
    """

    ready: np.ndarray
    start: np.ndarray
    finish: np.ndarray

    def last(self, tasks: Sequence[int]) -> np.ndarray:
        """Return when the last of some tasks ends, int64 of shape (draws,)."""
        return self.finish[:, list(tasks)].max(axis=1)


def dates_of(
    network: Network, days: np.ndarray, from_day: int, places: np.ndarray, work_days: WorkDays
) -> Dates:
    """Return when tasks are done if each begins as soon as it can.

    Parameters
    ----------
    network
        Who waits for whom.
    days
        Days of work left, int64 of shape (draws, tasks); a task without any is done as soon as it is ready.
    from_day
        No task begins before.
    places
        Where each task is done: place in `simlib.programmes.works.stops.PLACES`.
    work_days
        When work is possible there.
    """
    dates = Dates(*(np.empty(days.shape, np.int64) for _ in range(3)))
    counts = [len(others) for others in network.before]
    fill_dates(
        days,
        np.array(network.order, np.int32),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        np.array([other for others in network.before for other in others], np.int32),
        from_day,
        places,
        work_days.first,
        work_days.before,
        dates.ready,
        dates.start,
        dates.finish,
    )
    return dates


def on_longest_path(network: Network, dates: Dates, last: Sequence[int]) -> np.ndarray:
    """Return which tasks lie on the longest path to the last ones, bool of shape (draws, tasks).

    A task lies on it if one that lies on it could begin only when this one ended. With days on which nothing
    can be done, that is not the same as having no slack: who ends in midwinter could end later as well.
    """
    on_path = np.zeros(dates.finish.shape, np.bool_)
    end = dates.last(last)
    for task in last:
        on_path[:, task] = dates.finish[:, task] == end
    for task in reversed(network.order):
        for other in network.before[task]:
            drives = dates.finish[:, other] == dates.ready[:, task]
            on_path[:, other] |= on_path[:, task] & drives
    return on_path
