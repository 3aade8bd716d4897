"""What bounds payers: caps hold to the fen, nothing is lost, what waits is paid when there is money again."""

import numpy as np
import pytest
from drawn_postings import HORIZON, ITEMS, drawn_postings, postings, tables_of, total
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.budget.assumptions import BudgetSection
from simlib.budget.evidence import grounds_of
from simlib.budget.lines import lines_of
from simlib.core.posting import STAGES

COUNTY = {"funder": "county", "fund": "general_public"}
PROVINCE = {"funder": "province", "fund": "general_public"}
ALL = tuple(item for items in ITEMS.values() for item in items)
PAID = STAGES.index("paid")

limits = st.integers(0, 3_000_000)


@pytest.fixture(scope="module")
def budget_with(base):
    def made(**groups):
        known = {**base.sections["budget"].model_dump(), "funding_rules": {}, **groups}
        return BudgetSection.model_validate(_tuples(known))

    return made


def _tuples(value):
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value


def costs_by_year(ledger, funder, stage):
    """Fen of costs, not income, by fiscal year."""
    chosen = (ledger["funder"] == funder) & (ledger["stage"] == stage) & (ledger["amount"] > 0)
    fen = np.rint(ledger["amount"] * 100).astype(np.int64)[chosen]
    return fen.groupby(ledger["month"].dt.year[chosen]).sum().to_dict()


def ever_paid(tables):
    return total(tables["ledger"], stage="paid") + total(tables["liabilities"])


@settings(max_examples=40)
@given(posted=drawn_postings(), most=limits)
def test_a_cap_holds_in_every_year_and_stage_and_the_other_pays_the_rest(budget_with, posted, most):
    cap = {**COUNTY, "per_year": float(most), "then": [{**PROVINCE, "share": 1.0}]}
    free, capped = (
        tables_of(posted, budget) for budget in (budget_with(), budget_with(funding_limits={"cap": cap}))
    )
    for stage in STAGES:
        assert total(capped["ledger"], stage=stage) == total(free["ledger"], stage=stage)
        before, after = (costs_by_year(tables["ledger"], "county", stage) for tables in (free, capped))
        for year, wanted in before.items():
            if year < 2025:
                assert after.get(year, 0) == min(wanted, most * 100)
            # Of the last year a part lies beyond the horizon, and uses the cap up as well.
            assert after.get(year, 0) <= most * 100
    assert ever_paid(capped) == ever_paid(free)


@settings(max_examples=40)
@given(posted=drawn_postings(), most=st.integers(1, 3_000_000))
def test_payments_wait_for_money_and_none_is_lost(budget_with, posted, most):
    dry = {**COUNTY, "per_year": float(most)}
    free, bounded = (
        tables_of(posted, budget) for budget in (budget_with(), budget_with(funding_limits={"dry": dry}))
    )
    for stage in ("committed", "payable"):
        assert total(bounded["ledger"], stage=stage) == total(free["ledger"], stage=stage)
    assert ever_paid(bounded) == ever_paid(free)
    paid = costs_by_year(bounded["ledger"], "county", "paid")
    assert all(amount <= most * 100 for amount in paid.values())
    # Nothing is paid before it was due: up to any year no more than without the limit.
    wanted = costs_by_year(free["ledger"], "county", "paid")
    for year in (2023, 2024):
        so_far = [sum(by_year.get(known, 0) for known in range(2023, year + 1)) for by_year in (paid, wanted)]
        assert so_far[0] <= so_far[1]
    # And no money lies idle while a payment waits: arrears are paid before the limit is left unused.
    backlog = 0
    for year in (2023, 2024):
        backlog += wanted.get(year, 0)
        assert paid.get(year, 0) == min(backlog, most * 100)
        backlog -= paid.get(year, 0)


@settings(max_examples=40)
@given(
    posted=drawn_postings(),
    ratio=st.sampled_from([0.25, 0.5, 1.0, 3.0]),
    most=st.none() | limits,
    items=st.sets(st.sampled_from(ALL), min_size=1),
)
def test_a_matching_grant_gives_its_ratio_up_to_its_cap(budget_with, posted, ratio, most, items):
    grant = {
        **PROVINCE,
        "items": sorted(items),
        "matches": COUNTY,
        "ratio": ratio,
        "per_year": None if most is None else float(most),
    }
    free, shared = (
        tables_of(posted, budget) for budget in (budget_with(), budget_with(matching_grants={"grant": grant}))
    )
    assert ever_paid(shared) == ever_paid(free)
    ledger = shared["ledger"]
    given_ = ledger[ledger["funder"] == "province"]
    assert set(given_["item"].astype(str)) <= items
    for stage in STAGES:
        assert total(ledger, stage=stage) == total(free["ledger"], stage=stage)
        costs = free["ledger"]["item"].isin(sorted(items)) & (free["ledger"]["amount"] > 0)
        wanted = costs_by_year(free["ledger"][costs], "county", stage)
        rows = int((costs & (free["ledger"]["stage"] == stage)).sum())
        for year, amount in costs_by_year(ledger, "province", stage).items():
            full = wanted[year] * ratio / (1 + ratio)
            if most is not None:
                assert amount <= most * 100
            if most is None or most * 100 > full + rows:
                assert abs(amount - full) <= rows


def test_who_waited_longest_is_paid_first(budget_with):
    january = 10
    rows = [
        (0, 0, PAID, 0, -1, -1, 1, 300),
        (january, 1, PAID, 0, -1, -1, 1, 300),
    ]
    posted = {"hpv_rollout": postings("hpv_rollout", rows)}
    dry = {**COUNTY, "per_year": 2.0}
    ledger = tables_of(posted, budget_with(funding_limits={"dry": dry}))["ledger"]
    found = [(str(row.month.date()), row.item, row.amount) for row in ledger.itertuples()]
    assert found == [
        ("2023-03-01", "hpv_service_fee", 2.0),
        ("2024-01-01", "hpv_service_fee", 1.0),
        ("2024-01-01", "hpv_cold_chain", 1.0),
        ("2025-01-01", "hpv_cold_chain", 2.0),
    ]


def test_two_payments_that_waited_for_the_same_january_are_one_row(budget_with):
    rows = [(month, 0, PAID, 0, -1, -1, 1, 300) for month in (0, 1, 2)]
    dry = {**COUNTY, "per_year": 4.0}
    posted = {"hpv_rollout": postings("hpv_rollout", rows)}
    ledger = tables_of(posted, budget_with(funding_limits={"dry": dry}))["ledger"]
    assert ledger["amount"].tolist() == [3.0, 1.0, 4.0, 1.0]
    assert ledger["month"].dt.strftime("%Y-%m").tolist() == ["2023-03", "2023-04", "2024-01", "2025-01"]
    assert ledger["quantity"].sum() == pytest.approx(3)


def test_a_limit_counts_the_money_of_all_programmes(budget_with):
    rows = [(0, 0, PAID, 0, -1, -1, 1, 300)]
    posted = {name: postings(name, rows) for name in ITEMS}
    cap = {**COUNTY, "per_year": 4.0, "then": [{**PROVINCE, "share": 1.0}]}
    ledger = tables_of(posted, budget_with(funding_limits={"cap": cap}))["ledger"]
    assert total(ledger, funder="county") == 400
    assert total(ledger, funder="province") == 200


def test_a_limit_ends_with_its_last_year(budget_with):
    rows = [(month, 0, PAID, 0, -1, -1, 1, 300) for month in (0, 12)]
    dry = {**COUNTY, "per_year": 1.0, "last_year": 2023}
    posted = {"hpv_rollout": postings("hpv_rollout", rows)}
    ledger = tables_of(posted, budget_with(funding_limits={"dry": dry}))["ledger"]
    assert ledger["month"].dt.strftime("%Y-%m").tolist() == ["2023-03", "2024-01", "2024-03"]
    assert ledger["amount"].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"funding_limits": {"x": {**COUNTY, "per_year": 0.0}}}, "never has money"),
        (
            {"funding_limits": {"x": {**COUNTY, "per_year": 1.0, "then": [{**COUNTY, "share": 1.0}]}}},
            "cannot take over from itself",
        ),
        (
            {"funding_limits": {"x": {**COUNTY, "per_year": 1.0, "then": [{**PROVINCE, "share": 0.5}]}}},
            "add up to 0.5",
        ),
        (
            {"matching_grants": {"x": {**COUNTY, "items": ALL, "matches": COUNTY, "ratio": 1.0}}},
            "cannot match the money of its own payer",
        ),
        (
            {"funding_limits": {"x": {**COUNTY, "per_year": 1.0, "first_year": 2025, "last_year": 2024}}},
            "before it begins",
        ),
    ],
)
def test_rules_that_cannot_be_followed_are_refused(budget_with, groups, message):
    with pytest.raises(ValueError, match=message):
        budget_with(**groups)


def test_a_limit_of_an_unknown_item_names_the_nearest():
    path = "budget.funding_limits.own_money_for_preschool.value.items"
    scenario = "shared-funding"
    with pytest.raises(simlib.InputError, match='no account; did you mean "family_preschool"'):
        simlib.load(scenario, set={path.replace(".value", ""): ["family_preschol"]})


def test_the_shipped_example_shows_every_rule():
    result = simlib.run(simlib.load("shared-funding"), seed=1)
    paid = result.ledger.query("stage == 'paid'")
    by_year = paid.groupby([paid["month"].dt.year, "funder"], observed=True)["amount"].sum()
    assert by_year[2023, "province"] == 3_000_000
    assert by_year[2024, "jincheng"] == 2_000_000
    preschool = paid[paid["item"] == "family_preschool"]
    assert preschool.groupby(preschool["month"].dt.year)["amount"].sum()[2024] == 5_000_000
    assert HORIZON.first.year == 2023


def test_a_cap_is_used_up_by_the_earliest_month_whatever_the_order_of_postings(budget_with):
    cap = {**COUNTY, "per_year": 100.0, "then": [{**PROVINCE, "share": 1.0}]}
    rows = [(month, 0, PAID, 0, -1, -1, 1, 10_000) for month in (6, 2)]
    made = tables_of({"hpv_rollout": postings("hpv_rollout", rows)}, budget_with(funding_limits={"cap": cap}))
    months = made["ledger"].set_index("funder")["month"].dt.strftime("%Y-%m").to_dict()
    assert months == {"county": "2023-05", "province": "2023-09"}


def test_who_pays_by_his_own_rule_is_not_traced_to_a_limit_that_names_him(budget_with, base):
    rows = [(0, 0, PAID, 0, -1, -1, 1, 10_000)]
    tables = tables_of({"hpv_rollout": postings("hpv_rollout", rows)}, budget_with())
    cap = {**PROVINCE, "per_year": 1.0, "then": [{**COUNTY, "share": 1.0}]}
    assumptions = {**base.resolved()["assumptions"], "budget.funding_limits.cap": {"value": cap}}
    payer = grounds_of(tables["ledger"], tables["accounts"], assumptions).payer
    assert set(payer) == {"budget.funding.hpv_rollout"}


@pytest.mark.parametrize(
    ("years", "payers"), [({}, ["province"]), ({"first_year": 2024}, ["county", "province"])]
)
def test_a_rule_of_some_years_leaves_the_usual_payer_a_line(budget_with, years, payers):
    rule = {"items": ["hpv_service_fee"], "shares": [{**PROVINCE, "share": 1.0}], **years}
    lines = lines_of(budget_with(funding_rules={"rule": rule}), ["hpv_service_fee"])
    assert sorted(line.funder for line in lines) == payers
