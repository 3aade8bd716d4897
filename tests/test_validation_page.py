"""The page on validation names files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`([\w.-]+(?:/[\w.-]+)+\.(?:py|yaml|md))(?:::\w+)?`", PAGE)))
TESTS = sorted(set(re.findall(r"`(tests/[\w./-]+\.py)::(\w+)`", PAGE)))


def test_the_page_names_many_files():
    assert len(FILES) > 30


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_the_page_names_exists(name):
    assert (ROOT / name).is_file()


def test_the_page_names_a_test_for_every_truth():
    truths = PAGE.partition("| truth | held by |\n")[2].partition("\n\n")[0].splitlines()[1:]
    assert len(truths) >= 15
    assert all("::test_" in truth for truth in truths)


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_every_test_that_the_page_names_is_there(file, name):
    assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8")
