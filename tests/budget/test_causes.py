"""Why money changes: causes that add up to the change to the fen, and each alone where it is the only one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simlib.budget.causes import (
    CAUSES,
    FUNDING,
    PRICE,
    STARTS,
    TIMING,
    VOLUME,
    Money,
    between_runs,
    between_years,
    pooled,
    summed,
)

CELLS = 4
fen = st.one_of(st.just(0), st.integers(-(10**10), 10**10))
units = st.one_of(st.just(0.0), st.just(float("nan")), st.integers(-1_000, 1_000_000).map(float))


@st.composite
def money(draw):
    whole, own = (draw(arrays(np.int64, CELLS, elements=fen)) for _ in range(2))
    return Money(whole, own, draw(arrays(float, CELLS, elements=units)))


@given(*[money() for _ in range(4)])
def test_causes_between_years_are_the_change_of_the_payer_to_the_fen(before, after, only_before, only_after):
    causes = between_years(before, after, only_before, only_after)
    assert causes.dtype == np.int64
    change = (after.own + only_after.own) - (before.own + only_before.own)
    assert (causes.sum(axis=0) == change).all()


@given(*[money() for _ in range(4)])
def test_causes_between_runs_are_the_difference_of_the_payer_to_the_fen(before, after, rest, rest_after):
    causes = between_runs(before, after, rest, rest_after)
    assert (causes.sum(axis=0) == after.own - before.own).all()


@given(money(), money(), money(), money())
def test_for_all_payers_together_nothing_is_funding(before, after, rest, rest_after):
    sides = [Money(one.whole, one.whole, one.units) for one in (before, after, rest, rest_after)]
    for causes in (between_years(*sides), between_runs(*sides)):
        assert not causes[CAUSES.index(FUNDING)].any()


@given(money(), money())
def test_what_does_not_change_has_no_cause(one, other):
    assert not between_years(one, one, other, other).any()
    assert not between_runs(one, one, other, other).any()


def one(whole, quantity, own=None):
    return Money(
        np.array([whole], np.int64), np.array([whole if own is None else own], np.int64), np.array([quantity])
    )


NOTHING = one(0, 0.0)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1_000, 10.0), (1_200, 10.0), {PRICE: 200}),
        ((1_000, 10.0), (1_500, 15.0), {VOLUME: 500}),
        # 15 units at 120: five more at the old 100, and 20 more for each of the 15.
        ((1_000, 10.0), (1_800, 15.0), {VOLUME: 500, PRICE: 300}),
        ((0, 0.0), (700, 7.0), {STARTS: 700}),
        ((700, 7.0), (0, 0.0), {STARTS: -700}),
        ((1_000, np.nan), (1_300, np.nan), {VOLUME: 300}),
        ((1_000, 10.0, 1_000), (1_000, 10.0, 400), {FUNDING: -600}),
        # Half of the price's rise falls on a payer of half, who then pays all of it.
        ((1_000, 10.0, 500), (1_200, 10.0, 1_200), {PRICE: 100, FUNDING: 600}),
    ],
)
def test_each_cause_alone(before, after, expected):
    for causes in (
        between_years(one(*before), one(*after), NOTHING, NOTHING),
        between_runs(one(*before), one(*after), NOTHING, NOTHING),
    ):
        assert causes[:, 0].tolist() == [expected.get(cause, 0) for cause in CAUSES]


def test_months_that_only_one_year_has_are_timing():
    causes = between_years(one(1_000, 10.0), one(1_000, 10.0), one(30, 1.0), one(500, 5.0))
    assert causes[CAUSES.index(TIMING), 0] == 470
    assert causes.sum() == 470


def test_what_another_year_makes_up_for_is_timing_and_the_rest_stays():
    late = between_runs(one(1_000, 10.0), one(400, 4.0), NOTHING, one(600, 6.0))
    assert late[:, 0].tolist() == [{TIMING: -600}.get(cause, 0) for cause in CAUSES]
    half = between_runs(one(1_000, 10.0), one(400, 4.0), one(500, 5.0), one(800, 8.0))
    assert half[:, 0].tolist() == [{TIMING: -300, VOLUME: -300}.get(cause, 0) for cause in CAUSES]


def test_a_line_that_is_paid_in_another_year_does_not_start():
    causes = between_runs(one(1_000, 10.0), NOTHING, NOTHING, one(1_000, 10.0))
    assert causes[:, 0].tolist() == [{TIMING: -1_000}.get(cause, 0) for cause in CAUSES]


def test_cells_on_one_side_alone_are_told_together_by_line():
    line = np.array([0, 0, 0, 1, 1])
    before = np.array([True, True, False, True, False])
    after = np.array([True, False, True, False, True])
    pool = pooled(line, before, after)
    assert pool[1] == pool[2]
    assert pool[3] == pool[4]
    assert len(set(pool.tolist())) == 3
    # A year of cover that takes another one's place at a dearer price is price, not an end and a start.
    covers = Money(np.array([0, 350, 380, 0, 0]), np.array([0, 350, 380, 0, 0]), np.array([0, 2.0, 2, 0, 0]))
    sides = [
        Money(*(values * side for values in (covers.whole, covers.own, covers.units))).added_up(pool)
        for side in (before, after)
    ]
    empty = Money(*(np.zeros(3, kind) for kind in (np.int64, np.int64, float)))
    causes = between_years(*sides, empty, empty)
    assert causes.sum(axis=1).tolist() == [{PRICE: 30}.get(cause, 0) for cause in CAUSES]


@given(arrays(np.int64, 6, elements=st.integers(0, 3)), arrays(np.int64, 6, elements=fen))
def test_sums_by_place_are_the_whole(place, values):
    assert summed(place, values, 4).sum() == values.sum()
