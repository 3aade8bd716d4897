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
    scores = standings(project, risks, keys, draws)
    shares = shares_below(scores.ravel()).reshape(scores.shape)
    return project.days_left(project.layout.spread.at(shares))


def standings(project: Project, risks: Mapping[str, Risk], keys: Keys, draws: int) -> np.ndarray:
    """Return how slow each task is, on a standard normal scale: float64 of shape (draws, tasks).

    A task's own luck and the risks that it shares add up (a Gaussian copula with one factor a risk), so that
    the correlation of two tasks is the sum of the products of their loadings on what they share.
    """
    loadings = project.layout.loadings
    own = normals(keys.own, project.identity, OWN_LUCK, draws)
    scores = own * np.sqrt(np.maximum(1 - (loadings**2).sum(axis=1), 0))
    # Added one by one: a product of matrices may be rounded otherwise where there are more draws.
    for place, (name, risk) in enumerate(risks.items()):
        scores += _turns_out(name, risk, project.name, keys, draws) * loadings[:, place]
    return scores


def drawn_overruns(project: Project, keys: Keys, draws: int) -> np.ndarray:
    """Return by what part the remaining work becomes dearer: float64 of shape (draws,)."""
    drawn = normals(keys.own, np.array([named(project.name)]), OVERRUN, draws)
    return project.layout.overrun.at(shares_below(drawn[:, 0]))


def _turns_out(name: str, risk: Risk, project: str, keys: Keys, draws: int) -> np.ndarray:
    """Return how a risk turns out for a project: float64 of shape (draws, 1)."""
    if risk.shared_by == "city":
        return normals(keys.city, np.array([named(name)]), RISK, draws)
    return normals(keys.own, np.array([named(f"{project}/{name}")]), RISK, draws)
