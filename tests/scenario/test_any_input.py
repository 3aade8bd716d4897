"""Nothing that can be written leads to anything but a scenario or a refusal."""

import json
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simlib.runs.scenarios import load
from simlib.scenario.problems import InputError

FILES = (
    "gaoping-2023.yaml",
    "gaoping-2023/calendar.yaml",
    "gaoping-2023/population.yaml",
    "gaoping-2023/hpv_rollout.yaml",
    "gaoping-2023/budget.yaml",
    "sources.yaml",
)
EXAMPLES = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def load_or_refuse(name, **given):
    """Load, or be refused in plain words; whatever is loaded can also be written down."""
    try:
        scenario = load(name, **given)
    except InputError as error:
        refused = error
    else:
        refused = None
    if refused:
        assert refused.problems
        assert "Traceback" not in str(refused)
        return None
    json.dumps(scenario.resolved(), allow_nan=False)
    assert scenario.digest()
    return scenario


@contextmanager
def spoiled(desk, file, content):
    path = desk.folder / file
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


@EXAMPLES
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_any_bytes_are_refused(one_desk, file, content):
    with spoiled(one_desk, file, content):
        assert load_or_refuse(one_desk.base) is None


@EXAMPLES
@given(st.sampled_from(FILES), st.binary(min_size=1, max_size=4), st.floats(0, 1), st.booleans())
def test_foreign_bytes_within_a_file_are_read_or_refused(one_desk, file, crumb, where, at_line_end):
    content = (one_desk.folder / file).read_bytes()
    place = int(where * len(content))
    place = content.find(b"\n", place) if at_line_end else place
    with spoiled(one_desk, file, content[:place] + crumb + content[place:]):
        load_or_refuse(one_desk.base)


TOKENS = [
    "1",
    "-1",
    "1.5",
    "1e308",
    "true",
    "null",
    "NO",
    "''",
    "x",
    "value",
    "2023-03-01",
    "1900-01-01",
    "9999-12-31",
    "{}",
    "[]",
    "[[]]",
    "{value: 1}",
    "{a: {b: c}}",
    "[2023-01-01, 5, x]",
    "{low: 1, high: 2023-01-01, meaning: expert}",
    "{en: a, zh: 高}",
    "placeholder",
    "fact",
    "hpv_rollout.costs.service_fee",
]
"""What may be found in a scenario, put where it does not belong."""


@st.composite
def edits(draw):
    """Return a function that spoils the lines of a text in one way."""
    kind = draw(st.sampled_from(["value", "value", "value", "drop", "double", "swap", "indent", "key"]))
    where, other = draw(st.floats(0, 1, exclude_max=True)), draw(st.floats(0, 1, exclude_max=True))
    token = draw(st.sampled_from(TOKENS))

    def spoil(lines):
        lines = list(lines)
        here, there = int(where * len(lines)), int(other * len(lines))
        if kind == "value":
            head, colon, _ = lines[here].partition(": ")
            lines[here] = f"{head}{colon}{token}"
        elif kind == "key":
            head = lines[here].lstrip()
            lines[here] = lines[here].replace(head, head.replace(head.partition(":")[0], token, 1))
        elif kind == "drop":
            del lines[here]
        elif kind == "double":
            lines.insert(there, lines[here])
        elif kind == "swap":
            lines[here], lines[there] = lines[there], lines[here]
        else:
            lines[here] = f"  {lines[here]}"
        return lines

    return spoil


@settings(max_examples=300)
@given(st.sampled_from(FILES), st.lists(edits(), min_size=1, max_size=3), st.booleans())
def test_a_spoiled_base_is_read_or_refused(one_desk, file, spoil, by_hand):
    lines = (one_desk.folder / file).read_text(encoding="utf-8").splitlines()
    for edit in spoil:
        lines = edit(lines)
    change = {"hpv_rollout.demand.no_show": 0.2, "population.census.residents": 450_000} if by_hand else None
    with spoiled(one_desk, file, "\n".join(lines).encode()):
        load_or_refuse(one_desk.base, set=change)


NAMES = st.text("abcz_019", max_size=6) | st.sampled_from(
    [
        "value",
        "nancheng_centre",
        "age_9_14",
        "from_0",
        "born_from",
        "opens",
        "en",
        "share",
        "funder",
        "youngest",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2030)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.sampled_from(["mon", "county", "hpv_rollout", "hexi"])
)


def nested(leaves, names):
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=6,
    )


def flow(value):
    """Write a value as YAML on one line; JSON is YAML, but knows no dates."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@st.composite
def paths(draw, base):
    """Return a path that the base knows, one inside it, one around it, or one beside it."""
    path = draw(st.sampled_from(sorted(base.assumptions)))
    value = base.assumptions[path].value
    end = draw(st.sampled_from(["", "inside", "around", "beside", "below"]))
    if end == "inside" and isinstance(value, dict) and value:
        return f"{path}.{draw(st.sampled_from(sorted(value)))}"
    if end == "around":
        return path.rpartition(".")[0]
    if end == "beside":
        return f"{path.rpartition('.')[0]}.{draw(NAMES)}"
    return f"{path}.{draw(NAMES)}" if end == "below" else path


EVIDENCE = {
    "unit": "x",
    "kind": "estimate",
    "confidence": "low",
    "source": "working-estimate",
    "label": {"en": "x", "zh": "某"},
    "range": {"low": 0, "high": 1, "meaning": "expert"},
    "valid": {"min": 0},
    "note": "why not",
}


@EXAMPLES
@given(st.data())
def test_any_change_of_an_overlay_is_made_or_refused(one_desk, base, data):
    changes = {}
    for _ in range(data.draw(st.integers(1, 3))):
        evidence = (
            data.draw(st.sets(st.sampled_from(sorted(EVIDENCE)))) if data.draw(st.booleans()) else EVIDENCE
        )
        change = {
            "value": data.draw(nested(LEAVES, NAMES)),
            "why": "to see",
            **{key: EVIDENCE[key] for key in evidence},
        }
        if data.draw(st.integers(0, 4)) == 0:
            change[data.draw(st.sampled_from([*change, "other"]))] = data.draw(nested(LEAVES, NAMES))
        changes[data.draw(paths(base))] = change
    lines = [f"{flow(path)}: {flow(change)}" for path, change in changes.items()]
    load_or_refuse(one_desk.overlay(*lines))


ODD = st.one_of(
    st.sampled_from([float("nan"), float("-inf"), 10**400, 1j, Fraction(1, 3), np.float64(0.1), np.int64(3)]),
    st.sampled_from([b"x", (1, 2), {1, 2}, frozenset(), np.arange(3), np.datetime64("2023-03-01"), range(3)]),
    st.sampled_from(["\ud800", "\0", len, int, Ellipsis]),
)


@EXAMPLES
@given(st.data())
def test_any_value_set_from_python_is_taken_or_refused(base, data):
    keys = NAMES | st.integers() | st.none() | st.dates()
    change = {
        data.draw(paths(base)): data.draw(nested(LEAVES | ODD, keys))
        for _ in range(data.draw(st.integers(1, 2)))
    }
    load_or_refuse("gaoping-2023", set=change)


@EXAMPLES
@given(st.text(max_size=12) | st.text("./~\\\0 a", max_size=12))
def test_any_name_of_a_scenario_is_found_or_refused(name):
    load_or_refuse(name)
