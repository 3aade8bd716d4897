"""The report: three pictures, both denominators, nothing from elsewhere, nothing that runs as code."""

import re
from html import escape

import pytest

import simlib
from simlib.present.report import report_html, write_report
from simlib.runs.store import read_run, write_run

TRICKY = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def stored(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "run"
    write_run(simlib.run(town(residents=1500), seed=3), folder)
    return read_run(folder)


def test_the_report_holds_three_pictures_and_their_library_once(stored):
    page = report_html(stored)
    assert page.count("Plotly.newPlot(") == 3
    assert page.count("plotly.js v") == 1


def test_the_report_says_what_rests_on_placeholders_and_lists_them(stored):
    page = report_html(stored)
    assert "Resting on placeholders" in page
    assert "hpv_rollout.sites.opening_days" in page
    assert "(placeholder · 占位值)" in page


def test_the_report_says_which_denominator_each_figure_uses(stored):
    page = report_html(stored)
    assert "of all women with hukou" in page
    assert "not vaccinated before" in page


def test_the_page_forbids_loading_anything(stored):
    assert "default-src 'none'" in report_html(stored)
    # Outside the library's own text, the page names no address.
    assert not re.search(
        r"(src|href)=[\"']https?:", re.sub(r"<script>.*?</script>", "", report_html(stored), flags=re.S)
    )


def test_text_from_a_scenario_shows_as_written(stored):
    manifest = stored.manifest
    manifest["scenario"]["title"] = {"en": TRICKY, "zh": TRICKY}
    manifest["scenario"]["assumptions"]["hpv_rollout.batches.girls_2005_2010"]["label"]["en"] = TRICKY
    manifest["scenario"]["changes"] = [{"path": TRICKY, "before": 1, "after": 2, "why": TRICKY, "by": TRICKY}]
    page = report_html(stored)
    assert TRICKY not in page
    assert escape(TRICKY) in page
    assert "<img" not in page


def test_the_report_lies_in_the_folder_of_the_run_unless_told_otherwise(stored, tmp_path):
    assert write_report(stored) == stored.folder / "report.html"
    assert write_report(stored, tmp_path / "other.html").stat().st_size > 1_000_000


def test_a_report_that_cannot_be_written_is_told(stored, tmp_path):
    with pytest.raises(simlib.InputError, match="cannot be written"):
        write_report(stored, tmp_path / "no" / "such" / "folder.html")
