"""The section of community care: as shipped, and every way to get it wrong."""

import pytest

import simlib
from simlib.language.language import Language
from simlib.scenario.problems import InputError

CENTRES = "community_care.centres"


def refusal(path, value):
    """What the loader says to a value."""
    with pytest.raises(InputError) as refused:
        simlib.load("gaoping-2023", set={path: value})
    (problem,) = refused.value.problems
    chinese = problem.told_in(Language("zh"))
    assert chinese != str(problem)
    return str(problem)


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("geta.places", -1, "-1 is not allowed; at least 0 is needed"),
        ("geta.works.done", 1.2, "1.2 is not allowed; at most 1"),
        ("geta.opening.passes", 0.0, "0.0 is not allowed; more than 0"),
        ("geta.opening.acceptance", {"p10": 90.0, "likely": 60.0, "p90": 30.0}, "must follow each other"),
        ("geta.opening.rework", -3, "-3 is not allowed; at least 0 is needed"),
        ("geta.catchment", {"beicheng": 1.5}, "1.5 is not allowed; at most 1"),
        ("geta.catchment", {"beichen": 0.5}, '"beichen" is no township'),
        ("geta.catchment", {"nancheng": 0.9}, "125% of the old people of nancheng are within reach"),
        ("geta.name", {"label": {"en": "x", "zh": "圪塔"}, "township": "geta"}, '"geta" is no township'),
        ("geta.works.complete", "soon", "is a text; a date such as 2023-03-01 is needed"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_path(path, value, complaint):
    said = refusal(f"{CENTRES}.{path}", value)
    assert f"{CENTRES}.geta" in said
    assert complaint in said


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("use.visits_a_week", 8.0, "8.0 is not allowed; at most 7"),
        ("use.open_days", 0, "0 is not allowed; at least 1 is needed"),
        ("use.wanting", {"at_60": 0.2, "at_70": 0.1}, "it may only rise with age"),
        ("use.leaves", 0.0, "0.0 is not allowed; more than 0"),
        ("costs.fee", -1, "-1 is not allowed; at least 0"),
    ],
)
def test_use_and_costs_that_cannot_be_are_refused(path, value, complaint):
    said = refusal(f"community_care.{path}", value)
    assert f"community_care.{path}" in said
    assert complaint in said


def test_a_centre_that_nobody_reaches_is_noticed():
    scenario = simlib.load("gaoping-2023", set={f"{CENTRES}.geta.catchment": {"beicheng": 0.0}})
    assert any("nobody lives within reach of this centre" in notice for notice in scenario.notices)


def test_what_the_article_says_is_told_apart_from_what_is_assumed():
    assumptions = simlib.load("gaoping-2023").assumptions
    told = {
        path
        for path, assumption in assumptions.items()
        if path.startswith(CENTRES) and assumption.source == "article-2023-03-21"
    }
    assert told == {
        f"{CENTRES}.chengnan.name",
        f"{CENTRES}.chengnan.works.complete",
        f"{CENTRES}.geta.works.done",
        f"{CENTRES}.geta.works.complete",
    }
