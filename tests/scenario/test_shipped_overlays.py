"""Every overlay that is shipped asks a question: it loads, says why, runs, and changes something."""

import re

import pandas as pd
import pytest

import simlib
from simlib.scenario.files import shipped_folder

BASE, SMALL = "gaoping-2023", {"population.census.residents": 2_000}
OVERLAYS = sorted(file.stem for file in shipped_folder().glob("*.yaml") if file.stem not in (BASE, "sources"))
OFF_LABEL = {"one-dose", "two-doses-for-all"}
BEYOND = {"left-to-the-country": "the national programme alone invites girls of the batch"}
"""Overlays that leave a batch to a day after the horizon, and what their notice says of it."""
RARE = {"national-programme"}
"""Overlays that change so few doses that a small town sees none of it."""
ABOUT_SHORTAGE = {"doses-three-months-late"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def small_base():
    return simlib.run(simlib.load(BASE, set=SMALL), seed=1)


def test_there_are_enough_to_choose_from():
    assert len(OVERLAYS) >= 8
    titles = [simlib.load(name).title for name in OVERLAYS]
    assert len({title.en for title in titles}) == len({title.zh for title in titles}) == len(OVERLAYS)
    assert all(CHINESE.search(title.zh) and not CHINESE.search(title.en) for title in titles)


@pytest.mark.parametrize("name", OVERLAYS)
def test_a_shipped_overlay_changes_something_and_says_why(small_base, base_result, name):
    scenario = simlib.load(name, set={} if name in RARE else SMALL)
    before = base_result if name in RARE else small_base
    changes = [change for change in scenario.changes if change.by == name]
    assert changes
    assert all(change.why and change.before != change.after for change in changes)
    result = simlib.run(scenario, seed=1)
    assert any(not _same(before.tables[table], result.tables[table]) for table in before.tables)


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.astype(str).equals(other.astype(str))


@pytest.mark.parametrize("name", OVERLAYS)
def test_what_is_off_label_says_so_in_its_title_and_in_a_notice(name):
    scenario = simlib.load(name)
    said = [notice for notice in scenario.notices if "off-label" in notice]
    assert bool(said) == (name in OFF_LABEL)
    assert ("off-label" in scenario.title.en) == ("超说明书" in scenario.title.zh) == (name in OFF_LABEL)
    others = [notice for notice in scenario.notices if notice not in said]
    assert len(others) == (name in BEYOND)
    assert all(BEYOND[name] in notice for notice in others)


@pytest.mark.parametrize("name", [name for name in OVERLAYS if name not in ABOUT_SHORTAGE])
def test_who_asks_about_something_else_does_not_run_out_of_doses_nor_throw_them_away(name):
    result = simlib.run(simlib.load(name), seed=1)
    assert result.visits["cancelled"].sum() < 0.005 * result.visits["booked"].sum()
    assert result.stock["expired"].sum() < 0.02 * result.stock["given"].sum()


def test_off_label_schedules_save_doses_and_protect_less_than_a_licensed_series():
    base = simlib.run(simlib.load(BASE), seed=1).measures
    for name, dose in (("one-dose", 1), ("two-doses-for-all", 2)):
        result = simlib.run(simlib.load(name), seed=1)
        measures = result.measures
        assert measures["hpv_rollout.doses"] < base["hpv_rollout.doses"]
        assert measures["hpv_rollout.complete"] > base["hpv_rollout.complete"]
        assert (result.protection["series"] == dose).any()
        averted = "hpv_rollout.cases_averted_at_0_percent"
        assert measures[averted] < base[averted]
