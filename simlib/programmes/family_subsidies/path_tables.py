"""Where claims wait, and how long until there is money: the tables `claim_times` and `claim_backlog`."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum
from simlib.programmes.family_subsidies.path_claims import NOT_YET, ClaimLog, Claims, day_of, first_visits
from simlib.programmes.family_subsidies.path_tally import (
    ENTERED,
    LEFT,
    OLDEST,
    REFUSED,
    WAITING,
    tally_backlog,
)

STAGES = ("desk", "review", "notice", "approval", "payment")
"""What a claim waits for, in order."""

CLAIM_TIMES = Table(
    "claim_times",
    "Days by the calendar from the first visit to the money, of the claims paid in a month.",
    ("replicate", "month", "township"),
    (
        REPLICATE,
        Column("month", "date", "Month of payment, its first day."),
        Column("township", "name", "Township that reviewed the claims."),
        Column("paid", "integer", "Claims paid."),
        Column(
            "days_mean",
            "number",
            "Mean days; the sum of the means below.",
        ),
        Column("days_p50", "integer", "Median of these days, by the nearest rank."),
        Column("days_p95", "integer", "95th percentile of these days, by the nearest rank."),
        Column("days_desk", "number", "Mean days until the desk had the complete claim."),
        Column("days_review", "number", "Mean days from there to the end of the review."),
        Column("days_notice", "number", "Mean days from there to the end of the public notice."),
        Column("days_approval", "number", "Mean days from there to the city's approval."),
        Column("days_payment", "number", "Mean days from there to the batch."),
    ),
)

CLAIM_BACKLOG = Table(
    "claim_backlog",
    "Claims that wait for a stage in a township, in a month in which any did.",
    ("replicate", "month", "township", "stage"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("township", "name", "Township that reviews the claims."),
        Column(
            "stage",
            "name",
            "What they wait for: `desk` (from the first visit until the claim is complete and received), "
            "`review`, `notice` (its end), `approval`, `payment`.",
        ),
        Column("entered", "integer", "Claims that came to this stage in the month."),
        Column("left", "integer", "Claims that left it, refused ones included."),
        Column("refused", "integer", "Of these, refused by the review."),
        Column("waiting", "integer", "Claims that wait at the end of the month."),
        Column(
            "oldest", "integer", "Days that the oldest of them has waited for this stage; 0 if none waits."
        ),
    ),
)


def claim_times_table(claims: Claims, log: ClaimLog, townships: tuple[str, ...], horizon: Horizon) -> Columns:
    """Return the columns of `claim_times`, ordered by month and township."""
    paid = log.paid_day != NOT_YET
    days = _days_of_stages(claims, log, horizon)[paid]
    total = days[:, -1] - days[:, 0]
    month, township = horizon.month_of_day[log.paid_day[paid]], claims.township[paid]
    order = np.lexsort((total, township, month))
    cells, counts = group_sum((month, township))
    firsts = np.cumsum(counts) - counts
    means = np.add.reduceat(np.diff(days, axis=1)[order], firsts) / counts[:, None]
    return {
        "month": horizon.month_start(cells[0]),
        "township": Names(cells[1], townships),
        "paid": counts,
        "days_mean": np.add.reduceat(total[order], firsts) / counts,
        "days_p50": total[order][firsts + _nearest_rank(counts, 50)],
        "days_p95": total[order][firsts + _nearest_rank(counts, 95)],
        **{f"days_{stage}": means[:, place] for place, stage in enumerate(STAGES)},
    }


def claim_backlog_table(
    claims: Claims, log: ClaimLog, townships: tuple[str, ...], horizon: Horizon
) -> Columns:
    """Return the columns of `claim_backlog`, ordered by month, township and stage."""
    tally = tally_backlog(
        _days_of_stages(claims, log, horizon),
        claims.valid,
        claims.township,
        len(townships),
        horizon.month_of_day,
        horizon.month_edges(),
    )
    month, township, stage = np.nonzero(tally.any(axis=3))
    counted = tally[month, township, stage]
    return {
        "month": horizon.month_start(month),
        "township": Names(township, townships),
        "stage": Names(stage, STAGES),
        "entered": counted[:, ENTERED],
        "left": counted[:, LEFT],
        "refused": counted[:, REFUSED],
        "waiting": counted[:, WAITING],
        "oldest": counted[:, OLDEST],
    }


def _days_of_stages(claims: Claims, log: ClaimLog, horizon: Horizon) -> np.ndarray:
    """Return the day of each claim's coming to each stage, and of its end: shape (claims, stages + 1)."""
    seconds = (first_visits(claims, horizon), log.received, log.reviewed, log.noticed, log.approved)
    return np.column_stack([*(day_of(second) for second in seconds), log.paid_day])


def _nearest_rank(counts: np.ndarray, percent: int) -> np.ndarray:
    """Return the place, from 0, of a percentile among so many sorted values."""
    return (counts * percent + 99) // 100 - 1
