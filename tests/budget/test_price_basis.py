"""Nominal, real, discounted; and prices that rise with their line."""

import numpy as np
import pytest
from drawn_postings import postings, tables_of, total
from hypothesis import given
from hypothesis import strategies as st

import simlib
from simlib.budget.book import book_of
from simlib.budget.price_basis import BASES, price_basis
from simlib.budget.statements import beyond_the_horizon
from simlib.core.price import grown, risen
from simlib.language.language import Language


@pytest.fixture(scope="module")
def assumptions(base):
    return base.resolved()["assumptions"]


def test_a_nominal_yuan_counts_one_in_every_year(assumptions):
    assert price_basis(assumptions).factors(np.arange(2020, 2030)).tolist() == [1.0] * 10


@given(inflation=st.floats(-0.05, 0.2), discount=st.floats(0, 0.2), year=st.integers(2000, 2060))
def test_real_and_discounted_follow_the_textbook(assumptions, inflation, discount, year):
    known = {
        **assumptions,
        "budget.prices.inflation": {"value": inflation},
        "budget.prices.discount_rate": {"value": discount},
    }
    years = year - 2023
    real = price_basis(known, "real").factors(np.array([year]))[0]
    discounted = price_basis(known, "discounted").factors(np.array([year]))[0]
    assert real == pytest.approx((1 + inflation) ** -years)
    assert discounted == pytest.approx(((1 + inflation) * (1 + discount)) ** -years)


def test_an_unknown_basis_is_refused(assumptions):
    with pytest.raises(simlib.InputError, match=r'one of nominal, real, discounted.*"nominal"'):
        price_basis(assumptions, "nominall")


def test_each_basis_tells_itself_in_both_languages(assumptions):
    told = {name: price_basis(assumptions, name).told for name in BASES}
    assert told["nominal"] == "nominal yuan, undiscounted"
    assert "2.0% inflation" in told["real"]
    assert "5.0% a year" in told["discounted"]
    assert all(message.told_in(Language("zh")) != message for message in told.values())


@given(rate=st.sampled_from([0.0, 0.02, -0.1, 0.5]), months=st.lists(st.integers(0, 30), min_size=1))
def test_a_price_rises_by_its_line_from_the_base_year_on(base, rate, months):
    budget = base.sections["budget"]
    accounts = {
        **budget.accounts,
        "hpv_cold_chain": budget.accounts["hpv_cold_chain"].model_copy(update={"price_line": "services"}),
    }
    prices = budget.prices.model_copy(update={"lines": {"services": rate}})
    rows = [(month, item, 2, 0, -1, -1, 3, 50_000) for month in months for item in (0, 1)]
    tables = tables_of(
        {"hpv_rollout": postings("hpv_rollout", rows)},
        budget.model_copy(update={"accounts": accounts, "prices": prices}),
    )
    years = np.array([2023 + (month + 2) // 12 for month in months])
    expected = 3 * np.rint(50_000 * (1 + rate) ** (years - 2023)).astype(int)
    inside = np.array(months) < 24
    assert total(tables["ledger"], item="hpv_cold_chain") == expected[inside].sum()
    assert total(tables["liabilities"], item="hpv_cold_chain") == expected[~inside].sum()
    assert total(tables["ledger"], item="hpv_service_fee") == 150_000 * inside.sum()


def test_an_amount_keeps_its_price_through_all_stages():
    result = simlib.run(simlib.load("prices-rise"), seed=1)
    ledger, liabilities = result.ledger, result.liabilities
    items = ("hpv_service_fee", "hpv_cold_chain")
    for item in items:
        of_item = ledger[ledger["item"] == item]
        by_stage = of_item.groupby("stage", observed=True)["amount"].sum()
        later = liabilities.loc[liabilities["item"] == item, "amount"].sum()
        assert by_stage["committed"] == pytest.approx(by_stage["payable"])
        assert by_stage["payable"] == pytest.approx(by_stage["paid"] + later)
    fee = ledger[(ledger["item"] == "hpv_service_fee") & (ledger["stage"] == "paid")]
    # The doses of December 2023 are paid in January 2024 at the fee of 2023.
    assert set(fee.loc[fee["month"] == "2024-01-01", "unit_price"]) == {25.0}
    assert set(fee.loc[fee["month"] == "2024-02-01", "unit_price"]) == {26.25}


def test_a_line_that_there_is_not_is_refused():
    with pytest.raises(simlib.InputError, match=r"follows the prices of wage; known lines: .*wages"):
        simlib.load("gaoping-2023", set={"budget.accounts.hpv_service_fee.price_line": "wage"})


def test_growth_goes_both_ways():
    assert grown(0.1, np.array([-1, 0, 1])).tolist() == pytest.approx([1 / 1.1, 1, 1.1])
    assert risen(np.array([100, 333]), 0.5).tolist() == [50, 166]


def test_before_the_base_year_no_price_falls(base):
    budget = base.sections["budget"]
    account = budget.accounts["hpv_cold_chain"].model_copy(update={"price_line": "services"})
    prices = budget.prices.model_copy(update={"lines": {"services": 0.5}, "base_year": 2025})
    known = {"accounts": {**budget.accounts, "hpv_cold_chain": account}, "prices": prices}
    rows = [(month, 1, 2, 0, -1, -1, 3, 50_000) for month in (0, 12)]
    tables = tables_of({"hpv_rollout": postings("hpv_rollout", rows)}, budget.model_copy(update=known))
    assert total(tables["ledger"]) == 300_000


def test_what_is_owed_later_is_told_in_the_prices_of_its_basis(base, assumptions):
    rows = [(26, 1, 2, 0, -1, -1, 1, 1_000_000)]
    tables = tables_of({"hpv_rollout": postings("hpv_rollout", rows)}, base.sections["budget"])
    later = [
        beyond_the_horizon(book_of(tables, assumptions, basis), tables["liabilities"]).total
        for basis in BASES
    ]
    assert later == [1_000_000, round(1_000_000 / 1.02**2), round(1_000_000 / 1.02**2 / 1.05**2)]
