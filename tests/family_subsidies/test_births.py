"""Births and children: as many as the population has, spread as is said, and answering only where assumed."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from family_towns import ALONE, FAMILY, context_of, steps_of
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.luck import Luck
from simlib.population.cohorts import ABSENT, HOME
from simlib.programmes.family_subsidies import NUMBER
from simlib.programmes.family_subsidies.ages import month_starts
from simlib.programmes.family_subsidies.births import monthly_births
from simlib.programmes.family_subsidies.born import born_over
from simlib.programmes.family_subsidies.children import children_of
from simlib.programmes.family_subsidies.response import (
    ADDITIONAL,
    ANYWAY,
    BROUGHT_FORWARD,
    Effect,
    answered,
)
from simlib.runs.scenarios import only

NO_RESPONSE = {f"{FAMILY}.response.quantum": 0.0, f"{FAMILY}.response.tempo": 0.0}
KEY = Luck(3).key(NUMBER)


def effect(quantum=0.0, tempo=0.0, months=6, first_month=0):
    each = np.array([0.0, 0.0, 1.0, 1.0])
    return Effect(quantum * each, tempo * each, np.full(4, first_month), months, np.zeros(4, np.int64))


@pytest.fixture(scope="module")
def born(town):
    """Births of a town over its horizon and a year more, and the children there before."""
    scenario = town(programmes=ALONE, residents=20_000)
    context = context_of(scenario, 3)
    section = scenario.sections[FAMILY]
    return born_over(context.population, section.births, context.calendar.horizon, 72, 12, KEY)


def test_births_of_a_year_are_those_of_the_projection(town):
    steps = steps_of(town(NO_RESPONSE, programmes=ALONE), 3)
    births, horizon = steps.result.births, steps.context.calendar.horizon
    expected = steps.context.population.projection.births.sum(axis=(1, 3))
    year = (births["month"].to_numpy().astype("datetime64[M]") - np.datetime64(horizon.first, "M")) // 12
    found = births.groupby([year.astype(int), births["township"].astype(str)])["births"].sum()
    for place, township in enumerate(steps.context.population.start.townships):
        for number in range(len(expected)):
            assert found.get((number, township), 0) == expected[number, place]


def test_children_at_the_start_are_those_of_the_cohorts(town):
    steps = steps_of(town(programmes=ALONE), 3)
    table, start = steps.result.children, steps.context.population.start
    by_age = start.by_age()
    oldest = int(table["age"].max())
    found = table.groupby("age")["children"].sum()
    # The oldest were born in part before the first month that is looked at.
    assert [found[age] for age in range(oldest)] == by_age[..., :oldest].sum(axis=(0, 1, 2)).tolist()
    hukou = table.groupby("age")["hukou"].sum()
    assert [hukou[age] for age in range(oldest)] == by_age[[HOME, ABSENT], ..., :oldest].sum(
        axis=(0, 1, 2)
    ).tolist()


def test_months_have_their_share_of_the_births_of_a_year(town):
    months = dict.fromkeys(("jan", "feb", "mar", "apr", "may", "jun"), 1.0)
    months |= dict.fromkeys(("jul", "aug", "sep", "oct", "nov", "dec"), 3.0)
    context = context_of(town(programmes=ALONE, residents=400_000), 3)
    births = simlib.load("gaoping-2023").sections[FAMILY].births.model_copy(update={"by_month": months})
    found = monthly_births(context.population, births, context.calendar.horizon, 12).sum(axis=(0, 1, 2))
    # The horizon begins in March: July to December are the months 4 to 9.
    shares = found / found.sum()
    np.testing.assert_allclose(shares[4:10], 3 / 24, atol=0.004)
    np.testing.assert_allclose(shares[:4], 1 / 24, atol=0.004)


def test_births_of_a_month_are_even_over_the_city_and_no_township_is_taken_by_its_place(town):
    context = context_of(town(programmes=ALONE, residents=400_000), 3)
    population, horizon = context.population, context.calendar.horizon
    months = simlib.load("gaoping-2023").sections[FAMILY].births
    births = monthly_births(population, months, horizon, 12)
    by_month = births.sum(axis=(0, 1, 2))
    assert by_month.max() - by_month.min() <= 0.1 * by_month.mean()
    assert (births.sum(axis=-1) == population.projection.births[0]).all()
    turned = replace(
        population,
        start=replace(population.start, townships=population.start.townships[::-1]),
        projection=replace(population.projection, births=population.projection.births[:, :, ::-1]),
    )
    np.testing.assert_array_equal(monthly_births(turned, months, horizon, 12)[:, ::-1], births)


def test_stock_and_flow_meet_without_a_seam(base_result):
    """Births fall a little, and by no more than a tenth a year."""
    births, children = base_result.births, base_result.children
    born = births[births["month"] < "2024-03-01"]["births"].sum()
    before = children[children["age"] == 0]["children"].sum()
    assert 0.9 < born / before < 1.0


def test_parities_are_those_of_the_evidence(base_result):
    births = base_result.births
    shares = births.groupby("parity")["births"].sum() / births["births"].sum()
    assert 0.39 <= shares[2] <= 0.43
    assert 0.14 <= shares[3] <= 0.16


def test_older_mothers_have_later_children(base_result):
    births = base_result.births.astype({"mother_age": str})
    later = births[births["parity"] > 1].groupby("mother_age")["births"].sum()
    share = later / births.groupby("mother_age")["births"].sum()
    assert share["under_20"] < share["age_25_29"] < share["age_30_34"] < share["age_35_39"]


def test_twins_are_born_to_the_same_mother_on_the_same_day(town):
    settings = {f"{FAMILY}.births.twins": 0.2}
    scenario = town(settings, programmes=ALONE, residents=60_000, townships={"upper": 1})
    children = steps_of(scenario, 3).course.children
    order = np.lexsort((children.stands_for_birth, children.household))
    household = children.household[order]
    pairs = np.flatnonzero(household[1:] == household[:-1])
    first, second = order[pairs], order[pairs + 1]
    for name in ("birth_day", "mother_age", "township", "mother_here"):
        np.testing.assert_array_equal(getattr(children, name)[first], getattr(children, name)[second])
    np.testing.assert_array_equal(children.parity[second], np.minimum(children.parity[first] + 1, 3))
    assert children.stands_for_birth[second].all()
    assert not children.stands_for_birth[first].any()
    births = len(children) - pairs.size
    # The last child of an odd cell has no twin.
    assert 0.16 < pairs.size / births < 0.21


# --- the response ---


@settings(max_examples=20)
@given(tempo=st.floats(0, 1), months=st.integers(1, 12), first_month=st.integers(0, 20))
def test_tempo_brings_nobody_more(born, tempo, months, first_month):
    after = answered(born, effect(tempo=tempo, months=months, first_month=first_month), KEY)
    np.testing.assert_array_equal(after.identity, born.identity)
    moved = after.birth_month != born.birth_month
    assert (born.birth_month[moved] - after.birth_month[moved] == months).all()
    assert (after.birth_month[moved] >= first_month).all()
    assert (after.cause[moved] == BROUGHT_FORWARD).all()
    assert (born.parity[moved] > 1).all()


@settings(max_examples=20)
@given(quantum=st.floats(0, 1), first_month=st.integers(0, 20))
def test_quantum_adds_children_and_changes_nobody(born, quantum, first_month):
    after = answered(born, effect(quantum=quantum, first_month=first_month), KEY)
    here = len(born)
    np.testing.assert_array_equal(after.identity[:here], born.identity)
    np.testing.assert_array_equal(after.birth_month[:here], born.birth_month)
    assert (after.cause[here:] == ADDITIONAL).all()
    assert (after.cause[:here] == ANYWAY).all()
    assert (after.birth_month[here:] >= first_month).all()
    assert not np.isin(after.household[here:], born.household).any()
    assert np.unique(after.identity).size == len(after)


def test_subsidies_may_be_assumed_to_deter(born):
    after = answered(born, effect(quantum=-1.0, first_month=5), KEY)
    answering = (born.parity > 1) & (born.birth_month >= 5) & (born.status != 1)
    np.testing.assert_array_equal(after.identity, born.identity[~answering])


def test_more_response_keeps_the_births_that_less_brings(born):
    weak, strong = (answered(born, effect(quantum=share), KEY) for share in (0.1, 0.3))
    assert set(weak.identity) < set(strong.identity)


@pytest.mark.parametrize("starts", [date(2023, 3, 1), date(2015, 1, 1)])
def test_nobody_answers_before_nine_months_have_gone(town, starts):
    names = simlib.load("gaoping-2023").sections[FAMILY].instruments
    settings = {f"{FAMILY}.instruments.{name}.rule.starts": starts for name in names}
    settings |= {f"{FAMILY}.response.quantum": 1.0, f"{FAMILY}.response.tempo": 1.0}
    steps = steps_of(town(settings, programmes=ALONE), 1)
    births = steps.result.births
    early = births[births["month"] < "2023-12-01"]
    assert early["additional"].sum() == early["brought_forward"].sum() == 0
    assert births["additional"].sum() > 0
    # Who is there at the start is there whatever subsidies do, however long ago they started.
    assert (steps.course.children.cause[steps.course.children.birth_month < 9] == ANYWAY).all()


@pytest.mark.parametrize("starts", [date(2026, 3, 1), date(2200, 1, 1), date(9999, 12, 31)])
def test_subsidies_that_start_after_the_horizon_bring_nobody(town, starts):
    names = simlib.load("gaoping-2023").sections[FAMILY].instruments
    settings = {f"{FAMILY}.instruments.{name}.rule.starts": starts for name in names}
    settings |= {f"{FAMILY}.response.quantum": 1.0, f"{FAMILY}.response.tempo": 1.0}
    result = simlib.run(town(settings, programmes=ALONE), seed=1)
    assert result.births["additional"].sum() == result.births["brought_forward"].sum() == 0
    assert (result.birth_response["births"] == 0).all()
    assert result.subsidies["amount"].sum() == 0


def test_the_response_grows_with_what_is_promised(town):
    poor = {f"{FAMILY}.instruments.{name}.amount": {"second": 1.0} for name in ("childcare", "birth_reward")}
    response = {f"{FAMILY}.response.quantum": 0.02}
    rich, poorer = (
        simlib.run(town(settings, programmes=ALONE), seed=1).birth_response.set_index("parity")
        for settings in (response, response | poor)
    )
    assert (rich["promised"] > poorer["promised"])[[2, 3]].all()
    np.testing.assert_allclose(rich["quantum"], 0.02 * rich["promised"] / 10_000)
    assert rich.loc[1, "promised"] == rich.loc[1, "quantum"] == 0


@pytest.mark.parametrize(("born_from", "reward"), [(date(2023, 12, 1), 5_000), (date(2023, 12, 2), 0)])
def test_births_answer_to_what_the_first_who_can_are_promised(town, born_from, reward):
    settings = {f"{FAMILY}.instruments.birth_reward.rule.born_from": born_from}
    response = simlib.run(town(settings, programmes=ALONE), seed=1).birth_response.set_index("parity")
    # A third child: delivery, childcare for six semesters, humiao twice, preschool for six semesters.
    assert response.loc[3, "promised"] == 2_000 + 6 * 1_000 + 2 * 500 + 6 * 1_000 + reward


def test_births_of_a_parity_answer_once_something_is_promised_to_it():
    """First children are promised nothing before the national subsidy of 2025."""
    scenario = only(
        simlib.load("national-childcare-subsidy", set={f"{FAMILY}.response.quantum": 0.2}), FAMILY
    )
    result = simlib.run(scenario, seed=1)
    births = result.births[result.births["additional"] > 0]
    earliest = births.groupby("parity")["month"].min().dt.strftime("%Y-%m").to_dict()
    assert earliest == {1: "2025-10", 2: "2023-12", 3: "2023-12"}
    response = result.birth_response.set_index("parity")
    assert response.loc[1, "promised"] == 36 * 300
    assert response["from_month"].dt.strftime("%Y-%m").to_dict() == earliest


def test_births_that_can_answer_are_those_with_hukou_here(town):
    settings = NO_RESPONSE | {f"{FAMILY}.hukou.arriving": 0.0}
    steps = steps_of(town(settings, programmes=ALONE, residents=60_000), 3)
    children, response = steps.course.children, steps.result.birth_response
    able = (children.birth_month >= 9) & (children.hukou_from < 0) & (children.parity > 1)
    assert response["births"].tolist() == np.bincount(children.parity[able], minlength=4)[1:].tolist()
    assert able.sum() < ((children.birth_month >= 9) & (children.parity > 1)).sum()


def test_a_response_stays_within_this_programme(town):
    with_it, without = (
        simlib.run(town(settings, programmes=("hpv_rollout", FAMILY)), seed=1)
        for settings in ({f"{FAMILY}.response.quantum": 0.1}, NO_RESPONSE)
    )
    assert with_it.population.equals(without.population)
    assert with_it.doses.equals(without.doses)
    assert not with_it.births.equals(without.births)


def test_one_more_child_changes_nobody_else(born):
    fewer = born.take(np.arange(len(born)) != 100)
    scenario = simlib.load("gaoping-2023")
    context = context_of(scenario, 3)
    horizon = context.calendar.horizon

    def days(some):
        return children_of(
            some, scenario.sections[FAMILY].hukou, context.population, horizon, month_starts(horizon), KEY
        )

    all_of_them, rest = days(born), days(fewer)
    others = np.arange(len(born)) != 100
    for name, column in vars(rest).items():
        np.testing.assert_array_equal(getattr(all_of_them, name)[others], column, err_msg=name)


def test_of_some_children_exactly_one_parent_is_registered_on_the_other_side(town):
    settings = {f"{FAMILY}.hukou.parent_elsewhere": 0.4, f"{FAMILY}.hukou.arriving": 0.0}
    steps = steps_of(town(settings, programmes=ALONE, residents=60_000), 3)
    children = steps.course.children
    here = children.hukou_from < 0
    both = children.mother_here & children.father_here
    neither = ~children.mother_here & ~children.father_here
    assert not neither[here].any()
    assert not both[~here].any()
    assert (~both[here]).mean() == pytest.approx(0.4, abs=0.03)
    assert (~neither[~here]).mean() == pytest.approx(0.4, abs=0.12)
    assert children.mother_here[here].mean() == pytest.approx(0.8, abs=0.03)
    assert children.father_here[here].mean() == pytest.approx(0.8, abs=0.03)


def test_the_oldest_who_are_still_due_something_are_there(town):
    course = steps_of(town(programmes=ALONE, residents=60_000), 3).course
    due = course.dues.child[course.dues.day == 0]
    # In the month of the sixth birthday, which ends the preschool subsidy, some are not six on the first day.
    assert course.children.birth_month[due].min() == -72


def test_hukou_moves_and_deaths_come_at_their_rates(born):
    scenario = simlib.load("gaoping-2023")
    context = context_of(scenario, 3)
    horizon = context.calendar.horizon
    hukou = scenario.sections[FAMILY].hukou.model_copy(update={"leaving": 0.2, "arriving": 0.0})
    population = replace(context.population, death_probability=np.full((2, 101), 0.1))
    children = children_of(born, hukou, population, horizon, month_starts(horizon), KEY)
    here = born.status != 1
    start = np.maximum(children.birth_day, 0)
    gone = (children.hukou_until[here] - start[here]) < 365.25
    assert abs(gone.mean() - 0.2) < 4 * np.sqrt(0.16 / here.sum())
    died = children.lives_until - start < 365.25
    assert abs(died.mean() - 0.1) < 4 * np.sqrt(0.09 / len(born))
    assert (children.hukou_until[~here] > 10**6).all()
    assert (children.lives_until >= start).all()
