"""The reader takes YAML at its word, and refuses what could be read in two ways."""

from contextlib import suppress
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.scenario.problems import InputError
from simlib.scenario.reader import DEEPEST_NESTING, LARGEST_FILE, parse, read

DEEP = 2_000


def value_of(text):
    return parse(f"key: {text}\n", "x.yaml").content["key"]


def refused(text):
    with pytest.raises(InputError) as caught:
        parse(text, "x.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["NO", "no", "No", "yes", "on", "OFF", "y", "n", "1:30", "12:30:45", "0x1F", "0o17", "1_000", "1,000"],
)
def test_words_of_older_yaml_stay_texts(text):
    assert value_of(text) == text


@pytest.mark.parametrize(
    "text", ["8%", "\uff10.\uff11", "1.2.3", "1e", "+", ".", "e5", "1 000", "\u0663", "\u00bd", "nan", "inf"]
)
def test_what_only_looks_like_a_number_stays_a_text(text):
    assert value_of(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("+5", 5),
        ("0", 0),
        ("012", 12),
        ("5.0", 5.0),
        ("5.", 5.0),
        (".5", 0.5),
        ("1e3", 1e3),
    ],
)
def test_numbers_are_whole_or_decimal_as_written(text, value):
    assert value_of(text) == value
    assert type(value_of(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("false", False), ("null", None), ("~", None), ("", None)]
)
def test_true_false_and_nothing_are_words(text, value):
    assert value_of(text) is value


def test_an_iso_date_becomes_a_date():
    assert value_of("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2023-3-1", "2023/03/01", "2023-03-01T00:00:00", "2023-03", "2023年3月1日"])
def test_other_dates_stay_texts(text):
    assert value_of(text) == text


@pytest.mark.parametrize("text", ["5", "true", "null", "2023-03-01", ".nan", "~", "1e999", ""])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_is_quoted_is_a_text(text, quote):
    assert value_of(f"{quote}{text}{quote}") == text


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.inf", "+.Inf"])
def test_only_finite_numbers_are_read(text):
    told = refused(f"a: 1\nb: {text}\n")
    assert told.startswith("x.yaml:2: b: ")
    assert text in told
    assert "finite number" in told


@pytest.mark.parametrize("text", ["1e999", "-1e400"])
def test_a_number_that_would_become_infinite_is_refused(text):
    assert refused(f"a: {text}").startswith(f"x.yaml:1: a: {text} is too large")


@pytest.mark.parametrize("text", ["9" * 5000, "0." + "3" * 5000, "1" + "0" * 40])
def test_a_number_of_very_many_digits_is_refused_and_not_spelled_out(text):
    told = refused(f"a: {text}")
    assert "too many digits" in told
    assert len(told) < 200


@pytest.mark.parametrize("text", ["2023-02-29", "2023-13-01", "0000-01-01"])
def test_a_date_that_does_not_exist_is_refused(text):
    assert refused(f"a: {text}") == f"x.yaml:1: a: {text} is not a date of the calendar"


def test_a_key_that_stands_twice_is_refused_with_both_lines():
    told = refused("a:\n  b: 1\n  c: 2\n  b: 3\n")
    assert told.startswith("x.yaml:4: a")
    assert 'the key "b" stands here again (first on line 2)' in told


def test_keys_are_alike_however_they_are_quoted():
    assert '"1" stands here again' in refused("1: a\n'1': b\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\n", "anchors (&x)"),
        ("a: *x\n", "aliases (*x)"),
        ("*x : 1\n", "aliases (*x)"),
        ("&x a: 1\n", "anchors (&x)"),
        ("a: !!int 1\n", "tags"),
        ("a: !mine 1\n", "tags"),
        ("a: ! 1\n", "tags"),
        ("!!str a: 1\n", "tags"),
        ("a: !!set {b}\n", "tags"),
        ("a: !!binary aGVsbG8=\n", "tags"),
        ("<<: *x\n", "aliases (*x)"),
        ("--- {a: 1}\n--- {b: 2}\n", "second document"),
        ("a: 1\n...\n---\nb: 2\n", "second document"),
        ("? [1, 2]\n: 3\n", "plain name"),
        ("? {a: 1}\n: 3\n", "plain name"),
        ("{[1]: 2}\n", "plain name"),
    ],
)
def test_what_plain_data_does_not_need_is_refused(text, words):
    assert words in refused(text)


def test_everything_that_is_refused_is_told_at_once():
    told = refused("a: .nan\nb: 2023-02-30\nc: {d: !!int 1, d: 2}\ne: &f 1\n")
    places = [line.split(" ")[0] for line in told.splitlines()]
    assert places == ["x.yaml:1:", "x.yaml:2:", "x.yaml:3:", "x.yaml:3:", "x.yaml:4:"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        "[" * DEEP + "]" * DEEP,
        "{a: " * DEEP + "1" + "}" * DEEP,
        "- " * DEEP + "1",
        "\n".join(" " * depth + "a:" for depth in range(DEEP)),
        "? " * DEEP + "1",
    ],
    ids=["open list", "flow lists", "flow mappings", "block lists", "block mappings", "keys of keys"],
)
def test_very_deep_nesting_is_refused_at_once(text):
    told = refused(text)
    assert "nesting is deeper" in told or "plain name" in told
    assert len(told) < 1000


def test_nesting_as_deep_as_a_scenario_needs_is_read():
    levels = DEEPEST_NESTING - 1
    assert value_of("[" * levels + "]" * levels)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\n", 2),
        ("a: 1\nb: 'open\n", 3),
        ("a: 1\n\tb: 2\n", 2),
        ("a: b: c\n", 1),
        ("a: 1\n b: 2\n", 2),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text, line):
    assert refused(text).startswith(f"x.yaml:{line}: this is not valid YAML: ")


def test_a_control_character_is_refused_with_its_line():
    assert refused("a: 1\nb: \x01\n").startswith("x.yaml:2: ")


def test_every_entry_knows_its_line():
    text = "\n# b\na:\n\n  b: [1,\n    2]\n  c:\n    - x\n    - y: 5\nd: >\n  two\n  lines\ne: {f: 1, g: 2}\n"
    assert parse(text, "x.yaml").lines == {
        ("a",): 3,
        ("a", "b"): 5,
        ("a", "b", 0): 5,
        ("a", "b", 1): 6,
        ("a", "c"): 7,
        ("a", "c", 0): 8,
        ("a", "c", 1): 9,
        ("a", "c", 1, "y"): 9,
        ("d",): 10,
        ("e",): 13,
        ("e", "f"): 13,
        ("e", "g"): 13,
    }


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30), st.sampled_from(["\n", "\r\n"]))
def test_lines_count_comments_and_empty_lines(entries, ending):
    lines, expected = [], {}
    for number, (blanks, comment) in enumerate(entries):
        lines += ["# a comment" if comment else ""] * blanks
        lines.append(f"key_{number}: {number}")
        expected[f"key_{number}",] = len(lines)
    assert parse(ending.join(lines), "x.yaml").lines == expected


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(-1e15, 1e15)
    | st.dates()
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz_", min_size=1), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.text("abcxyz_", min_size=1), PLAIN, max_size=5), st.booleans())
def test_what_is_written_is_read_again(content, flow):
    text = yaml.safe_dump(content, allow_unicode=True, default_flow_style=flow)
    assert parse(text, "x.yaml").content == (content or {})


MARKS = ["---", "...", "<<", "!!int ", "&x ", "*x", "%YAML 1.1", ".nan", "2023-01-01", "\\x00", "\n  "]
CHARACTERS = list("a1 :-?[]{},&*!|>'\"#%\\\n\t\r\u2028\ufeff")
YAML_LIKE = st.lists(st.sampled_from([*MARKS, *CHARACTERS]), max_size=30)


@settings(max_examples=400)
@given(YAML_LIKE.map("".join) | st.text())
def test_any_text_is_read_or_refused(text):
    with suppress(InputError):
        assert parse(text, "x.yaml").file == "x.yaml"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"# nothing but a comment\n", "is empty"),
        (b"- a\n- b\n", "holds a list"),
        (b"just a text", 'holds "just a text"'),
        (b"42", "holds 42"),
    ],
)
def test_a_file_must_hold_a_mapping(tmp_path, content, words):
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError, match="mapping of names to values") as caught:
        read(file)
    assert words in str(caught.value)


def test_a_byte_order_mark_of_utf_8_does_no_harm(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("名称: 高平\n", encoding="utf-8-sig")
    document = read(file, "shown.yaml")
    assert document.content == {"名称": "高平"}
    assert document.file == "shown.yaml"


def test_a_file_of_the_largest_size_is_still_read(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_bytes(b"a: 1\n#".ljust(LARGEST_FILE, b"."))
    assert read(file).content == {"a": 1}
    file.write_bytes(b"a: 1\n#".ljust(LARGEST_FILE + 1, b"."))
    with pytest.raises(InputError, match="2,000,001 bytes"):
        read(file)
