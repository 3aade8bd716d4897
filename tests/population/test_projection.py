"""The projection accounts for every person, whatever the rates."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.population.cohorts import ABSENT, FEMALE, HOME, INCOMER, MALE, cohorts_at
from simlib.population.projection import project

START = date(2023, 3, 1)
YEARS = 4

shares = st.floats(0, 1, allow_subnormal=False)
weights = st.lists(st.integers(1, 30), min_size=1, max_size=5).map(
    lambda drawn: {f"t{place}": weight for place, weight in enumerate(drawn)}
)


def steps(values, *ages):
    """Draw a value for each age step; their order counts, so it must not be drawn."""
    return st.tuples(*[values] * len(ages)).map(
        lambda drawn: {f"from_{age}": value for age, value in zip(ages, drawn, strict=True)}
    )


rates = st.fixed_dictionaries(
    {
        "population.mortality.level": st.floats(0.1, 3),
        "population.mortality.male_ratio": st.floats(0.1, 10),
        "population.fertility.by_age": steps(shares, 0, 15, 45),
        "population.fertility.boys_per_100_girls": st.floats(50, 200),
        "population.migration.leaving": steps(st.floats(0, 0.5), 0, 18, 60),
        "population.hukou.incomer_share": steps(shares, 0, 46),
        "population.hukou.absent_share": steps(st.floats(0, 0.9), 0, 18, 46),
    }
)
towns = {"drawn": rates, "residents": st.integers(1, 30_000), "townships": weights}


@pytest.fixture(scope="module")
def projected(town):
    def make(drawn, residents, townships=None, years=YEARS):
        section = town(drawn, residents, townships).sections["population"]
        return project(cohorts_at(section, START), section, years)

    return make


@settings(max_examples=30)
@given(**towns)
def test_next_year_is_this_year_and_births_less_deaths_and_net_migration(
    projected, drawn, residents, townships
):
    projection = projected(drawn, residents, townships)
    everyone = projection.people.sum(axis=-1)
    change = projection.births - projection.deaths.sum(axis=-1) + projection.net_migration.sum(axis=-1)
    np.testing.assert_array_equal(everyone[1:], everyone[:-1] + change)


@settings(max_examples=30)
@given(**towns)
def test_everyone_grows_a_year_older_and_nobody_is_negative(projected, drawn, residents, townships):
    projection = projected(drawn, residents, townships)
    remaining = projection.people[:-1] - projection.deaths + projection.net_migration
    next_year = projection.people[1:]
    np.testing.assert_array_equal(next_year[..., 0], projection.births)
    np.testing.assert_array_equal(next_year[..., 1:-1], remaining[..., :-2])
    np.testing.assert_array_equal(next_year[..., -1], remaining[..., -2:].sum(axis=-1))
    assert min(projection.people.min(), projection.births.min(), projection.deaths.min()) >= 0


@settings(max_examples=20)
@given(**towns)
def test_who_leaves_home_is_absent_from_then_on(projected, drawn, residents, townships):
    moves = projected(drawn, residents, townships).net_migration
    assert (moves.sum(axis=1) == 0).all()
    assert (moves[:, HOME] <= 0).all()
    assert (moves[:, INCOMER] == 0).all()


def test_no_years_are_no_change(projected):
    projection = projected({}, 3_000, years=0)
    assert projection.people.shape[0] == 1
    assert projection.births.size == projection.deaths.size == projection.net_migration.size == 0


def test_a_town_of_one_person_lives_on(projected):
    projection = projected({}, residents=1, years=30)
    assert projection.people[0, [HOME, INCOMER]].sum() == 1
    assert projection.people.min() >= 0


def test_events_follow_their_rates_in_the_city(base):
    # Events are rounded once a status, so those of the whole city are the expected ones to within a person.
    section = base.sections["population"]
    projection = project(cohorts_at(section, START), section, 1)
    women = projection.people[0, :, :, FEMALE].sum(axis=1)
    ages = np.arange(women.shape[-1])
    by_age = [0, 0.005, 0.045, 0.085, 0.055, 0.020, 0.004, 0]
    fertility = np.array(by_age)[np.searchsorted([15, 20, 25, 30, 35, 40, 45], ages, side="right")]
    residents = (women[[HOME, INCOMER]] * fertility).sum()
    births = projection.births[0].sum(axis=(1, 2))
    assert births[[HOME, INCOMER]].sum() == pytest.approx(residents, abs=1)


def test_children_born_later_are_registered_and_live_like_those_who_are_there(base):
    section = base.sections["population"]
    projection = project(cohorts_at(section, START), section, 3)
    at_start = projection.people[0, :, :, :, 0].sum(axis=(1, 2))
    births = projection.births.sum(axis=(2, 3))
    np.testing.assert_allclose(
        births / births.sum(axis=1, keepdims=True), [at_start / at_start.sum()] * 3, atol=0.002
    )


def test_boys_and_girls_are_born_in_the_stated_ratio(base):
    section = base.sections["population"]
    births = (
        project(cohorts_at(section, START), section, 3).births[:, [HOME, INCOMER, ABSENT]].sum(axis=(0, 1, 2))
    )
    assert 100 * births[MALE] / births[FEMALE] == pytest.approx(110, abs=1)


def test_the_table_holds_every_township_to_the_person(base_result):
    table = base_result.population.astype({"township": str})
    dates = sorted(table["date"].unique())
    assert len(dates) == 4
    years = [table[table["date"] == day].set_index("township") for day in dates]
    for now, later in pairwise(years):
        expected = now["people"] + now["births"] - now["deaths"] + now["net_migration"]
        assert (later["people"] == expected).all()
        assert (now["people"] == now["residents"] + now["absent"]).all()
