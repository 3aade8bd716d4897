"""Splits add up to the unit, and no part is a unit away from its share."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simlib.core.apportion import LARGEST_TOTAL, along, largest_remainder, whole_numbers

TOTALS = st.integers(-(10**13), 10**13)
WEIGHT_LISTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=20).filter(lambda weights: sum(weights) > 0)
WHOLE_WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(TOTALS, WEIGHT_LISTS)
def test_parts_add_up_exactly(total, weights):
    parts = largest_remainder(total, weights)
    assert parts.dtype == np.int64
    assert parts.sum() == total


@given(TOTALS, WEIGHT_LISTS)
def test_no_part_is_more_than_one_away_from_its_share(total, weights):
    whole = sum(map(Fraction, weights))
    for part, weight in zip(largest_remainder(total, weights).tolist(), weights, strict=True):
        assert abs(part - total * Fraction(weight) / whole) <= 1


@given(st.integers(0, 10**6), WHOLE_WEIGHTS)
def test_units_left_over_go_to_the_largest_remainders_and_ties_to_the_earlier(total, weights):
    # Shares in powers of two are exact in floating point, so that ties are ties.
    whole = 2 ** sum(weights).bit_length()
    weights = [*weights, whole - sum(weights)]
    parts = [total * weight // whole for weight in weights]
    left_over = total - sum(parts)
    in_turn = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in in_turn[:left_over]:
        parts[place] += 1
    assert largest_remainder(total, weights).tolist() == parts


def test_ties_go_to_the_earlier_place():
    assert largest_remainder(2, [1, 1, 1, 1]).tolist() == [1, 1, 0, 0]
    assert largest_remainder(5, [1, 1]).tolist() == [3, 2]


@given(TOTALS, WEIGHT_LISTS)
def test_a_negative_total_is_split_as_its_mirror_image(total, weights):
    np.testing.assert_array_equal(largest_remainder(-total, weights), -largest_remainder(total, weights))


@given(st.integers(0, 10**9), WEIGHT_LISTS, st.randoms(use_true_random=False))
def test_parts_follow_their_weights_when_the_order_changes(total, weights, random):
    shares = np.array(weights) / np.sum(weights)
    remainders = np.sort(total * shares % 1)
    # Equal remainders are told apart by their place, and sums in another order differ in the last bits.
    assume(np.diff(remainders, prepend=-1, append=2).min() > 1e-5)
    assume(remainders.min() > 1e-5)
    assume(remainders.max() < 1 - 1e-5)
    order = random.sample(range(len(weights)), len(weights))
    permuted = largest_remainder(total, np.array(weights)[order])
    np.testing.assert_array_equal(permuted, largest_remainder(total, weights)[order])


@given(st.integers(0, 10**9), WHOLE_WEIGHTS, st.integers(1, 40))
def test_only_the_proportions_of_weights_matter(total, weights, doublings):
    scaled = np.array(weights) * 2.0**doublings
    np.testing.assert_array_equal(largest_remainder(total, scaled), largest_remainder(total, weights))


@given(st.integers(0, 10**9), WHOLE_WEIGHTS)
def test_a_part_without_weight_gets_nothing(total, weights):
    parts = largest_remainder(total, [*weights, 0])
    assert parts[-1] == 0


@given(st.lists(TOTALS, min_size=1, max_size=6), WEIGHT_LISTS)
def test_many_totals_are_split_as_each_alone(totals, weights):
    together = largest_remainder(totals, weights)
    assert together.shape == (len(totals), len(weights))
    np.testing.assert_array_equal(together, [largest_remainder(total, weights) for total in totals])


def test_totals_and_weights_may_have_several_axes():
    generator = np.random.default_rng(1)
    totals = generator.integers(-1000, 1000, (2, 3))
    weights = generator.random((2, 3, 5))
    parts = largest_remainder(totals, weights)
    assert parts.shape == (2, 3, 5)
    np.testing.assert_array_equal(parts.sum(axis=-1), totals)
    np.testing.assert_array_equal(parts[1, 2], largest_remainder(totals[1, 2], weights[1, 2]))


def test_one_total_may_be_split_over_rows_of_weights():
    parts = largest_remainder(-7, [[1, 1], [1, 3]])
    assert parts.tolist() == [[-4, -3], [-2, -5]]


def test_no_totals_give_no_parts():
    assert largest_remainder(np.zeros(0, int), [1.0, 2.0]).shape == (0, 2)


def test_nothing_can_be_split_over_nobody():
    assert largest_remainder(0, [0, 0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("totals", "weights"),
    [
        (1, [0, 0]),
        ([0, 1], [[1, 1], [0, 0]]),
        (1, [1, -1]),
        (1, [1, float("nan")]),
        (1, [1, float("inf")]),
        (LARGEST_TOTAL + 1, [1, 1]),
        (-LARGEST_TOTAL - 1, [1, 1]),
        (-(2**63), [1, 1]),
    ],
)
def test_what_cannot_be_split_is_refused(totals, weights):
    with pytest.raises(ValueError):
        largest_remainder(totals, weights)


@pytest.mark.filterwarnings("ignore:overflow")
def test_weights_too_large_to_be_added_up_are_refused():
    with pytest.raises(ValueError):
        largest_remainder(10, [1e308, 1e308])


@pytest.mark.parametrize("total", [LARGEST_TOTAL, -LARGEST_TOTAL])
def test_the_largest_total_is_still_split_exactly(total):
    weights = np.random.default_rng(2).random(1000)
    assert largest_remainder(total, weights).sum() == total


@given(st.lists(st.floats(0, 1e9), max_size=30))
def test_whole_numbers_add_up_to_the_rounded_sum(ideal):
    whole = whole_numbers(ideal)
    total = int(np.rint(np.sum(ideal)))
    assert whole.dtype == np.int64
    assert whole.sum() == total
    if total:
        shares = np.array(ideal) / np.sum(ideal) * total
        assert (np.abs(whole - shares) < 1 + 1e-6).all()


@given(st.lists(st.integers(0, 10**9), max_size=30))
def test_numbers_that_are_whole_stay_as_they_are(ideal):
    assert whole_numbers(ideal).tolist() == ideal


def test_whole_numbers_keep_the_shape():
    assert whole_numbers(np.full((2, 3), 0.5)).tolist() == [[1, 1, 1], [0, 0, 0]]


def test_whole_numbers_refuse_a_negative_number():
    with pytest.raises(ValueError):
        whole_numbers([3, -1])


@given(
    totals=st.lists(st.integers(0, 10_000), min_size=1, max_size=6),
    weights=st.lists(st.floats(0, 100), min_size=1, max_size=20).filter(lambda some: sum(some) > 0),
    phase=st.floats(0, 1, exclude_max=True),
)
def test_parts_along_an_axis_add_up_and_keep_to_their_shares(totals, weights, phase):
    parts = along(totals, weights, np.full(len(totals), phase))
    assert parts.sum(axis=1).tolist() == totals
    assert (parts >= 0).all()
    running = np.outer(totals, np.cumsum(weights) / np.sum(weights))
    assert (np.abs(np.cumsum(parts, axis=1) - running) < 1 + 1e-6).all()
    by_default = np.cumsum(along(totals, weights), axis=1)
    assert (np.abs(by_default - running) <= 0.5 + 1e-6).all()


def test_small_totals_with_phases_of_their_own_add_up_evenly():
    totals, months = np.full(40, 5), np.ones(12)
    alike = along(totals, months).sum(axis=0)
    apart = along(totals, months, np.arange(40) / 40).sum(axis=0)
    assert set(alike) == {0, 40}
    assert set(apart) <= {16, 17}


def test_a_total_cannot_go_along_nothing():
    with pytest.raises(ValueError, match="weights that are all zero"):
        along([1], [0.0, 0.0])
    assert along([0], [0.0, 0.0]).tolist() == [[0, 0]]
