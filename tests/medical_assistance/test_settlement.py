"""Settling a bill: layer by layer, to the fen, and against rules written down a second time."""

from dataclasses import dataclass

import numpy as np
import pytest
from assist_towns import course
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.programmes.medical_assistance.bills import Bills
from simlib.programmes.medical_assistance.care_months import CareMonths
from simlib.programmes.medical_assistance.settlement import (
    ASSISTANCE,
    BASIC,
    CO_PAYMENT,
    LAYERS,
    RELIEF,
    SERIOUS,
    UNCOVERED,
    Rules,
    settle,
)

MONTHS = 26
JANUARY_2023 = 12 * (2023 - 1900)


@dataclass(frozen=True)
class Case:
    """Patients' bills and how they are settled."""

    bills: Bills
    months: CareMonths
    relieved: np.ndarray
    group: np.ndarray
    scheme: np.ndarray
    rules: Rules

    def settled(self):
        return settle(self.bills, self.months, self.relieved, self.group, self.scheme, self.rules)


def case(gross, uncovered=0, covered=0, insured=True, relieved=True, **rules):
    """One patient of one group, with rules that leave everything to relief."""
    gross = np.atleast_1d(gross).astype(np.int64)[None]
    values = {
        "basic_most": np.array([10**9]),
        "serious_threshold": np.array([10**9]),
        "serious_share": np.array([1.0]),
        "serious_most": 10**9,
        "assistance_threshold": np.array([0]),
        "assistance_share": np.array([0.0]),
        "assistance_most": np.array([10**9]),
        "relief_share": 1.0,
    }
    shape = gross.shape
    number = np.arange(JANUARY_2023, JANUARY_2023 + shape[1]).astype(np.uint64)
    return Case(
        Bills(gross, *(np.broadcast_to(np.asarray(a, np.int64), shape).copy() for a in (uncovered, covered))),
        CareMonths(0, number, np.ones(shape, bool), np.full(shape, insured), np.full(shape, relieved)),
        np.full(shape, relieved),
        np.zeros(1, np.int64),
        np.zeros(1, np.int64),
        Rules(**(values | rules)),
    )


@st.composite
def drawn_cases(draw):
    """Bills, years, insurance, relief and rules at random."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    patients, groups, schemes = dice.integers(1, 6), dice.integers(1, 4), 2
    shape = patients, MONTHS
    gross = np.rint(dice.lognormal(dice.choice([3, 8, 13]), 2, shape)).astype(np.int64) * dice.integers(
        0, 2, shape
    )
    uncovered = np.rint(gross * dice.choice([0, 0.1, 1, dice.random()])).astype(np.int64)
    covered = np.rint((gross - uncovered) * dice.choice([0, 0.7, 1, dice.random()])).astype(np.int64)

    def fen_by(count):
        return np.rint(dice.choice([0, 1e3, 1e6, 1e12], count)).astype(np.int64)

    def shares(count):
        return dice.choice([0, 0.65, 1, dice.random()], count)

    number = np.arange(JANUARY_2023 + 2, JANUARY_2023 + 2 + MONTHS).astype(np.uint64)
    insured = dice.random(shape) < dice.choice([0, 0.9, 1])
    relieved = insured & (dice.random(shape) < dice.choice([0, 0.5, 1]))
    rules = Rules(
        fen_by(schemes),
        fen_by(groups),
        shares(groups),
        int(fen_by(1)[0]),
        fen_by(groups),
        shares(groups),
        fen_by(groups),
        float(shares(1)[0]),
    )
    return Case(
        Bills(gross, uncovered, covered),
        CareMonths(0, number, gross > 0, insured, relieved),
        relieved,
        dice.integers(0, groups, patients),
        dice.integers(0, schemes, patients),
        rules,
    )


def settled_by_hand(case):
    """The same rules once more, month by month, with sums of the year kept in plain words."""
    paid = np.zeros((len(LAYERS), *case.bills.gross.shape), np.int64)
    rules = case.rules
    for p, (group, scheme) in enumerate(zip(case.group, case.scheme, strict=True)):
        for year in np.unique(case.months.year):
            basic_paid = serious_paid = assistance_paid = co_payments = remaining = 0
            for m in np.flatnonzero(case.months.year == year):
                gross = int(case.bills.gross[p, m])
                if not case.months.insured[p, m]:
                    paid[UNCOVERED, p, m] = gross
                    continue
                off_list = int(case.bills.uncovered[p, m])
                basic = min(int(case.bills.covered[p, m]), int(rules.basic_most[scheme]) - basic_paid)
                own = gross - off_list - basic
                over = max(co_payments + own - rules.serious_threshold[group], 0) - max(
                    co_payments - rules.serious_threshold[group], 0
                )
                serious = min(round(over * rules.serious_share[group]), rules.serious_most - serious_paid)
                rest = own - serious
                over = max(remaining + rest - rules.assistance_threshold[group], 0) - max(
                    remaining - rules.assistance_threshold[group], 0
                )
                assistance = min(
                    round(over * rules.assistance_share[group]),
                    int(rules.assistance_most[group]) - assistance_paid,
                )
                left = rest - assistance
                relief = round(left * rules.relief_share) if case.relieved[p, m] else 0
                paid[:, p, m] = basic, serious, assistance, relief, left - relief, off_list
                basic_paid, serious_paid = basic_paid + basic, serious_paid + serious
                assistance_paid += assistance
                co_payments, remaining = co_payments + own, remaining + rest
    return paid


@settings(max_examples=150)
@given(case=drawn_cases())
def test_layers_add_up_to_the_gross_cost_to_the_fen_and_none_is_negative(case):
    layers = case.settled()
    assert (layers.sum(axis=0) == case.bills.gross).all()
    assert (layers >= 0).all()


@settings(max_examples=60)
@given(case=drawn_cases())
def test_settling_follows_the_rules_as_written_down_a_second_time(case):
    assert (case.settled() == settled_by_hand(case)).all()


@settings(max_examples=60)
@given(case=drawn_cases())
def test_nobody_pays_for_whom_is_not_insured_nor_relieves_whom_relief_is_not_for(case):
    layers = case.settled()
    assert (layers[[BASIC, SERIOUS, ASSISTANCE, RELIEF]][:, ~case.months.insured] == 0).all()
    assert (layers[RELIEF, ~case.relieved] == 0).all()


@settings(max_examples=60)
@given(case=drawn_cases())
def test_no_layer_pays_more_in_a_year_than_its_most(case):
    layers = case.settled()
    for year in np.unique(case.months.year):
        sums = layers[:, :, case.months.year == year].sum(axis=2)
        assert (sums[BASIC] <= case.rules.basic_most[case.scheme]).all()
        assert (sums[SERIOUS] <= case.rules.serious_most).all()
        assert (sums[ASSISTANCE] <= case.rules.assistance_most[case.group]).all()


@settings(max_examples=60)
@given(case=drawn_cases())
def test_relief_changes_nothing_but_what_is_left_of_the_co_payment(case):
    without = Case(**{**vars(case), "relieved": np.zeros_like(case.relieved)}).settled()
    layers = case.settled()
    others = [BASIC, SERIOUS, ASSISTANCE, UNCOVERED]
    assert (layers[others] == without[others]).all()
    assert (layers[RELIEF] + layers[CO_PAYMENT] == without[CO_PAYMENT]).all()


def test_relief_pays_the_co_payment_and_never_the_uncovered_cost():
    paid = case(100_00, uncovered=20_00, covered=60_00).settled()[:, 0, 0]
    assert paid[[BASIC, RELIEF, CO_PAYMENT, UNCOVERED]].tolist() == [60_00, 20_00, 0, 20_00]


def test_serious_illness_insurance_pays_from_the_threshold_of_the_year_on_and_starts_anew_in_january():
    # 1,000 yuan of co-payments a month; from 2,500 on a half is paid.
    rules = {"serious_threshold": np.array([2_500_00]), "serious_share": np.array([0.5])}
    paid = case(np.full(14, 1_000_00), relieved=False, **rules).settled()[:, 0]
    assert paid[SERIOUS].tolist() == [0, 0, 250_00, *[500_00] * 9, 0, 0]


def test_basic_insurance_comes_first_then_serious_illness_then_assistance_then_relief():
    paid = case(
        1_000_00,
        uncovered=100_00,
        covered=500_00,
        serious_threshold=np.array([100_00]),
        serious_share=np.array([0.5]),
        assistance_share=np.array([0.6]),
        relief_share=0.5,
    ).settled()[:, 0, 0]
    # 400 co-paid: 150 of the 300 above 100; 250 left, of which 150; 100 left, of which 50; 50 stay.
    assert (paid == [500_00, 150_00, 150_00, 50_00, 50_00, 100_00]).all()


def test_what_basic_insurance_no_longer_pays_is_a_co_payment():
    rules = {"basic_most": np.array([100_00])}
    paid = case([100_00, 100_00], covered=80_00, relieved=False, **rules).settled()[:, 0]
    assert paid[BASIC].tolist() == [80_00, 20_00]
    assert paid[CO_PAYMENT].tolist() == [20_00, 80_00]


@pytest.mark.parametrize("small", [True, False])
def test_the_towns_bills_are_settled_to_the_fen(small):
    found = course(small=small)
    for arm in (found.with_relief, found.without_relief):
        assert (arm.layers.sum(axis=0) == arm.bills.gross).all()
        assert (arm.layers >= 0).all()
