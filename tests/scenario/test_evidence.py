"""A number carries its evidence, and evidence does not vouch for a number put in its place."""

import pytest

from simlib.runs.scenarios import load

FACT_WITH_RANGE = "hpv_rollout.products.cecolin.two_dose_interval"
FACT = "population.census.residents"
POLICY = "hpv_rollout.eligibility.oldest"
ESTIMATE = "hpv_rollout.demand.no_show"
PLACEHOLDER = "hpv_rollout.demand.give_up"

CHANGES = {FACT_WITH_RANGE: 200, FACT: 450_000, POLICY: 44, ESTIMATE: 0.2, PLACEHOLDER: 0.2}
"""Another value for an assumption of each kind."""


@pytest.mark.parametrize(
    ("path", "kind"), [(FACT_WITH_RANGE, "fact"), (FACT, "fact"), (POLICY, "policy"), (ESTIMATE, "estimate")]
)
def test_the_base_has_assumptions_of_each_kind(base, path, kind):
    assert base.assumptions[path].kind == kind


def changed_by_overlay(desk, path, more=""):
    overlay = desk.overlay(f"{path}: {{value: {CHANGES[path]}, why: somebody asked{more}}}")
    return desk.load(overlay).assumptions[path]


@pytest.mark.parametrize("path", [FACT_WITH_RANGE, FACT])
def test_a_changed_fact_is_no_longer_a_fact(desk, path):
    by_hand = load("gaoping-2023", set={path: CHANGES[path]}).assumptions[path]
    for assumption in (changed_by_overlay(desk, path), by_hand):
        assert assumption.kind in ("estimate", "placeholder")
        assert assumption.confidence == "low"
        assert assumption.value == CHANGES[path]


def test_a_fact_of_which_a_part_is_changed_is_no_longer_a_fact():
    scenario = load("gaoping-2023", set={"population.census.age_share.from_0": 0.01})
    assert scenario.assumptions["population.census.age_share"].kind != "fact"


@pytest.mark.parametrize("path", [POLICY, ESTIMATE, PLACEHOLDER])
def test_a_changed_value_of_another_kind_keeps_its_kind_with_low_confidence(desk, base, path):
    assumption = changed_by_overlay(desk, path)
    assert assumption.kind == base.assumptions[path].kind
    assert assumption.confidence == "low"


@pytest.mark.parametrize("path", CHANGES)
def test_a_changed_value_says_who_changed_it_and_why(desk, path):
    assert changed_by_overlay(desk, path).note == "changed by overlay: somebody asked"
    by_hand = load("gaoping-2023", set={path: CHANGES[path]}, origin="--set").assumptions[path]
    assert by_hand.note == "changed by --set: set by hand"


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_leaves_unit_range_and_label_alone(desk, base, path):
    before, after = base.assumptions[path], changed_by_overlay(desk, path)
    assert (after.unit, after.range, after.valid, after.label) == (
        before.unit,
        before.range,
        before.valid,
        before.label,
    )


def test_a_change_with_a_source_of_its_own_keeps_its_standing(desk):
    more = ", kind: fact, confidence: high, source: units-nbs, note: counted again"
    assumption = changed_by_overlay(desk, FACT, more)
    assert (assumption.kind, assumption.confidence, assumption.source) == ("fact", "high", "units-nbs")
    assert assumption.note == "counted again"


def test_a_change_names_a_source_that_exists(desk):
    overlay = desk.overlay(f"{FACT}: {{value: 450000, why: counted, source: census-2021}}")
    told = desk.refusal(overlay)
    assert "overlay.yaml:4: " in told
    assert 'unknown source "census-2021"; did you mean "census-2020"?' in told


def test_the_later_of_two_changes_is_the_one_in_the_note(desk):
    desk.overlay(f"{ESTIMATE}: {{value: 0.2, why: first}}", name="first")
    second = desk.overlay(f"{ESTIMATE}: {{value: 0.15, why: second}}", extends="first", name="second")
    assert desk.load(second).assumptions[ESTIMATE].note == "changed by second: second"


def test_an_untouched_assumption_keeps_its_evidence(desk, base):
    scenario = desk.load(desk.overlay(f"{ESTIMATE}: {{value: 0.2, why: asked}}"))
    assert scenario.assumptions[FACT] == base.assumptions[FACT]
    assert scenario.assumptions[FACT].kind == "fact"


@pytest.mark.parametrize("kind", ["kind: policy", "kind: fact"])
def test_what_is_known_needs_no_range(desk, kind):
    desk.edit("gaoping-2023/hpv_rollout.yaml", r"      range: .*\n", "", after="    no_show:\n")
    desk.edit("gaoping-2023/hpv_rollout.yaml", "kind: estimate", kind, after="    no_show:\n")
    assert desk.load().assumptions[ESTIMATE].range is None


def test_a_placeholder_without_a_number_needs_no_range(base):
    assert base.assumptions["hpv_rollout.sites.township"].kind == "placeholder"
    assert base.assumptions["hpv_rollout.sites.township"].range is None


@pytest.mark.parametrize("missing", ["unit", "kind", "confidence", "source", "label"])
def test_evidence_must_be_complete(desk, missing):
    pattern = rf"      {missing}: .*\n"
    desk.edit("gaoping-2023/hpv_rollout.yaml", pattern, "", after="    no_show:\n")
    told = desk.refusal()
    assert f'{ESTIMATE}.{missing}: "{missing}" is missing' in told
