"""Who pays: shares are split to the fen, and every way of adding up gives the same total."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.budget.assumptions import BudgetSection
from simlib.runs.summary import evidence_of

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


# --- rules for some items, and for some years ---

RULES = "budget.funding_rules"
FEE = "hpv_service_fee"


def rule(items, shares, **years):
    """A funding rule as the section holds it."""
    return {"items": tuple(items), "shares": tuple(funded(shares)), **years}


def ruled(with_section, scenario, **rules):
    """The scenario with funding rules by name, checked as those of a file."""
    budget = scenario.sections["budget"]
    known = {**budget.model_dump(), "funding_rules": rules}
    checked = BudgetSection.model_validate(_tuples(known))
    return with_section(scenario, "budget", funding_rules=checked.funding_rules)


def _tuples(value):
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value


@settings(max_examples=20)
@given(
    shares=funders(),
    price=odd_prices,
    first=st.sampled_from([None, 2023, 2024, 2026]),
    more=st.integers(0, 3),
)
def test_a_rule_moves_its_item_in_its_years_and_nothing_else(town, with_section, shares, price, first, more):
    prices = {"hpv_rollout.costs.service_fee": price}
    last = None if more == 3 else (first or 2023) + more
    years = {"first_year": first, "last_year": last}
    scenario = town(prices)
    with_rule = ruled(with_section, scenario, fee={"items": (FEE,), "shares": tuple(shares), **years})
    before, after = simlib.run(scenario, seed=2).ledger, simlib.run(with_rule, seed=2).ledger
    posting = ("stage", "month", "item", "township", "cohort")
    assert fen_of(after, *posting).to_dict() == fen_of(before, *posting).to_dict()
    year = after["month"].dt.year
    of_rule = (after["item"] == FEE) & (year >= (first or 0)) & (year <= (last or 9_999))
    assert set(after.loc[~of_rule, "funder"]) == {"county"}
    payers = {(entry["funder"], entry["fund"]) for entry in shares if entry["share"] > 0}
    found = after.loc[of_rule, ["funder", "fund"]].drop_duplicates().itertuples(index=False)
    assert set(map(tuple, found)) <= payers


def test_shares_may_differ_from_year_to_year(town, with_section):
    by_year = {
        "first": rule([FEE], [0.5, 0.5], last_year=2023),
        "then": rule([FEE], [0.25, 0.75], first_year=2024, last_year=2024),
        "later": rule([FEE], [0.0, 1.0], first_year=2025),
    }
    ledger = simlib.run(ruled(with_section, town(), **by_year), seed=2).ledger
    fees = ledger[(ledger["item"] == FEE) & (ledger["stage"] == "paid")]
    by_funder = fees.pivot_table(
        index=fees["month"].dt.year, columns="funder", values="amount", aggfunc="sum", observed=True
    )
    share = (by_funder["county"].fillna(0) / by_funder.sum(axis=1)).to_dict()
    assert share == pytest.approx({2023: 0.5, 2024: 0.25, 2025: 0.0, 2026: 0.0}, abs=1e-3)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"one": rule([FEE], [0.5, 0.4])}, "funder shares of hpv_service_fee add up to 0.9"),
        ({"one": rule([FEE], [])}, "add up to 0"),
        ({"one": rule([], [1.0])}, "items"),
        ({"one": rule([FEE], [1.0], first_year=2025, last_year=2024)}, "ends \\(2024\\) before it begins"),
        (
            {"one": rule([FEE], [1.0], last_year=2024), "two": rule([FEE], [1.0], first_year=2024)},
            "one and two both say who pays for hpv_service_fee",
        ),
        ({"one": rule([FEE], [1.0]), "two": rule(["hpv_cold_chain", FEE], [1.0])}, "both say who pays"),
    ],
    ids=["too little", "nobody", "nothing", "backwards", "both in 2024", "both always"],
)
def test_rules_that_do_not_fit_are_refused(base, with_section, rules, message):
    with pytest.raises(ValueError, match=message):
        ruled(with_section, base, **rules)


def test_a_rule_for_an_item_without_account_is_refused_with_the_nearest_name():
    told = (
        f'{RULES}.hpv_national_vaccine.items: "hpv_national_cecolinn" is no account.*"hpv_national_cecolin"'
    )
    with pytest.raises(simlib.InputError, match=told):
        simlib.load("gaoping-2023", set={f"{RULES}.hpv_national_vaccine.items": ["hpv_national_cecolinn"]})


def test_shares_of_a_rule_that_do_not_add_up_are_refused_in_a_file():
    path = f"{RULES}.hpv_national_vaccine.shares"
    with pytest.raises(simlib.InputError, match=r"hpv_national_vaccine: the funder shares .* add up to 0.7"):
        simlib.load("gaoping-2023", set={path: funded([0.7])})


def test_a_rule_that_is_a_placeholder_counts_among_who_pays(town):
    half = [{"funder": funder, "fund": "general_public", "share": 0.5} for funder in ("centre", "county")]
    scenario = town({FUNDING: half})
    kinds = {path: item.kind for path, item in scenario.assumptions.items()}
    assert kinds[FUNDING] == "placeholder"
    result = simlib.run(scenario, seed=2)
    assumptions = scenario.resolved()["assumptions"]
    assert evidence_of(result.ledger, result.accounts, assumptions).paid_by_placeholder == 1.0
    fact = {"value": {"items": [FEE], "first_year": 2024, "last_year": None}, "kind": "fact"}
    payable = result.ledger[result.ledger["stage"] == "payable"]
    moved = (payable["item"] == FEE) & (payable["month"].dt.year >= 2024)
    found = evidence_of(
        result.ledger, result.accounts, {**assumptions, f"{RULES}.fee": fact}
    ).paid_by_placeholder
    assert found == pytest.approx(1 - payable.loc[moved, "amount"].sum() / payable["amount"].sum())
