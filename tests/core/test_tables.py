"""A table holds what it declares, and nothing else."""

from collections import defaultdict
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.tables import REPLICATE, Column, Names, Table, group_sum

VISITS = Table(
    name="visits",
    meaning="Visits to a place on a day.",
    key=("replicate", "date", "place"),
    columns=(
        REPLICATE,
        Column("date", "date", "Day."),
        Column("place", "name", "Where."),
        Column("count", "integer", "Visits."),
        Column("amount", "yuan", "Yuan."),
    ),
)


def columns(**changes):
    rows = {
        "replicate": np.zeros(3, np.int32),
        "date": np.array(["2023-03-01", "2023-03-01", "2023-03-02"], "datetime64[D]"),
        "place": Names(np.array([0, 1, 0], np.int8), ("hexi", "macun")),
        "count": np.array([3, 0, 7], np.int16),
        "amount": np.array([1.5, 0, 2]),
    }
    return {**rows, **changes}


def frame(**changes):
    return VISITS.frame(columns()).assign(**changes)


def test_a_frame_has_the_declared_columns_in_order_and_passes_its_own_check():
    made = VISITS.frame(dict(reversed(columns().items())))
    assert list(made) == ["replicate", "date", "place", "count", "amount"] == VISITS.column_names
    assert made.dtypes.astype(str).tolist() == ["int64", "datetime64[us]", "category", "int64", "float64"]
    assert made["place"].tolist() == ["hexi", "macun", "hexi"]
    assert made["date"].dt.date.tolist() == [date(2023, 3, 1), date(2023, 3, 1), date(2023, 3, 2)]
    VISITS.check(made)


def test_a_frame_without_rows_passes_too():
    empty = {
        name: column.take(np.zeros(0, int)) if isinstance(column, Names) else column[:0]
        for name, column in columns().items()
    }
    VISITS.check(VISITS.frame(empty))


@pytest.mark.parametrize("name", VISITS.column_names)
def test_a_missing_column_is_refused_and_named(name):
    given = columns()
    del given[name]
    with pytest.raises(ValueError, match="visits"):
        VISITS.frame(given)


def test_a_column_that_is_not_declared_is_refused():
    with pytest.raises(ValueError, match="weather"):
        VISITS.frame(columns(weather=np.zeros(3)))


@pytest.mark.parametrize(
    "changes",
    [
        {"count": [1.0, 2.0, 3.0]},
        {"count": pd.array([1, 2, 3], dtype="Int64")},
        {"amount": [1, 2, 3]},
        {"place": ["hexi", "macun", "hexi"]},
        {"date": pd.to_datetime(["2023-03-01"] * 3).as_unit("ns")},
        {"extra": [1, 2, 3]},
    ],
    ids=["float for integer", "nullable", "integer for yuan", "text for name", "nanoseconds", "extra column"],
)
def test_a_wrong_dtype_or_column_is_refused(changes):
    with pytest.raises(ValueError, match="visits"):
        VISITS.check(frame(**changes))


def test_columns_in_another_order_are_refused():
    made = frame()
    with pytest.raises(ValueError, match="declares"):
        VISITS.check(made[made.columns[::-1]])


def test_two_rows_with_the_same_key_are_refused():
    twice = pd.concat([frame(), frame().iloc[[1]]], ignore_index=True)
    with pytest.raises(ValueError, match="replicate, date, place"):
        VISITS.check(twice)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": [1.0, np.nan, 2.0]},
        {"date": pd.to_datetime(["2023-03-01", None, "2023-03-02"]).as_unit("us")},
        {"place": pd.Categorical.from_codes([0, -1, 1], ["hexi", "macun"])},
    ],
    ids=["number", "date", "name"],
)
def test_missing_values_are_refused(changes):
    with pytest.raises(ValueError, match="missing"):
        VISITS.check(frame(**changes))


def test_names_can_be_picked_by_position_or_mask():
    names = Names(np.array([2, 0, 1]), ("a", "b", "c"))
    assert names.take(np.array([2, 0])).codes.tolist() == [1, 2]
    assert names.take(np.array([True, False, True])).codes.tolist() == [2, 1]
    assert len(Names.constant("city", 4)) == 4


@st.composite
def keyed_rows(draw):
    keys = draw(st.integers(1, 4))
    row = st.tuples(*[st.integers(0, 9)] * keys, st.integers(-(10**12), 10**12))
    rows = draw(st.lists(row, max_size=40))
    table = np.array(rows, dtype=np.int64).reshape(len(rows), keys + 1)
    return [table[:, place] for place in range(keys)], table[:, -1]


@given(keyed_rows())
def test_group_sum_adds_up_as_a_dictionary_does(rows):
    keys, weights = rows
    expected = defaultdict(int)
    for *key, weight in zip(*keys, weights, strict=True):
        expected[tuple(map(int, key))] += int(weight)
    unique, sums = group_sum(keys, weights)
    found = list(zip(*(key.tolist() for key in unique), strict=True))
    assert found == sorted(expected)
    assert sums.tolist() == [expected[key] for key in found]
    assert sums.dtype == np.int64


@given(keyed_rows())
def test_without_weights_group_sum_counts_the_rows(rows):
    keys, weights = rows
    ones = np.ones_like(weights)
    for counted, added in zip(_flat(group_sum(keys)), _flat(group_sum(keys, ones)), strict=True):
        np.testing.assert_array_equal(counted, added)


@given(keyed_rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_their_sums(rows, random):
    keys, weights = rows
    order = np.array(random.sample(range(weights.size), weights.size), dtype=int)
    shuffled = group_sum([key[order] for key in keys], weights[order])
    for ours, theirs in zip(_flat(shuffled), _flat(group_sum(keys, weights)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def _flat(groups):
    unique, sums = groups
    return [*unique, sums]
