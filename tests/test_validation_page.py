"""The page on validation names files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`([\w.-]+(?:/[\w.-]+)+\.(?:py|yaml|md))`", PAGE)))


def test_the_page_names_many_files():
    assert len(FILES) > 30


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_the_page_names_exists(name):
    assert (ROOT / name).is_file()
