"""How long a service takes: lognormal, cut into equally likely cells of whole seconds.

A draw is then a place in a table, which both engines look up alike; and no service takes less than a second.
"""

from functools import cache, lru_cache
from math import log1p, sqrt
from statistics import NormalDist

import numpy as np

CELLS = 4096
"""Equally likely cells of a distribution."""


@lru_cache(maxsize=64)
def equally_likely_seconds(mean: float, variation: float) -> np.ndarray:
    """Return the service times of equally likely cells, rising.

    Each cell stands for the mean of the lognormal distribution within it, so the mean of all cells is that of
    the distribution but for rounding to whole seconds; the variance is a little less.

    Parameters
    ----------
    mean
        Mean in seconds.
    variation
        Coefficient of variation: standard deviation over mean; 0 gives always the mean.

    Returns
    -------
    numpy.ndarray of int32
        Shape (`CELLS`,), each at least 1; read-only.
    """
    sigma = sqrt(log1p(variation**2))
    normal = NormalDist()
    # E[X; a < Z < b] = mean * (Phi(b - sigma) - Phi(a - sigma)) for X = exp(mu + sigma Z).
    below = [0.0, *(normal.cdf(edge - sigma) for edge in _edges()), 1.0]
    cells = mean * CELLS * np.diff(below)
    seconds = np.maximum(np.rint(cells), 1).astype(np.int32)
    seconds.flags.writeable = False
    return seconds


@cache
def _edges() -> tuple[float, ...]:
    """Return the standard normal quantiles between the cells."""
    normal = NormalDist()
    return tuple(normal.inv_cdf(cell / CELLS) for cell in range(1, CELLS))
