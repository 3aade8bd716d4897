"""When centres open: complete, accepted, ready."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import named, uniforms_each
from simlib.programmes.community_care.assumptions import Centre, Opening
from simlib.programmes.community_care.purposes import ACCEPTANCE, PASSES, PREPARATION, SLIP
from simlib.programmes.works.assumptions import ThreeDays
from simlib.programmes.works.three_points import spread_of

DRAWS = 2_000
"""Draws behind every chance and percentile."""

MOST_REFUSALS = 100
"""More than this is never, for all that matters."""

MILESTONES = ("accepted", "opened")
"""What comes after the building is complete."""


@dataclass(frozen=True)
class Openings:
    """Days of the horizon on which a centre gets so far, int64 of shape (draws,); beyond its end as well."""

    complete: np.ndarray
    accepted: np.ndarray
    opened: np.ndarray

    def of(self, milestone: str) -> np.ndarray:
        """Return the days of one of `MILESTONES`."""
        return getattr(self, milestone)


def openings_of(name: str, centre: Centre, horizon: Horizon, key: np.uint64) -> Openings:
    """Return when a centre is complete, accepted and open in many draws of luck.

    The first draw is that of the replicate. What is complete when the horizon begins waits for its acceptance
    from then on.

    Parameters
    ----------
    name
        Of the centre; its luck belongs to it.
    centre
        The assumptions.
    horizon
        The clock.
    key
        Luck of this programme and replicate.
    """
    opening = centre.opening
    complete = np.maximum(horizon.day_of(centre.works.complete), 0) + _drawn(opening.slip, name, SLIP, key)
    refused = _refusals(opening, _luck(name, PASSES, key))
    inspections = _drawn(opening.acceptance, name, ACCEPTANCE, key) * (1 + refused)
    accepted = complete + inspections + opening.rework * refused
    return Openings(complete, accepted, accepted + _drawn(opening.preparation, name, PREPARATION, key))


def planned_opening(centre: Centre, horizon: Horizon) -> Openings:
    """Return the same if all takes its most likely days and acceptance is passed at once."""
    opening = centre.opening
    complete = max(horizon.day_of(centre.works.complete), 0) + round(opening.slip.likely)
    accepted = complete + round(opening.acceptance.likely)
    days = (complete, accepted, accepted + round(opening.preparation.likely))
    return Openings(*(np.array([day], np.int64) for day in days))


def _luck(name: str, purpose: np.uint64, key: np.uint64) -> np.ndarray:
    return uniforms_each(key, np.full(DRAWS, named(name)), purpose, np.arange(DRAWS, dtype=np.uint64))


def _drawn(days: ThreeDays, name: str, purpose: np.uint64, key: np.uint64) -> np.ndarray:
    """Return whole days."""
    spread = spread_of(days.p10, days.likely, days.p90, 0.0)
    return np.rint(spread.at(_luck(name, purpose, key))).astype(np.int64)


def _refusals(opening: Opening, luck: np.ndarray) -> np.ndarray:
    """Return how often acceptance is refused before it is passed."""
    if opening.passes == 1:
        return np.zeros(luck.size, np.int64)
    refused = np.log1p(-luck) / np.log1p(-opening.passes)
    return np.minimum(refused, MOST_REFUSALS).astype(np.int64)
