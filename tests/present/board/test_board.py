"""A page without a browser, the planner's: two sides, moves, languages, broken scenarios, saving."""

import asyncio
import base64
import json
import re
from html import escape

import ipywidgets as widgets
import numpy as np
import pytest

import simlib
from simlib.language.language import Language
from simlib.present.board import page
from simlib.present.board.page import Board
from simlib.present.planner.levers import ROLLOUT
from simlib.present.planner.page import PLANNER
from simlib.runs.rehearsal import Rehearsal
from simlib.runs.scenarios import only

ENGLISH, CHINESE = Language("en"), Language("zh")
TRICKY = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SMALL = """extends: gaoping-2023
title: {{en: {title}, zh: {title}}}
changes:
  population.census.residents: {{value: 2000, why: quick}}
"""


@pytest.fixture
def folder(tmp_path):
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    (scenarios / "small.yaml").write_text(SMALL.format(title="Small town"), encoding="utf-8")
    (scenarios / "tricky.yaml").write_text(SMALL.format(title=f"'{TRICKY}'"), encoding="utf-8")
    (scenarios / "broken.yaml").write_text("extends: gaoping-2023\nchanges: {no.such: {value: 1, why: so}}\n")
    return tmp_path


@pytest.fixture
def planner(folder):
    return Board(PLANNER, "small", folder, ENGLISH)


def all_widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from all_widgets(child)


def texts(planner):
    """Everything on the page that the browser takes for HTML."""
    return "\n".join(one.value for one in all_widgets(planner.box) if isinstance(one, widgets.HTML))


def lever(planner, path):
    return next(row for row in planner._panel._rows if row.lever.path.endswith(path))


def doses(planner):
    return [planner._answers[side].result.measures["hpv_rollout.doses"] for side in "AB"]


def shown(board):
    """The charts of a board by name, as the browser gets them."""
    return {name: json.loads(chart.figure) for name, chart in board._widgets.items()}


def written(board):
    return [note["text"] for figure in shown(board).values() for note in figure["layout"]["annotations"]]


def shown_titles(planner):
    return written(planner._results._at_once)


def heights(trace):
    """The numbers of a trace; plotly's JSON holds arrays as bytes."""
    packed = trace["y"]
    if isinstance(packed, list):
        return packed
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]).tolist()


def save(planner, name, title=""):
    saving = planner._saving
    saving._name.value, saving._titles["en"].value = name, title
    saving._save.click()
    return saving._message.value


def test_both_sides_begin_with_the_same_scenario(planner):
    a, b = doses(planner)
    assert a == b > 0
    assert "B − A: ±0" in texts(planner)


def test_a_lever_moves_b_and_leaves_a_as_it_was(planner):
    before, _ = doses(planner)
    lever(planner, "uptake.age_9_14")._slider.value = 0.7
    a, b = doses(planner)
    assert a == before
    assert b < a
    assert any("Small town · 1 changed" in title for title in shown_titles(planner))


def test_the_charts_hold_what_the_tables_hold(planner):
    lever(planner, "no_show")._slider.value = 0.25
    bars = shown(planner._results._at_once)["doses"]["data"]
    drawn = [sum(sum(heights(bar)) for bar in bars if bar["xaxis"] == axis) for axis in ("x", "x2")]
    assert drawn == doses(planner)


def test_the_levers_go_back_at_once(planner):
    lever(planner, "no_show")._slider.value = 0.25
    planner._panel._specials[0].part._buttons["sun"].click()
    assert len(planner._panel.changes) == 2
    planner._panel._reset.click()
    assert planner._panel.changes == {}
    assert doses(planner)[0] == doses(planner)[1]


def test_the_whole_page_changes_its_language_and_keeps_its_levers(planner):
    lever(planner, "no_show")._slider.value = 0.2
    planner.tell(CHINESE)
    page = texts(planner) + "".join(map(str, shown_titles(planner)))
    page += "".join(one.description for one in all_widgets(planner.box) if isinstance(one, widgets.Button))
    told = re.sub(r"<style>.*?</style>|<[^>]*>|English|HPV|Small town|gaoping-2023", " ", page, flags=re.S)
    assert re.findall(r"[A-Za-z]{2,}", told) == []
    assert lever(planner, "no_show").position == 0.2
    assert planner._answers["B"].result.scenario.sections["hpv_rollout"].demand.no_show == 0.2


def test_a_title_shows_as_written_everywhere(folder):
    planner = Board(PLANNER, "tricky", folder, ENGLISH)
    lever(planner, "no_show")._slider.value = 0.2
    assert "<script" not in texts(planner)
    assert "<img" not in texts(planner)
    # Plotly makes links and bold text of what looks like HTML.
    assert all("<" not in title for title in shown_titles(planner))
    assert any(escape(TRICKY) in title for title in shown_titles(planner))


def test_a_scenario_that_cannot_load_shows_its_message_and_the_page_stays_alive(planner):
    planner._choice["B"].value = "broken"
    assert "broken.yaml:2: no.such: there is no such path" in planner._problem.value
    assert "Traceback" not in texts(planner)
    assert planner._results.box.layout.display == "none"
    planner._choice["B"].value = "small"
    assert planner._problem.value == ""
    assert planner._results.box.layout.display is None
    lever(planner, "no_show")._slider.value = 0.2
    assert doses(planner)[0] != doses(planner)[1]


def test_a_problem_is_told_in_the_language_of_the_page(planner):
    planner._choice["B"].value = "broken"
    planner.tell(CHINESE)
    assert "没有这个路径" in planner._problem.value
    assert "there is no such path" not in planner._problem.value


def test_a_page_can_begin_with_a_scenario_that_does_not_exist(folder):
    planner = Board(PLANNER, "nowhere", folder, ENGLISH)
    assert "no scenario of this name" in planner._problem.value
    planner._choice["A"].value = planner._choice["B"].value = "small"
    assert doses(planner)[0] > 0


def test_a_saved_scenario_is_what_the_levers_made_and_loads_back(planner, folder):
    lever(planner, "no_show")._slider.value = 0.2
    lever(planner, "girls_2011_2014.opens")._slider.value -= 100
    planner._panel._specials[0].part._buttons["sun"].click()
    ours = planner._answers["B"].result
    assert "simlib run scenarios/more-sundays.yaml" in save(planner, "more-sundays", TRICKY)
    saved = only(simlib.load(folder / "scenarios" / "more-sundays.yaml"), ROLLOUT)
    assert saved.sections == ours.scenario.sections
    assert saved.title.en == TRICKY
    planner._choice["A"].value = "more-sundays"
    assert doses(planner)[0] == doses(planner)[1] == ours.measures["hpv_rollout.doses"]
    assert "<script" not in texts(planner)


def test_a_file_that_is_there_is_replaced_only_after_asking(planner, folder):
    file = folder / "scenarios" / "mine.yaml"
    lever(planner, "no_show")._slider.value = 0.2
    save(planner, "mine")
    first = file.read_text(encoding="utf-8")
    lever(planner, "no_show")._slider.value = 0.15
    assert "mine.yaml is there already" in save(planner, "mine")
    assert planner._saving._question.layout.display is None
    planner._saving._leave.click()
    assert planner._saving._question.layout.display == "none"
    assert file.read_text(encoding="utf-8") == first
    save(planner, "mine")
    planner._saving._replace.click()
    assert "0.15" in file.read_text(encoding="utf-8")


def test_an_answer_to_the_question_is_for_the_name_that_was_asked_about(planner, folder):
    lever(planner, "no_show")._slider.value = 0.2
    save(planner, "mine")
    save(planner, "other")
    before = (folder / "scenarios" / "other.yaml").read_text(encoding="utf-8")
    lever(planner, "no_show")._slider.value = 0.15
    save(planner, "mine")
    planner._saving._name.value = "other"
    planner._saving._replace.click()
    assert (folder / "scenarios" / "other.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("name", ["", "Größer", "../out", "sources", "a b", ".hidden", "small"])
def test_a_name_that_cannot_be_is_refused(planner, folder, name):
    lever(planner, "no_show")._slider.value = 0.2
    before = sorted(folder.rglob("*"))
    assert "simlib-refusal" in save(planner, name)
    assert sorted(folder.rglob("*")) == before


def test_a_scenario_cannot_be_saved_as_what_it_extends(planner):
    lever(planner, "no_show")._slider.value = 0.2
    assert "cannot extend itself" in save(planner, "small")
    assert planner._saving._question.layout.display == "none"


def test_there_is_nothing_to_save_before_a_lever_has_moved(planner):
    assert "No lever has moved" in save(planner, "nothing")


def test_a_newer_move_gives_up_the_older_ones_and_only_the_last_is_shown(folder, monkeypatch):
    begun, finished = [], []
    run = Rehearsal.run

    def watched(self, scenario, unwanted=None):
        begun.append(scenario)
        result = run(self, scenario, unwanted)
        finished.append(scenario.sections["hpv_rollout"].demand.no_show)
        return result

    async def moving():
        planner = Board(PLANNER, "small", folder, ENGLISH)
        monkeypatch.setattr(Rehearsal, "run", watched)
        slider = lever(planner, "no_show")._slider
        for value in (0.2, 0.21, 0.22, 0.23, 0.24):
            slider.value = value
        await planner._task
        return planner

    planner = asyncio.run(moving())
    assert len(begun) == 1
    assert finished == [0.24]
    assert planner._answers["B"].result.scenario.sections["hpv_rollout"].demand.no_show == 0.24


def test_what_an_abandoned_computation_owed_is_still_answered(folder):
    async def moving():
        planner = Board(PLANNER, "small", folder, ENGLISH)
        planner.choose("A", "tricky")
        lever(planner, "no_show")._slider.value = 0.25
        await planner._task
        return planner

    planner = asyncio.run(moving())
    assert planner._answers["A"].title == TRICKY
    assert "1 changed" in planner._answers["B"].title


def test_an_answer_that_comes_after_a_change_of_language_is_told_in_the_new_one(planner, monkeypatch):
    compute = planner._computed

    def computed_meanwhile(sides, unwanted):
        computed = compute(sides, unwanted)
        planner.tell(CHINESE)
        return computed

    monkeypatch.setattr(planner, "_computed", computed_meanwhile)
    lever(planner, "no_show")._slider.value = 0.2
    assert any("改动1项" in title for title in shown_titles(planner))
    assert not any("changed" in title for title in shown_titles(planner))


def test_a_fault_of_ours_is_told_and_the_page_stays_alive(planner, monkeypatch):
    def breaks(self, scenario, unwanted=None):
        raise ZeroDivisionError("on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(Rehearsal, "run", breaks)
        lever(planner, "no_show")._slider.value = 0.2
        assert "our fault" in planner._problem.value
    lever(planner, "no_show")._slider.value = 0.25
    assert planner._problem.value == ""


def test_the_charts_that_may_wait_are_those_of_the_newest_move(folder, monkeypatch):
    monkeypatch.setattr(page, "PAUSE", 0.01)

    async def moving():
        planner = Board(PLANNER, "small", folder, ENGLISH)
        before = later_bars(planner)
        slider = lever(planner, "no_show")._slider
        slider.value = 0.24
        assert "simlib-waiting" not in planner._results._later.box._dom_classes
        await planner._task
        return planner, before

    planner, before = asyncio.run(moving())
    fresh = Board(PLANNER, "small", folder, ENGLISH)
    lever(fresh, "no_show")._slider.value = 0.24
    assert later_bars(planner) == later_bars(fresh) != before
    assert "simlib-waiting" not in planner._results._later.box._dom_classes


def test_charts_that_may_wait_say_that_they_are_of_before(folder, monkeypatch):
    monkeypatch.setattr(page, "PAUSE", 60)

    async def moving():
        planner = Board(PLANNER, "small", folder, ENGLISH)
        before = later_bars(planner)
        lever(planner, "no_show")._slider.value = 0.24
        while planner._answered < 2:
            await asyncio.sleep(0.01)
        waiting = "simlib-waiting" in planner._results._later.box._dom_classes
        assert (waiting, later_bars(planner)) == (True, before)
        planner._task.cancel()

    asyncio.run(moving())


def test_charts_drawn_in_the_language_of_before_are_not_shown(planner):
    drawn = planner._drawn_later()
    planner.tell(CHINESE)
    planner._show_later(drawn)
    assert any("应种" in text for text in written(planner._results._later))


def test_a_fault_in_the_charts_that_may_wait_is_told(planner, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(page, "drawn_later", lambda *given: 1 / 0)
        lever(planner, "no_show")._slider.value = 0.2
        assert "our fault" in planner._problem.value
    lever(planner, "no_show")._slider.value = 0.25
    assert planner._problem.value == ""


def later_bars(planner):
    return [heights(trace) for trace in shown(planner._results._later)["due"]["data"]]


def test_a_chart_that_stays_as_it_is_is_not_sent_again(planner):
    def unchanged(move):
        before = {name: chart.figure for name, chart in planner._results._at_once._widgets.items()}
        move()
        return {
            name for name, chart in planner._results._at_once._widgets.items() if chart.figure is before[name]
        }

    lever(planner, "no_show")._slider.value = 0.2
    fee = lever(planner, "service_fee")._slider
    assert unchanged(lambda: setattr(fee, "value", 30)) == set()  # the title counts one lever more
    assert unchanged(lambda: setattr(fee, "value", 31)) == {"coverage", "doses"}


def test_the_drawing_library_is_given_to_whoever_asks(planner):
    sent = []
    chart = planner._results._at_once._widgets["coverage"]
    chart.send = lambda content, buffers=None: sent.append((content, buffers))
    chart._on_message(chart, {"something": "else"}, [])
    chart._on_message(chart, {"wanted": "library"}, [])
    [(content, [library])] = sent
    assert content == {"given": "library"}
    assert b"plotly.js v" in library[:200]
