"""From cells to persons: as many as the cells say, and the same ones whatever is asked beside them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.population.cohorts import ABSENT, FEMALE, HOME, INCOMER, MALE, cohorts_at
from simlib.population.persons import LARGEST_CELL, MOST_PERSONS, expand

START = date(2023, 3, 1)
WINDOW = (date(1978, 3, 1), date(2014, 12, 31))

birth_months = st.integers(-600, 637).map(lambda month: (np.datetime64("1970-01", "M") + month).astype(date))
windows = st.tuples(birth_months, birth_months).map(sorted)
some_statuses = st.lists(st.sampled_from([HOME, INCOMER, ABSENT]), min_size=1, unique=True)


@pytest.fixture(scope="module")
def cohorts(town):
    return cohorts_at(town(residents=20_000).sections["population"], START)


def column_of(cohorts, when):
    return int(np.flatnonzero(cohorts.birth_months() == np.datetime64(when, "M"))[0])


def with_more(cohorts, cell, more):
    people = cohorts.people.copy()
    people[cell] += more
    return replace(cohorts, people=people)


@settings(max_examples=30)
@given(window=windows, statuses=some_statuses, sex=st.sampled_from([FEMALE, MALE]))
def test_every_cell_becomes_exactly_its_people(cohorts, window, statuses, sex):
    persons = expand(cohorts, sex, statuses, *window)
    months = cohorts.birth_months()
    wanted = (months >= np.datetime64(window[0], "M")) & (months <= np.datetime64(window[1], "M"))
    counted = np.zeros_like(cohorts.people[:, :, sex])
    column = (months[0] - persons.birth_month).astype(np.int64)
    np.add.at(counted, (persons.status, persons.township, column), 1)
    expected = np.zeros_like(counted)
    expected[statuses] = cohorts.people[statuses][:, :, sex] * wanted
    np.testing.assert_array_equal(counted, expected)


@settings(max_examples=30)
@given(window=windows, statuses=some_statuses)
def test_identities_are_unique_and_in_order(cohorts, window, statuses):
    identity = expand(cohorts, FEMALE, statuses, *window).identity
    assert (identity[1:] > identity[:-1]).all()


def test_women_and_men_share_no_identity(cohorts):
    everyone = [expand(cohorts, sex, (HOME, INCOMER, ABSENT), *WINDOW).identity for sex in (FEMALE, MALE)]
    assert not set(everyone[0].tolist()) & set(everyone[1].tolist())


@settings(max_examples=20)
@given(one=windows, other=windows)
def test_a_person_is_the_same_in_every_window(cohorts, one, other):
    first, second = (expand(cohorts, FEMALE, (HOME, ABSENT), *window) for window in (one, other))

    def in_window(persons, window):
        months = persons.birth_month
        inside = (months >= np.datetime64(window[0], "M")) & (months <= np.datetime64(window[1], "M"))
        return persons.identity[inside]

    np.testing.assert_array_equal(in_window(first, other), in_window(second, one))


def test_a_person_is_the_same_whichever_statuses_are_asked_for(cohorts):
    home = expand(cohorts, FEMALE, (HOME,), *WINDOW)
    both = expand(cohorts, FEMALE, (ABSENT, HOME), *WINDOW)
    np.testing.assert_array_equal(both.identity[both.status == HOME], home.identity)


@given(order=st.permutations(range(15)))
@settings(max_examples=10)
def test_a_person_is_the_same_in_every_order_of_townships(cohorts, order):
    turned = replace(
        cohorts, townships=tuple(cohorts.townships[place] for place in order), people=cohorts.people[:, order]
    )
    here, there = (expand(which, FEMALE, (HOME, ABSENT), *WINDOW) for which in (cohorts, turned))
    np.testing.assert_array_equal(here.identity, there.identity)
    np.testing.assert_array_equal(here.birth_month, there.birth_month)
    assert (
        np.array(cohorts.townships)[here.township].tolist()
        == np.array(turned.townships)[there.township].tolist()
    )


@settings(max_examples=20)
@given(
    status=st.sampled_from([HOME, ABSENT]),
    township=st.integers(0, 14),
    born=st.dates(*WINDOW),
    more=st.integers(1, 50),
)
def test_a_larger_cell_appends_people_and_leaves_the_others(cohorts, status, township, born, more):
    cell = (status, township, FEMALE, column_of(cohorts, born))
    before = expand(cohorts, FEMALE, (HOME, ABSENT), *WINDOW)
    after = expand(with_more(cohorts, cell, more), FEMALE, (HOME, ABSENT), *WINDOW)
    added = ~np.isin(after.identity, before.identity)
    assert added.sum() == more
    np.testing.assert_array_equal(after.identity[~added], before.identity)
    own_cell = (before.status == status) & (before.township == township)
    own_cell &= before.birth_month == np.datetime64(born, "M")
    if own_cell.any():
        assert after.identity[added].min() == before.identity[own_cell].max() + np.uint64(1)


def test_a_cell_may_be_as_large_as_identities_reach_and_no_larger(cohorts):
    cell = (HOME, 0, FEMALE, column_of(cohorts, date(2000, 1, 1)))
    room = LARGEST_CELL - int(cohorts.people[cell])
    window = (HOME,), date(2000, 1, 1), date(2000, 1, 31)
    identity = expand(with_more(cohorts, cell, room), FEMALE, *window).identity
    assert np.unique(identity).size == identity.size
    with pytest.raises(simlib.InputError, match="one township, sex and birth month"):
        expand(with_more(cohorts, cell, room + 1), FEMALE, *window)


def test_a_window_before_everyone_is_empty(cohorts):
    assert len(expand(cohorts, FEMALE, (HOME,), date(1850, 1, 1), date(1860, 1, 1))) == 0


def test_taken_persons_keep_what_they_are(cohorts):
    persons = expand(cohorts, FEMALE, (HOME, ABSENT), *WINDOW)
    absent = persons.take(persons.status == ABSENT)
    assert (absent.status == ABSENT).all()
    assert len(absent) == (persons.status == ABSENT).sum()


def test_more_people_than_can_be_simulated_are_refused_with_their_number(cohorts):
    people = np.full_like(cohorts.people, 1_000)
    count = people[HOME, :, FEMALE].size * 1_000
    assert count > MOST_PERSONS
    told = f"{count:,} people would be simulated one by one; at most {MOST_PERSONS:,}"
    with pytest.raises(simlib.InputError, match=told):
        expand(replace(cohorts, people=people), FEMALE, (HOME,), date(1800, 1, 1), date(2100, 1, 1))
