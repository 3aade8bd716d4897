"""From a figure to its postings, and from them to what they rest on."""

from datetime import date

import pytest

import simlib
from simlib.analysis.trace import ROLES
from simlib.analysis.trace_text import trace_text
from simlib.language.language import Language
from simlib.runs.store import read_run, write_run


def fen(amounts):
    return round(float(amounts.sum()) * 100)


@pytest.mark.parametrize(
    ("what", "query"),
    [
        ("hpv_rollout", "programme == 'hpv_rollout'"),
        ("family_childcare", "item == 'family_childcare'"),
        ("2023-10", "month.dt.strftime('%Y-%m') == '2023-10'"),
        ("2024", "month.dt.year == 2024"),
        ("hpv_service_fee/2023-10", "item == 'hpv_service_fee' and month.dt.strftime('%Y-%m') == '2023-10'"),
        (
            "2023-10/2023-11",
            "month.dt.strftime('%Y-%m') == '2023-10' or month.dt.strftime('%Y-%m') == '2023-11'",
        ),
        (
            "beicheng/family_childcare/2025",
            "township == 'beicheng' and item == 'family_childcare' and month.dt.year == 2025",
        ),
        ("2050201", "item in ['family_preschool', 'capital_kindergarten']"),
        ("育儿补贴", "item == 'family_childcare'"),
        ("Childcare subsidy", "item == 'family_childcare'"),
    ],
)
@pytest.mark.parametrize("stage", ["committed", "payable", "paid"])
def test_a_figure_is_the_sum_of_its_postings(base_result, what, query, stage):
    found = simlib.trace(base_result, what, stage)
    expected = base_result.ledger.query(query).query(f"stage == '{stage}'")
    assert found.fen == fen(expected["amount"]) == int(found.postings["fen"].sum())
    assert len(found.postings) == len(expected)


def test_what_rests_on_the_assumptions_of_each_role_is_the_whole_figure(base_result):
    found = simlib.trace(base_result, "2024")
    assert found.grounds.groupby("role")["fen"].sum().to_dict() == dict.fromkeys(ROLES, found.fen)
    assert all(found.grounds["entry"])


def test_postings_stand_by_size_whether_they_go_in_or_out(base_result):
    fen = simlib.trace(base_result, "welfare_centre/2025").postings["fen"]
    assert (fen < 0).any()
    assert (fen > 0).any()
    assert fen.abs().is_monotonic_decreasing


def test_a_posting_is_its_quantity_times_its_price_and_that_is_the_assumptions(base_result):
    found = simlib.trace(base_result, "hpv_service_fee/2023-10")
    postings = found.postings
    assert (postings["quantity"] * postings["unit_price"]).round(2).tolist() == postings["amount"].tolist()
    assert set(postings["price"]) == {"hpv_rollout.costs.service_fee"}
    entry = found.grounds.query("role == 'price'")["entry"].iloc[0]
    assert set(postings["unit_price"]) == {entry["value"]}
    assert found.on_placeholders == 0
    assert set(postings["payer"]) == {"budget.funding.hpv_rollout"}
    assert entry["source"] in found.sources


def test_who_steps_in_is_traced_to_the_rule_that_brings_them_in():
    result = simlib.run(simlib.load("shared-funding"), seed=1)
    vaccine = simlib.trace(result, "hpv_vaccine_walrinvax/province").grounds
    assert "budget.matching_grants.province_hpv" in set(vaccine["path"])
    childcare = simlib.trace(result, "family_childcare/jincheng").grounds
    assert "budget.funding_rules.childcare_shared" in set(childcare["path"])


def test_a_payer_that_can_run_dry_is_traced_to_its_limit():
    result = simlib.run(simlib.load("shared-funding"), seed=1)

    def limits(what, stage="paid"):
        return set(simlib.trace(result, what, stage).grounds.query("role == 'bound'")["path"])

    assert limits("family_preschool") == {"budget.funding_limits.own_money_for_preschool"}
    assert limits("family_preschool", "payable") == set()
    assert limits("family_childcare/jincheng") == {"budget.funding_limits.jincheng_childcare"}
    assert limits("family_childcare/county") == set()
    assert "What limits the payer in a year" in trace_text(simlib.trace(result, "jincheng"), Language("en"))


def test_a_price_that_has_risen_is_traced_to_its_line_which_counts_as_a_placeholder():
    result = simlib.run(simlib.load("prices-rise"), seed=1)
    assert simlib.trace(result, "hpv_service_fee/2023-10").grounds.query("role == 'rise'").empty
    later = simlib.trace(result, "hpv_service_fee/2025-10")
    (rise,) = later.grounds.query("role == 'rise'").itertuples()
    assert (rise.path, rise.fen) == ("budget.prices.lines.wages", later.fen)
    assert rise.entry["kind"] == "placeholder"
    assert later.postings["placeholder"].all()
    assert simlib.trace(result, "hpv_vaccine_cecolin/2025").grounds.query("role == 'rise'").empty


@pytest.mark.parametrize(("item", "told"), [("hpv_vaccine_walrinvax", True), ("hpv_service_fee", False)])
def test_units_paid_at_another_price_than_the_assumption_are_told(town, item, told):
    tenders = [{"product": "walrinvax", "first_day": date(2023, 6, 1), "price": 27.5}]
    result = simlib.run(town({"hpv_rollout.supply.tenders": tenders}, residents=4000))
    text = trace_text(simlib.trace(result, item), Language("en"))
    assert ("at other prices than these" in text) == told


def test_a_run_on_disk_tells_the_same_in_both_languages(base_result, tmp_path):
    write_run(base_result, tmp_path / "run")
    stored = read_run(tmp_path / "run")
    told = {}
    for code in ("en", "zh"):
        here, there = (
            trace_text(simlib.trace(run, "hpv_service_fee/2023-10"), Language(code), most=3)
            for run in (base_result, stored)
        )
        assert here == there
        told[code] = here
    assert "0% of it rests on placeholders" in told["en"]
    assert "service-fee-shanxi" in told["en"]
    assert "smaller ones" in told["en"]
    assert "接种服务费" in told["zh"]


def test_words_that_stand_nowhere_are_told_all_at_once(base_result):
    with pytest.raises(simlib.InputError) as error:
        simlib.trace(base_result, "hpv_service/2023-100", "payed")
    told = str(error.value)
    assert 'did you mean "hpv_service_fee"' in told
    assert 'did you mean "2023-10"' in told
    assert 'did you mean "payable"' in told or 'did you mean "paid"' in told


def test_nothing_asked_is_refused(base_result):
    with pytest.raises(simlib.InputError, match="name a programme"):
        simlib.trace(base_result, " / ")


def test_a_figure_says_in_which_money_it_is_told_and_up_to_which_day_it_knows(base_result):
    lines = trace_text(simlib.trace(base_result, "2024"), Language("en"), 1).splitlines()
    assert lines[1:3] == ["  Basis: nominal yuan, undiscounted", "  As of: 21 March 2023"]
