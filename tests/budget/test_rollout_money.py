"""The rollout's money: doses times prices, through the three stages, to the fen."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib

ROLLOUT = "hpv_rollout"
PRODUCTS = ("walrinvax", "cecolin")
FEE, FEE_LAG = "hpv_rollout.costs.service_fee", "hpv_rollout.costs.service_fee_payment_lag"
VACCINE_LAG = "hpv_rollout.costs.vaccine_payment_lag"

prices = st.sampled_from([329.0, 329.37, 27.5, 0.01, 0.1, 344.99, 1234.56]) | st.integers(0, 100_000).map(
    lambda fen: fen / 100
)


def price_path(product):
    return f"hpv_rollout.products.{product}.price"


def fen(yuan):
    """Yuan as whole fen; refuses what is not a whole number of them."""
    values = np.asarray(yuan, dtype=np.float64) * 100
    whole = np.rint(values).astype(np.int64)
    np.testing.assert_allclose(values, whole, rtol=1e-12, atol=1e-6)
    np.testing.assert_array_equal(whole / 100, yuan)
    return whole


def in_fen(frame):
    names = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(names, str)).assign(amount=fen(frame["amount"]))


def stage(result, name):
    ledger = in_fen(result.ledger)
    return ledger[ledger["stage"] == name]


def totals(frame, *by):
    return frame.groupby(list(by))["amount"].sum().to_dict()


def doses_of(result):
    doses = result.doses
    names = doses.select_dtypes("category").columns
    return doses.astype(dict.fromkeys(names, str)).assign(
        month=doses["date"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]")
    )


def expected_by(result, price_of, fee, *by):
    """Doses times prices in fen, by item and the given columns."""
    doses = doses_of(result).rename(columns={"batch": "cohort"})
    vaccine = doses.assign(
        item="hpv_vaccine_" + doses["product"], amount=doses["count"] * doses["product"].map(price_of)
    )
    service = doses.assign(item="hpv_service_fee", amount=doses["count"] * fee)
    found = {}
    for part in (vaccine, service):
        found |= totals(part, "item", *by)
    return {key: amount for key, amount in found.items() if amount}


@settings(max_examples=15)
@given(walrinvax=prices, cecolin=prices, fee=prices, seed=st.integers(0, 2**32))
def test_payable_is_doses_times_prices(town, walrinvax, cecolin, fee, seed):
    result = simlib.run(
        town({price_path("walrinvax"): walrinvax, price_path("cecolin"): cecolin, FEE: fee}), seed
    )
    price_of = {"walrinvax": round(100 * walrinvax), "cecolin": round(100 * cecolin)}
    by = ("month", "township", "cohort")
    payable = totals(stage(result, "payable"), "item", *by)
    assert {key: fen for key, fen in payable.items() if fen} == {
        key: fen for key, fen in expected_by(result, price_of, round(100 * fee), *by).items() if fen
    }


@settings(max_examples=15)
@given(fee_lag=st.integers(0, 40), vaccine_lag=st.integers(0, 40), seed=st.integers(0, 2**32))
def test_what_is_not_paid_is_owed(town, fee_lag, vaccine_lag, seed):
    result = simlib.run(town({FEE_LAG: fee_lag, VACCINE_LAG: vaccine_lag}), seed)
    paid, owed = totals(stage(result, "paid"), "item"), totals(in_fen(result.liabilities), "item")
    both = {item: paid.get(item, 0) + owed.get(item, 0) for item in {*paid, *owed}}
    assert both == totals(stage(result, "payable"), "item")
    assert (result.liabilities["year"] >= 2026).all()


@settings(max_examples=10)
@given(fee_lag=st.integers(0, 40), vaccine_lag=st.integers(0, 40))
def test_payments_come_by_exactly_their_lag_later(town, fee_lag, vaccine_lag):
    result = simlib.run(town({FEE_LAG: fee_lag, VACCINE_LAG: vaccine_lag}), seed=3)
    payable = stage(result, "payable")
    lag = np.where(payable["item"] == "hpv_service_fee", fee_lag, vaccine_lag)
    due = payable["month"].to_numpy().astype("datetime64[M]") + lag
    payable = payable.assign(month=due.astype("datetime64[us]"), due=due)
    in_time = payable[due < np.datetime64("2026-03")]
    later = payable[due >= np.datetime64("2026-03")]
    by = ("month", "item", "township", "cohort")
    assert totals(stage(result, "paid"), *by) == totals(in_time, *by)
    years = later.assign(year=later["month"].dt.year)
    assert totals(in_fen(result.liabilities), "year", "item") == totals(years, "year", "item")


def test_all_that_is_payable_was_committed(base_result):
    by = ("item", "township", "cohort", "funder")
    assert totals(stage(base_result, "committed"), *by) == totals(stage(base_result, "payable"), *by)


def test_the_base_pays_what_its_doses_and_its_reactions_cost(base_result):
    doses = int(base_result.doses["count"].sum())
    inquiries = int(base_result.measures[f"{ROLLOUT}.abnormal_reactions"])
    paid = doses * (32_900 + 2_500) + inquiries * 500_000
    assert stage(base_result, "payable")["amount"].sum() == paid


@settings(max_examples=10)
@given(rate=st.sampled_from([0, 39, 5_000, 100_000]), price=prices, seed=st.integers(0, 2**32))
def test_every_abnormal_reaction_is_looked_into_in_its_month(town, rate, price, seed):
    rates = {f"{ROLLOUT}.adverse_events.abnormal": rate, f"{ROLLOUT}.costs.abnormal_reaction": price}
    result = simlib.run(town(rates), seed)
    reactions = result.aefi[result.aefi["kind"] == "abnormal"].set_index("month")["count"]
    reactions = reactions[reactions > 0]
    for name in ("committed", "payable", "paid"):
        ledger = stage(result, name)
        inquiries = ledger[ledger["item"] == "hpv_aefi_investigation"].groupby("month")
        assert inquiries["quantity"].sum().to_dict() == reactions.to_dict()
        assert inquiries["amount"].sum().to_dict() == (reactions * round(100 * price)).to_dict()


def test_quantities_are_the_doses_that_one_funder_pays_for(base_result):
    ledger = base_result.ledger
    payable = ledger[(ledger["stage"] == "payable") & (ledger["item"] == "hpv_service_fee")]
    assert payable["quantity"].sum() == base_result.doses["count"].sum()
    np.testing.assert_allclose(ledger["quantity"] * ledger["unit_price"], ledger["amount"])


def test_a_donated_vaccine_costs_nothing_and_is_still_counted(town):
    result = simlib.run(town({price_path(product): 0.0 for product in PRODUCTS}))
    payable = stage(result, "payable")
    vaccine = payable[payable["item"] != "hpv_service_fee"]
    assert (vaccine["amount"] == 0).all()
    assert vaccine["quantity"].sum() == result.doses["count"].sum() > 0


@pytest.mark.parametrize("price", [0.0, 0.004])
def test_where_nothing_costs_a_fen_nothing_is_paid_or_owed(town, price):
    result = simlib.run(town({**{price_path(product): price for product in PRODUCTS}, FEE: 0.0}))
    assert (result.ledger["amount"] == 0).all()
    assert result.liabilities.empty
    assert result.doses["count"].sum() > 0


@pytest.mark.parametrize("price", [1e9, 1e12])
def test_an_absurd_price_is_reckoned_or_refused_but_no_crash(price):
    # The section allows prices up to a trillion yuan.
    try:
        result = simlib.run(simlib.load("gaoping-2023", set={price_path("walrinvax"): price}))
    except simlib.InputError:
        return
    payable = stage(result, "payable")
    doses = doses_of(result)
    vaccine = payable.loc[payable["item"] == "hpv_vaccine_walrinvax", "amount"].sum()
    assert vaccine == doses.loc[doses["product"] == "walrinvax", "count"].sum() * round(price) * 100


def test_fiscal_2023_has_ten_months(base_result):
    ledger = base_result.ledger
    months = ledger.loc[ledger["month"].dt.year == 2023, "month"].dt.month
    assert sorted(set(months)) == list(range(3, 13))
    assert ledger["month"].min().date() == date(2023, 3, 1)
    assert ledger["month"].max().date() == date(2026, 2, 1)


def test_months_are_written_as_their_first_day(base_result):
    assert (base_result.ledger["month"].dt.day == 1).all()


def test_everything_is_current_spending_of_the_rollout(base_result):
    ledger = base_result.ledger
    assert set(ledger["kind"]) == {"current"}
    assert set(ledger["programme"]) == {ROLLOUT}
    assert (ledger["amount"] > 0).all()


def test_every_item_has_its_account(base_result):
    assert set(base_result.ledger["item"]) <= set(base_result.accounts["item"])
