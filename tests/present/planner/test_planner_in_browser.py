"""The planner as a page, in a real browser with no way out, served as `simlib present` serves it.

The tests share one page and follow each other as a meeting would; each says what it needs.
"""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import simlib

SIMLIB = Path(sys.executable).with_name("simlib")
TRICKY = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SIZES = ((1366, 768), (1920, 1080))
NO_SHOW = ".lever-hpv_rollout-demand-no_show"

BEYOND = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll('.simlib-board *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && !one.closest('.draglayer') && (box.right > wide + 1 || box.left < -1);
  }).map(one => one.getAttribute('class') + ': ' + one.textContent.slice(0, 40));
}"""
CUT = """() => [...document.querySelectorAll(
    '.simlib-board button, .simlib-board td, .simlib-board th, .simlib-tile, .simlib-lever-label, '
    + '.simlib-side b, .simlib-change')]
  .filter(one => one.offsetWidth > 0 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display
    !== 'inline')
  .map(one => one.className + ' ' + one.textContent)"""
"""Elements that reach beyond the window (not plotly's unseen handles), and texts that do not fit."""

FILLS = """wide => {
  const box = document.querySelector('.simlib-charts .main-svg').getBoundingClientRect();
  return Math.abs(box.right - wide) < 40;
}"""

OVERLAPPING = """() => {
  const texts = [...document.querySelectorAll(
    ['annotation-text', 'legendtext', 'xtitle', 'ytitle'].map(name => '.simlib-charts .' + name).join())];
  const boxes = texts.map(one => [one.textContent, one.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([text, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      found.push(text + ' / ' + other);
  }));
  return found;
}"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("meeting")
    (folder / "scenarios").mkdir()
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
def meeting(watched, folder):
    command = [SIMLIB, "present", "--no-browser", "--port", str(free_port())]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    address = server.stdout.readline().split()[-1]
    watched.page.goto(address)
    watched.page.wait_for_selector(".simlib-charts .scatterlayer .js-line")
    yield watched
    server.terminate()
    assert server.wait(60) == 130
    server.stdout.close()


def answers(page):
    return int(page.locator(".simlib-status").get_attribute("data-answers"))


def answered(page, move):
    """Make a move and wait until the page has answered it."""
    before = answers(page)
    move()
    page.wait_for_function(
        f"Number(document.querySelector('.simlib-status').dataset.answers) > {before}"
        " && document.querySelector('.simlib-status').textContent === ''"
    )


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


def test_the_levers_are_saved_as_a_scenario_that_runs_and_loads_back(meeting, folder):
    page = meeting.page
    page.locator(".simlib-save-name input").fill("from-the-meeting")
    page.locator(".simlib-save-title-en input").fill(TRICKY)
    page.locator(".simlib-save").click()
    page.wait_for_selector(".simlib-done")
    command = page.locator(".simlib-done").inner_text().split("simlib run ")[1]
    run = subprocess.run(
        [SIMLIB, "run", command, "--seed", "0"], cwd=folder, capture_output=True, text=True, check=True
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
    answered(page, lambda: page.get_by_role("button", name=lang).click())
    heading = page.locator(".simlib-board h1").inner_text()
    assert ("Rollout" in heading) == (lang == "English")
    for wide, high in SIZES:
        page.set_viewport_size({"width": wide, "height": high})
        page.wait_for_function(FILLS, arg=wide)
        assert page.evaluate(BEYOND) == []
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERLAPPING) == []


def test_nothing_was_asked_of_any_other_machine(meeting):
    assert meeting.strangers == []
    assert meeting.errors == []
