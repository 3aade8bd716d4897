"""From three points to a distribution: one in ten lies below, the most likely, one in ten lies above.

The two-sided power distribution (van Dorp and Kotz 2002, The Statistician 51, 63-79) rises from its lowest
value to its mode and falls to its highest, each side as a power. With power 2 it is the triangular one; with
power 1 it is uniform.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

TAIL = 0.1
"""What lies below the first point and above the third."""

TRIANGULAR, UNIFORM = 2.0, 1.0
STEPS = 60
"""Halvings of a bracket; more would not change the last digit."""


@dataclass(frozen=True)
class Spread:
    """A two-sided power distribution, or one for each entry of arrays.

    Attributes
    ----------
    lowest, likely, highest
        Where it begins, its mode, where it ends.
    below
        Share of the distribution below the mode.
    power
        From 1, the uniform distribution, to 2, the triangular one.
    """

    lowest: float
    likely: float
    highest: float
    below: float
    power: float

    @property
    def mean(self) -> float:
        """Its mean."""
        return (self.lowest + (self.power - 1) * self.likely + self.highest) / (self.power + 1)

    @property
    def variance(self) -> float:
        """Its variance."""
        n, q = self.power, self.below
        return (self.highest - self.lowest) ** 2 * (n - 2 * (n - 1) * q * (1 - q)) / ((n + 2) * (n + 1) ** 2)

    def at(self, share: np.ndarray) -> np.ndarray:
        """Return the values below which shares of the distribution lie."""
        under, over = self.below, 1 - self.below
        left = np.minimum(share / np.where(under > 0, under, 1), 1) ** (1 / self.power)
        right = np.minimum((1 - share) / np.where(over > 0, over, 1), 1) ** (1 / self.power)
        return np.where(
            share < under,
            self.lowest + (self.likely - self.lowest) * left,
            self.highest - (self.highest - self.likely) * right,
        )


def reaches(p10: float, p90: float, floor: float) -> bool:
    """Tell whether any of these distributions with such points stays at or above a floor."""
    return p10 == p90 or _uniform_start(p10, p90) >= floor


@cache
def spread_of(p10: float, likely: float, p90: float, floor: float) -> Spread:
    """Return the distribution of three points.

    It is the triangular one, unless that would begin below the floor: then the one that begins there.

    Parameters
    ----------
    p10, likely, p90
        In order. One in ten lies below the first and one in ten above the last; if they are equal, nothing is
        uncertain.
    floor
        Nothing lies below; the points must reach it (`reaches`).
    """
    if p10 == p90:
        return Spread(p10, likely, p90, 0.5, TRIANGULAR)
    spread = _with_power(TRIANGULAR, p10, likely, p90)
    if spread.lowest >= floor:
        return spread
    flat, steep = UNIFORM, TRIANGULAR
    for _ in range(STEPS):
        power = (flat + steep) / 2
        if _with_power(power, p10, likely, p90).lowest >= floor:
            flat = power
        else:
            steep = power
    spread = _with_power(flat, p10, likely, p90)
    return Spread(max(spread.lowest, floor), likely, spread.highest, spread.below, flat)


def _with_power(power: float, p10: float, likely: float, p90: float) -> Spread:
    """Return the distribution of three points with a given power.

    Beside the mode, each side is a power of the distance from its end, so the share below the mode fixes both
    ends; and the density must not jump there, which fixes that share.
    """
    below = _share_below(power, p10, likely, p90)
    if likely < p90:
        right = (p90 - likely) / _reach(1 - below, power)
        left = right * below / (1 - below)
    else:
        left = (likely - p10) / _reach(below, power)
        right = left * (1 - below) / below
    return Spread(likely - left, likely, likely + right, below, power)


def _share_below(power: float, p10: float, likely: float, p90: float) -> float:
    if likely in (p10, p90):
        return TAIL if likely == p10 else 1 - TAIL
    low, high = TAIL, 1 - TAIL
    for _ in range(STEPS):
        below = (low + high) / 2
        left = (likely - p10) / _reach(below, power)
        right = (p90 - likely) / _reach(1 - below, power)
        if left * (1 - below) > right * below:
            low = below
        else:
            high = below
    return below


def _reach(share: float, power: float) -> float:
    """Return how far a point with a tail behind it lies from the mode, as a part of its side."""
    return 1 - (TAIL / share) ** (1 / power)


def _uniform_start(p10: float, p90: float) -> float:
    return p10 - (p90 - p10) * TAIL / (1 - 2 * TAIL)
