"""What holds for the subsidies' money, whatever the town, its families, its offices and its luck."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from family_towns import ALONE, FAMILY, drawn_towns, seeds, steps_of
from hypothesis import given, settings

import simlib
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.money import item_of
from simlib.programmes.family_subsidies.path_claims import NOT_YET
from simlib.programmes.family_subsidies.submissions import RIGHT
from simlib.runs.scenarios import only
from simlib.runs.single import TABLES

THIRDS = [
    {"funder": "county", "fund": "general_public", "share": 1 / 3},
    {"funder": "province", "fund": "general_public", "share": 2 / 3},
]


def fen(yuan):
    return np.rint(100 * np.asarray(yuan, dtype=np.float64)).astype(np.int64)


def sums(frame, *columns):
    """Fen by the given columns, as text; what is nothing is left out."""
    grouped = fen(frame["amount"])
    keys = [frame[column].astype(str) for column in columns]
    found = pd.Series(grouped).groupby([np.asarray(key) for key in keys]).sum()
    return {place: int(amount) for place, amount in found.items() if amount}


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_no_payment_is_made_twice_nor_above_what_a_child_is_entitled_to(town, drawn, seed):
    course = steps_of(town(**drawn), seed).course
    right = course.submissions.kind[course.payments.claim] == RIGHT
    times = np.bincount(course.payments.due[right], minlength=len(course.dues))
    assert times.max(initial=0) <= 1
    asked = course.submissions.applications
    for row in np.flatnonzero(course.submissions.kind == RIGHT):
        claimed = slice(asked.first[row], asked.behind[row])
        assert (course.dues.child[claimed] == asked.child[row]).all()
        assert (course.dues.instrument[claimed] == asked.instrument[row]).all()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_the_ledger_says_what_the_tables_say_by_month_instrument_township_and_parity(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    ledger = steps.result.ledger
    paid = ledger[ledger["stage"] == "paid"].astype({"item": str})
    table = steps.result.subsidies.astype({"instrument": str})
    table = table.assign(
        item=[item_of(instrument) for instrument in table["instrument"]],
        cohort=[PARITIES[parity - 1] for parity in table["parity"]],
    )
    by = ("month", "item", "township", "cohort")
    assert sums(paid, *by) == sums(table, *by)
    assert set(ledger["programme"]) <= {FAMILY}
    assert fen(steps.result.subsidy_errors["amount"]).sum() <= fen(table["amount"]).sum()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_what_is_promised_is_paid_or_owed(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    ledger, owed = steps.result.ledger, steps.result.liabilities
    stages = {
        name: fen(ledger.loc[ledger["stage"] == name, "amount"]).sum() for name in ("committed", "paid")
    }
    assert stages["committed"] == stages["paid"] + fen(owed["amount"]).sum()
    money = steps.result.birth_money
    assert stages["paid"] == fen(money["paid"]).sum()
    assert fen(owed["amount"]).sum() == fen(money["promised"]).sum()
    payments = steps.course.payments
    assert (payments.committed <= payments.payable).all()
    assert (payments.payable <= payments.paid).all()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_only_approved_claims_are_paid_and_with_their_batch(town, drawn, seed):
    course = steps_of(town(**drawn), seed).course
    payments, log = course.payments, course.log
    assert (log.approved[payments.claim] != NOT_YET).all()
    assert not course.submissions.caught[payments.claim].any()
    at_once = payments.payable == payments.committed
    batch = log.paid_day[payments.claim][at_once]
    inside = batch != NOT_YET
    assert (payments.paid[at_once][inside] == batch[inside]).all()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_is_paid_who_does_not_know_or_never_claims(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    course, payments = steps.course, steps.course.payments
    child = course.dues.child[payments.due]
    assert course.claims[child].all()
    assert (payments.committed >= np.maximum(course.heard[child], 0)).all()


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_people_who_are_paid_are_counted_once_a_month(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    course, horizon = steps.course, steps.context.calendar.horizon
    inside = course.payments.paid < horizon.days
    due = course.payments.due[inside]
    child, instrument = course.dues.child[due], course.dues.instrument[due]
    month = horizon.month_of_day[course.payments.paid[inside]]
    people = Counter(
        (m, course.children.township[c], i, course.children.parity[c])
        for m, c, i in set(zip(month.tolist(), child.tolist(), instrument.tolist(), strict=True))
    )
    assert sum(people.values()) == steps.result.subsidies["paid_people"].sum()
    assert course.tally.people.sum() == sum(people.values())
    for (m, township, i, parity), count in people.items():
        assert course.tally.people[m, township, i, parity] == count


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_reach_only_narrows_from_entitled_to_paid(town, drawn, seed):
    result = steps_of(town(**drawn), seed).result
    reach = result.subsidy_reach
    assert (reach["paid"] <= reach["applied"]).all()
    assert (reach["applied"] <= reach["heard"]).all()
    assert (reach["heard"] <= reach["eligible"]).all()
    assert (reach["applied"] + reach["never"] <= reach["eligible"]).all()
    news = result.subsidy_news.sort_values("month")
    assert (news["heard"] <= news["families"]).all()
    for _, rows in news.groupby("township", observed=True):
        assert rows["heard"].is_monotonic_increasing
    for name in ("subsidies", "subsidy_reach", "subsidy_news", "subsidy_errors", "births", "children"):
        TABLES[name].check(result.tables[name])
    for name in ("birth_money", "birth_response", "claim_times", "claim_backlog"):
        TABLES[name].check(result.tables[name])


def test_thirds_of_a_fen_are_lost_to_nobody(town):
    settings = {f"budget.funding.{FAMILY}": THIRDS, f"{FAMILY}.instruments.childcare.amount.second": 1000.01}
    result = simlib.run(town(settings, programmes=ALONE), seed=2)
    ledger = result.ledger[result.ledger["stage"] == "paid"]
    assert fen(ledger["amount"]).sum() == fen(result.subsidies["amount"]).sum() > 0
    assert set(ledger["funder"]) == {"county", "province"}


@pytest.mark.parametrize("caught", [0.0, 1.0])
def test_wrong_claims_cost_what_is_not_caught(town, caught):
    settings = {
        f"{FAMILY}.errors.wrong": 0.3,
        f"{FAMILY}.errors.duplicate": 0.2,
        f"{FAMILY}.errors.wrong_caught": caught,
        f"{FAMILY}.errors.duplicate_caught": caught,
    }
    honest = simlib.run(
        town({f"{FAMILY}.errors.wrong": 0.0, f"{FAMILY}.errors.duplicate": 0.0}, programmes=ALONE), seed=4
    )
    result = simlib.run(town(settings, programmes=ALONE), seed=4)
    errors = result.subsidy_errors
    assert errors["claims"].sum() > 50
    assert errors["caught"].sum() == caught * errors["claims"].sum()
    wrongly = fen(errors["amount"]).sum()
    assert (wrongly == 0) == (caught == 1.0)
    assert result.measures[f"{FAMILY}.paid_wrongly"] == pytest.approx(wrongly / 100)
    # Offices with room for everybody: what is right is paid alike.
    assert fen(result.subsidies["amount"]).sum() - wrongly == pytest.approx(
        fen(honest.subsidies["amount"]).sum(), rel=0.01
    )


def test_wrong_claims_and_duplicates_come_and_are_caught_at_shares_of_their_own(town):
    settings = {
        f"{FAMILY}.errors.wrong": 0.4,
        f"{FAMILY}.errors.wrong_caught": 1.0,
        f"{FAMILY}.errors.duplicate": 0.1,
        f"{FAMILY}.errors.duplicate_caught": 0.0,
    }
    result = simlib.run(town(settings, programmes=ALONE, residents=10_000), seed=4)
    kinds = result.subsidy_errors.astype({"kind": str}).groupby("kind")[["claims", "caught", "amount"]].sum()
    right = result.measures[f"{FAMILY}.claims"] - result.measures[f"{FAMILY}.claims_wrong"]
    assert result.subsidies["applied"].sum() == right
    assert kinds["claims"].sum() == result.measures[f"{FAMILY}.claims_wrong"]
    assert kinds.loc["wrong", "claims"] / right == pytest.approx(0.4, abs=0.06)
    assert kinds.loc["duplicate", "claims"] / right == pytest.approx(0.1, abs=0.04)
    assert kinds.loc["wrong", "caught"] == kinds.loc["wrong", "claims"]
    assert kinds.loc["wrong", "amount"] == kinds.loc["duplicate", "caught"] == 0
    assert kinds.loc["duplicate", "amount"] > 0


def test_what_a_cap_leaves_is_booked_at_its_own_price(town, with_section):
    scenario = town(programmes=ALONE)
    instruments = scenario.sections[FAMILY].instruments
    capped = instruments["childcare"].model_copy(update={"most": 2500.0})
    scenario = with_section(scenario, FAMILY, instruments={**instruments, "childcare": capped})
    steps = steps_of(scenario, 2)
    ledger = steps.result.ledger.astype({"item": str})
    ledger = ledger[(ledger["item"] == "family_childcare") & (ledger["stage"] == "paid")]
    assert set(ledger["unit_price"]) == {1000.0, 500.0}
    np.testing.assert_array_equal(fen(ledger["quantity"] * ledger["unit_price"]), fen(ledger["amount"]))
    table = steps.result.subsidies.astype({"instrument": str})
    assert fen(ledger["amount"]).sum() == fen(table.loc[table["instrument"] == "childcare", "amount"]).sum()
    course = steps.course
    right = course.submissions.kind[course.payments.claim] == RIGHT
    due = course.payments.due[right]
    due = due[course.dues.instrument[due] == list(instruments).index("childcare")]
    by_child = np.bincount(course.dues.child[due], weights=course.dues.amount[due])
    assert by_child.max() == 250_000


def test_money_by_year_of_birth_counts_those_who_are_ever_entitled(base_result):
    money = base_result.birth_money
    assert (money["entitled"] <= money["children"]).all()
    assert (money.loc[money["parity"] == 1, "entitled"] == 0).all()
    born = money[(money["birth_year"] == 2024) & (money["parity"] > 1)]
    assert (born["entitled"] > 0.85 * born["children"]).all()
    assert (money.loc[money["entitled"] == 0, "paid"] == 0).all()


def test_a_new_subsidy_is_an_entry_with_funders_of_its_own(base_result):
    scenario = only(simlib.load("national-childcare-subsidy"), FAMILY)
    result = simlib.run(scenario, seed=1)
    ledger = result.ledger.astype({"item": str, "funder": str})
    paid = ledger[(ledger["stage"] == "paid") & (ledger["item"] == "family_national_childcare")]
    assert set(paid["funder"]) == {"centre", "county"}
    assert fen(paid.loc[paid["funder"] == "centre", "amount"]).sum() == pytest.approx(
        0.8 * fen(paid["amount"]).sum(), rel=1e-9
    )
    assert set(paid["cohort"]) == {"first", "second", "third"}
    assert paid["month"].min() >= pd.Timestamp("2025-01-01")
    assert "family_national_childcare" not in set(base_result.ledger["item"])
