"""The health impact: PRIME's figures, and what holds whatever the rates, the life table and the vaccine."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_towns import EVERYBODY_BOOKS, ROLLOUT, steps_of
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.population.assumptions import at_ages
from simlib.population.cohorts import FEMALE, death_probability
from simlib.programmes.hpv_rollout.health_impact import Burden, Disability, averted_per_woman
from simlib.programmes.hpv_rollout.impact import QUANTITIES, burden_of, disability_of, impact_table
from simlib.programmes.hpv_rollout.impact_assumptions import Screening
from simlib.programmes.hpv_rollout.protection import efficacy_by_age, protected_women, relative_efficacy

IMPACT = f"{ROLLOUT}.impact"
AGES = 101

# PRIME 2.0.18 for China: per 1,000 women vaccinated at an age, efficacy 1, cases, deaths, YLL and YLD.
PRIME = [
    (12, 0.0, (7.6486, 4.5194, 88.8712, 3.6502)),
    (12, 0.03, (2.4172, 1.1138, 17.8563, 1.0309)),
    (42, 0.0, (6.1424, 4.3592, 80.0798, 3.2262)),
]


@pytest.fixture(scope="module")
def steps(town):
    return steps_of(town(residents=5_000))


@pytest.fixture(scope="module")
def dying(base):
    return death_probability(base.sections["population"])[FEMALE]


@pytest.mark.parametrize(("age", "rate", "published"), PRIME)
def test_the_base_holds_primes_inputs_and_the_model_gives_its_figures(base, age, rate, published):
    impact = base.sections[ROLLOUT].impact
    averted = averted_per_woman(
        burden_of(impact.rates, Screening(cases_averted=0.0, deaths_averted=0.0)),
        disability_of(impact.disability),
        at_ages(base.sections["population"].mortality.female),
        impact.rates.share_16_18,
        1.0,
        np.array([rate]),
    )
    np.testing.assert_allclose([1000 * quantity[0, age] for quantity in averted], published, rtol=1e-4)


# --- one woman ---


@st.composite
def diseases(draw):
    """Arguments of `averted_per_woman` without share, efficacy and rates; the vectors come from a seed."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    incidence, mortality, prevalence = dice.uniform(0, 0.01, (3, AGES))
    weights = Disability(*dice.uniform(0, 1, 3))
    hardship = draw(st.sampled_from([0.0, 0.02, 0.5, 1.0]))
    return Burden(incidence, mortality, prevalence), weights, dice.uniform(0, 1, AGES) * hardship


shares = st.floats(0, 1)
rates_in_order = st.lists(st.floats(0, 0.5), min_size=2, max_size=4).map(sorted).map(np.array)


@settings(max_examples=20)
@given(disease=diseases(), share=shares, efficacy=shares, rates=rates_in_order)
def test_never_more_is_averted_than_there_is_nor_more_at_a_higher_discount(disease, share, efficacy, rates):
    averted = np.array(averted_per_woman(*disease, share, efficacy, rates))
    burden = np.array(averted_per_woman(*disease, 1.0, 1.0, rates))
    slack = 1e-9 * burden[:, :1]
    assert (averted >= 0).all()
    assert (averted <= burden + slack).all()
    assert (np.diff(averted, axis=1) <= slack).all()


@settings(max_examples=10)
@given(disease=diseases(), share=shares, efficacy=shares, rate=st.floats(0, 0.2), age=st.integers(0, 100))
def test_the_backward_sum_is_the_published_formula(disease, share, efficacy, rate, age):
    burden, _, probability = disease
    alive = np.concatenate([[1.0], np.cumprod(1 - probability[age:-1])])
    discount = (1 + rate) ** -np.arange(float(alive.size))
    expected = share * efficacy * (alive * discount * burden.incidence[age:]).sum()
    found = averted_per_woman(*disease, share, efficacy, np.array([rate])).cases[0, age]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_a_life_in_which_nobody_dies_before_the_last_age_loses_what_is_left_of_it():
    nobody, at_90 = np.zeros(AGES), np.zeros(AGES)
    at_90[90] = 1.0
    averted = averted_per_woman(
        Burden(nobody, at_90, nobody), Disability(0, 0, 0), nobody, 1.0, 1.0, np.array([0.0, 0.03])
    )
    assert averted.deaths[0, 12] == pytest.approx(1)
    assert averted.life_years[0, 12] == pytest.approx(10.5)
    assert averted.life_years[1, 12] == pytest.approx((1 - np.exp(-0.03 * 10.5)) / 0.03 / 1.03**78)


# --- efficacy ---


def test_efficacy_falls_from_before_debut_to_that_of_older_women(base):
    efficacy = base.sections[ROLLOUT].impact.efficacy
    by_age = efficacy_by_age(efficacy)
    assert by_age[9] == efficacy.before_debut
    assert by_age[40] == by_age[45] == pytest.approx(efficacy.after_debut.older)
    assert (np.diff(by_age) <= 0).all()


def test_a_series_that_was_broken_off_protects_less(base):
    efficacy = base.sections[ROLLOUT].impact.efficacy
    doses, series = np.array([1, 2, 1, 2, 3]), np.array([2, 2, 3, 3, 3])
    one, two = efficacy.one_dose, efficacy.two_of_three_doses
    assert relative_efficacy(doses, series, efficacy).tolist() == [one, 1.0, one, two, 1.0]


def test_screening_leaves_less_for_the_vaccine(base):
    rates = base.sections[ROLLOUT].impact.rates
    without = burden_of(rates, Screening(cases_averted=0.0, deaths_averted=0.0))
    left = burden_of(rates, Screening(cases_averted=0.1, deaths_averted=0.4))
    np.testing.assert_allclose(left.incidence, 0.9 * without.incidence)
    np.testing.assert_allclose(left.prevalence, 0.9 * without.prevalence)
    np.testing.assert_allclose(left.mortality, 0.6 * without.mortality)


# --- a town ---


def table_of(steps, dying, **changes):
    protected = protected_women(steps.women, steps.log, steps.horizon)
    changed = replace(protected, **{name: change(protected) for name, change in changes.items()})
    return impact_table(changed, steps.section.impact, dying, tuple(steps.section.batches))


def test_twice_the_women_avert_twice_as_much(steps, dying):
    once, twice = table_of(steps, dying), table_of(steps, dying, women=lambda groups: 2 * groups.women)
    for name in QUANTITIES:
        assert (once[name] > 0).all()
        np.testing.assert_allclose(twice[name], 2 * once[name])


def test_the_order_of_injections_changes_nothing(steps, dying):
    order = np.random.default_rng(1).permutation(steps.log.woman.size)
    mixed = replace(
        steps.log, **{name: getattr(steps.log, name)[order] for name in ("woman", "day", "dose", "site")}
    )
    before, after = table_of(steps, dying), table_of(replace(steps, log=mixed), dying)
    for name in QUANTITIES:
        np.testing.assert_array_equal(before[name], after[name])


def test_a_vaccine_without_efficacy_averts_nothing(town):
    useless = {f"{IMPACT}.efficacy.{name}": 0.0 for name in ("before_debut", "one_dose")}
    useless |= {f"{IMPACT}.efficacy.after_debut.{name}": 0.0 for name in ("younger", "older")}
    result = simlib.run(town(useless, residents=1_500))
    assert result.protection["women"].sum() > 0
    assert (result.impact[list(QUANTITIES)] == 0).all().all()


def test_no_dose_averts_nothing_and_says_so(town):
    result = simlib.run(town({f"{ROLLOUT}.demand.no_show": 1.0, **EVERYBODY_BOOKS}, residents=1_500))
    assert result.impact.empty
    assert result.measures[f"{ROLLOUT}.dalys_averted_at_3_percent"] == 0


def test_tables_and_named_outcomes_add_up(base_result):
    women, doses, impact = base_result.protection, base_result.doses, base_result.impact
    assert women["women"].sum() == doses.query("dose == 1")["count"].sum()
    assert (women["women"] * women["doses"]).sum() == doses["count"].sum()
    full = women.query("doses == series")["women"].sum()
    assert full == base_result.measures[f"{ROLLOUT}.complete"]
    for name in QUANTITIES:
        by_rate = impact.groupby("discount_rate")[name].sum()
        assert by_rate.is_monotonic_decreasing
        assert base_result.measures[f"{ROLLOUT}.{name}_at_3_percent"] == pytest.approx(by_rate[0.03])


# --- what is refused ---


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("rates.incidence", {"from_15": 0.04}, "from_0"),
        ("rates.mortality", {"from_0": 0.0, "from_130": 1.0}, "from_100"),
        ("rates.prevalence", {"from_0": -1.0}, "at least 0"),
        ("rates.share_16_18", 1.2, "at most 1"),
        ("efficacy.debut.everybody_from", 14, "nobody up to"),
        ("efficacy.after_debut.older_from", 25, "older women"),
        ("screening.deaths_averted", -0.1, "at least 0"),
        ("discount_rates", [0.0, -0.03], "at least 0"),
        ("discount_rates", [0.03, 0.03], "twice"),
        ("discount_rates", [], "empty"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_path(path, value, told):
    with pytest.raises(simlib.InputError) as caught:
        simlib.load("gaoping-2023", set={f"{IMPACT}.{path}": value})
    assert f"{IMPACT}.{path.split('.')[0]}" in str(caught.value)
    assert told in str(caught.value)
