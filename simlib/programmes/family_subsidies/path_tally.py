"""Counting who waits for what at the end of each month, compiled."""

import numpy as np

from simlib.core.kernels import kernel
from simlib.programmes.family_subsidies.path_claims import NOT_YET

ENTERED, LEFT, REFUSED, WAITING, OLDEST = range(5)
"""Columns of the tally: claims that came to a stage and left it in a month, of these refused ones; claims
that wait at its end, and days that the oldest of them has waited."""
COUNTED = 5


@kernel
def tally_backlog(days, valid, township, townships, month_of_day, month_edges):
    """Count claims by month, township and stage.

    Parameters
    ----------
    days : int64 array of shape (claims, stages + 1)
        Day on which a claim comes to each stage, and at last the day of its end; `NOT_YET` if not within the
        horizon.
    valid : bool array of shape (claims,)
        A claim that is not leaves its path with the second stage, the review.
    township : int32 array of shape (claims,)
        Place of the township.
    townships : int
        Number of townships.
    month_of_day, month_edges
        See `simlib.core.clock.Horizon`.

    Returns
    -------
    int64 array of shape (months, townships, stages, COUNTED)
    """
    months, stages = month_edges.size - 1, days.shape[1] - 1
    tally = np.zeros((months, townships, stages, COUNTED), np.int64)
    for claim in range(valid.size):
        for stage in range(stages if valid[claim] else 2):
            comes, goes = days[claim, stage], days[claim, stage + 1]
            if comes == NOT_YET:
                break
            first, behind = month_of_day[comes], months
            tally[first, township[claim], stage, ENTERED] += 1
            if goes != NOT_YET:
                behind = month_of_day[goes]
                tally[behind, township[claim], stage, LEFT] += 1
                tally[behind, township[claim], stage, REFUSED] += stage == 1 and not valid[claim]
            for month in range(first, behind):
                cell = tally[month, township[claim], stage]
                cell[WAITING] += 1
                cell[OLDEST] = max(cell[OLDEST], month_edges[month + 1] - 1 - comes)
    return tally
