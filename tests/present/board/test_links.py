"""Links from page to page: from the notebooks that are there, none in JupyterLab."""

import json

import pytest

from simlib.language.language import Language
from simlib.present import serve
from simlib.present.board.links import PAGES_VARIABLE, links_html, page_titles, served_pages


def notebook(folder, name, *lines):
    cells = [{"cell_type": "markdown", "source": list(lines)}] if lines else []
    (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")


@pytest.fixture
def pages(tmp_path, monkeypatch):
    notebook(tmp_path, "02_two", "# 第二 · <Second>\n", "\n", "more")
    notebook(tmp_path, "01_one", "# 第一 · First\n")
    monkeypatch.setenv(PAGES_VARIABLE, json.dumps(page_titles(tmp_path)))
    return served_pages()


def test_pages_are_called_as_their_notebooks_begin(pages):
    english, chinese = (links_html(pages, "01_one", Language(code)) for code in ("en", "zh"))
    assert english.index("01 First") < english.index("02 &lt;Second&gt;")
    assert "01 第一" in chinese
    assert "First" not in chinese


def test_the_page_that_is_open_is_marked(pages):
    shown = links_html(pages, "02_two", Language("en"))
    assert "href='02_two.ipynb' aria-current='page'" in shown
    assert shown.count("aria-current") == 1


def test_a_notebook_without_text_is_called_by_its_name(tmp_path):
    notebook(tmp_path, "09_mine")
    assert page_titles(tmp_path) == {"09_mine": {"en": "09_mine", "zh": "09_mine"}}


def test_where_no_pages_are_served_there_are_no_links(monkeypatch):
    monkeypatch.delenv(PAGES_VARIABLE, raising=False)
    assert served_pages() == {}
    assert links_html({}, "01_rollout_planner", Language("en")) == ""


def test_each_notebook_that_is_shipped_has_a_title_in_both_languages():
    for titles in page_titles(serve.shipped_notebooks()).values():
        assert titles["en"].isascii()
        assert not titles["zh"].isascii()
