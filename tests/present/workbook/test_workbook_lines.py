"""The lines of the workbook hold the ledger's money, split as the ledger splits it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import simlib
from simlib.core.apportion import largest_remainder
from simlib.present.workbook.lines import lines_of
from simlib.present.workbook.payers import split

AXES = ("stage", "programme", "item", "kind", "township", "cohort", "funder", "fund")
TEN_THOUSANDTHS = st.lists(st.integers(1, 9_999), min_size=1, max_size=7)


@st.composite
def shares(draw):
    """Shares that add up to 1, in whole ten-thousandths, as budgets write them."""
    cuts = sorted({0, 10_000, *draw(TEN_THOUSANDTHS)})
    return [part / 10_000 for part in np.diff(cuts).tolist()]


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20), shares())
def test_a_split_adds_up_and_no_part_is_a_fen_away_from_its_share(totals, of_payers):
    parts = split(np.array(totals), np.array(of_payers))
    assert parts.sum(axis=1).tolist() == totals
    assert (np.abs(parts - np.outer(totals, of_payers)) < 1 + 1e-4).all()


@given(st.integers(0, 10**9), shares())
def test_the_workbook_splits_as_the_ledger_but_for_ties_that_noise_decides(total, of_payers):
    remainders = sorted(round(total * share * 10_000) % 10_000 for share in of_payers)
    assume(len(set(remainders)) == len(remainders))
    ours = split(np.array([total]), np.array(of_payers))[0]
    assert ours.tolist() == largest_remainder(total, of_payers).tolist()


def test_a_tie_goes_to_the_earlier_payer():
    assert split(np.array([5, -5]), np.array([0.5, 0.5])).tolist() == [[3, 2], [-3, -2]]
    # 0.35 times 30 is a tie with 0.15 times 30, whatever binary fractions make of it.
    assert split(np.array([30]), np.array([0.35, 0.15, 0.5])).tolist() == [[11, 4, 15]]


@pytest.fixture(scope="module", params=["gaoping-2023", "shared-funding"])
def run(town, request):
    bounded = {
        "budget.matching_grants.province_hpv.per_year": 20_000,
        "budget.funding_limits.own_money_for_preschool.per_year": 9_000,
    }
    made = town(
        bounded if request.param == "shared-funding" else {},
        residents=1_500,
        townships={"upper": 3, "lower": 1},
        programmes=("hpv_rollout", "family_subsidies"),
        scenario=request.param,
    )
    return simlib.run(made, seed=5)


def lines(run, most=10**9):
    return lines_of(run.ledger, run.accounts, run.scenario.resolved()["assumptions"], most)


def fen_by(table, amounts, axis):
    sums = amounts.groupby([table["stage"].astype(str), table[axis].astype(str)]).sum()
    return sums[sums != 0].to_dict()


@pytest.mark.parametrize("most", [10**9, 600, 1])
def test_lines_add_up_to_the_ledger_along_every_axis(run, most):
    made, fen = lines(run, most), np.rint(run.ledger["amount"] * 100).astype(np.int64)
    for axis in set(AXES) - set(made.without):
        assert fen_by(made.table, made.table["fen"], axis) == fen_by(run.ledger, fen, axis)


def test_cohorts_are_given_up_before_townships_and_only_where_needed(run):
    whole, fewer, fewest = (lines(run, most) for most in (len(run.ledger), len(run.ledger) - 1, 1))
    assert (whole.without, fewer.without, fewest.without) == ((), ("cohort",), ("cohort", "township"))
    assert len(whole.table) >= len(fewer.table) >= len(fewest.table)
    assert set(fewest.table["township"].astype(str)) == {"city"}
    # What carries a price stays apart.
    assert set(fewest.table["price"]) == set(whole.table["price"])


def test_quantity_times_price_is_what_all_payers_of_a_line_pay(run):
    made = lines(run)
    price = np.array([price.fen for price in made.prices.all])[made.table["price"]]
    np.testing.assert_array_equal(np.rint(made.table["quantity"] * price), made.table["whole"])
    first = made.table["turn"] == 0
    line = first.cumsum()
    of_line = made.table["fen"].groupby(line).transform("sum")
    np.testing.assert_array_equal(of_line, made.table["whole"])


def test_nothing_is_adjusted_without_grants_and_limits(run):
    adjusted = lines(run).table["adjustment"]
    assert adjusted.any() == ("budget.matching_grants.province_hpv" in run.scenario.assumptions)
    assert adjusted.sum() == 0


def test_a_price_told_by_parity_has_a_cell_for_each(run):
    names = {price.name: price for price in lines(run).prices.all}
    second, third = (names[f"price_family_birth_reward_{parity}"] for parity in ("second", "third"))
    assert (second.fen, third.fen) == (200_000, 500_000)
    assert second.as_assumed
    assert names["price_hpv_service_fee"].cohort == ""


def test_prices_of_several_tenders_have_cells_of_their_own(town):
    tender = {"product": "walrinvax", "first_day": date(2024, 6, 1), "price": 60.0}
    made = town({"hpv_rollout.supply.tenders": [tender]}, residents=1_500)
    prices = [price for price in lines(simlib.run(made, seed=5)).prices.all if "walrinvax" in price.item]
    assert {price.fen: price.as_assumed for price in prices} == {6_000: False, 32_900: True}
    assert {price.name for price in prices} == {
        "price_hpv_vaccine_walrinvax_1",
        "price_hpv_vaccine_walrinvax_2",
    }


def test_items_told_in_sums_have_one_price_of_a_yuan(town):
    made = lines(simlib.run(town(programmes=("capital_projects",), residents=1_500), seed=5))
    prices = made.prices.all
    assert {price.item for price in prices} > {"capital_school", "capital_hospital"}
    assert len({price.item for price in prices}) == len(prices)
    assert {(price.fen, price.of_sums, price.as_assumed) for price in prices} == {(100, True, False)}
    np.testing.assert_array_equal(np.rint(made.table["quantity"] * 100), made.table["whole"])


def test_an_empty_ledger_has_no_lines(run):
    nothing = lines_of(run.ledger.iloc[:0], run.accounts, run.scenario.resolved()["assumptions"])
    assert nothing.table.empty
    assert isinstance(nothing.table, pd.DataFrame)
