"""The rollout's money: doses bought times prices, through the three stages, to the fen."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib

ROLLOUT = "hpv_rollout"
PRODUCTS = ("walrinvax", "cecolin")
FEE, FEE_LAG = "hpv_rollout.costs.service_fee", "hpv_rollout.costs.service_fee_payment_lag"
VACCINE_LAG = "hpv_rollout.costs.vaccine_payment_lag"
COLD_CHAIN = "hpv_rollout.costs.cold_chain"

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
    return by_month(result.doses)


def by_month(frame):
    names = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(names, str)).assign(
        month=frame["date"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]")
    )


def delivered(result):
    """What came to the central store, which belongs to no township and no batch."""
    stock = by_month(result.stock)
    return stock[stock["store"] == "central"].assign(township="city", cohort="none")


def cold_chain_of(result):
    """The running cost of each site in each month."""
    sites = result.scenario.sections[ROLLOUT].sites.township
    months = delivered(result)["month"].unique()
    rows = [(month, township) for month in months for township in sites.values()]
    frame = pd.DataFrame(rows, columns=["month", "township"])
    return frame.assign(item="hpv_cold_chain", cohort="none", amount=50_000)


def expected_by(result, price_of, fee, *by):
    """Doses times prices in fen, and sites times the cold chain's, by item and the given columns."""
    doses, bought = doses_of(result).rename(columns={"batch": "cohort"}), delivered(result)
    vaccine = bought.assign(
        item="hpv_vaccine_" + bought["product"], amount=bought["received"] * bought["product"].map(price_of)
    )
    service = doses.assign(item="hpv_service_fee", amount=doses["count"] * fee)
    found = {}
    for part in (vaccine, service, cold_chain_of(result)):
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
    lag = payable["item"].map({"hpv_service_fee": fee_lag, "hpv_cold_chain": 0}).fillna(vaccine_lag)
    lag = lag.to_numpy().astype(np.int64)
    due = payable["month"].to_numpy().astype("datetime64[M]") + lag
    payable = payable.assign(month=due.astype("datetime64[us]"), due=due)
    in_time = payable[due < np.datetime64("2026-03")]
    later = payable[due >= np.datetime64("2026-03")]
    by = ("month", "item", "township", "cohort")
    assert totals(stage(result, "paid"), *by) == totals(in_time, *by)
    years = later.assign(year=later["month"].dt.year)
    assert totals(in_fen(result.liabilities), "year", "item") == totals(years, "year", "item")


def test_all_that_is_payable_was_committed(rollout_result):
    by = ("item", "township", "cohort", "funder")
    assert totals(stage(rollout_result, "committed"), *by) == totals(stage(rollout_result, "payable"), *by)


def test_the_base_pays_what_its_doses_and_its_reactions_cost(rollout_result):
    doses, bought = rollout_result.doses["count"].sum(), delivered(rollout_result)["received"].sum()
    inquiries = int(rollout_result.measures[f"{ROLLOUT}.abnormal_reactions"])
    expected = doses * 2_500 + bought * 32_900 + 17 * 36 * 50_000 + inquiries * 500_000
    assert stage(rollout_result, "payable")["amount"].sum() == expected
    # What is left at the end is paid for as well.
    assert 1.0 < bought / doses < 1.2


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


def test_quantities_are_the_doses_that_one_funder_pays_for(rollout_result):
    ledger = rollout_result.ledger
    payable = ledger[(ledger["stage"] == "payable") & (ledger["item"] == "hpv_service_fee")]
    assert payable["quantity"].sum() == rollout_result.doses["count"].sum()
    np.testing.assert_allclose(ledger["quantity"] * ledger["unit_price"], ledger["amount"])


def test_a_donated_vaccine_costs_nothing_and_is_still_counted(town):
    result = simlib.run(town({price_path(product): 0.0 for product in PRODUCTS}))
    payable = stage(result, "payable")
    vaccine = payable[payable["item"].str.startswith("hpv_vaccine")]
    assert (vaccine["amount"] == 0).all()
    assert vaccine["quantity"].sum() == delivered(result)["received"].sum() > 0


@pytest.mark.parametrize("price", [0.0, 0.004])
def test_where_nothing_costs_a_fen_nothing_is_paid_or_owed(town, price):
    result = simlib.run(
        town({**{price_path(product): price for product in PRODUCTS}, FEE: 0.0, COLD_CHAIN: 0.0})
    )
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
    bought = delivered(result)
    vaccine = payable.loc[payable["item"] == "hpv_vaccine_walrinvax", "amount"].sum()
    assert vaccine == bought.loc[bought["product"] == "walrinvax", "received"].sum() * round(price) * 100


def test_fiscal_2023_has_ten_months(rollout_result):
    ledger = rollout_result.ledger
    months = ledger.loc[ledger["month"].dt.year == 2023, "month"].dt.month
    assert sorted(set(months)) == list(range(3, 13))
    assert ledger["month"].min().date() == date(2023, 3, 1)
    assert ledger["month"].max().date() == date(2026, 2, 1)


def test_months_are_written_as_their_first_day(rollout_result):
    assert (rollout_result.ledger["month"].dt.day == 1).all()


def test_everything_is_current_spending_of_the_rollout(rollout_result):
    ledger = rollout_result.ledger
    assert set(ledger["kind"]) == {"current"}
    assert set(ledger["programme"]) == {ROLLOUT}
    assert (ledger["amount"] > 0).all()


def test_every_item_has_its_account(rollout_result):
    assert set(rollout_result.ledger["item"]) <= set(rollout_result.accounts["item"])


def vaccine_paid(result, product):
    paid = stage(result, "payable")
    return paid.loc[paid["item"] == f"hpv_vaccine_{product}"]


def test_a_delivery_is_paid_at_the_price_of_its_tender(town):
    plan = [
        {"product": "walrinvax", "day": day, "doses": 100, "last_day": date(2027, 1, 1), **own}
        for day, own in (
            (date(2022, 5, 1), {}),
            (date(2023, 12, 31), {}),
            (date(2024, 1, 1), {}),
            (date(2024, 1, 2), {"price": 300.0}),
            (date(2025, 6, 1), {}),
        )
    ]
    tenders = [
        {"product": "walrinvax", "first_day": date(2025, 1, 1), "price": 27.5},
        {"product": "walrinvax", "first_day": date(2024, 1, 1), "price": 86.0},
        {"product": "cecolin", "first_day": date(2023, 1, 1), "price": 1.0},
    ]
    result = simlib.run(
        town({"hpv_rollout.supply.central": {"plan": plan}, "hpv_rollout.supply.tenders": tenders})
    )
    paid = vaccine_paid(result, "walrinvax")
    rows = zip(paid["month"].dt.strftime("%Y-%m"), paid["unit_price"], paid["amount"], strict=True)
    assert sorted(rows) == [
        ("2023-03", 329.0, 3_290_000),
        ("2023-12", 329.0, 3_290_000),
        ("2024-01", 86.0, 860_000),
        ("2024-01", 300.0, 3_000_000),
        ("2025-06", 27.5, 275_000),
    ]
    assert set(paid["township"]) == {"city"}
    assert set(paid["cohort"]) == {"none"}


def test_what_is_ordered_and_comes_after_the_horizon_is_owed(town):
    late = {"product": "cecolin", "day": date(2026, 3, 15), "doses": 100, "last_day": date(2027, 1, 1)}
    too_late = {**late, "day": date(2026, 6, 1)}
    result = simlib.run(
        town({"hpv_rollout.supply.central": {"plan": [late, too_late]}, FEE_LAG: 0, VACCINE_LAG: 2})
    )
    committed = totals(stage(result, "committed"), "item", "month")
    assert committed["hpv_vaccine_cecolin", pd.Timestamp("2026-02-01")] == 3_290_000
    assert vaccine_paid(result, "cecolin").empty
    assert totals(in_fen(result.liabilities), "item", "year") == {("hpv_vaccine_cecolin", 2026): 3_290_000}


def test_buying_all_at_once_is_regretted_when_prices_fall_later():
    at_once, later = (simlib.run(simlib.load(name), seed=1) for name in ("buy-all-at-once", "later-tenders"))
    doses = at_once.doses["count"].sum()
    assert doses == pytest.approx(later.doses["count"].sum(), rel=0.02)
    regret = (stage(at_once, "payable")["amount"].sum() - stage(later, "payable")["amount"].sum()) / 100
    assert regret > 5_000_000
    # Of the product whose price fell; the other costs the same a dose.
    assert set(vaccine_paid(later, "cecolin")["unit_price"]) == {329.0}
    assert set(vaccine_paid(later, "walrinvax")["unit_price"]) == {329.0, 86.0, 27.5}


TOWNS = {"ash": 2, "birch": 1}
SCHOOL = "hpv_rollout.channels.school"
SCHOOLS = {
    f"{SCHOOL}.rounds": [date(year, month, 10) for year in (2023, 2024) for month in (3, 5, 9, 11)],
    f"{SCHOOL}.groups": 2,
}


@settings(max_examples=10)
@given(rate=prices, staff=st.integers(0, 5), seed=st.integers(0, 2**32))
def test_overtime_is_paid_by_started_hour_of_those_who_stay(town, rate, staff, seed):
    short = {"opens": "08:00", "last_appointment": "08:20", "closes": "08:30"}
    costs = {f"{ROLLOUT}.costs.overtime": rate, f"{ROLLOUT}.costs.overtime_staff": staff}
    result = simlib.run(town({**costs, f"{ROLLOUT}.clinic.hours": short}, 5_000, TOWNS), seed)
    visits = by_month(result.visits)
    minutes = visits[visits["overtime"] > 0].groupby(["month", "site"])["overtime"].sum()
    assert minutes.sum() > 500
    # Each township has one site.
    hours = np.ceil((staff * minutes).round(6) / 60).astype(int)
    hours = hours[hours > 0]
    ledger = stage(result, "payable").query("item == 'hpv_overtime'")
    found = ledger.assign(site=ledger["township"] + "_clinic").set_index(["month", "site"])
    assert found["quantity"].to_dict() == hours.to_dict()
    assert found["amount"].to_dict() == (hours * round(100 * rate)).to_dict()


@pytest.mark.parametrize("seats", [1, 10, 45])
def test_girls_of_a_township_and_batch_ride_in_buses_of_their_own(town, seats):
    costs = {f"{ROLLOUT}.costs.bus_seats": seats, f"{ROLLOUT}.costs.school_bus": 700.0}
    result = simlib.run(town({**SCHOOLS, **costs}, 20_000, TOWNS), events=True)
    ledger = stage(result, "payable").query("item == 'hpv_school_trips'")
    visits = by_month(result.visits[result.visits["school"] > 0])
    girls = visits.groupby("month")["school"].sum()
    buses = ledger.groupby("month")["quantity"].sum()
    assert buses.index.tolist() == girls.index.tolist()
    assert (buses * seats >= girls).all()
    if seats == 1:
        assert buses.to_dict() == girls.to_dict()
    assert set(ledger["cohort"]) == {"girls_2005_2010", "girls_2011_2014"}
    assert (ledger["amount"] == ledger["quantity"] * 70_000).all()
    assert "hpv_school_sessions" not in set(result.ledger["item"])


def test_a_session_in_school_is_paid_for_each_township_batch_and_day(town):
    held = {f"{SCHOOL}.held": "in_school", f"{ROLLOUT}.costs.school_session": 1_000.0}
    result = simlib.run(town({**SCHOOLS, **held}, 20_000, TOWNS))
    ledger = stage(result, "payable").query("item == 'hpv_school_sessions'")
    doses = by_month(result.doses[result.doses["channel"] == "school"])
    days = doses.groupby(["month", "township", "batch"])["date"].nunique()
    sessions = ledger.set_index(["month", "township", "cohort"])["quantity"]
    # At some nobody got a dose.
    assert days.index.isin(sessions.index).all()
    assert 0 <= sessions.sum() - days.sum() < 5
    assert (ledger["amount"] == ledger["quantity"] * 100_000).all()
    assert "hpv_school_trips" not in set(result.ledger["item"])


def test_what_schools_organise_is_the_cost_of_their_batches_alone(town):
    costs = simlib.cost_effectiveness(simlib.run(town(SCHOOLS, 20_000, TOWNS)), draws=2).separately["cost"]
    dear = {**SCHOOLS, f"{ROLLOUT}.costs.school_bus": 100_000.0}
    dearer = simlib.cost_effectiveness(simlib.run(town(dear, 20_000, TOWNS)), draws=2).separately["cost"]
    more = (dearer - costs).xs(0.0, level="discount_rate")
    assert more["girls_2005_2010"] > 1_000_000
    assert more["girls_2011_2014"] > 1_000_000
    assert more.drop(["girls_2005_2010", "girls_2011_2014"]).abs().max() < 1e-6
