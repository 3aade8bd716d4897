"""Who is on the list, who comes and goes, and who of them is ill."""

import numpy as np
import pytest
from assist_towns import GROUPS, NOBODY_MOVES, context, course, frames, gaoping, outcome, section_with
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.population.cohorts import ABSENT, HOME
from simlib.programmes.medical_assistance.care_assumptions import DISEASES, DRUGS, SCHEMES
from simlib.programmes.medical_assistance.members import ALWAYS, members_of
from simlib.programmes.medical_assistance.patients import (
    DIALYSIS,
    OTHER_CHRONIC,
    chances_of,
    patients_of,
    scale_for,
)


def members(changes=None, seed=1, small=True):
    around = context(seed)
    section = section_with(changes, small)
    return members_of(section.need, around.population, around.calendar.horizon, around.luck.key(3))


def by_identity(found):
    return {who: row for row, who in enumerate(found.identity.tolist())}


# --- the list ---


@settings(max_examples=20)
@given(counts=st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_as_many_are_on_the_list_on_the_first_day_as_the_scenario_says(counts):
    found = members({"need.people": dict(zip(GROUPS, counts, strict=True)), "diseases.patients": 0})
    at_first = found.enters == ALWAYS
    assert np.bincount(found.group[at_first], minlength=4).tolist() == counts
    assert np.unique(found.identity).size == len(found)


def test_people_are_spread_over_townships_like_those_with_hukou():
    found = members(NOBODY_MOVES | {"need.age_weight": {"from_0": 1.0}}, small=False)
    hukou = gaoping().population.start.people[[HOME, ABSENT]].sum(axis=(0, 2, 3))
    share = np.bincount(found.township) / len(found)
    assert share == pytest.approx(hukou / hukou.sum(), abs=1e-3)


def test_ages_follow_their_weights():
    found = members(NOBODY_MOVES | {"need.age_weight": {"from_0": 0.0, "from_60": 1.0}})
    assert found.age.min() >= 60


def test_more_who_enter_change_nobody_else():
    few = members({"need.entering": dict.fromkeys(GROUPS, 0.1)})
    many = members({"need.entering": dict.fromkeys(GROUPS, 0.9)})
    assert set(few.identity.tolist()) < set(many.identity.tolist())
    place = by_identity(many)
    rows = np.array([place[who] for who in few.identity.tolist()])
    for name in ("group", "township", "away", "age", "enters", "leaves", "dies"):
        assert (getattr(few, name) == getattr(many, name)[rows]).all(), name


def test_more_people_of_a_group_change_nobody_else():
    base = members()
    more = {"stable": 300, "subsistence": 900, "destitute": 60, "monitored": 40}
    other = members({"need.people": more})
    place = by_identity(other)
    rows = np.array([place[who] for who in base.identity.tolist()])
    for name in ("group", "township", "away", "age", "dies"):
        assert (getattr(base, name) == getattr(other, name)[rows]).all(), name


def test_a_share_leaves_in_a_year():
    found = members(
        {"need.people": {**dict.fromkeys(GROUPS, 0), "stable": 20_000}, "diseases.patients": 0}
        | {"need.leaving": dict.fromkeys(GROUPS, 0.3), "need.entering": dict.fromkeys(GROUPS, 0.0)}
    )
    assert (found.leaves <= 365).mean() == pytest.approx(0.3, abs=0.01)
    assert (found.leaves <= 2 * 365).mean() == pytest.approx(1 - 0.7**2, abs=0.01)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), moving=st.sampled_from([0.0, 0.1, 0.9]))
def test_the_list_of_a_month_is_that_of_the_month_before_and_who_came_and_went(seed, moving):
    changes = {"need.leaving": dict.fromkeys(GROUPS, moving), "need.entering": dict.fromkeys(GROUPS, moving)}
    table = frames(outcome(changes, seed))["assistance_list"]
    found, edges = course(changes, seed), gaoping().calendar.horizon.month_edges()
    for group, rows in table.groupby("group", observed=True):
        change = (rows["entered"] - rows["left"] - rows["died"]).to_numpy()
        assert (np.diff(rows["on_list"]) == change[1:]).all()
        mine = found.members.group == GROUPS.index(group)
        counted = [(found.members.on_list(day - 1) & mine).sum() for day in edges[1:]]
        assert rows["on_list"].tolist() == counted
    assert (table["patients"] <= table["on_list"]).all()


# --- patients ---


@settings(max_examples=50)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_weights_are_scaled_to_their_total_with_none_above_one(seed, share):
    weight = np.random.default_rng(seed).choice([0, 0.2, 1, 3.0], 40)
    total = share * (weight > 0).sum()
    assert np.minimum(scale_for(weight, total) * weight, 1).sum() == pytest.approx(total, abs=1e-9)


def test_the_chances_of_a_group_add_up_to_its_patients():
    section = section_with(small=False)
    found = members(small=False)
    chance, yearly = chances_of(found, section.diseases, GROUPS)
    at_first = found.enters == ALWAYS
    for place, name in enumerate(GROUPS):
        rows = at_first & (found.group == place)
        expected = section.diseases.patients * section.diseases.group_share[name]
        assert chance[rows].sum() == pytest.approx(expected)
        assert ((1 - chance) * yearly)[rows].sum() == pytest.approx(expected * section.diseases.new_cases)


def patients(changes, seed=1, small=False):
    around, section = context(seed), section_with(changes, small)
    found = members(changes, seed, small)
    return found, patients_of(found, section.diseases, GROUPS, around.calendar.horizon, around.luck.key(3))


def test_there_are_some_2900_patients_of_the_mix_that_is_given():
    found, ill = patients({})
    at_first = (ill.certified == ALWAYS) & (found.enters[ill.member] == ALWAYS)
    assert at_first.sum() == pytest.approx(2_950, abs=150)
    mix = section_with().diseases.mix
    share = np.bincount(ill.disease, minlength=len(DISEASES)) / len(ill)
    assert share == pytest.approx([mix[name] for name in DISEASES], abs=0.03)


def test_a_patient_has_one_scheme_and_the_two_diseases_are_not_stacked_on_it():
    _, ill = patients({"diseases.comorbid": {"hypertension": 1.0, "diabetes": 1.0}})
    special = ill.disease >= OTHER_CHRONIC
    two = [DRUGS.index("hypertension"), DRUGS.index("diabetes")]
    assert ill.treated[special][:, two].all()
    assert (ill.scheme[special] == SCHEMES.index("chronic_special")).all()
    assert (ill.scheme[~special] == SCHEMES.index("two_diseases")).all()
    assert not ill.treated[~special][:, [DRUGS.index("other_chronic"), DRUGS.index("dialysis_drugs")]].any()


def test_survival_on_dialysis_is_near_the_published_one():
    only = {**dict.fromkeys(DISEASES, 0.0), "dialysis": 1.0}
    middle = {"from_0": 0.0, "from_45": 1.0, "from_65": 0.0}
    changes = {
        "diseases.mix": only,
        "diseases.age_weight": middle,
        "need.leaving": dict.fromkeys(GROUPS, 0.0),
    }
    _, ill = patients(changes)
    first = ill.dies[(ill.certified == ALWAYS) & (ill.disease == DIALYSIS)]
    for years, published in ((1, 0.931), (3, 0.797), (5, 0.677)):
        assert (first > 365 * years).mean() == pytest.approx(published, abs=0.03)


def test_without_excess_deaths_patients_live_as_long_as_others():
    found, ill = patients({"diseases.excess_deaths": dict.fromkeys(DISEASES, 0.0)})
    assert (ill.dies == found.dies[ill.member]).all()


def test_nobody_is_in_care_while_not_on_the_list_not_alive_or_not_certified():
    found = course({"need.leaving": dict.fromkeys(GROUPS, 0.4), "need.entering": dict.fromkeys(GROUPS, 0.4)})
    horizon, rows = gaoping().calendar.horizon, found.patients.member
    for month, day in enumerate(horizon.month_edges()[:-1]):
        there = found.members.on_list(day)[rows] & (found.patients.certified <= day)
        assert (found.months.in_care[:, found.months.before + month] == there).all()
    layers = found.with_relief.layers
    assert (layers[:, ~found.months.in_care] == 0).all()
    assert (layers[:4, ~found.months.insured] == 0).all()
