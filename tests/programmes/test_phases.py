"""The overlays about phases: girls who turn 9 within the horizon, and a fourth phase."""

from itertools import pairwise

import numpy as np
import pytest

import simlib


@pytest.fixture(scope="module")
def open_cohort():
    return simlib.run(simlib.load("open-cohort"), seed=1)


def test_girls_who_turn_9_come_from_their_birthday_on(open_cohort):
    first = open_cohort.doses[
        (open_cohort.doses["batch"] == "girls_2015_2017") & (open_cohort.doses["dose"] == 1)
    ]
    # Born from 2015 on, the oldest turn 11 in January 2026, and only the slowest of them start then.
    assert set(first["age"]) <= {9, 10, 11}
    assert first["count"].sum() > 2_500
    assert first.loc[first["age"] == 9, "count"].sum() > 0.5 * first["count"].sum()


def test_an_open_cohort_adds_its_girls_and_no_others(open_cohort, base_result):
    added = open_cohort.measures["hpv_rollout.women"] - base_result.measures["hpv_rollout.women"]
    # About 4,500 girls turn 9 within the three years.
    assert 4_000 < added < 5_000
    for table in (open_cohort.coverage, base_result.coverage):
        assert table["month"].max() == np.datetime64("2026-02-01")
    eligible = [
        result.coverage.query("batch == 'girls_2011_2014'")["eligible"].sum()
        for result in (open_cohort, base_result)
    ]
    assert eligible[0] == eligible[1]


def test_the_fourth_phase_splits_the_last_batch_without_a_gap(base):
    batches = simlib.load("fourth-phase").sections["hpv_rollout"].batches
    before = base.sections["hpv_rollout"].batches["women_1990_2004"]
    windows = sorted((batch.born_from, batch.born_to, batch.opens) for batch in batches.values())
    split = [window for window in windows if before.born_from <= window[0] <= before.born_to]
    assert (split[0][0], split[-1][1]) == (before.born_from, before.born_to)
    assert len(split) == 2
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(split))
    assert len({opens for *_, opens in windows}) == 4
