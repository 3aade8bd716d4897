"""The subsidies' page without a browser: levers, two sides, languages, broken scenarios."""

import json

import ipywidgets as widgets
import pytest

import simlib
from simlib.language.language import Language
from simlib.present.board.page import Board
from simlib.present.family_page.levers import levers_of
from simlib.present.family_page.page import SUBSIDIES

pytestmark = pytest.mark.usefixtures("no_loop")

ENGLISH, CHINESE = Language("en"), Language("zh")
FAMILY = "family_subsidies"
SMALL = """extends: gaoping-2023
title: {en: Small town, zh: 小镇}
changes:
  population.census.residents: {value: 4000, why: quick}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "small.yaml").write_text(SMALL, encoding="utf-8")
    broken = "extends: gaoping-2023\ntitle: {en: <b>, zh: 坏}\nchanges: {no.such: {value: 1, why: so}}\n"
    (folder / "scenarios" / "broken.yaml").write_text(broken)
    return folder


@pytest.fixture
def page(folder):
    return Board(SUBSIDIES, "small", folder, ENGLISH)


def texts(page):
    def all_widgets(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from all_widgets(child)

    return "\n".join(one.value for one in all_widgets(page.box) if isinstance(one, widgets.HTML))


def row(page, path):
    return next(row for row in page._panel._rows if row.lever.path.endswith(path))


def paid(page, side):
    return page._answers[side].result.subsidies["amount"].sum()


def test_there_are_levers_for_amounts_ages_take_up_and_offices(base):
    paths = {lever.path.removeprefix(f"{FAMILY}.") for lever in levers_of(base)}
    assert {
        "instruments.birth_reward.amount.third",
        "instruments.childcare.amount.second",
        "instruments.childcare.ages.infancy.before_month",
        "uptake.take_up",
        "path.review.cases_a_day",
        "path.approval.cases_a_day",
        "response.quantum",
    } <= paths
    for lever in levers_of(base):
        assert lever.low <= lever.default <= lever.high
        assert lever.low < lever.high, lever.path


@pytest.mark.parametrize("end", ["low", "high"])
def test_every_lever_gives_a_scenario_that_loads(base, end):
    changes = {lever.path: lever.value_at(getattr(lever, end)) for lever in levers_of(base)}
    # The ends of ages are those of all instruments alike; a window must not end before it begins.
    changes = {
        path: value for path, value in changes.items() if not path.endswith("before_month") or value > 36
    }
    assert simlib.load("gaoping-2023", set=changes).changes


def test_a_lever_moves_one_side_alone(page):
    before = {side: paid(page, side) for side in "AB"}
    assert before["A"] == before["B"]
    row(page, "childcare.amount.second")._slider.value = 2_000
    assert paid(page, "A") == before["A"]
    assert paid(page, "B") > before["B"]
    assert page._panel.changes == {f"{FAMILY}.instruments.childcare.amount.second": 2_000.0}
    assert (
        "1 changed"
        in json.loads(page._results._at_once._widgets["money"].figure)["layout"]["annotations"][-1]["text"]
    )


def test_ages_that_make_no_sense_are_told_and_the_page_lives_on(page):
    row(page, "preschool.ages.kindergarten.before_month")._slider.value = 30
    assert "the ages end before month 30" in texts(page)
    row(page, "preschool.ages.kindergarten.before_month")._slider.value = 60
    assert page._problem.value == ""


def test_a_broken_scenario_is_told_and_another_one_mends_it(page):
    page.choose("B", "broken")
    assert "no.such" in texts(page)
    assert "<b>" not in page._problem.value
    page.choose("B", "news-spreads-slowly")
    assert page._problem.value == ""
    assert len(page._panel._rows) == len(levers_of(page._answers["B"].result.scenario))


def test_the_page_speaks_chinese(page):
    page.tell(CHINESE)
    said = texts(page)
    for words in ("高平市生育补贴", "育儿补贴标准 (二孩)", "北城街街道", "占位值"):
        assert words in said
    for foreign in ("Childcare", "Beicheng", "entitled"):
        assert foreign not in said
    assert (
        json.loads(page._results._at_once._widgets["money"].figure)["layout"]["annotations"][0]["text"]
        == "每月发放的补贴"
    )


def test_the_page_says_what_is_assumed_of_births(page):
    said = texts(page)
    assert "Assumed, not found" in said
    assert "four of the five amounts are not known" in said
    row(page, "response.quantum")._slider.value = 0.0
    assert "infinite: no birth more" in page._results._tiles.value


def test_moved_levers_are_saved_and_put_back(page, folder):
    row(page, "uptake.take_up")._slider.value = 0.6
    page._saving._name.value = "few-apply"
    page._saving._save.click()
    saved = simlib.load(folder / "scenarios" / "few-apply.yaml")
    assert saved.sections[FAMILY].uptake.take_up == 0.6
    page._panel._reset.click()
    assert page._panel.changes == {}
    assert paid(page, "A") == paid(page, "B")
