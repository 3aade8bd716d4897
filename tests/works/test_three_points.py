"""A distribution keeps the three points that it was made of, and never falls below its floor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.programmes.works.three_points import TRIANGULAR, UNIFORM, reaches, spread_of

CELLS = 200_000
MIDDLES = (np.arange(CELLS) + 0.5) / CELLS


@st.composite
def three_points(draw):
    """Points that a distribution of durations can have."""
    p10 = draw(st.floats(min_value=0.5, max_value=400))
    p90 = p10 * draw(st.floats(min_value=1.001, max_value=8.999))
    likely = p10 + (p90 - p10) * draw(st.floats(min_value=0, max_value=1))
    return p10, min(likely, p90), p90


@given(points=three_points())
def test_one_in_ten_lies_below_the_first_and_above_the_last(points):
    spread = spread_of(*points, 0.0)
    assert spread.at(np.array([0.1, 0.9])) == pytest.approx([points[0], points[2]], rel=1e-6)


@given(points=three_points())
def test_nothing_is_negative_and_shares_rise_with_values(points):
    values = spread_of(*points, 0.0).at(np.linspace(0, 1, 2001))
    assert values[0] >= 0
    assert (np.diff(values) >= 0).all()


@given(points=three_points())
def test_the_most_likely_value_is_where_values_lie_densest(points):
    spread = spread_of(*points, 0.0)
    assert UNIFORM <= spread.power <= TRIANGULAR
    below, above = spread.likely - spread.lowest, spread.highest - spread.likely
    # The two sides meet at the mode: the same density from either side.
    assert spread.below * above == pytest.approx((1 - spread.below) * below, rel=1e-5, abs=1e-6)
    densest = np.diff(spread.at(np.linspace(0, 1, 401))).argmin()
    if spread.power > 1.05:
        assert abs(densest / 400 - spread.below) <= 0.01


@given(points=three_points())
def test_mean_and_variance_are_those_of_its_values(points):
    spread = spread_of(*points, 0.0)
    values = spread.at(MIDDLES)
    assert values.mean() == pytest.approx(spread.mean, rel=1e-5)
    assert values.var() == pytest.approx(spread.variance, rel=1e-3)


def test_it_is_triangular_where_that_stays_above_the_floor():
    # Symmetric: the tenth below lies at the mode less (1 - sqrt(0.2)) of a side, so a side is 20 / 0.5528.
    spread = spread_of(80.0, 100.0, 120.0, 0.0)
    assert spread.power == TRIANGULAR
    assert spread.lowest == pytest.approx(100 - 20 / (1 - np.sqrt(0.2)))
    assert spread.variance == pytest.approx((20 / (1 - np.sqrt(0.2))) ** 2 / 6)


def test_it_begins_at_the_floor_where_the_triangular_one_would_not():
    spread = spread_of(30.0, 61.0, 122.0, 0.0)
    assert spread.lowest == pytest.approx(0, abs=1e-9)
    assert UNIFORM < spread.power < TRIANGULAR


def test_three_equal_points_leave_no_doubt():
    spread = spread_of(7.0, 7.0, 7.0, 0.0)
    assert (spread.at(np.linspace(0, 1, 11)) == 7).all()
    assert (spread.mean, spread.variance) == (7, 0)


@pytest.mark.parametrize("points", [(10.0, 10.0, 20.0), (10.0, 20.0, 20.0)])
def test_the_most_likely_value_may_be_the_first_or_the_last(points):
    spread = spread_of(*points, 0.0)
    assert spread.at(np.array([0.1, 0.9])) == pytest.approx([10, 20])


def test_what_cannot_stay_above_the_floor_is_known():
    assert reaches(5.0, 45.0, 0.0)
    assert not reaches(5.0, 45.1, 0.0)
    assert reaches(0.0, 0.0, 0.0)
