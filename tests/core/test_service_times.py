"""Service times: the mean that was asked for, a spread close to it, and never less than a second."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.service_times import CELLS, equally_likely_seconds

minutes = st.floats(0.1, 60.0).map(lambda minutes: 60 * minutes)


@given(mean=minutes, variation=st.floats(0.0, 2.0))
def test_the_mean_is_kept_and_no_service_is_shorter_than_a_second(mean, variation):
    seconds = equally_likely_seconds(mean, variation)
    assert seconds.shape == (CELLS,)
    assert seconds.min() >= 1
    assert (np.diff(seconds) >= 0).all()
    # Rounding to whole seconds moves a cell by half a second, and what is below one second up to one.
    assert seconds.mean() == pytest.approx(mean, abs=0.5 if variation < 1 else 1.0)


@pytest.mark.parametrize("variation", [0.1, 0.5, 1.0])
def test_the_spread_is_that_of_the_lognormal_distribution_but_for_the_far_tail(variation):
    seconds = equally_likely_seconds(3_600, variation)
    assert seconds.std() / seconds.mean() == pytest.approx(variation, rel=0.02)
    sigma = np.sqrt(np.log1p(variation**2))
    assert np.median(seconds) == pytest.approx(3_600 * np.exp(-(sigma**2) / 2), rel=1e-3)


def test_without_variation_every_service_takes_the_mean():
    assert set(equally_likely_seconds(180, 0.0)) == {180}


def test_what_would_take_less_than_a_second_takes_one():
    assert set(equally_likely_seconds(0.01, 0.5)) == {1}
