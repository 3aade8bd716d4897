"""What many draws of a project say: how critical each task is, and where waiting for several costs time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.programmes.works.course import Course
from simlib.programmes.works.network import Dates, Network, on_longest_path

LAST = "opened"
"""The milestone to which the longest path is taken."""


@dataclass(frozen=True)
class Risks:
    """How tasks, or buildings, bear on the opening: arrays of shape (tasks,) or (buildings,).

    Attributes
    ----------
    criticality
        Share of draws in which it lies on the longest path (criticality index).
    sensitivity
        Criticality times the standard deviation of its days of work over that of the opening (schedule
        sensitivity index of the PMBOK).
    """

    criticality: np.ndarray
    sensitivity: np.ndarray


def task_risks(course: Course) -> Risks:
    """Return how each task bears on the opening."""
    return _risks(_on_path(course), course.days, course.reached(LAST))


def building_risks(course: Course, buildings: Sequence[np.ndarray]) -> Risks:
    """Return how the tasks of each building bear on the opening: it is critical if any of them is.

    Parameters
    ----------
    course
        Many draws.
    buildings
        For each building, which tasks are its own, bool of shape (tasks,).
    """
    draws, on_path = len(course.days), _on_path(course)
    critical = [on_path[:, own].any(axis=1) for own in buildings]
    lasts = [course.dates.finish[:, own].max(axis=1) - course.project.from_day for own in buildings]
    shape = draws, len(buildings)
    return _risks(_columns(critical, shape), _columns(lasts, shape), course.reached(LAST))


def merge_bias(network: Network, dates: Dates) -> np.ndarray:
    """Return by how many days waiting for several tasks delays each one: shape (tasks,).

    That is the mean day on which the last of those it waits for ends, less the latest of their mean ends;
    never negative, and zero where it waits for one only.
    """
    mean_end = dates.finish.mean(axis=0)
    bias = np.zeros(len(network))
    for task, others in enumerate(network.before):
        if len(others) > 1:
            bias[task] = dates.ready[:, task].mean() - mean_end[list(others)].max()
    return np.maximum(bias, 0)


def _on_path(course: Course) -> np.ndarray:
    layout = course.project.layout
    on_path = on_longest_path(layout.network, course.dates, layout.milestones[LAST])
    return on_path & (course.days > 0)


def _risks(on_path: np.ndarray, days: np.ndarray, opened: np.ndarray) -> Risks:
    criticality = on_path.mean(axis=0)
    deviation = opened.std()
    relative = days.std(axis=0) / deviation if deviation > 0 else np.zeros(criticality.size)
    return Risks(criticality, criticality * relative)


def _columns(columns: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    return np.stack(columns, axis=1) if columns else np.zeros(shape)
