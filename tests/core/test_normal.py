"""The normal distribution against Python's own, and draws that are a function of who and what."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.luck import Luck, named
from simlib.core.normal import LEAST_SHARE, normal_quantile, normals, shares_below

KEY, WHO, PURPOSE = Luck(3).key(4), np.array([named("a task")]), np.uint64(1)


@given(share=st.floats(min_value=1e-300, max_value=1 - 1e-16))
def test_a_quantile_is_that_of_the_normal_distribution(share):
    assert normal_quantile(share) == pytest.approx(NormalDist().inv_cdf(share), rel=1e-12, abs=1e-12)


@given(share=st.floats(min_value=1e-12, max_value=1 - 1e-12))
def test_a_share_below_a_quantile_is_the_share(share):
    assert shares_below(np.array([normal_quantile(share)]))[0] == pytest.approx(share, rel=1e-9)


def test_no_draw_is_infinite():
    assert np.isfinite(normal_quantile(LEAST_SHARE))
    assert np.isfinite(normal_quantile(1 - 2.0**-53))


def test_draws_have_the_mean_and_deviation_of_the_normal_distribution():
    drawn = normals(KEY, WHO, PURPOSE, 100_000)[:, 0]
    assert abs(drawn.mean()) < 4 / np.sqrt(drawn.size)
    assert abs(drawn.std() - 1) < 4 / np.sqrt(2 * drawn.size)


def test_everybody_draws_alone():
    both = normals(KEY, np.array([named("another"), WHO[0]]), PURPOSE, 20)
    assert (both[:, 1] == normals(KEY, WHO, PURPOSE, 20)[:, 0]).all()


def test_more_draws_begin_with_the_same_ones():
    assert (normals(KEY, WHO, PURPOSE, 50)[:10] == normals(KEY, WHO, PURPOSE, 10)).all()


def test_names_are_told_apart_and_stay_what_they_are():
    assert named("crews") == 9881204049389798486
    assert len({named(f"task {number}") for number in range(1000)}) == 1000
