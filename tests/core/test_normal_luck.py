"""Normal draws are normal, independent, and made of the uniform draws that they say."""

import math

import numpy as np
from scipy import stats

from simlib.core.luck import FIRST, Luck, normal, normals, uniform

KEY, PURPOSE = Luck(seed=11).key(1), np.uint64(3)
PEOPLE = np.arange(100_000, dtype=np.uint64)


def test_they_are_standard_normal():
    assert stats.kstest(normals(KEY, PEOPLE, PURPOSE, FIRST), "norm").pvalue > 1e-4


def test_the_next_ones_of_a_person_are_independent_of_the_first():
    first, second = (normals(KEY, PEOPLE, PURPOSE, np.uint64(k)) for k in (0, 1))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.015


def test_they_are_made_of_two_uniform_draws():
    one, two = (uniform(KEY, np.uint64(7), PURPOSE, np.uint64(k)) for k in (8, 9))
    expected = math.sqrt(-2 * math.log(1 - one)) * math.cos(2 * math.pi * two)
    assert math.isclose(normal(KEY, np.uint64(7), PURPOSE, np.uint64(4)), expected)
