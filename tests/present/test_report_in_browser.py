"""The report in a real browser, with no way out: three pictures drawn, nothing asked of anybody."""

import pytest

import simlib
from simlib.language.language import Language
from simlib.present.report import write_report
from simlib.runs.store import read_run, write_run


@pytest.fixture(scope="module")
def report(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser") / "run"
    write_run(simlib.run(town(residents=1500), seed=3), folder)
    return write_report(read_run(folder), Language("en"))


def test_the_report_draws_three_pictures_and_asks_nobody(watched, report):
    page = watched.page
    page.goto(report.as_uri())
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .plot-container').length === 3")
    drawn = page.locator(".scatterlayer .js-line").count() + page.locator(".barlayer .point").count()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert drawn > 10
    assert wide == 0
    assert watched.errors == []
    assert watched.strangers == []
