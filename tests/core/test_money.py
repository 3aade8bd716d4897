"""Yuan become whole fen as a person would round them, and come back unchanged."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simlib.core.money import to_fen, to_yuan

# Up to here neighbouring float64 numbers lie less than a fen apart.
EXACT_FEN = 70 * 10**12 * 100


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        (0.285, 29),
        (1.005, 101),
        (-0.285, -29),
        (0.284, 28),
        (329.0, 32_900),
        (329, 32_900),
        (27.5, 2_750),
        (0.1 + 0.2, 30),
        (-0.0, 0),
        (1e12, 10**14),
        (1e-9, 0),
        (np.float64(0.285), 29),
    ],
)
def test_yuan_become_the_nearest_fen_and_half_a_fen_counts_up(yuan, fen):
    assert to_fen(yuan) == fen
    assert isinstance(to_fen(yuan), int)


@given(st.integers(-EXACT_FEN, EXACT_FEN))
@example(EXACT_FEN)
@example(-EXACT_FEN)
def test_fen_survive_the_way_to_yuan_and_back(fen):
    assert to_fen(float(to_yuan(fen))) == fen


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_decimal_is_rounded_as_it_is_written(digits, places):
    written = Decimal(digits).scaleb(-places)
    expected = int((written * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert to_fen(float(written)) == expected


@given(st.floats(-1e12, 1e12))
def test_money_owed_mirrors_money_paid(yuan):
    assert to_fen(-yuan) == -to_fen(yuan)


def test_fen_become_yuan_in_arrays():
    yuan = to_yuan(np.array([[1, 250], [-3, 0]]))
    assert yuan.dtype == np.float64
    assert yuan.tolist() == [[0.01, 2.5], [-0.03, 0.0]]
