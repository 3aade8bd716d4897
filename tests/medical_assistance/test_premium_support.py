"""From the list to the card: visits, signatures, batches, and three years that are kept apart."""

from datetime import date

import numpy as np
import pytest
from assist_towns import (
    GROUPS,
    NOBODY_MOVES,
    SMALL,
    context,
    course,
    fen,
    frames,
    gaoping,
    outcome,
    section_with,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.clock import Calendar, Horizon
from simlib.programmes.medical_assistance.cover import insured_in
from simlib.programmes.medical_assistance.premium import fen_of
from simlib.programmes.medical_assistance.visits_kernel import NOT_MET, visit_all
from simlib.runs.scenarios import only

VERIFICATION = "premium.verification"
PAYMENT = "premium.payment"
YEARS = ("2023", "2024", "2025", "2026")
EVERYBODY_AT_HOME = {f"{VERIFICATION}.at_home": 1.0, f"{VERIFICATION}.at_home_away": 1.0}
ALL_INSURED = {"insurance.insured": dict.fromkeys(GROUPS, 1.0)}
ONE_YEAR = Calendar(Horizon(date(2023, 3, 1), date(2024, 2, 29)), frozenset(), frozenset())


def visited(people, days, a_day, at_home=1.0, rounds=1, pause=0, seed=1):
    """Days on which a township's people are met, and visits by day, when staff go out on the given days."""
    visits = np.zeros(max(days, default=0) + 1, np.int64)
    met = visit_all(
        context(seed).luck.key(3),
        np.arange(people, dtype=np.uint64) + np.uint64(10**6),
        np.full(people, at_home),
        np.uint64(2023),
        np.array(days, np.int64),
        a_day,
        rounds,
        pause,
        visits,
    )
    return met, visits


# --- visits ---


@given(people=st.integers(0, 60), a_day=st.integers(1, 9), days=st.sets(st.integers(0, 80), max_size=40))
def test_where_everybody_is_at_home_they_are_met_in_order_as_many_a_day_as_staff_can(people, a_day, days):
    days = sorted(days)
    met, visits = visited(people, days, a_day)
    expected = [days[n // a_day] if n // a_day < len(days) else NOT_MET for n in range(people)]
    assert met.tolist() == expected
    assert visits.sum() == sum(day != NOT_MET for day in expected)


@given(
    people=st.integers(0, 60),
    a_day=st.integers(1, 9),
    at_home=st.floats(0, 1),
    rounds=st.integers(1, 6),
    pause=st.integers(0, 10),
    seed=st.integers(0, 100),
)
def test_no_day_sees_more_visits_than_staff_can_make(people, a_day, at_home, rounds, pause, seed):
    days = list(range(0, 200, 2))
    met, visits = visited(people, days, a_day, at_home, rounds, pause, seed)
    assert visits.max(initial=0) <= a_day
    assert visits[1::2].sum() == 0
    assert (met != NOT_MET).sum() <= visits.sum() <= people * rounds


def test_nobody_at_home_costs_every_round_and_pauses_between_them():
    met, visits = visited(people=6, days=list(range(40)), a_day=3, at_home=0.0, rounds=3, pause=5)
    assert (met == NOT_MET).all()
    # Two days of three visits; the last of them, and five days after it.
    assert np.flatnonzero(visits).tolist() == [0, 1, 7, 8, 14, 15]


def test_as_many_are_met_in_each_round_as_are_at_home():
    met, _ = visited(people=4_000, days=list(range(4_000)), a_day=4_000, at_home=0.75, rounds=2)
    assert (met == 0).mean() == pytest.approx(0.75, abs=0.02)
    assert (met == NOT_MET).mean() == pytest.approx(0.25**2, abs=0.02)


def test_half_the_staff_takes_twice_as_many_working_days():
    def working_days(staff):
        changes = {f"{VERIFICATION}.staff": dict.fromkeys(gaoping().population.start.townships, staff)}
        changes |= {f"{VERIFICATION}.rounds": 1, f"{VERIFICATION}.people_a_day": 1}
        visits = course(changes, small=True).support.visits[0]
        return (visits > 0).sum(axis=1)

    one, two = working_days(1), working_days(2)
    assert (two == -(-one // 2)).all()


# --- who is paid ---


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_nobody_signs_who_is_not_on_the_list_alive_insured_and_met(seed):
    changes = {"insurance.insured": {**dict.fromkeys(GROUPS, 1.0), "stable": 0.6}}
    changes |= {"need.leaving": dict.fromkeys(GROUPS, 0.5), "need.entering": dict.fromkeys(GROUPS, 0.5)}
    found = course(changes, seed)
    support, members, section = found.support, found.members, section_with(changes)
    rows = support.member[support.signed]
    day = support.met[support.signed]
    assert (members.group[rows] == GROUPS.index("stable")).all()
    assert (day != NOT_MET).all()
    assert ((members.enters[rows] <= day) & (day < members.dies[rows]) & (day < members.leaves[rows])).all()
    for place, year in enumerate(support.years):
        mine = support.signed & (support.year == place)
        rows = support.member[mine]
        key = context(seed).luck.key(3)
        insured = insured_in(
            year, members.identity[rows], members.group[rows], section.insurance, GROUPS, key
        )
        assert insured.all()
        assert np.unique(rows).size == rows.size


def test_who_is_insured_in_one_year_need_not_be_in_the_next():
    changes = NOBODY_MOVES | {"insurance.insured": {**dict.fromkeys(GROUPS, 1.0), "stable": 0.6}}
    changes |= {"need.people": {**SMALL["need.people"], "stable": 3_000}}
    found = course(changes).support
    first, second = (found.year == place for place in range(2))
    _, of_first, of_second = np.intersect1d(found.member[first], found.member[second], return_indices=True)
    first, second = found.insured[first][of_first], found.insured[second][of_second]
    assert second[first].mean() == pytest.approx(0.6, abs=0.06)
    assert second[~first].mean() == pytest.approx(0.6, abs=0.06)


def test_where_nobody_moves_and_all_are_at_home_everybody_insured_is_paid():
    changes = NOBODY_MOVES | EVERYBODY_AT_HOME | {f"{PAYMENT}.rejected": 0.0}
    found = course(changes).support
    alive = found.insured & (found.met != NOT_MET)
    assert (found.met != NOT_MET).all()
    assert found.signed.sum() >= alive.sum() - 15  # some die between the start and the visit
    assert (found.insured[found.signed]).all()


def test_payments_come_with_the_first_batch_that_can_hold_the_signature():
    changes = {
        f"{PAYMENT}.months": (4, 6),
        f"{PAYMENT}.day_of_month": 20,
        f"{PAYMENT}.prepared": 10,
        f"{PAYMENT}.rejected": 0.0,
    }
    found = course(changes, calendar=ONE_YEAR).support
    horizon = ONE_YEAR.horizon
    batches = [horizon.day_of(date(2023, 4, 20)), horizon.day_of(date(2023, 6, 20))]
    met, paid = found.met[found.signed], found.paid[found.signed]
    expected = np.where(met + 10 <= batches[0], batches[0], batches[1])
    assert found.years == (2023,)
    assert (met <= batches[1] - 10).all()
    assert (paid == expected).all()


def test_what_the_bank_sends_back_is_paid_by_the_next_batch():
    first, second = (
        course({f"{PAYMENT}.rejected": share}, calendar=ONE_YEAR).support for share in (0.0, 1.0)
    )
    months = first.paid[first.signed], second.paid[second.signed]
    assert (months[1] > months[0]).all()
    assert (months[1] - months[0] <= 34).all()


# --- three years ---


def test_collection_coverage_and_fiscal_year_are_kept_apart():
    paid = frames(outcome(small=False))["premium_payments"]
    assert (paid["collection_year"] == paid["coverage_year"] - 1).all()
    assert (paid["fiscal_year"] == paid["month"].dt.year).all()
    of_2023 = paid[paid["coverage_year"] == 2023]
    assert of_2023["fiscal_year"].unique().tolist() == [2023]
    assert of_2023["collection_year"].unique().tolist() == [2022]


def test_a_late_verification_moves_money_into_the_next_fiscal_year_and_changes_neither_of_the_others():
    starts = {"2023": date(2023, 12, 11), "2024": date(2024, 3, 1), "2025": date(2025, 3, 3)}
    late = {f"{VERIFICATION}.starts": starts | {"2026": date(2026, 3, 2)}}
    paid = frames(outcome(late, small=False))["premium_payments"]
    of_2023 = paid[paid["coverage_year"] == 2023]
    assert set(of_2023["fiscal_year"]) == {2024}
    assert set(of_2023["collection_year"]) == {2022}


def test_the_support_is_its_share_of_the_years_premium():
    paid = frames(outcome(small=False))["premium_payments"]
    premium = gaoping().section.premium
    for _, row in paid.iterrows():
        year = str(row["coverage_year"])
        assert row["amount"] == pytest.approx(row["people"] * premium.yearly[year] * premium.support[year])


def test_some_five_thousand_people_get_some_900_thousand_yuan_a_year():
    support = frames(outcome(small=False))["premium_support"]
    first = support[support["coverage_year"] == 2023]
    assert 4_500 < first["signed"].sum() < 5_300
    assert 0.75e6 < first["support"].sum() < 0.95e6


def test_support_that_tapers_off_pays_less_and_at_nothing_sends_nobody_out():
    shares = {"2023": 0.5, "2024": 0.25, "2025": 0.0, "2026": 0.0}
    result = frames(outcome({"premium.support": shares}))
    usual = frames(outcome())
    assert set(result["premium_support"]["coverage_year"]) == {2023, 2024}
    for year, factor in ((2023, 1.0), (2024, 0.5)):
        paid, before = (
            t["premium_payments"].query(f"coverage_year == {year}")["amount"].sum() for t in (result, usual)
        )
        assert paid == pytest.approx(factor * before)


def test_full_support_costs_twice_as_much_and_reaches_the_same_people():
    full = course({"premium.support": dict.fromkeys(YEARS, 1.0)})
    half = course()
    assert (full.support.paid == half.support.paid).all()
    premium = gaoping().section.premium
    assert fen_of(premium, 2023) == (350_00, 175_00)


def test_tables_of_premium_support_agree_with_each_other():
    tables = frames(outcome())
    support, paid, visits = (tables[f"premium_{name}"] for name in ("support", "payments", "visits"))
    assert (support["listed"] >= support["met"]).all()
    assert (support["met"] >= support["signed"]).all()
    assert (support["signed"] >= support["paid"]).all()
    for year, rows in support.groupby("coverage_year"):
        assert rows["paid"].sum() == paid.query(f"coverage_year == {year}")["people"].sum()
        assert fen(rows["support"]).sum() == fen(paid.query(f"coverage_year == {year}")["amount"]).sum()
        mine = visits[visits["coverage_year"] == year]
        assert mine["signed"].sum() == rows["signed"].sum()
        last = mine[mine["month"] == mine["month"].max()]
        assert last["waiting"].sum() == (rows["listed"] - rows["met"]).sum()


def test_the_whole_premium_given_back_is_twice_the_half_to_the_same_people():
    half, whole = (
        simlib.run(only(simlib.load(name), "medical_assistance"), seed=1)
        for name in ("gaoping-2023", "full-premium-support")
    )
    columns = ["month", "coverage_year", "people"]
    assert whole.premium_payments[columns].equals(half.premium_payments[columns])
    amounts = [result.premium_payments["amount"].to_numpy() for result in (half, whole)]
    assert (amounts[1] == 2 * amounts[0]).all()
    assert amounts[0].sum() > 0
    assert whole.hardship.equals(half.hardship)
    assert whole.settlements.equals(half.settlements)
