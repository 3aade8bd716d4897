"""Cohorts: the census reproduced, ageing to a later date, and whole people throughout."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.clock import Horizon
from simlib.population import population_over
from simlib.population.assumptions import AGES, OLDEST_AGE, at_ages
from simlib.population.cohorts import (
    ABSENT,
    FEMALE,
    HOME,
    INCOMER,
    MALE,
    cohorts_at,
    death_probability,
    survival,
)

CENSUS_DAY, START = date(2020, 11, 1), date(2023, 3, 1)
LARGEST_TOWN = 20_000_000


def section_of(scenario):
    return scenario.sections["population"]


def people_by_township(cohorts):
    return {name: cohorts.people[:, place] for place, name in enumerate(cohorts.townships)}


def test_the_age_groups_of_the_census_are_reproduced(town):
    # In a huge town, rounding to whole people no longer shows.
    section = section_of(town(residents=LARGEST_TOWN))
    by_age = cohorts_at(section, CENSUS_DAY).by_age()[[HOME, INCOMER]].sum(axis=(0, 1, 2))
    starts = [int(key.removeprefix("from_")) for key in section.census.age_share]
    shares = np.array(list(section.census.age_share.values()))
    groups = np.add.reduceat(by_age, starts)
    np.testing.assert_allclose(groups, LARGEST_TOWN * shares / shares.sum(), atol=100)
    assert groups.sum() == pytest.approx(LARGEST_TOWN, abs=2)


@settings(max_examples=20)
@given(residents=st.integers(1, 2_000_000), months=st.integers(0, 37))
def test_nobody_is_negative_and_residents_are_whole(town, residents, months):
    on = (np.datetime64(CENSUS_DAY, "M") + months).astype(date)
    people = cohorts_at(section_of(town(residents=residents)), on).people
    assert people.dtype == np.int64
    assert people.min() >= 0
    if months == 0:
        assert people[[HOME, INCOMER]].sum() == pytest.approx(residents, abs=1)


@settings(max_examples=20)
@given(
    residents=st.integers(1, 100_000),
    weights=st.dictionaries(
        st.text("abcdef", min_size=1, max_size=4), st.integers(1, 50), min_size=1, max_size=6
    ),
)
def test_townships_add_up_to_the_city(town, residents, weights):
    divided = cohorts_at(section_of(town(residents=residents, townships=weights)), START).people.sum(axis=1)
    whole = cohorts_at(section_of(town(residents=residents, townships={"all": 1})), START).people[:, 0]
    np.testing.assert_array_equal(divided.sum(axis=-1), whole.sum(axis=-1))
    # Each township rounds people up to an age to the nearest whole one, and so does an undivided city.
    apart = np.abs(divided.cumsum(axis=-1) - whole.cumsum(axis=-1)).max()
    assert apart <= (len(weights) + 1) / 2


@pytest.mark.parametrize(
    "weights",
    [{"a": 5, "b": 3, "c": 11}, {"a": 1, "b": 1, "c": 1}],
    ids=["unequal", "equal, so that every remainder is a tie"],
)
def test_the_order_of_townships_in_the_file_changes_nobody(town, weights):
    turned = dict(reversed(weights.items()))
    here, there = (
        people_by_township(cohorts_at(section_of(town(townships=order)), START))
        for order in (weights, turned)
    )
    for name in weights:
        np.testing.assert_array_equal(here[name], there[name], err_msg=name)


@pytest.mark.parametrize(
    ("youngest", "oldest", "tolerance"),
    [(0, OLDEST_AGE, 0.005), (9, 45, 0.01), (80, OLDEST_AGE, 0.05)],
    ids=["everyone", "the ages of the rollout", "the oldest"],
)
def test_every_township_has_its_share_of_every_age(base, youngest, oldest, tolerance):
    # Small cells must not all be rounded towards the largest township.
    section = section_of(base)
    ages = cohorts_at(section, START).by_age()[..., youngest : oldest + 1]
    by_township = ages.sum(axis=(0, 2, 3))
    shares = np.array(list(section.townships.share.values()))
    np.testing.assert_allclose(by_township, by_township.sum() * shares / shares.sum(), rtol=tolerance)


@pytest.mark.parametrize("age", [4, 15, 20, 63])
def test_shares_of_the_census_hold_for_ages_at_the_census_to_the_month(town, age):
    only_from_then_on = {"from_0": 0.0, f"from_{age}": 1.0}
    section = section_of(town({"population.census.female_share": only_from_then_on}, residents=100_000))
    people = cohorts_at(section, START).people
    months_since = 28
    first_woman = 12 * age + months_since
    assert people[:, :, FEMALE, :first_woman].sum() == 0
    assert people[:, :, MALE, first_woman:].sum() == 0


def test_single_years_of_age_are_sums_of_months(base):
    cohorts = cohorts_at(section_of(base), START)
    by_age = cohorts.by_age()
    assert by_age.shape[-1] == OLDEST_AGE + 1
    for age in (0, 9, 45, OLDEST_AGE):
        np.testing.assert_array_equal(
            by_age[..., age], cohorts.people[..., 12 * age : 12 * age + 12].sum(axis=-1)
        )


def test_the_youngest_month_was_born_in_the_month_before(base):
    months = cohorts_at(section_of(base), START).birth_months()
    assert months[0] == np.datetime64("2023-02", "M")
    assert months[12] == np.datetime64("2022-02", "M")


def test_children_born_since_the_census_are_the_births_recorded(base):
    # 2022 is wholly before the start; of its 3,300 births, some 1% have died since.
    cohorts = cohorts_at(section_of(base), START)
    born = cohorts.birth_months().astype("datetime64[Y]") == np.datetime64("2022", "Y")
    children = cohorts.people[[HOME, INCOMER]][..., born].sum()
    assert 3_200 < children < 3_300


def test_a_year_of_waiting_ages_everyone_by_a_year(base):
    # Between two dates only deaths change a birth month that was there at both.
    early, late = (cohorts_at(section_of(base), date(year, 3, 1)).people for year in (2022, 2023))
    then, now = early[[HOME, INCOMER]].sum(axis=(0, 1, 2)), late[[HOME, INCOMER]].sum(axis=(0, 1, 2))
    ratio = now[24 : 12 * 60] / then[12 : 12 * 59]
    assert ratio.max() < 1.05
    assert now[24:].sum() < then[12:].sum()


def test_a_start_whose_births_are_not_known_is_refused(base):
    with pytest.raises(simlib.InputError, match="births of 2024"):
        cohorts_at(section_of(base), date(2024, 3, 1))


def test_a_start_may_use_up_all_births_that_are_known(base):
    assert cohorts_at(section_of(base), date(2024, 1, 1)).people[..., 0].sum() > 0


@pytest.mark.parametrize("on", [date(2020, 10, 1), date(2018, 3, 1)])
def test_a_start_before_the_census_is_refused(base, on):
    with pytest.raises(simlib.InputError):
        cohorts_at(section_of(base), on)


def test_a_horizon_that_begins_before_the_census_is_refused():
    with pytest.raises(simlib.InputError, match=r"horizon\.first_day.*census"):
        simlib.load("gaoping-2023", set={"horizon.first_day": date(2018, 3, 1)})


def test_a_town_of_another_size_can_be_asked_for():
    smaller = simlib.load("gaoping-2023", set={"population.census.residents": 20_000})
    assert smaller.sections["population"].census.residents == 20_000


def test_the_population_reaches_the_end_of_the_horizon(base):
    three_years = Horizon(START, date(2026, 2, 28))
    assert population_over(section_of(base), three_years).projection.people.shape[0] == 4
    a_month_more = Horizon(START, date(2026, 3, 31))
    assert population_over(section_of(base), a_month_more).projection.people.shape[0] == 5


exact_ages = st.floats(0, OLDEST_AGE)


@given(age=exact_ages, sex=st.sampled_from([FEMALE, MALE]))
def test_everyone_survives_no_time_at_all(base, age, sex):
    assert survival(section_of(base), sex, np.array([age]), np.array([age]))[0] == 1


@given(ages=st.lists(exact_ages, min_size=3, max_size=3).map(sorted), sex=st.sampled_from([FEMALE, MALE]))
def test_survival_falls_with_time_and_multiplies(base, ages, sex):
    def alive(start, end):
        return survival(section_of(base), sex, np.array([start]), np.array([end]))[0]

    first, middle, last = ages
    assert 0 < alive(first, last) <= alive(first, middle) <= 1
    assert alive(first, last) == pytest.approx(alive(first, middle) * alive(middle, last), rel=1e-12)


def test_survival_over_a_year_is_the_life_table(base):
    section = section_of(base)
    for sex in (FEMALE, MALE):
        lived = survival(section, sex, AGES.astype(float), AGES + 1.0)
        np.testing.assert_allclose(1 - lived, death_probability(section)[sex], rtol=1e-9)


def test_men_die_sooner(base):
    women, men = death_probability(section_of(base))
    assert (men >= women).all()


def test_steps_by_age_hold_up_to_the_next_key():
    steps = {"from_0": 1.0, "from_18": 2.0, "from_46": 3.0}
    ages = np.array([-0.5, 0, 17.99, 18, 45, 46, 100])
    np.testing.assert_array_equal(at_ages(steps, ages), [1, 1, 1, 2, 2, 3, 3])


def test_a_birth_cohort_with_hukou_here_does_not_grow_as_it_ages(base):
    section = section_of(base)
    births = section.fertility.births_since_census | {"2024": 3000}
    fertility = section.fertility.model_copy(update={"births_since_census": births})
    section = section.model_copy(update={"fertility": fertility})
    found = []
    for on in (date(2021, 1, 1), date(2023, 3, 1), date(2025, 1, 1)):
        cohorts = cohorts_at(section, on)
        months = cohorts.birth_months()
        born = (months >= np.datetime64("2005-01")) & (months <= np.datetime64("2010-12"))
        found.append(cohorts.people[:, :, FEMALE][..., born][[HOME, ABSENT]].sum())
    assert found[0] >= found[1] >= found[2] > 0.99 * found[0]
