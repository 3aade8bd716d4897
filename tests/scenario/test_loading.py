"""A scenario is found by path or name, and says what it was loaded from."""

import json
from datetime import date

import pytest

import simlib
from simlib.runs.scenarios import load
from simlib.scenario.files import find, shipped_folder
from simlib.scenario.problems import InputError

SHIPPED = sorted({file.stem for file in shipped_folder().glob("*.yaml")} - {"sources"})
NO_SHOW = "hpv_rollout.demand.no_show"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_loads_from_anywhere(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = load(name)
    assert scenario.name == name
    assert scenario.title.en
    assert scenario.title.zh


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("ending", ["", ".yaml"])
def test_every_scenario_loads_from_within_its_folder(desk, name, ending, monkeypatch):
    monkeypatch.chdir(desk.folder)
    assert load(f"{name}{ending}").name == name


def test_a_path_may_be_a_text_or_a_path_relative_or_not(desk, monkeypatch):
    monkeypatch.chdir(desk.folder.parent)
    found = [load(name) for name in (desk.base, str(desk.base), "scenarios/gaoping-2023.yaml")]
    assert {scenario.digest() for scenario in found} == {load("gaoping-2023").digest()}
    assert {scenario.name for scenario in found} == {"gaoping-2023"}


def test_a_name_means_the_scenarios_of_the_working_folder_first(desk, monkeypatch):
    desk.set_value(NO_SHOW, "0.2")
    monkeypatch.chdir(desk.folder.parent)
    assert load("gaoping-2023").assumptions[NO_SHOW].value == 0.2


def test_a_parent_is_looked_for_beside_its_overlay_first(desk):
    desk.set_value(NO_SHOW, "0.2")
    assert desk.load(desk.overlay()).assumptions[NO_SHOW].value == 0.2


def test_an_overlay_elsewhere_finds_the_shipped_base(tmp_path):
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("extends: gaoping-2023\ntitle: {en: Mine, zh: 我的}\nchanges: {}\n", encoding="utf-8")
    scenario = load(overlay)
    assert (scenario.name, scenario.title.zh) == ("mine", "我的")
    assert scenario.digest() == load("gaoping-2023").digest()


def test_a_parent_may_be_named_by_its_path_from_the_overlay(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    overlay = desk.overlay(extends="../scenarios/gaoping-2023.yaml")
    assert desk.load(overlay).digest() == load("gaoping-2023").digest()


def test_a_name_may_hold_a_dot(desk):
    path = desk.overlay(name="variant-1.5")
    desk.overlay(extends="variant-1.5", name="next")
    assert desk.load(path).name == "variant-1.5"
    assert desk.load(desk.folder / "next.yaml").name == "next"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(desk):
    for file in desk.folder.rglob("*.yaml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.load().digest() == load("gaoping-2023").digest()


def test_loading_twice_gives_the_same():
    assert load("gaoping-2023") == load("gaoping-2023")


def test_the_digest_is_one_of_values_and_not_of_names(desk, base):
    same = desk.load(
        desk.overlay(f"{NO_SHOW}: {{value: {base.assumptions[NO_SHOW].value}, why: to be sure}}")
    )
    other = desk.load(desk.overlay(f"{NO_SHOW}: {{value: 0.2, why: to be sure}}"))
    assert same.digest() == base.digest()
    assert other.digest() != base.digest()


def test_a_whole_number_has_the_same_digest_with_a_decimal_point():
    path = "population.mortality.level"
    assert load("gaoping-2023", set={path: 1}).digest() == load("gaoping-2023", set={path: 1.0}).digest()


def test_a_changed_day_and_a_changed_name_change_the_digest(base):
    digests = {
        load("gaoping-2023", set={path: value}).digest()
        for path, value in {
            "hpv_rollout.sites.daily_capacity.nancheng_centre": 1,
            "hpv_rollout.sites.township.city_site_1": "hexi",
            "hpv_rollout.sites.opening_days.hexi_clinic": ["mon"],
            "hpv_rollout.products.cecolin.three_dose_intervals": [31, 150],
        }.items()
    }
    assert len(digests | {base.digest()}) == 5


def test_a_scenario_can_be_written_down_with_its_evidence(base):
    resolved = json.loads(json.dumps(base.resolved(), allow_nan=False))
    assert resolved["title"]["en"] == base.title.en
    assert resolved["assumptions"].keys() == base.assumptions.keys()
    batch = resolved["assumptions"]["hpv_rollout.batches.girls_2005_2010"]
    assert batch["value"]["born_from"] == "2005-01-01"
    assert batch["kind"] == "policy"


def test_an_assumption_is_found_by_its_path_or_one_inside_it(base):
    path, assumption = base.assumption_at("hpv_rollout.sites.daily_capacity.nancheng_centre")
    assert path == "hpv_rollout.sites.daily_capacity"
    assert assumption is base.assumptions[path]
    assert base.assumption_at(NO_SHOW)[0] == NO_SHOW


def test_an_assumption_that_is_not_there_is_answered_with_the_nearest(base):
    with pytest.raises(KeyError, match=r"no assumption hpv_rollout\.demand\.no_shw; did you mean .*no_show"):
        base.assumption_at("hpv_rollout.demand.no_shw")


def test_finding_needs_no_reading(desk):
    assert find("gaoping-2023", beside=desk.folder) == desk.base


def test_the_package_offers_what_a_user_needs():
    assert simlib.load is load
    assert simlib.InputError is InputError


def test_problems_can_be_read_one_by_one(desk):
    desk.set_value(NO_SHOW, "1.5")
    with pytest.raises(InputError) as caught:
        desk.load()
    (problem,) = caught.value.problems
    assert problem.path == NO_SHOW
    assert problem.line > 0
    assert problem.file.endswith("gaoping-2023/hpv_rollout.yaml")
    assert str(problem) == str(caught.value)


def test_a_horizon_beyond_the_known_holidays_is_noted():
    scenario = load("gaoping-2023", set={"horizon.last_day": date(2033, 2, 28)})
    assert any("holidays are known up to 2026" in notice for notice in scenario.notices)


def test_what_a_value_set_by_hand_breaks_is_told_as_set_by_hand():
    with pytest.raises(InputError, match=r"^set horizon: the horizon begins on 2023-03-15"):
        load("gaoping-2023", set={"horizon.first_day": date(2023, 3, 15)})


@pytest.mark.parametrize(("day", "words"), [(date(2023, 2, 1), "before"), (date(2026, 3, 1), "after")])
def test_a_batch_that_opens_outside_the_horizon_is_noted(day, words):
    scenario = load("gaoping-2023", set={"hpv_rollout.batches.girls_2005_2010.opens": day})
    assert any(f"lies {words} the horizon" in notice for notice in scenario.notices)


def test_the_census_day_is_the_first_of_a_month():
    with pytest.raises(InputError, match="not the first day of a month"):
        load("gaoping-2023", set={"population.census.day": date(2020, 11, 15)})
