"""What a birth more costs: in closed form, and infinite where there is none."""

import numpy as np
import pandas as pd
import pytest

from simlib.analysis.additional_births import birth_cost_curve, readable_curve
from simlib.language.language import Language

PATH = "family_subsidies.response.quantum"


def tables(promised=(0.0, 10_000.0, 20_000.0), births=(100, 80, 20), months=12, reached=0.8):
    first = pd.Timestamp("2024-01-01")
    response = pd.DataFrame(
        {"parity": [1, 2, 3], "promised": promised, "births": births, "from_month": [first] * 3}
    )
    month = [first + pd.DateOffset(months=number) for number in range(-3, months)]
    reach = pd.DataFrame({"eligible": [1_000], "paid": [int(1_000 * reached)]})
    return {"birth_response": response, "births": pd.DataFrame({"month": month}), "subsidy_reach": reach}


def assumptions(value=0.01, low=-0.01, high=0.02):
    return {PATH: {"value": value, "range": {"low": low, "high": high}}}


def test_a_birth_more_costs_what_all_births_are_paid_over_those_that_are_more():
    curve = birth_cost_curve(tables(), assumptions()).set_index("quantum")
    row = curve.loc[0.01]
    # 80 births answer by 1%, 20 by 2%; all are paid, at a reach of 80%.
    assert row["additional"] == pytest.approx(80 * 0.01 + 20 * 0.02)
    money = 0.8 * (80 * 1.01 * 10_000 + 20 * 1.02 * 20_000)
    assert row["money"] == pytest.approx(money)
    assert row["cost"] == pytest.approx(money / 1.2)


def test_births_are_told_by_the_year():
    half = birth_cost_curve(tables(months=6), assumptions()).set_index("quantum")
    whole = birth_cost_curve(tables(), assumptions()).set_index("quantum")
    assert half.loc[0.01, "additional"] == pytest.approx(2 * whole.loc[0.01, "additional"])
    assert half.loc[0.01, "cost"] == pytest.approx(whole.loc[0.01, "cost"])


def test_each_parity_is_told_by_the_months_in_which_it_can_answer():
    late = tables()
    late["birth_response"]["from_month"] = [pd.Timestamp(f"2024-{month:02}-01") for month in (1, 1, 7)]
    row = birth_cost_curve(late, assumptions()).set_index("quantum").loc[0.01]
    # 20 births in half a year are 40 in a year.
    assert row["additional"] == pytest.approx(80 * 0.01 + 40 * 0.02)


def test_where_no_birth_is_more_the_cost_is_infinite_and_says_so():
    curve = birth_cost_curve(tables(), assumptions())
    none = curve["quantum"] <= 0
    assert none.sum() >= 2
    assert np.isinf(curve.loc[none, "cost"]).all()
    assert np.isfinite(curve.loc[~none, "cost"]).all()
    assert "infinite: no birth more" in readable_curve(curve, Language("en")).to_string()
    assert "无穷大" in readable_curve(curve, Language("zh")).to_string()


def test_more_response_makes_a_birth_cheaper_and_never_cheaper_than_what_it_is_promised():
    curve = birth_cost_curve(tables(), assumptions(high=0.5)).query("quantum > 0")
    assert curve["cost"].is_monotonic_decreasing
    assert (curve["cost"] > 0.8 * 10_000).all()


def test_the_curve_holds_none_and_the_scenarios_own_value_whatever_the_range():
    for entry in (assumptions(value=0.0033), {PATH: {"value": 0.0033, "range": None}}):
        quantum = birth_cost_curve(tables(), entry)["quantum"]
        assert {0.0, 0.0033} <= set(quantum)


def test_where_nothing_is_promised_nothing_is_bought():
    curve = birth_cost_curve(tables(promised=(0.0, 0.0, 0.0)), assumptions())
    assert np.isinf(curve["cost"]).all()
    assert (curve["money"] == 0).all()


def test_the_base_buys_few_births_dearly(base, base_result):
    curve = birth_cost_curve(base_result.tables, base.resolved()["assumptions"])
    own = curve.set_index("quantum").loc[base.assumptions[PATH].value]
    assert 1_000_000 < own["cost"] < 100_000_000
