"""The report in a real browser, with no way out: three pictures drawn, nothing asked of anybody."""

import os
import shutil

import pytest

import simlib
from simlib.language.language import Language
from simlib.present.report import write_report
from simlib.runs.store import read_run, write_run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)")


@pytest.fixture(scope="module")
def report(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser") / "run"
    write_run(simlib.run(town(residents=1500), seed=3), folder)
    return write_report(read_run(folder), Language("en"))


def test_the_report_draws_three_pictures_and_asks_nobody(report):
    sync_api = pytest.importorskip("playwright.sync_api")
    # Chromium refuses its sandbox to root, as which containers often run.
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        asked, errors = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(report.as_uri())
        page.wait_for_function("document.querySelectorAll('.js-plotly-plot .plot-container').length === 3")
        drawn = page.locator(".scatterlayer .js-line").count() + page.locator(".barlayer .point").count()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        browser.close()
    assert drawn > 10
    assert wide == 0
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
