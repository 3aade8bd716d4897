"""Durations drawn from their three points, correlated through the risks that tasks share."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.core.luck import named
from simlib.core.normal import normals, shares_below
from simlib.programmes.works.assumptions import Risk
from simlib.programmes.works.project import Project
from simlib.programmes.works.purposes import OVERRUN, OWN_LUCK, RISK


@dataclass(frozen=True)
class Keys:
    """Luck of works: `own` of the programme, `city` of all works of the city."""

    own: np.uint64
    city: np.uint64


def drawn_days(project: Project, risks: Mapping[str, Risk], keys: Keys, draws: int) -> np.ndarray:
    """Return whole days of work left in draws from 0 on: int64 of shape (draws, tasks)."""
    shares = _shares_below(standings(project, risks, keys, draws))
    return project.days_left(project.spread.at(shares))


def standings(project: Project, risks: Mapping[str, Risk], keys: Keys, draws: int) -> np.ndarray:
    """Return how slow each task is, on a standard normal scale: float64 of shape (draws, tasks).

    A task's own luck and the risks that it shares add up (a Gaussian copula with one factor a risk), so that
    the correlation of two tasks is the sum of the products of their loadings on what they share.
    """
    turns_out = {name: _turns_out(name, risk, project.name, keys, draws) for name, risk in risks.items()}
    columns = []
    for building, task, shared in zip(project.buildings, project.tasks, project.risks, strict=True):
        loadings = np.array([risks[name].loading for name in shared])
        own = normals(keys.own, named(f"{project.name}/{building}/{task}"), OWN_LUCK, draws)
        column = np.sqrt(max(1 - (loadings**2).sum(), 0.0)) * own
        for name, loading in zip(shared, loadings, strict=True):
            column += loading * turns_out[name]
        columns.append(column)
    return np.stack(columns, axis=1)


def drawn_overruns(project: Project, keys: Keys, draws: int) -> np.ndarray:
    """Return by what part the remaining work becomes dearer: float64 of shape (draws,)."""
    drawn = normals(keys.own, named(project.name), OVERRUN, draws)
    return project.overrun.at(shares_below(drawn))


def _turns_out(name: str, risk: Risk, project: str, keys: Keys, draws: int) -> np.ndarray:
    if risk.shared_by == "city":
        return normals(keys.city, named(name), RISK, draws)
    return normals(keys.own, named(f"{project}/{name}"), RISK, draws)


def _shares_below(points: np.ndarray) -> np.ndarray:
    return shares_below(points.ravel()).reshape(points.shape)
