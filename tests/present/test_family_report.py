"""The subsidies' part of a report: whom they reach, what is assumed, in one language."""

import pytest

import simlib
from simlib.language.language import Language
from simlib.present.report import report_html
from simlib.runs.store import read_run, write_run

EN, ZH = Language("en"), Language("zh")


@pytest.fixture(scope="module")
def stored(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("family") / "run"
    write_run(simlib.run(town(residents=1500, programmes=("family_subsidies",)), seed=3), folder)
    return read_run(folder)


def test_a_run_of_the_subsidies_alone_has_a_report_of_its_own(stored):
    page = report_html(stored, EN)
    assert "Children reached by the subsidies" in page
    assert "Doses given" not in page
    assert page.count("Plotly.newPlot(") == 3


def test_the_report_says_what_is_assumed_of_births(stored):
    page = report_html(stored, EN)
    assert "Assumed, not found" in page
    assert "the range of the additional ones includes none" in page
    assert "infinite: no birth more" in page


def test_the_report_lists_the_amounts_that_nobody_knows(stored):
    page = report_html(stored, EN)
    for instrument in ("prenatal_delivery", "birth_reward", "humiao", "preschool"):
        assert f"family_subsidies.instruments.{instrument}.amount" in page
    assert "family_subsidies.instruments.childcare.amount" not in page


def test_the_report_speaks_one_language(stored):
    english, chinese = report_html(stored, EN), report_html(stored, ZH)
    assert "Childcare subsidy" in english
    assert "Childcare subsidy" not in chinese
    for words in ("育儿补贴", "生育补贴覆盖的儿童", "无穷大", "北城街街道"):
        assert words in chinese


def test_both_programmes_stand_in_one_report(town, tmp_path):
    both = town(residents=1500, programmes=("hpv_rollout", "family_subsidies"))
    write_run(simlib.run(both, seed=3), tmp_path / "run")
    page = report_html(read_run(tmp_path / "run"), EN)
    assert (
        page.index("Who is reached") < page.index("Children reached by the subsidies") < page.index("Money")
    )
    assert "<h3>HPV vaccination</h3>" in page
    assert "<h3>Family subsidies</h3>" in page
    assert page.count("plotly.js v") == 1
