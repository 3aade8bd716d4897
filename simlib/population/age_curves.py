"""Shares that rise with age, given at some exact ages with straight lines between them."""

from itertools import pairwise
from typing import Annotated

import numpy as np
from pydantic import AfterValidator

from simlib.language.message import Message
from simlib.scenario.assumption import Share

OLDEST_KEY = 120


def _ages_rising(points: dict[str, float]) -> dict[str, float]:
    ages = [_age_of(key) for key in points]
    if not ages or ages != sorted(set(ages)):
        raise ValueError(Message("the keys must be rising ages such as at_60"))
    for (younger, before), (older, after) in pairwise(points.items()):
        if after < before:
            raise ValueError(
                Message(
                    "it falls from {before:g} ({younger}) to {after:g} ({older}); it may only rise with age",
                    before=before,
                    younger=younger,
                    after=after,
                    older=older,
                )
            )
    return points


def _age_of(key: str) -> int:
    head, _, age = key.partition("_")
    if head != "at" or not (age.isascii() and age.isdigit() and int(age) <= OLDEST_KEY):
        raise ValueError(Message('"{key}" is no exact age such as at_60', key=key))
    return int(age)


AgeCurve = Annotated[dict[str, Share], AfterValidator(_ages_rising)]
"""Shares at exact ages (`at_60`, `at_70`, …), in a straight line between them, that never fall."""


def curve_points(curve: dict[str, float]) -> tuple[list[int], list[float]]:
    """Return ages and shares of a curve."""
    return [_age_of(key) for key in curve], list(curve.values())


def share_at(curve: dict[str, float], age: np.ndarray) -> np.ndarray:
    """Return the shares at exact ages."""
    return np.interp(age, *curve_points(curve))


def age_above(curve: dict[str, float], share: np.ndarray) -> np.ndarray:
    """Return the exact ages from which on the curve lies above shares: 0 if always, infinite if never."""
    ages, shares = curve_points(curve)
    return np.interp(share, shares, ages, left=0.0, right=np.inf)
