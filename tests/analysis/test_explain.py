"""Explanations: everything about an assumption, and every assumption is used by somebody."""

import pytest

import simlib
from simlib.analysis.explain import explain
from simlib.analysis.usage import users_of
from simlib.language.language import Language

EN = Language("en")


def test_an_explanation_tells_value_range_unit_kind_source_and_users(base):
    text = explain(base, "hpv_rollout.demand.no_show", EN)
    for part in (
        "0.1",
        "爽约率",
        "share of appointments",
        "0.03 to 0.25",
        "beta",
        "estimate, confidence low",
        "[no-show-range]",
        "engine_fast.py",
        "_plan",
    ):
        assert part in text


def test_an_explanation_in_chinese_lines_its_columns_up(base):
    lines = explain(base, "hpv_rollout.demand.no_show", Language("zh")).splitlines()
    assert "  数值          0.1" in lines
    assert "  有效范围      不小于0.0、不大于1.0" in lines
    assert "  类别          估计值，可信度低" in lines


def test_what_a_change_leaves_behind_is_told_in_chinese():
    scenario = simlib.load("gaoping-2023", set={"hpv_rollout.demand.no_show": 0.2})
    text = explain(scenario, "hpv_rollout.demand.no_show", Language("zh"))
    for words in ("由set修改：手工设定", "由set修改. 情景本身, 未注明日期", "原值：0.1"):
        assert words in text


def test_a_value_inside_an_assumption_is_explained_by_it(base):
    assert "value         100" in explain(base, "hpv_rollout.sites.daily_capacity.nancheng_centre", EN)


def test_overlays_that_touch_an_assumption_are_listed(base):
    text = explain(base, "hpv_rollout.batches.women_1990_2004", EN)
    assert "third-phase-early" in text
    assert "2024-03-01" in text


def test_what_changed_it_is_told_with_the_value_before():
    scenario = simlib.load("gaoping-2023", set={"hpv_rollout.demand.no_show": 0.2})
    assert "before: 0.1" in explain(scenario, "hpv_rollout.demand.no_show", EN)


def test_a_group_lists_what_is_in_it(base):
    assert "hpv_rollout.demand.uptake.age_9_14" in explain(base, "hpv_rollout.demand.uptake", EN)


def test_a_step_that_an_assumption_does_not_have_is_refused(base):
    for path in ("hpv_rollout.batches.girls_2005_2010.opns", "hpv_rollout.demand.no_show.more"):
        with pytest.raises(simlib.InputError, match="there is no such assumption"):
            explain(base, path, EN)


def test_what_only_bears_the_same_name_does_not_use_it():
    users = {use.file for use in users_of("hpv_rollout.sites.township")}
    assert "programmes/hpv_rollout/travel.py" in users
    assert "programmes/hpv_rollout/reach.py" not in users


def test_an_unknown_path_names_the_nearest(base):
    with pytest.raises(simlib.InputError, match=r"did you mean .hpv_rollout\.demand\.no_show"):
        explain(base, "hpv_rollout.demand.no_shwo", EN)


def test_every_assumption_of_the_base_is_used_by_the_code(base):
    assert [path for path in base.assumptions if not users_of(path)] == []
