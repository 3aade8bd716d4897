"""The way from one page to the others: a row of links, where pages are served beside each other."""

import json
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path

from simlib.language.language import Language
from simlib.scenario.assumption import Label

PAGES_VARIABLE = "SIMLIB_PAGES"
"""Holds, as JSON, what the pages are called in each language, by the names of their notebooks."""

NOTEBOOK = ".ipynb"
HEADING, BETWEEN = "# ", " · "
"""How a notebook begins: its Chinese title, then its English one."""


def page_titles(folder: Path) -> dict[str, dict[str, str]]:
    """Return the titles of the notebooks in a folder by name, as their first lines give them."""
    return {file.stem: _titles(file) for file in sorted(folder.glob(f"*{NOTEBOOK}"))}


def _titles(file: Path) -> dict[str, str]:
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    first = "".join(cells[0]["source"]).partition("\n")[0].removeprefix(HEADING) if cells else file.stem
    chinese, _, english = first.partition(BETWEEN)
    return {"en": english or chinese, "zh": chinese}


def served_pages() -> dict[str, Label]:
    """Return the titles of the pages that are served beside each other by name; none in JupyterLab."""
    titles = json.loads(os.environ.get(PAGES_VARIABLE, "{}"))
    return {name: Label.model_validate(title) for name, title in titles.items()}


def links_html(pages: Mapping[str, Label], here: str, lang: Language) -> str:
    """Return the links to pages, with the one that is open marked.

    Parameters
    ----------
    pages
        Titles by name.
    here
        Name of the page that is open.
    lang
        Language of the titles.
    """
    return "".join(_link(name, lang.label(title), name == here) for name, title in pages.items())


def _link(name: str, title: str, is_here: bool) -> str:
    number = name.partition("_")[0]
    current = " aria-current='page'" if is_here else ""
    return f"<a class='simlib-link' href='{escape(name)}{NOTEBOOK}'{current}>{number} {escape(title)}</a>"
