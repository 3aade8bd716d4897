"""The money of the assistance: tables are postings, and sums over funders, items and townships agree."""

import numpy as np
import pytest
from assist_towns import NAME, SMALL, fen, frames, gaoping, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.posting import STAGES
from simlib.programmes.medical_assistance.care_assumptions import DISEASES
from simlib.programmes.medical_assistance.money import BENEFITS, ITEMS

PAID, COMMITTED = STAGES.index("paid"), STAGES.index("committed")


def of_stage(postings, stage):
    return postings.amount[postings.stage == STAGES.index(stage)].sum()


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), lag=st.integers(0, 14), share=st.floats(0, 1))
def test_the_tables_are_the_postings(seed, lag, share):
    result = outcome({"relief.settled_after": lag, "relief.share": share}, seed)
    tables, postings, months = frames(result), result.postings, gaoping().calendar.horizon.months
    first = np.datetime64("2023-03")
    assistance = tables["assistance"]
    for place, benefit in enumerate(BENEFITS):
        rows = assistance[assistance["benefit"] == benefit]
        month = (rows["month"].to_numpy().astype("datetime64[M]") - first).astype(int)
        for number in range(months):
            mine = (postings.item == place) & (postings.stage == PAID) & (postings.month == number)
            assert postings.amount[mine].sum() == fen(rows["amount"])[month == number].sum()
    relief = np.isin(postings.item, [1, 2]) & (postings.stage == STAGES.index("payable"))
    assert postings.amount[relief].sum() == fen(tables["settlements"]["relief"]).sum()
    paid = (postings.item == 0) & (postings.stage == PAID) & (postings.month < months)
    assert postings.amount[paid].sum() == fen(tables["premium_payments"]["amount"]).sum()
    assert postings.amount[paid].sum() == fen(tables["premium_support"]["support"]).sum()


@pytest.mark.parametrize("lag", [0, 2])
def test_people_stand_in_the_month_in_which_they_are_paid_for(lag):
    """Relief in that in which institutions get the money, some months after the care."""
    tables = frames(outcome({"relief.settled_after": lag}))
    settled = tables["settlements"].astype({"disease": str}).set_index("disease")
    assistance = tables["assistance"].set_index("benefit")
    for benefit, diseases in (
        ("chronic_special", ["other_chronic", "dialysis"]),
        ("two_diseases", DISEASES[:3]),
    ):
        cared = settled.loc[list(diseases)].groupby("month")["relieved"].sum()
        paid = assistance.loc[benefit].set_index("month")["people"]
        assert paid.size == cared.size - lag
        assert paid.tolist() == cared.iloc[: paid.size].tolist()


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6))
def test_every_stage_holds_the_same_money(seed):
    postings = outcome({}, seed).postings
    assert of_stage(postings, "committed") == of_stage(postings, "payable") == of_stage(postings, "paid")
    assert (postings.amount >= 0).all()


def test_nothing_is_paid_before_it_is_owed():
    postings = outcome().postings
    for item in range(len(ITEMS)):
        running = []
        for stage in range(len(STAGES)):
            mine = (postings.item == item) & (postings.stage == stage)
            by_month = np.bincount(postings.month[mine], postings.amount[mine], minlength=60)
            running.append(np.cumsum(by_month))
        assert (running[0] >= running[1]).all()
        assert (running[1] >= running[2]).all()


@pytest.fixture(scope="module")
def split():
    shares = [
        {"funder": "centre", "fund": "general_public", "share": 0.37},
        {"funder": "county", "fund": "general_public", "share": 0.63},
    ]
    settings = {f"{NAME}.{path}": value for path, value in SMALL.items() if path != "need.people"}
    people = {f"{NAME}.need.people.{name}": count for name, count in SMALL["need.people"].items()}
    return simlib.run(
        simlib.load("gaoping-2023", set={f"budget.funding.{NAME}": shares, **settings, **people}), seed=3
    )


def test_sums_over_funders_items_and_townships_agree_to_the_fen_in_each_stage(split):
    ledger = split.ledger[split.ledger["programme"] == NAME]
    for stage, rows in ledger.groupby("stage", observed=True):
        total = fen(rows["amount"]).sum()
        for column in ("funder", "item", "township", "month"):
            parts = rows.groupby(column, observed=True)["amount"].sum()
            assert fen(parts).sum() == total, (stage, column)


def test_what_is_paid_after_the_horizon_is_owed(split):
    ledger = split.ledger[split.ledger["programme"] == NAME]
    amounts = {stage: fen(rows["amount"]).sum() for stage, rows in ledger.groupby("stage", observed=True)}
    owed = split.liabilities[split.liabilities["programme"] == NAME]
    assert amounts["committed"] == amounts["paid"] + fen(owed["amount"]).sum()
    assert fen(owed["amount"]).sum() > 0


def test_every_item_has_an_account(base):
    accounts = base.sections["budget"].accounts
    assert all(accounts[item].programme == NAME for item in ITEMS)
