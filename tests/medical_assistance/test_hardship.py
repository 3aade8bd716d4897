"""Catastrophic health spending: the definitions by hand, and what may and may not change the rates."""

import numpy as np
import pandas as pd
import pytest
from assist_towns import GROUPS, course, frames, outcome, section_with
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.programmes.medical_assistance.hardship import DEFINITIONS, Budgets, budgets_of, by_year, hit

WHO, TENTH, QUARTER, SDG = range(len(DEFINITIONS))
YEARS = ("2023", "2024", "2025", "2026")


def household(out_of_pocket, consumption=10_000, capacity=6_000, discretionary=5_000):
    budgets = Budgets(*(np.array([a], float) for a in (1, consumption, capacity, discretionary)), other=0)
    return hit(np.array([[out_of_pocket]]), budgets)[:, 0, 0].tolist()


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        (0, [False, False, False, False]),
        (1_000, [False, False, False, False]),
        (1_001, [False, True, False, False]),
        (2_000, [False, True, False, False]),
        (2_001, [False, True, False, True]),
        (2_401, [True, True, False, True]),
        (2_501, [True, True, True, True]),
    ],
)
def test_a_household_is_hit_above_each_threshold(paid, expected):
    assert household(paid) == expected


def test_below_the_poverty_line_anything_that_is_paid_is_hardship_and_nothing_is_not():
    assert household(1, discretionary=-500)[SDG]
    assert not household(0, discretionary=-500)[SDG]


def test_capacity_to_pay_is_consumption_less_subsistence_or_less_food_where_food_is_less():
    section = section_with({"households.spread": 0.0}).households
    identity = np.arange(2_000, dtype=np.uint64)
    group = np.zeros(identity.size, np.int64)
    budgets = budgets_of(identity, group, section, GROUPS, np.uint64(5))
    for size in range(1, 6):
        rows = budgets.size == size
        consumption = 950_000 * size
        expected = consumption - min(360_000 * size**0.56, 0.38 * consumption)
        assert budgets.capacity[rows] == pytest.approx(expected)
        assert budgets.discretionary[rows] == pytest.approx(consumption - 650_000 * size)
    assert np.bincount(budgets.size)[1:] / identity.size == pytest.approx(
        [0.35, 0.35, 0.15, 0.1, 0.05], abs=0.04
    )


def test_years_begin_with_the_horizon_and_a_rest_is_left_out():
    monthly = np.arange(30)[None]
    assert by_year(monthly, before=2, months_a_year=12).tolist() == [[sum(range(2, 14)), sum(range(14, 26))]]


# --- what changes the rates ---


@settings(max_examples=8)
@given(share=st.floats(0, 1), premium=st.floats(0, 2_000), seed=st.integers(0, 10**6))
def test_premium_support_changes_none_of_the_rates(share, premium, seed):
    changes = {
        "premium.support": dict.fromkeys(YEARS, share),
        "premium.yearly": dict.fromkeys(YEARS, premium),
    }
    pd.testing.assert_frame_equal(
        frames(outcome(changes, seed))["hardship"], frames(outcome({}, seed))["hardship"]
    )


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_relief_puts_nobody_into_hardship_where_nobody_uses_more_for_it(seed, share):
    table = frames(outcome({"relief.more_use": 0.0, "relief.share": share}, seed))["hardship"]
    counts = table.pivot_table(
        index=["first_month", "definition"], columns="arm", values="hit", observed=True
    )
    assert (counts["with"] <= counts["without"]).all()


def test_without_relief_both_sides_are_the_same():
    table = frames(outcome({"relief.share": 0.0}))["hardship"]
    counts = table.pivot_table(
        index=["first_month", "definition"], columns="arm", values="hit", observed=True
    )
    assert (counts["with"] == counts["without"]).all()


def test_relief_lowers_hardship_in_the_town():
    table = frames(outcome(small=False))["hardship"]
    hits = table.groupby(["definition", "arm"], observed=True)["hit"].sum().unstack()
    assert (hits["with"] < hits["without"]).all()


def test_whom_a_quarter_hits_a_tenth_hits_as_well():
    table = frames(outcome())["hardship"]
    counts = table.pivot_table(
        index=["first_month", "arm"], columns="definition", values="hit", observed=True
    )
    assert (counts["consumption_25"] <= counts["consumption_10"]).all()


def test_there_are_three_years_and_households_of_all_in_care():
    found = course()
    table = frames(outcome())["hardship"]
    assert table["first_month"].dt.strftime("%Y-%m").unique().tolist() == ["2023-03", "2024-03", "2025-03"]
    cared = by_year(found.months.in_care, found.months.before, 12) > 0
    assert (
        table.query("arm == 'with' and definition == 'who_40'")["households"].tolist()
        == cared.sum(axis=0).tolist()
    )
    assert (table["hit"] <= table["households"]).all()
    assert (table["people"] >= table["households"]).all()
