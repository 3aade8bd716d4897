"""Durations that belong to the task and the draw, and correlate by what they share."""

import numpy as np
import pytest
from small_works import design_of, drawn, keys, project, task, works_section

from simlib.core.luck import Luck
from simlib.programmes.works.draws import Keys, drawn_days, standings

DRAWS = 20_000
RISKS = {
    "crews": {"loading": 0.5, "shared_by": "project"},
    "money": {"loading": 0.4, "shared_by": "city"},
}


def scores(tasks, seed=0, risks=RISKS):
    works = works_section(risks=risks)
    built = project(design_of(tasks, last=tasks), works)
    found = standings(built, works.risks, keys(seed), DRAWS)
    return dict(zip(built.layout.tasks, found.T, strict=True))


def correlation(one, other):
    return float(np.corrcoef(one, other)[0, 1])


def test_tasks_correlate_by_the_risks_that_both_share():
    found = scores(
        {
            "both": task(1, risks=["crews", "money"]),
            "as_well": task(1, risks=["crews", "money"]),
            "crews_only": task(1, risks=["crews"]),
            "money_only": task(1, risks=["money"]),
            "none": task(1),
        }
    )
    around = 4 / np.sqrt(DRAWS)
    assert correlation(found["both"], found["as_well"]) == pytest.approx(0.25 + 0.16, abs=around)
    assert correlation(found["both"], found["crews_only"]) == pytest.approx(0.25, abs=around)
    assert correlation(found["both"], found["money_only"]) == pytest.approx(0.16, abs=around)
    assert correlation(found["crews_only"], found["money_only"]) == pytest.approx(0, abs=around)
    assert correlation(found["both"], found["none"]) == pytest.approx(0, abs=around)


def test_what_the_city_shares_is_the_same_luck_in_each_programme_and_nothing_else_is():
    works = works_section(risks={name: {**risk, "loading": 1.0} for name, risk in RISKS.items()})
    built = project(
        design_of({"a": task(1, risks=["money"]), "b": task(1, risks=["crews"])}, last="ab"), works
    )
    one, other = (
        standings(built, works.risks, Keys(Luck(0).key(number), keys().city), DRAWS).T for number in (4, 6)
    )
    assert (one[0] == other[0]).all()
    assert abs(correlation(one[1], other[1])) < 4 / np.sqrt(DRAWS)


def test_whatever_a_task_shares_it_takes_the_days_of_its_three_points():
    for risks in ([], ["crews"], ["crews", "money"]):
        works = works_section(risks=RISKS)
        built = project(design_of({"walls": task((300, 610, 1220), risks=risks)}, last=["walls"]), works)
        days = drawn_days(built, works.risks, keys(), DRAWS)[:, 0]
        assert abs((days <= 300).mean() - 0.1) < 4 * 0.3 / np.sqrt(DRAWS)
        assert abs((days <= 1220).mean() - 0.9) < 4 * 0.3 / np.sqrt(DRAWS)
        assert abs(days.mean() - built.layout.spread.mean[0]) < 4 * days.std() / np.sqrt(DRAWS)


def test_correlation_makes_the_sum_of_tasks_in_series_vary_more():
    alone = {"one": task((30, 61, 122)), "two": task((30, 61, 122), after=["one"])}
    shared = {
        "one": task((30, 61, 122), risks=["crews", "money"]),
        "two": task((30, 61, 122), after=["one"], risks=["crews", "money"]),
    }
    works = works_section(risks=RISKS)
    free, bound = (
        drawn(project(design_of(tasks, last=["two"]), works), works, DRAWS) for tasks in (alone, shared)
    )
    assert bound.reached("opened").std() > 1.1 * free.reached("opened").std()
    assert bound.reached("opened").mean() == pytest.approx(free.reached("opened").mean(), rel=0.02)


def test_a_task_more_changes_no_other_task():
    few = scores({"one": task(1, risks=["crews"]), "two": task(1)})
    more = scores({"zero": task(1), "one": task(1, risks=["crews"]), "half": task(1), "two": task(1)})
    assert all((few[name] == more[name]).all() for name in few)


def test_a_risk_more_changes_no_task_that_does_not_share_it():
    without = scores({"one": task(1, risks=["crews"])})
    risks = {"weather": {"loading": 0.9, "shared_by": "city"}, **RISKS}
    assert (scores({"one": task(1, risks=["crews"])}, risks=risks)["one"] == without["one"]).all()


def test_each_replicate_has_luck_of_its_own():
    tasks = {"one": task(1, risks=["crews", "money"])}
    assert (scores(tasks, seed=0)["one"] != scores(tasks, seed=1)["one"]).all()


def test_what_is_done_takes_no_day_and_what_is_begun_takes_one_at_least():
    works = works_section()
    tasks = {name: task((2, 3, 4)) for name in ("done", "nearly", "open")}
    built = project(design_of(tasks, last=tasks), works, progress={"done": 1.0, "nearly": 0.999})
    days = drawn_days(built, works.risks, keys(), 200)
    assert (days[:, 0] == 0).all()
    assert (days[:, 1] == 1).all()
    assert (days[:, 2] >= 1).all()


def test_remaining_work_is_what_progress_leaves():
    works = works_section()
    tasks = {"walls": task((300, 610, 1220))}
    whole, left = (
        drawn_days(project(design_of(tasks, last=tasks), works, progress={"walls": done}), {}, keys(), 500)
        for done in (0.0, 0.6)
    )
    assert np.abs(left - 0.4 * whole).max() <= 0.71
