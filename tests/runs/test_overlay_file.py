"""Overlays written by the program: the strict reader takes every one back to the same values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simlib
from simlib.runs.overlay_file import overlay_text, write_overlay
from simlib.scenario.assumption import Label
from simlib.scenario.problems import printable
from simlib.scenario.reader import parse

NO_SHOW = "hpv_rollout.demand.no_show"
TITLE = Label(en="Fewer stay away", zh="爽约减少")

texts = st.text(min_size=1, max_size=40)
scalars = (
    st.integers(-(10**9), 10**9)
    | st.floats(-1e9, 1e9).filter(lambda number: number == 0 or abs(number) > 1e-9)
    | st.dates(date(1950, 1, 1), date(2100, 1, 1))
    | st.booleans()
    | texts
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
values = scalars | st.lists(scalars, max_size=4) | st.dictionaries(names, scalars, max_size=4)


def as_read(value):
    if isinstance(value, dict):
        return {key: as_read(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_read(entry) for entry in value]
    return printable(value) if isinstance(value, str) else value


@given(values, texts, texts)
def test_what_is_written_is_read_back_whatever_it_looks_like(value, english, chinese):
    text = overlay_text("base", Label(en=english, zh=chinese), {"a.b": value}, why=english)
    content = parse(text, "overlay").content
    assert content["changes"]["a.b"] == {"value": as_read(value), "why": printable(english)}
    assert content["title"] == {"en": printable(english), "zh": printable(chinese)}


def test_a_text_that_looks_like_something_else_stays_a_text():
    for text in ("1e5", "2023-03-01", "yes", "null", ".nan", "0x1f", "~", "[a]", "# no"):
        content = parse(overlay_text(text, TITLE, {"a": text}, why=text), "overlay").content
        assert content["extends"] == content["changes"]["a"]["value"] == text


def test_a_written_overlay_loads_to_the_values_it_was_given(tmp_path):
    path = tmp_path / "scenarios" / "fewer.yaml"
    written = write_overlay(path, overlay_text("gaoping-2023", TITLE, {NO_SHOW: 0.05}, why="a letter"))
    assert written.sections["hpv_rollout"].demand.no_show == 0.05
    assert simlib.load(path).title == TITLE
    assert [file.name for file in path.parent.iterdir()] == ["fewer.yaml"]


def test_what_is_there_already_stays_unless_it_may_be_replaced(tmp_path):
    path = tmp_path / "fewer.yaml"
    text = overlay_text("gaoping-2023", TITLE, {NO_SHOW: 0.05}, why="a letter")
    write_overlay(path, text)
    other = overlay_text("gaoping-2023", TITLE, {NO_SHOW: 0.06}, why="a letter")
    with pytest.raises(FileExistsError):
        write_overlay(path, other)
    assert path.read_text(encoding="utf-8") == text
    write_overlay(path, other, replace=True)
    assert path.read_text(encoding="utf-8") == other


def test_an_overlay_that_would_not_load_is_refused_under_its_own_name_and_harms_nothing(tmp_path):
    path = tmp_path / "fewer.yaml"
    text = overlay_text("gaoping-2023", TITLE, {NO_SHOW: 0.05}, why="a letter")
    write_overlay(path, text)
    bad = overlay_text("gaoping-2023", TITLE, {NO_SHOW: 5.0}, why="a letter")
    with pytest.raises(simlib.InputError, match=r"fewer\.yaml:5: .*at most 1"):
        write_overlay(path, bad, replace=True)
    assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "scenarios").write_text("a file")
    with pytest.raises(simlib.InputError, match="cannot be written"):
        write_overlay(tmp_path / "scenarios" / "x.yaml", overlay_text("gaoping-2023", TITLE, {}, why="so"))
