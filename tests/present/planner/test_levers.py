"""Levers: each made from its assumption, and what they put into a scenario."""

from datetime import date

import pytest

import simlib
from simlib.language.language import Language
from simlib.present.board.lever_row import LeverRow
from simlib.present.board.levers import changes_of
from simlib.present.planner.levers import (
    CAMPAIGN,
    CAMPAIGN_COST,
    CAPACITY,
    NO_SHOW,
    WALK_INS,
    WITH_SCHOOL,
    levers_of,
    second_batches,
)

ENGLISH, CHINESE = Language("en"), Language("zh")


@pytest.fixture(scope="module")
def levers(base):
    return {lever.path: lever for lever in levers_of(base)}


@pytest.fixture
def row(levers):
    moves = []
    row = LeverRow(levers[NO_SHOW], lambda: moves.append(row.position), ENGLISH)
    row.moves = moves
    return row


def typed(row, text):
    row._typed.value = text


def test_a_lever_is_made_from_its_assumption(base, levers):
    for lever in levers.values():
        _, assumption = base.assumption_at(lever.path)
        assert lever.label == assumption.label
        assert lever.assumption.kind == assumption.kind
        assert lever.source == base.sources[assumption.source]
        assert lever.low <= lever.default <= lever.high
    assert (levers[NO_SHOW].low, levers[NO_SHOW].default, levers[NO_SHOW].high) == (0.03, 0.1, 0.25)


def test_there_are_levers_for_what_a_planner_asks(levers):
    for path in (
        "demand.no_show",
        "sites.daily_capacity",
        "costs.service_fee",
        "batches.girls_2011_2014.opens",
        "publicity.multiplier",
        "publicity.yearly_cost",
        "booking.accepted_days",
        "channels.walk_in.share",
    ):
        assert f"hpv_rollout.{path}" in levers
    assert sum("demand.uptake" in path for path in levers) == 5


def test_levers_that_stand_still_change_nothing(levers):
    assert changes_of((lever, lever.default) for lever in levers.values()) == {}


def test_moved_levers_make_a_valid_scenario(base, levers):
    changes = changes_of((lever, lever.high) for lever in levers.values())
    moved = simlib.load("gaoping-2023", set=changes).sections["hpv_rollout"]
    assert moved.demand.no_show == 0.25
    assert moved.batches["girls_2011_2014"].opens == date(2026, 2, 28)
    before = base.sections["hpv_rollout"].sites.daily_capacity
    assert moved.sites.daily_capacity == {site: 2 * capacity for site, capacity in before.items()}
    walk_ins = base.sections["hpv_rollout"].channels.walk_in.share
    assert moved.channels.walk_in.share == pytest.approx(
        {band: 4 * share for band, share in walk_ins.items()}
    )
    assert levers[CAPACITY].value_at(0.5) == {site: capacity // 2 for site, capacity in before.items()}


def test_there_is_a_lever_of_the_school_where_schools_bring_girls(levers):
    assert WITH_SCHOOL not in levers
    assert WITH_SCHOOL in {lever.path for lever in levers_of(simlib.load("school-trips"))}


def test_more_women_than_all_cannot_come_without_booking():
    most = simlib.load("gaoping-2023", set={f"{WALK_INS}.age_40_45": 0.5})
    lever = next(lever for lever in levers_of(most) if lever.path == WALK_INS)
    assert lever.value_at(4.0)["age_40_45"] == 1.0
    assert lever.value_at(4.0)["age_9_14"] == 0.08


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        (CAMPAIGN, "hpv_rollout.doses"),
        (WALK_INS, "hpv_rollout.walk_ins"),
        (CAMPAIGN_COST, "hpv_rollout.paid_2023"),
    ],
)
def test_levers_of_ways_move_what_they_are_about(town, path, measure):
    small = town(residents=4000)
    lever = next(lever for lever in levers_of(small) if lever.path == path)
    moved = town({path: lever.value_at(lever.high)}, residents=4000)
    assert simlib.run(moved).measures[measure] > simlib.run(small).measures[measure]


def test_a_scenario_outside_its_plausible_range_can_stand_where_it_is():
    daring = simlib.load("gaoping-2023", set={NO_SHOW: 0.5})
    lever = next(lever for lever in levers_of(daring) if lever.path == NO_SHOW)
    assert lever.default == lever.high == 0.5


def test_the_second_batch_is_all_that_opens_second(base):
    assert second_batches(base) == ["girls_2011_2014", "women_1984_1989"]


def test_a_typed_value_moves_the_lever(row):
    typed(row, "12.5%")
    assert row.moves == [0.125]
    assert row._typed.value == "12.5%"


def test_a_typed_value_out_of_range_is_refused_in_place_with_the_reason(row):
    typed(row, "40%")
    assert row.moves == []
    assert row.position == 0.1
    assert "40% lies outside 3% to 25% (an expert" in row._refusal.value
    typed(row, "20%")
    assert row._refusal.value == ""
    assert row.moves == [0.2]


def test_a_typed_value_that_cannot_be_read_is_refused_and_shows_as_written(row):
    typed(row, "<img src=x onerror=alert(1)>")
    assert row.moves == []
    assert "<img" not in row._refusal.value
    assert "&lt;img" in row._refusal.value


def test_a_lever_says_how_sure_its_value_is_in_both_languages(row):
    assert "3% to 25%" in row._evidence.value
    assert "low confidence" in row._evidence.value
    row.tell(CHINESE)
    assert "爽约率" in row._label.value
    assert "可信度低" in row._evidence.value


def test_a_lever_goes_back_to_where_the_scenario_has_it(row):
    typed(row, "20%")
    row.reset()
    assert row.position == 0.1
    assert row._typed.value == "10%"
