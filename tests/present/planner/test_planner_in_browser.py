"""The planner as a page, in a real browser with no way out, served as `simlib present` serves it.

The tests share one page and follow each other as a meeting would; each says what it needs.
"""

import subprocess

import pytest
from page_in_browser import answered, fits

import simlib

TRICKY = "<script>alert(1)</script><img src=x onerror=alert(1)>"
NO_SHOW = ".lever-hpv_rollout-demand-no_show"


@pytest.fixture(scope="module")
def folder(served):
    folder = served.folder
    (folder / "scenarios" / "broken.yaml").write_text(
        "extends: gaoping-2023\nchanges: {no.such: {value: 1, why: so}}\n", encoding="utf-8"
    )
    (folder / "scenarios" / "tricky.yaml").write_text(
        f'extends: gaoping-2023\ntitle: {{en: "{TRICKY}", zh: "{TRICKY}"}}\n'
        "changes: {hpv_rollout.demand.give_up: {value: 0.2, why: so}}\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def meeting(watched, served):
    watched.page.goto(served.address)
    watched.page.wait_for_selector(".simlib-charts .scatterlayer .js-line")
    return watched


def choose(page, side, name):
    answered(page, lambda: page.locator(f".simlib-choice-{side} select").select_option(label=name))


def drawn_doses(page):
    """What the bars of each side add up to, as drawn."""
    return page.evaluate(
        """() => ['x', 'x2'].map(axis => document.querySelectorAll('.js-plotly-plot')[1]._fullData
            .filter(trace => trace.type === 'bar' && trace.xaxis === axis)
            .reduce((sum, trace) => sum + trace.y.reduce((a, b) => a + b, 0), 0))"""
    )


def test_the_page_shows_two_scenarios_side_by_side(meeting):
    a, b = drawn_doses(meeting.page)
    assert a == b > 100_000
    ranges = meeting.page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot')].map(chart => chart._fullLayout.yaxis.range[1])"
    )
    assert ranges[0] == 100
    assert ranges[1] > 1_000
    assert 10 < ranges[2] < 1_000
    assert meeting.page.locator(".simlib-sites tbody tr").count() == 17


def test_a_key_on_a_slider_redraws_the_chart_of_b_alone(meeting):
    page = meeting.page
    before = drawn_doses(page)
    handle = page.locator(f"{NO_SHOW} .noUi-handle")
    handle.focus()
    answered(page, lambda: handle.press("ArrowRight"))
    after = drawn_doses(page)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert page.locator(f"{NO_SHOW} input").input_value() == "11%"


def test_a_typed_value_out_of_range_is_refused_beside_the_field(meeting):
    page = meeting.page
    field = page.locator(f"{NO_SHOW} input")
    field.fill("40%")
    field.press("Enter")
    page.wait_for_selector(f"{NO_SHOW} .simlib-refusal")
    assert "40% lies outside 3% to 25%" in page.locator(f"{NO_SHOW} .simlib-refusal").inner_text()
    answered(page, lambda: (field.fill("20%"), field.press("Enter")))
    assert page.locator(f"{NO_SHOW} .simlib-refusal").count() == 0


def test_the_levers_are_saved_as_a_scenario_that_runs_and_loads_back(meeting, served, folder):
    page = meeting.page
    page.locator(".simlib-save-name input").fill("from-the-meeting")
    page.locator(".simlib-save-title-en input").fill(TRICKY)
    page.locator(".simlib-save").click()
    page.wait_for_selector(".simlib-done")
    command = page.locator(".simlib-done").inner_text().split("simlib run ")[1]
    run = subprocess.run(
        [served.simlib, "run", command, "--seed", "0"], cwd=folder, capture_output=True, text=True, check=True
    )
    doses = drawn_doses(page)
    assert f"Doses given: {doses[1]:,}" in run.stdout
    choose(page, "A", TRICKY)
    assert drawn_doses(page) == [doses[1], doses[1]]
    page.locator(".simlib-save").click()
    page.wait_for_selector(".simlib-replace", state="visible")
    page.locator(".simlib-leave").click()
    page.wait_for_selector(".simlib-replace", state="hidden")
    assert simlib.load(folder / "scenarios" / "from-the-meeting.yaml").title.en == TRICKY


def test_a_title_shows_as_written(meeting):
    page = meeting.page
    shown = page.locator(".simlib-charts .annotation-text").all_text_contents()
    assert any(TRICKY in text for text in shown)
    assert page.locator(".simlib-board script, .simlib-board img").count() == 0


def test_a_scenario_that_cannot_load_shows_its_message_and_the_page_goes_on(meeting):
    page = meeting.page
    choose(page, "A", "broken")
    assert "no.such" in page.locator(".simlib-problem").inner_text()
    assert "Traceback" not in page.locator("body").inner_text()
    choose(page, "A", "Gaoping 2023, base")
    assert page.locator(".simlib-problem").count() == 0
    assert page.locator(".simlib-charts .scatterlayer .js-line").first.is_visible()


@pytest.mark.parametrize("lang", ["中文", "English"])
def test_the_page_fits_its_window_in_both_languages(meeting, lang):
    page = meeting.page
    fits(page, lang)
    heading = page.locator(".simlib-board h1").inner_text()
    assert ("Rollout" in heading) == (lang == "English")


def test_nothing_was_asked_of_any_other_machine(meeting):
    assert meeting.strangers == []
    assert meeting.errors == []
