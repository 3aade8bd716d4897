"""When centres open: only once accepted, and as late as their steps and their luck make it."""

from datetime import date

import numpy as np
import pytest
from community_towns import AT_ONCE, care_of, days, horizon, shipped, with_care
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.luck import Luck
from simlib.programmes.community_care.opening import MOST_REFUSALS, openings_of, planned_opening

KEY = Luck(1).key(5)


def centre_of(complete=date(2023, 5, 31), **opening):
    values = {"works": {"complete": complete}, "opening": {**AT_ONCE, **opening}}
    return care_of(centres={"chengnan": values}).centres["chengnan"]


def test_without_uncertainty_the_steps_add_up():
    centre = centre_of(slip=days(10.0), acceptance=days(60.0), preparation=days(90.0))
    drawn, planned = openings_of("a", centre, horizon(), KEY), planned_opening(centre, horizon())
    complete = horizon().day_of(date(2023, 5, 31)) + 10
    for openings in (drawn, planned):
        assert set(openings.complete.tolist()) == {complete}
        assert set(openings.accepted.tolist()) == {complete + 60}
        assert set(openings.opened.tolist()) == {complete + 150}


def test_what_is_complete_before_the_horizon_waits_for_acceptance_from_its_first_day_on():
    centre = centre_of(complete=date(2022, 12, 1), acceptance=days(30.0))
    assert openings_of("a", centre, horizon(), KEY).opened[0] == 30


def test_acceptance_is_refused_as_often_as_its_chance_says():
    centre = centre_of(passes=0.6, acceptance=days(10.0), rework=20)
    drawn = openings_of("a", centre, horizon(), KEY)
    rounds = (drawn.accepted - drawn.complete - 10) / 30
    assert (rounds == rounds.astype(int)).all()
    # Geometric: so many refusals on average, each time with the same chance.
    mean, error = 0.4 / 0.6, np.sqrt(0.4) / 0.6 / np.sqrt(rounds.size)
    assert abs(rounds.mean() - mean) <= 3 * error
    assert abs((rounds == 0).mean() - 0.6) <= 3 * np.sqrt(0.24 / rounds.size)


def test_a_centre_that_never_passes_does_not_open_within_any_horizon():
    drawn = openings_of("a", centre_of(passes=1e-9, acceptance=days(30.0)), horizon(), KEY)
    assert (drawn.opened >= MOST_REFUSALS * 30).mean() > 0.999


@settings(max_examples=40, deadline=None)
@given(likely=st.integers(0, 200), spread=st.integers(0, 50), passes=st.floats(0.1, 1.0))
def test_steps_follow_each_other_in_every_draw(likely, spread, passes):
    step = days(float(likely + spread), float(likely + spread), float(likely + 2 * spread))
    drawn = openings_of(
        "a", centre_of(slip=step, acceptance=step, preparation=step, passes=passes), horizon(), KEY
    )
    assert (drawn.complete <= drawn.accepted).all()
    assert (drawn.accepted <= drawn.opened).all()


def test_luck_belongs_to_the_centre_and_not_to_its_place_in_the_list():
    section = shipped().sections["community_care"]
    turned = section.model_copy(update={"centres": dict(reversed(section.centres.items()))})
    one, other = (simlib.run(with_care(each), seed=3).community_openings for each in (section, turned))
    rows = ["facility", "milestone"]
    by_name = [
        table.astype({"facility": str}).sort_values(rows).reset_index(drop=True) for table in (one, other)
    ]
    assert by_name[0].equals(by_name[1])


def test_openings_tell_the_replicate_and_the_doubt():
    result = simlib.run(shipped(), seed=2)
    table = result.community_openings
    for one, next_one in (("p10", "p50"), ("p50", "p80"), ("p80", "p90")):
        assert (table[one] <= table[next_one]).all()
    opened = table[table["milestone"] == "opened"]["drawn"]
    first = np.datetime64("2023-03-01")
    assert result.measures["community_care.first_opened_day"] == (opened.min() - first).days
    assert result.measures["community_care.all_opened_day"] == (opened.max() - first).days


def test_chances_end_at_one_and_never_fall():
    chances = simlib.run(shipped(), seed=2).milestone_chances
    for _, rows in chances.groupby(["project", "milestone"], observed=True):
        assert rows["chance"].iloc[0] == 0
        assert rows["chance"].iloc[-1] == 1
        assert (rows["chance"].diff().dropna() >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_centre_serves_nobody_before_it_is_accepted_and_open(seed):
    result = simlib.run(shipped(), seed=seed)
    facilities = result.facilities.astype({"facility": str, "stage": str})
    assert set(facilities["facility"]) == {"chengnan", "geta"}
    closed = facilities[facilities["stage"] != "open"]
    assert (closed[["beds_open", "residents"]] == 0).all(axis=None)
    openings = result.community_openings.astype({"facility": str, "milestone": str})
    dates = openings.pivot(index="facility", columns="milestone", values="drawn")
    for facility, rows in facilities.groupby("facility"):
        opened, accepted = dates.loc[facility, ["opened", "accepted"]]
        ends = rows["month"] + np.timedelta64(31, "D")
        assert accepted <= opened
        assert (rows.loc[rows["stage"] == "open", "month"] + np.timedelta64(32, "D") > opened).all()
        assert (ends[rows["stage"] == "building"].empty) == (facility == "geta")
    geta = facilities[facilities["facility"] == "geta"]
    assert geta["progress"].iloc[-1] == 1
    assert geta["stage"].iloc[0] in ("building", "acceptance")
