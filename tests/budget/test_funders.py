"""Who pays: shares are split to the fen, and every way of adding up gives the same total."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib

FUNDING = "budget.funding.hpv_rollout"
PAYERS = [
    ("county", "general_public"),
    ("jincheng", "general_public"),
    ("province", "general_public"),
    ("centre", "government_funds"),
    ("county", "government_funds"),
    ("insurance", "social_insurance"),
    ("other", "state_capital"),
]
THIRDS = [1 / 3, 1 / 3, 1 / 3]


def funded(shares, payers=PAYERS):
    return [
        {"funder": funder, "fund": fund, "share": share}
        for (funder, fund), share in zip(payers, shares, strict=False)
    ]


@st.composite
def funders(draw):
    """Shares of one to seven payers, some of them odd, some of them nothing."""
    weights = draw(st.lists(st.integers(0, 1_000), min_size=1, max_size=len(PAYERS)).filter(any))
    return funded([weight / sum(weights) for weight in weights], draw(st.permutations(PAYERS)))


def fen_of(ledger, *by):
    amounts = np.rint(ledger["amount"] * 100).astype(np.int64)
    return amounts.groupby([ledger[column].astype(str) for column in by]).sum()


odd_prices = st.sampled_from([329.37, 0.01, 329.0, 0.07, 33.33])


@settings(max_examples=20)
@given(shares=funders(), price=odd_prices)
def test_funders_items_and_townships_add_up_to_the_same(town, shares, price):
    settings_ = {FUNDING: shares, "hpv_rollout.products.walrinvax.price": price}
    split = simlib.run(town(settings_), seed=2).ledger
    whole = simlib.run(town({**settings_, FUNDING: funded([1.0])}), seed=2).ledger
    in_stage = fen_of(whole, "stage").to_dict()
    for column in ("funder", "fund", "item", "township", "cohort", "month"):
        sums = fen_of(split, "stage", column).groupby("stage").sum()
        assert sums.to_dict() == in_stage
    by_posting = ("stage", "month", "item", "township", "cohort")
    assert fen_of(split, *by_posting).to_dict() == fen_of(whole, *by_posting).to_dict()


@settings(max_examples=20)
@given(shares=funders())
def test_every_funder_pays_its_share_to_a_fen_a_posting(town, shares):
    ledger = simlib.run(town({FUNDING: shares}), seed=2).ledger
    payable = ledger[ledger["stage"] == "payable"]
    posting = [payable[column].astype(str) for column in ("month", "item", "township", "cohort")]
    whole = payable["amount"].groupby(posting).transform("sum")
    share_of = {(entry["funder"], entry["fund"]): entry["share"] for entry in shares}
    payers = zip(payable["funder"], payable["fund"], strict=True)
    share = np.array([share_of[payer] for payer in payers])
    assert (np.abs(payable["amount"] - share * whole) < 0.01 + 1e-6).all()


def test_thirds_of_an_odd_price_lose_no_fen(town):
    settings_ = {FUNDING: funded(THIRDS), "hpv_rollout.products.walrinvax.price": 329.37}
    result = simlib.run(town(settings_), seed=2)
    central = result.stock[result.stock["store"] == "central"]
    bought = central.groupby("product", observed=True)["received"].sum()
    expected = bought["walrinvax"] * 32_937 + bought["cecolin"] * 32_900
    # 17 sites in 36 months at 500 yuan.
    expected += result.doses["count"].sum() * 2_500 + 17 * 36 * 50_000
    for stage in ("committed", "payable"):
        of_stage = result.ledger[result.ledger["stage"] == stage]
        by_funder = fen_of(of_stage, "funder")
        assert by_funder.sum() == expected
        # A posting gives each of them a fen more or less; they stay together within one fen a posting.
        assert by_funder.max() - by_funder.min() <= len(of_stage)


def test_the_base_is_paid_by_the_county_from_the_general_public_budget(base_result):
    assert set(base_result.ledger["funder"]) == {"county"}
    assert set(base_result.ledger["fund"]) == {"general_public"}


def test_a_funder_of_nothing_is_not_in_the_ledger(town):
    ledger = simlib.run(town({FUNDING: funded([1.0, 0.0])}), seed=2).ledger
    assert set(ledger["funder"]) == {"county"}


def test_one_funder_may_pay_from_two_funds(town):
    both = funded([0.25, 0.75], [("county", "general_public"), ("county", "government_funds")])
    ledger = simlib.run(town({FUNDING: both}), seed=2).ledger
    assert set(ledger["fund"]) == {"general_public", "government_funds"}
    assert not ledger.duplicated(["month", "item", "stage", "funder", "fund", "township", "cohort"]).any()


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (funded([0.5, 0.4]), "add up to 0.9"),
        (funded([0.5, 0.5], [PAYERS[0], PAYERS[0]]), "twice"),
        ([], "add up to 0"),
    ],
    ids=["too little", "the same payer twice", "nobody"],
)
def test_shares_that_do_not_fit_are_refused(shares, message):
    with pytest.raises(simlib.InputError, match=message):
        simlib.load("gaoping-2023", set={FUNDING: shares})
