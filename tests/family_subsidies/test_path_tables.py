"""Time to the money and backlog, against counting them one by one."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from path_towns import calendar, claims_at, drawn_towns, path_of, plain_calendar

from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.family_subsidies.path_claims import NOT_YET
from simlib.programmes.family_subsidies.path_engines import run_path
from simlib.programmes.family_subsidies.path_tables import (
    CLAIM_BACKLOG,
    CLAIM_TIMES,
    STAGES,
    claim_backlog_table,
    claim_times_table,
)

quick = settings(max_examples=60, deadline=None)
TOWN = ("ash",)


def frame(table, columns):
    """The table as people get it, checked against its declaration."""
    rows = len(columns["month"])
    made = table.frame({"replicate": np.zeros(rows, np.int64), **columns})
    table.check(made)
    return made


def days_of_stages(claims, log, row):
    """Days on which a claim came to each stage and to its end."""
    seconds = [claims.ready[row], log.received[row], log.reviewed[row], log.noticed[row], log.approved[row]]
    return [*(second // SECONDS_PER_DAY for second in seconds), log.paid_day[row]]


@quick
@given(town=drawn_towns())
def test_times_are_those_of_the_claims_paid_in_the_month(town):
    claims, _, townships, on = town
    log = run_path(*town)
    expected = defaultdict(list)
    for row in np.flatnonzero(log.paid_day != NOT_YET):
        month = on.horizon.date_of(log.paid_day[row]).replace(day=1)
        expected[month, claims.township[row]].append(days_of_stages(claims, log, row))
    found = frame(CLAIM_TIMES, claim_times_table(claims, log, townships, on.horizon))
    assert len(found) == len(expected)
    for (_, row), (month, township) in zip(found.iterrows(), sorted(expected), strict=True):
        days = expected[month, township]
        total = sorted(of_claim[-1] - of_claim[0] for of_claim in days)
        assert (row.month.date(), row.township, row.paid) == (month, townships[township], len(days))
        assert row.days_mean == pytest.approx(fmean(total))
        assert row.days_p50 == total[(len(total) + 1) // 2 - 1]
        assert row.days_p95 == total[-(-95 * len(total) // 100) - 1]
        for place, stage in enumerate(STAGES):
            assert row[f"days_{stage}"] == pytest.approx(fmean(of[place + 1] - of[place] for of in days))
        assert sum(row[f"days_{stage}"] for stage in STAGES) == pytest.approx(row.days_mean)


@quick
@given(town=drawn_towns())
def test_the_backlog_is_who_waits_at_the_end_of_the_month(town):
    claims, _, townships, on = town
    log, horizon = run_path(*town), on.horizon
    expected = defaultdict(lambda: [0, 0, 0, 0, 0])
    edges = horizon.month_edges().tolist()
    for row in range(len(claims)):
        days = days_of_stages(claims, log, row)
        for place in range(5 if claims.valid[row] else 2):
            comes, goes = days[place], days[place + 1]
            for month, (first, behind) in enumerate(pairwise(edges)):
                cell = expected[month, claims.township[row], place]
                cell[0] += first <= comes < behind
                cell[1] += first <= goes < behind
                cell[2] += place == 1 and not claims.valid[row] and first <= goes < behind
                if NOT_YET != comes < behind and (goes == NOT_YET or goes >= behind):
                    cell[3] += 1
                    cell[4] = max(cell[4], behind - 1 - comes)
    expected = {key: cell for key, cell in expected.items() if any(cell)}
    found = frame(CLAIM_BACKLOG, claim_backlog_table(claims, log, townships, horizon))
    counted = found[["entered", "left", "refused", "waiting", "oldest"]].to_numpy().tolist()
    where = [
        (12 * month.year + month.month - 12 * 2023 - 3, townships.index(township), STAGES.index(stage))
        for month, township, stage in found[["month", "township", "stage"]].itertuples(index=False)
    ]
    assert dict(zip(where, counted, strict=True)) == expected
    assert where == sorted(where)


@quick
@given(town=drawn_towns())
def test_who_waits_is_who_waited_and_came_and_did_not_leave(town):
    claims, _, townships, on = town
    log = run_path(*town)
    backlog = frame(CLAIM_BACKLOG, claim_backlog_table(claims, log, townships, on.horizon))
    for _, rows in backlog.groupby(["township", "stage"], observed=True):
        assert ((rows.entered - rows.left).cumsum() == rows.waiting).all()
    on_the_way = backlog[backlog.month == backlog.month.max()].waiting.sum() if len(backlog) else 0
    came = (claims.ready < on.horizon.seconds).sum()
    refused = backlog.refused.sum()
    if len(backlog) and backlog.month.max().date() == on.horizon.last.replace(day=1):
        assert on_the_way == came - refused - (log.paid_day != NOT_YET).sum()


def test_with_nobody_at_work_the_backlog_grows_for_ever():
    on = plain_calendar(date(2023, 3, 1), date(2026, 2, 28))
    ready = np.arange(on.horizon.days) * SECONDS_PER_DAY
    claims = claims_at(ready)
    log = run_path(claims, path_of(TOWN, review={"workers": {"ash": 0}}), TOWN, on)
    backlog = frame(CLAIM_BACKLOG, claim_backlog_table(claims, log, TOWN, on.horizon))
    review = backlog[backlog.stage == "review"]
    assert review.waiting.tolist() == on.horizon.month_edges()[1:].tolist()
    assert review.oldest.tolist() == (on.horizon.month_edges()[1:] - 1).tolist()
    assert (review.left == 0).all()
    assert len(claim_times_table(claims, log, TOWN, on.horizon)["paid"]) == 0


def test_a_claim_refused_leaves_with_its_review():
    on = calendar(last_day=date(2023, 4, 30))
    claims = claims_at([0, 0], valid=[True, False])
    log = run_path(claims, path_of(TOWN), TOWN, on)
    backlog = frame(CLAIM_BACKLOG, claim_backlog_table(claims, log, TOWN, on.horizon)).set_index("stage")
    assert backlog.loc["review", ["entered", "left", "refused"]].tolist() == [2, 2, 1]
    assert backlog.loc["notice", "entered"].tolist() == 1
