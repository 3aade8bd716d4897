"""Whole numbers from shares, without losing or inventing a unit."""

import numpy as np

LARGEST_TOTAL = 2**50
"""Above this, float64 could no longer tell neighbouring whole numbers apart safely."""


def largest_remainder(totals, weights) -> np.ndarray:
    """Split whole totals in proportion to weights, so that the parts add up exactly.

    Every part is its exact share rounded down or up (Hamilton's method); units left over go to the largest
    remainders, ties to the earlier place. Negative totals are split as their mirror image.

    Parameters
    ----------
    totals : array_like of int, shape (...)
        Amounts to split.
    weights : array_like of float, shape (parts,) or (..., parts)
        Non-negative; they need not add up to one.

    Returns
    -------
    numpy.ndarray of int64, shape (..., parts)
        Parts; their sum over the last axis is `totals`.

    Raises
    ------
    ValueError
        If weights are negative, not finite even in their sum, or all zero for a total that is not; or a total
        is too large or not whole.
    """
    totals = _whole(totals)
    weights = np.asarray(weights, dtype=np.float64)
    with np.errstate(over="ignore"):
        sums = weights.sum(axis=-1)
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("weights must be finite and not negative")
    if not np.isfinite(sums).all():
        raise ValueError("weights are too large to be added up")
    if ((sums == 0) & (totals != 0)).any():
        raise ValueError("a total cannot be split over weights that are all zero")
    if ((totals > LARGEST_TOTAL) | (totals < -LARGEST_TOTAL)).any():
        raise ValueError(f"totals above {LARGEST_TOTAL} cannot be split exactly")

    shares = weights / np.where(sums == 0, 1.0, sums)[..., None]
    ideal = np.abs(totals)[..., None] * shares
    parts = np.floor(ideal).astype(np.int64)
    left_over = np.abs(totals) - parts.sum(axis=-1)
    by_remainder = np.argsort(parts - ideal, axis=-1, kind="stable")
    gains = np.arange(parts.shape[-1]) < left_over[..., None]
    bonus = np.zeros_like(parts)
    np.put_along_axis(bonus, by_remainder, gains.astype(np.int64), axis=-1)
    return (parts + bonus) * np.where(totals < 0, -1, 1)[..., None]


def whole_numbers(ideal) -> np.ndarray:
    """Round an array of non-negative numbers to whole ones that add up to its rounded sum.

    Parameters
    ----------
    ideal : array_like of float
        Any shape.

    Returns
    -------
    numpy.ndarray of int64
        Same shape; each entry is less than one away from its share of the rounded sum.
    """
    ideal = np.asarray(ideal, dtype=np.float64)
    total = int(np.rint(ideal.sum()))
    if total == 0:
        return np.zeros(ideal.shape, dtype=np.int64)
    return largest_remainder(total, ideal.ravel()).reshape(ideal.shape)


def along(totals, weights, phase=0.5) -> np.ndarray:
    """Split whole totals along an ordered axis, so that no stretch of it is rounded one way.

    The running total is rounded, not each part: every stretch from the start is less than one away from its
    exact share, and within one half by default. Small neighbouring cells thus keep their sum, where largest
    remainder would empty all of them.

    Parameters
    ----------
    totals : array_like of int, shape (...)
        Not negative.
    weights : array_like of float, shape (..., parts)
        Not negative. Where they are all zero, so must be the total.
    phase : array_like of float, shape (...)
        From 0 to below 1: the running total is rounded up where its fraction and this make at least one. With
        one phase for all, small totals would all be split alike, and their sum unevenly.

    Returns
    -------
    numpy.ndarray of int64, shape (..., parts)
        Parts; their sum over the last axis is `totals`, and each is less than one away from its exact share.
    """
    totals = _whole(totals)
    running = np.cumsum(np.asarray(weights, dtype=np.float64), axis=-1)
    sums = running[..., -1:]
    if ((sums[..., 0] == 0) & (totals != 0)).any():
        raise ValueError("a total cannot be split over weights that are all zero")
    # Divided first, so that the last share is exactly one.
    exact = totals[..., None] * (running / np.where(sums == 0, 1.0, sums))
    edges = np.floor(exact + np.asarray(phase, dtype=np.float64)[..., None]).astype(np.int64)
    return np.diff(edges, axis=-1, prepend=0)


def _whole(totals) -> np.ndarray:
    totals = np.asarray(totals)
    if not np.issubdtype(totals.dtype, np.integer) and (totals != np.floor(totals)).any():
        raise ValueError("totals must be whole numbers")
    return totals.astype(np.int64)
