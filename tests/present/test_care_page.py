"""The page of care and assistance without a browser: each lever moves what it is about, in both languages."""

import json
import re

import ipywidgets as widgets
import pytest

import simlib
from simlib.language.language import Language
from simlib.present.board.page import Board
from simlib.present.care_page.levers import PLACES, WINTER, levers_of
from simlib.present.care_page.page import CARE

pytestmark = pytest.mark.usefixtures("no_loop")

ENGLISH, CHINESE = Language("en"), Language("zh")
SMALL = """extends: gaoping-2023
title: {en: Small town, zh: 小镇}
changes:
  population.census.residents: {value: 20000, why: quick}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "small.yaml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(folder):
    return Board(CARE, "small", folder, ENGLISH)


@pytest.fixture
def page(made):
    """One page for all tests, as at its start."""
    if made._panel.changes:
        made._panel.reset()
    if made.lang != ENGLISH:
        made.tell(ENGLISH)
    return made


def all_widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from all_widgets(child)


def texts(page):
    return "\n".join(one.value for one in all_widgets(page.box) if isinstance(one, widgets.HTML))


def charts(page):
    both = page._results._at_once._widgets | page._results._later._widgets
    return {name: json.loads(chart.figure) for name, chart in both.items()}


def row(page, path):
    return next(row for row in page._panel._rows if row.lever.path.endswith(path))


def facts(page, side):
    return page._answers[side].drawn.facts


def _drawn(chart, axis):
    return [(trace["x"], trace["y"]) for trace in chart["data"] if trace["xaxis"] == axis]


def moved(page):
    """What is shown that differs from one side to the other: charts, and whether tiles or tables do."""
    different = set()
    for name, chart in charts(page).items():
        sides = [_drawn(chart, axis) for axis in ("x", "x2")]
        different |= {name} if sides[0] != sides[1] else set()
    one, other = (facts(page, side) for side in "AB")
    different |= {"years"} if not one.years.equals(other.years) else set()
    return different


def test_every_end_of_a_lever_gives_a_scenario_that_loads(base):
    for end in ("low", "high"):
        changes = {lever.path: lever.value_at(getattr(lever, end)) for lever in levers_of(base)}
        assert len(simlib.load("gaoping-2023", set=changes).changes) >= len(changes) - 1
    for lever in levers_of(base):
        assert lever.low <= lever.default <= lever.high
        assert lever.low < lever.high, lever.path


@pytest.mark.parametrize(
    ("path", "position", "what"),
    [
        ("construction.crews", 2.0, {"opening", "buildings"}),
        ("alerts.number", 10.0, {"opening", "buildings", "others"}),
        ("places.number", 400.0, {"years"}),
        ("at_opening.elderly", 3.0, {"beds"}),
        ("hired.disabled", 3.0, {"beds"}),
        ("fees.partial", 3500.0, {"years"}),
        ("chengnan.places", 30.0, {"community"}),
        ("geta.opening.passes", 0.5, set()),
        ("premium.support", 1.0, {"assistance"}),
        ("people_a_day", 3.0, {"assistance", "people"}),
        ("relief.share", 0.5, {"assistance", "hardship", "care"}),
    ],
)
def test_a_lever_moves_what_it_is_about_on_one_side_alone(page, path, position, what):
    assert moved(page) == set()
    before = facts(page, "A").result
    row(page, path)._slider.value = position
    assert page._problem.value == ""
    assert what <= moved(page)
    assert facts(page, "A").result is before
    assert any("1 changed" in note["text"] for note in charts(page)["opening"]["layout"]["annotations"])


def test_the_winter_can_be_told_to_stop_all_work(page):
    [winter] = page._panel._specials
    winter.part._buttons["indoors"].click()
    assert page._panel.changes == {WINTER: list(PLACES)}
    openings = [facts(page, side).openings.loc["opened", "p50"] for side in "AB"]
    assert openings[0] < openings[1]
    winter.part._buttons["indoors"].click()
    assert page._panel.changes == {}


def test_the_support_of_years_keeps_its_relation(base):
    tapering = simlib.load("premium-support-tapers-off")
    lever = next(lever for lever in levers_of(tapering) if lever.path.endswith("premium.support"))
    planned = tapering.assumptions[lever.path].value
    assert lever.value_at(lever.default) == {str(year): share for year, share in planned.items()}
    doubled = lever.value_at(2 * lever.default)
    assert doubled == {year: 2 * share for year, share in lever.value_at(lever.default).items()}


def test_premiums_are_no_spending_out_of_pocket(page):
    row(page, "premium.support")._slider.value = 1.0
    one, other = (facts(page, side) for side in "AB")
    assert one.hardship.equals(other.hardship)
    assert other.benefits.loc["premium", "amount"] == pytest.approx(2 * one.benefits.loc["premium", "amount"])


def test_dates_show_their_doubt(page):
    shown = facts(page, "A")
    assert (shown.buildings["p10"] <= shown.buildings["p50"]).all()
    assert (shown.buildings["p50"] <= shown.buildings["p90"]).all()
    chances = shown.openings[[*shown.year_ends]]
    assert chances.ge(0).all(axis=None)
    assert (chances.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    opened = shown.chances[shown.chances["milestone"] == "opened"].set_index("month")["chance"]
    p50 = shown.milestones.loc["opened", "p50"]
    assert opened[: p50.replace(day=1)].iloc[-1] >= 0.5 > opened[opened.index < p50.replace(day=1)].iloc[-1]


def test_the_whole_page_speaks_chinese(page):
    page.tell(CHINESE)
    said = texts(page) + "".join(
        str(trace.get("name")) + str(trace["y"]) + str(note["text"])
        for chart in charts(page).values()
        for trace in chart["data"]
        for note in chart["layout"]["annotations"]
    )
    said = re.sub(r"<style>.*?</style>|<[^>]*>", " ", said, flags=re.S)
    for words in ("福利服务中心", "资助参保", "城南社区", "1号楼", "占位值"):
        assert words in said
    for foreign in ("Welfare", "Building", "premium", "Chengnan", "relief", "hypertension"):
        assert foreign not in said
