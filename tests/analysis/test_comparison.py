"""Comparisons: the same luck, differences that add up, and two runs as well as two scenarios."""

from datetime import date

import pytest

import simlib
from simlib.analysis.difference import difference
from simlib.language.language import Language
from simlib.runs.store import write_run


def test_a_scenario_does_not_differ_from_itself(town):
    small = town(residents=1500)
    comparison = simlib.compare(small, small, seed=2)
    assert (comparison.money["difference"] == 0).all()
    assert (comparison.coverage["difference"].fillna(0) == 0).all()
    assert comparison.notices == ()
    told = str(comparison)
    assert told.partition("The same in both:")[2].count("\n  ") == len(comparison.results) + 2
    assert "first dose" not in told


def test_a_price_changes_money_and_nothing_else(town):
    cheaper = town({"hpv_rollout.products.cecolin.price": 300.0}, residents=1500)
    comparison = simlib.compare(town(residents=1500), cheaper, seed=2)
    assert (comparison.coverage["difference"].fillna(0) == 0).all()
    told = str(comparison)
    assert "first dose" not in told
    assert "HPV vaccine Cecolin" in told
    assert "Women reached by batch" in told.partition("The same in both:")[2]
    changed = comparison.money["difference"].unstack("item")
    assert (changed["hpv_vaccine_cecolin"] < 0).any()
    assert (changed.drop(columns="hpv_vaccine_cecolin") == 0).all().all()


def test_another_funder_changes_who_pays_and_nothing_else(base):
    comparison = simlib.compare(base, "welfare-centre-lottery-fund", seed=1)
    assert (comparison.money["difference"] == 0).all()
    by_year = comparison.payers.groupby("year")
    assert by_year["difference"].sum().round(2).eq(0).all()
    in_all = comparison.money.groupby("year")["b"].sum()
    assert by_year["b"].sum().to_numpy() == pytest.approx(in_all.to_numpy(), abs=0.01)
    assert comparison.payers.index.get_level_values("year").is_monotonic_increasing
    told = str(comparison).partition("Who pays, yuan")[2].partition("The same in both:")
    assert "provincial subsidy" in told[0]
    assert "government funds budget" in told[0]
    assert "Money paid, yuan" in told[2]


def test_folders_of_runs_compare_as_the_scenarios_do(town, tmp_path):
    one, two = town(residents=1500), town({"hpv_rollout.demand.no_show": 0.3}, residents=1500)
    write_run(simlib.run(one, seed=2), tmp_path / "one")
    write_run(simlib.run(two, seed=2), tmp_path / "two")
    stored = simlib.compare(str(tmp_path / "one"), tmp_path / "two")
    assert stored.money.equals(simlib.compare(one, two, seed=2).money)


def test_runs_on_different_luck_are_told_apart(town):
    small = town(residents=1500)
    comparison = simlib.compare(simlib.run(small, seed=1), simlib.run(small, seed=2))
    assert any("different seeds" in notice for notice in comparison.notices)
    assert "different seeds" in str(comparison)


def test_differences_are_b_minus_a_and_add_up(base):
    comparison = simlib.compare(base, "third-phase-early", seed=1)
    assert (comparison.money["b"] - comparison.money["a"]).equals(comparison.money["difference"])
    third = comparison.coverage.loc["women_1990_2004"]
    assert third.loc["complete", "difference"] > 0
    assert "In all:" in str(comparison)


def test_a_comparison_is_told_in_chinese(town):
    small = town(residents=1500)
    text = str(simlib.compare(simlib.run(small, seed=1), simlib.run(small, seed=2), lang="zh"))
    for words in ("随机种子不同", "差异", "2005—2010年出生女生", "预防接种服务费", "支付金额(元)"):
        assert words in text


def test_a_batch_that_one_side_lacks_counts_as_nothing(base, tmp_path):
    fewer = simlib.load("gaoping-2023", set={"hpv_rollout.batches.women_1990_2004.opens": date(2027, 1, 1)})
    comparison = simlib.compare(base, fewer, seed=1)
    assert comparison.coverage.loc[("women_1990_2004", "dose1"), "b"] == 0


def test_an_unknown_side_is_told():
    with pytest.raises(simlib.InputError, match="no scenario of this name"):
        simlib.compare("gaoping-2023", "gaoping-2032")


def test_the_difference_names_path_values_unit_and_reason(base):
    table = difference(base, simlib.load("weekend-clinics"), Language("en")).set_index("path")
    row = table.loc["hpv_rollout.sites.opening_days.mishan_clinic"]
    assert (row["a"], row["b"], row["unit"]) == ("tue, fri", "tue, fri, sat, sun", "weekday")
    assert "weekend" in row["why"]
    # Sites whose days stay as they are do not show.
    assert all("opening_days" in path for path in table.index)


def test_the_difference_names_what_differs_in_the_language_asked_for(base):
    table = difference(base, simlib.load("weekend-clinics"), Language("zh"))
    assert set(table["label"]) == {"开诊日"}
    assert set(table["unit"]) == {"星期"}


def test_a_scenario_has_no_difference_from_itself(base):
    assert difference(base, base, Language("en")).empty


def test_a_bare_name_is_a_scenario_whatever_folders_lie_about(town, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_run(simlib.run(town(residents=1500), seed=2), tmp_path / "gaoping-2023")
    comparison = simlib.compare("gaoping-2023", "./gaoping-2023", seed=2)
    doses = [side.table("hpv_rollout", "doses").to_numpy().sum() for side in (comparison.a, comparison.b)]
    assert doses[0] > 10 * doses[1]
