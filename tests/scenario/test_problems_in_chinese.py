"""A mistake is told in Chinese as well as in English: the same place, the same values, the same advice."""

import pickle
from datetime import date

import pytest

from simlib.language.language import Language
from simlib.runs.scenarios import load
from simlib.scenario.problems import InputError

EN, ZH = Language("en"), Language("zh")
NO_SHOW = "hpv_rollout.demand.no_show"


def problems_of(scenario, settings=None):
    with pytest.raises(InputError) as caught:
        load(scenario, set=settings)
    return caught.value.problems


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({NO_SHOW: 1.5}, f"set {NO_SHOW}: 不允许1.5；须不大于1.0"),
        ({NO_SHOW: "8%"}, f'set {NO_SHOW}: "8%"是文本；需要数字 (8%请写成0.08)'),
        ({NO_SHOW: None}, f"set {NO_SHOW}: 空值不允许使用；需要数字"),
        ({NO_SHOW: [0.1]}, f"set {NO_SHOW}: 列表出现在应填单个数值的位置；需要数字"),
        ({NO_SHOW: float("nan")}, f"set {NO_SHOW}: 不允许nan；需要有限数值"),
        (
            {"hpv_rollout.demand.no_shwo": 0.1},
            f'没有这个路径；是否应为"{NO_SHOW}"？ (新增假设还须有unit, kind, confidence, source, label)',
        ),
        ({"horizon.first_day": date(2023, 3, 2)}, "模拟期起始日期为2023-03-02；须为某月1日"),
        ({"horizon.first_day": date(2019, 1, 1)}, "须为普查时点2020-11-01或之后"),
        ({"hpv_rollout.sites.township.mishan_clinic": "mihsan"}, "不是乡镇(街道)；已有："),
    ],
)
def test_a_value_that_is_refused_is_told_in_chinese(settings, words):
    assert any(words in problem.told_in(ZH) for problem in problems_of("gaoping-2023", settings))


def test_a_scenario_that_is_not_there_is_told_in_chinese_with_the_nearest_name():
    (problem,) = problems_of("gaoping-2032")
    assert problem.told_in(ZH).startswith("gaoping-2032: 没有这个名称的情景；已有：")
    assert problem.told_in(ZH).endswith('是否应为"gaoping-2023"？')


def test_what_is_wrong_in_an_included_file_is_told_in_chinese_where_it_is_included(desk):
    where = desk.edit("gaoping-2023.yaml", r"gaoping-2023/budget\.yaml", "gaoping-2023/bugdet.yaml")
    told = [problem.told_in(ZH) for problem in problems_of(desk.base)]
    assert any(where in text and text.endswith("bugdet.yaml: 没有这个文件") for text in told)


def test_in_english_a_problem_is_told_as_it_shows_itself():
    for problem in problems_of("gaoping-2023", {NO_SHOW: "eight", "hpv_rollout.demand.no_shwo": 1}):
        assert problem.told_in(EN) == str(problem)


def test_what_a_user_wrote_plays_no_tricks_in_any_language():
    told = [problem.told_in(ZH) for problem in problems_of("gaoping-2023", {NO_SHOW: "\x1b[31m{lang}"})]
    assert any("{lang}" in text and "\x1b" not in text for text in told)


def test_a_notice_is_told_in_chinese_after_the_scenario_went_to_another_process():
    scenario = pickle.loads(pickle.dumps(load("gaoping-2023", set={NO_SHOW: 0.5})))
    (notice,) = scenario.notices
    assert "lies outside its plausible range" in notice
    assert notice.told_in(ZH) == f"{NO_SHOW}: 0.5超出合理区间0.03至0.25"


def test_a_horizon_beyond_the_known_holidays_is_noted_in_chinese():
    scenario = load("gaoping-2023", set={"horizon.last_day": date(2027, 2, 28)})
    assert any("法定节假日数据截至2026年" in notice.told_in(ZH) for notice in scenario.notices)
