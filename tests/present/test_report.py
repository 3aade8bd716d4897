"""The report: three pictures, both denominators, nothing from elsewhere, nothing that runs as code."""

import re
from dataclasses import replace
from html import escape

import pytest

import simlib
from simlib.language.language import Language
from simlib.present.charts import coverage_chart, doses_chart, money_chart
from simlib.present.report import report_html, write_report
from simlib.runs.store import read_run, write_run

EN, ZH = Language("en"), Language("zh")
TRICKY = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def stored(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "run"
    write_run(simlib.run(town(residents=1500), seed=3), folder)
    return read_run(folder)


def test_the_report_holds_three_pictures_and_their_library_once(stored):
    page = report_html(stored, EN)
    assert page.count("Plotly.newPlot(") == 3
    assert page.count("plotly.js v") == 1


def test_the_report_says_what_rests_on_placeholders_and_lists_them(stored):
    page = report_html(stored, EN)
    assert "Resting on placeholders" in page
    assert "hpv_rollout.sites.opening_days" in page
    assert "(placeholder)" in page


def test_the_report_says_which_denominator_each_figure_uses(stored):
    page = report_html(stored, EN)
    assert "of all women with hukou" in page
    assert "not vaccinated before" in page


def test_the_page_forbids_loading_anything(stored):
    assert "default-src 'none'" in report_html(stored, EN)
    # Outside the library's own text, the page names no address.
    assert not re.search(
        r"(src|href)=[\"']https?:", re.sub(r"<script>.*?</script>", "", report_html(stored, EN), flags=re.S)
    )


def test_text_from_a_scenario_shows_as_written(stored):
    manifest = stored.manifest
    manifest["scenario"]["title"] = {"en": TRICKY, "zh": TRICKY}
    manifest["scenario"]["assumptions"]["hpv_rollout.batches.girls_2005_2010"]["label"]["en"] = TRICKY
    manifest["scenario"]["changes"] = [{"path": TRICKY, "before": 1, "after": 2, "why": TRICKY, "by": TRICKY}]
    page = report_html(stored, EN)
    assert TRICKY not in page
    assert escape(TRICKY) in page
    assert "<img" not in page


def test_the_report_lies_in_the_folder_of_the_run_unless_told_otherwise(stored, tmp_path):
    assert write_report(stored, EN) == stored.folder / "report.html"
    assert write_report(stored, EN, tmp_path / "other.html").stat().st_size > 1_000_000


def test_a_report_that_cannot_be_written_is_told(stored, tmp_path):
    with pytest.raises(simlib.InputError, match="cannot be written"):
        write_report(stored, EN, tmp_path / "no" / "such" / "folder.html")


def test_a_report_speaks_one_language(stored):
    english, chinese = report_html(stored, EN), report_html(stored, ZH)
    assert '<html lang="en">' in english
    assert '<html lang="zh-CN">' in chinese
    assert "1984—1989年出生女性(占位值)" in chinese
    assert "Women born 1984-1989 (placeholder)" in english
    for page, foreign in ((english, "出生女性"), (chinese, "Women born")):
        assert foreign not in page
    for words in ("接种人群", "单次模拟", "以占位值为依据的比重", "开诊天数", "待核实"):
        assert words in chinese


def test_a_value_set_by_hand_is_told_so_in_the_language_of_the_report(stored):
    changes = [{"path": "a.b", "before": 1, "after": 2, "why": "set by hand", "by": "--set"}]
    manifest = {**stored.manifest, "scenario": {**stored.manifest["scenario"], "changes": changes}}
    assert "手工设定" in report_html(replace(stored, manifest=manifest), ZH)


def test_pictures_are_titled_in_the_language_asked_for(stored):
    coverage = stored.tables["coverage"]
    english, chinese = (coverage_chart(coverage, {}, lang) for lang in (EN, ZH))
    assert english.layout.title.text == "First-dose coverage by batch"
    assert chinese.layout.title.text == "各批次首针接种率"
    assert "户籍女性" in chinese.data[0].hovertemplate
    assert "%{y:.1f}%" in chinese.data[0].hovertemplate


def test_each_axis_of_money_has_the_unit_of_its_readers(stored):
    ledger = stored.tables["ledger"]
    english, chinese = (money_chart(ledger, {}, lang) for lang in (EN, ZH))
    assert english.layout.yaxis.title.text == "Money paid, million yuan"
    assert chinese.layout.yaxis.title.text == "支付金额(万元)"
    assert chinese.data[0].y[-1] == pytest.approx(100 * english.data[0].y[-1])


def test_dates_of_an_axis_are_written_in_its_language(stored):
    english, chinese = (doses_chart(stored.tables["doses"], lang).layout.xaxis for lang in (EN, ZH))
    assert chinese.hoverformat == "%Y年%-m月%-d日"
    assert all("年" not in stop.value for stop in english.tickformatstops)
    # The first are times of day, which are written alike.
    assert all("年" in stop.value for stop in chinese.tickformatstops[1:])
