"""Draws of assumptions from their ranges: what is not known, as opposed to what luck brings."""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from simlib.scenario.assumption import Assumption, Range
from simlib.scenario.problems import problem_in

DEVIATIONS = {"ci95": 1.96, "p5p95": 1.645, "minmax": 1.96, "expert": 1.96}
"""Standard deviations between the middle and an end of a range, by what the range means."""

BOUNDED = ("minmax", "expert")
"""Meanings whose ends no draw exceeds; the others leave some draws outside."""


def draws_of(
    assumptions: Mapping[str, Assumption], within: str, count: int, seed: int
) -> dict[str, list[Any]]:
    """Draw every assumption in a group from its range, independently of the others.

    An assumption without a range stays out. Each has luck of its own, so that adding one changes no other.

    Parameters
    ----------
    assumptions
        By dotted path.
    within
        Path of the group.
    count
        Number of draws.
    seed
        From 0.

    Returns
    -------
    dict
        By path, `count` values of the shape of the assumption's own value.

    Raises
    ------
    InputError
        If a range cannot be drawn from.
    """
    return {
        path: _values(path, assumption, count, np.random.default_rng([seed, zlib.crc32(path.encode())]))
        for path, assumption in assumptions.items()
        if path.startswith(f"{within}.") and _can_be_drawn(assumption)
    }


def _can_be_drawn(assumption: Assumption) -> bool:
    bounds = assumption.range
    if bounds is None or not isinstance(bounds.low, (int, float)):
        return False
    return bounds.basis == "factor" or isinstance(assumption.value, (int, float))


def _values(path: str, assumption: Assumption, count: int, luck: np.random.Generator) -> list[Any]:
    by_factor = assumption.range.basis == "factor"
    centre = 1.0 if by_factor else float(assumption.value)
    numbers = draw(path, assumption.range, centre, count, luck).tolist()
    value = assumption.value if by_factor else 1.0
    whole = isinstance(assumption.value, int)
    drawn = [_scaled(value, number, assumption) for number in numbers]
    return [round(number) for number in drawn] if whole else drawn


def _scaled(value: Any, factor: float, assumption: Assumption) -> Any:
    """Return a value, or every number inside it, times a factor and within what is valid."""
    if isinstance(value, dict):
        return {key: _scaled(entry, factor, assumption) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_scaled(entry, factor, assumption) for entry in value)
    valid, number = assumption.valid, value * factor
    if valid is not None and valid.min is not None:
        number = max(number, valid.min)
    if valid is not None and valid.max is not None:
        number = min(number, valid.max)
    return float(number)


def draw(path: str, bounds: Range, centre: float, count: int, luck: np.random.Generator) -> np.ndarray:
    """Draw numbers from a range by its declared distribution.

    The range is widened to a centre that lies outside. The centre is the mode of `triangular` and `pert`, the
    mean of `normal` and `beta` and the median of `lognormal`, whose ends are quantiles, or limits that no
    draw exceeds where an expert gave them. `beta` lies on 0 to 1; around a factor it becomes `pert`.

    Parameters
    ----------
    path
        Of the assumption, for messages.
    bounds
        The range.
    centre
        The value itself, or 1 for a factor.
    count
        How many.
    luck
        Where the draws come from.

    Returns
    -------
    numpy.ndarray
        float64 of shape (count,).

    Raises
    ------
    InputError
        If a lognormal range reaches down to 0.
    """
    low, high = min(bounds.low, centre), max(bounds.high, centre)
    if low == high:
        return np.full(count, float(centre))
    deviation = (high - low) / 2 / DEVIATIONS[bounds.meaning]
    shape = centre * (1 - centre) / deviation**2 - 1
    beta_fits = bounds.basis == "value" and 0 < centre < 1 and shape > 0
    if bounds.distribution == "uniform":
        return luck.uniform(low, high, count)
    if bounds.distribution == "triangular":
        return luck.triangular(low, centre, high, count)
    if bounds.distribution == "pert" or (bounds.distribution == "beta" and not beta_fits):
        return _pert(low, centre, high, count, luck)
    if bounds.distribution == "beta":
        drawn = luck.beta(centre * shape, (1 - centre) * shape, count)
    elif bounds.distribution == "lognormal":
        if low <= 0:
            raise problem_in("scenario", "a lognormal range must lie above 0", path=f"{path}.range")
        spread = np.log(high / low) / 2 / DEVIATIONS[bounds.meaning]
        drawn = centre * np.exp(spread * luck.standard_normal(count))
    else:
        drawn = luck.normal(centre, deviation, count)
    return np.clip(drawn, low, high) if bounds.meaning in BOUNDED else drawn


def _pert(low: float, mode: float, high: float, count: int, luck: np.random.Generator) -> np.ndarray:
    """Draw from the modified beta distribution of PERT (weight 4 on the mode)."""
    left, right = (1 + 4 * side / (high - low) for side in (mode - low, high - mode))
    return low + (high - low) * luck.beta(left, right, count)
