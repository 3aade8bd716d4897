"""All assumptions with their evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from simlib.analysis.explain import CONFIDENCES, RANGE_MEANINGS
from simlib.language.language import LANGUAGES, Language
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import Cell, Sheet, Value, cell, fixed
from simlib.present.workbook.styles import EVIDENCE_TAB
from simlib.runs.summary import KINDS, evidence_lines
from simlib.scenario.model import containing

LOOKED_UP = {0: "assumptions_label", 6: "assumptions_source", 8: "assumptions_path"}
"""Columns that the sheet of traces looks up."""

LONGEST = 200
"""Letters of a value that are shown; the manifest of the run holds all of it."""

Rows = Mapping[str, int]
"""Numbers of the rows of assumptions, by path."""


def assumptions(contents: Contents) -> tuple[Sheet, Rows]:
    """Return one row an assumption, placeholders marked, and in which row each stands."""
    say, lang = contents.lang.say, contents.lang
    grid = contents.grid(
        say("Assumptions and their sources"),
        say("as told in each row"),
        *(line.strip() for line in evidence_lines(contents.summary.evidence, lang)),
        say("Nothing here moves a figure; unit prices and shares do."),
    )
    heads = (
        say("assumption"), say("value"), say("unit"), say("range"), say("kind"), say("confidence"),
        say("source"), say("note"), say("path"), say("what this scenario changes"),
    )  # fmt: skip
    top = grid.add(*(Cell(head, "head") for head in heads))
    changes = changed_in(contents)
    rows = {
        path: grid.add(*_row(path, entry, contents), Cell(_changes(changes.get(path, ()), lang), "wrapped"))
        for path, entry in contents.assumptions.items()
    }
    name = contents.sheets["assumptions"]
    sheet = Sheet(
        name,
        grid.rows,
        [26, 30, 16, 18, 10, 10, 38, 38, 34, 30],
        EVIDENCE_TAB,
        names={
            looked_up: fixed(name, cell(place, top), cell(place, grid.next - 1))
            for place, looked_up in LOOKED_UP.items()
        },
        heads=top,
        filtered=f"A{top}:J{grid.next - 1}",
    )
    return sheet, rows


def _row(path: str, entry: Mapping[str, Any], contents: Contents) -> list[Cell]:
    lang, doubtful = contents.lang, entry["kind"] == "placeholder"
    return [
        Cell(lang.label(entry["label"]), "wrapped"),
        Cell(_shown(entry["value"], lang), "value"),
        Cell(lang.say(entry["unit"]), "wrapped"),
        Cell(_range(entry.get("range"), contents), "wrapped"),
        Cell(lang.say(KINDS[entry["kind"]]), "doubt" if doubtful else "wrapped"),
        Cell(lang.say(CONFIDENCES[entry["confidence"]]), "wrapped"),
        Cell(source_of(entry, contents), "wrapped"),
        Cell(entry.get("note") or "", "wrapped"),
        Cell(path, "wrapped"),
    ]


def changed_in(contents: Contents) -> dict[str, list[Mapping[str, Any]]]:
    """Return what the scenario changes, by the path of the assumption that it lies in."""
    changes: dict[str, list[Mapping[str, Any]]] = {}
    for change in contents.run.manifest["scenario"]["changes"]:
        found = containing(contents.assumptions, change["path"])
        changes.setdefault(found or change["path"], []).append(change)
    return changes


def _changes(changes: Sequence[Mapping[str, Any]], lang: Language) -> str:
    said = lang.say("{by}: {path} = {after} (before: {before}), {why}")
    texts = (
        {**change, **{name: _short(_text(change[name], lang)) for name in ("before", "after")}}
        for change in changes
    )
    return "; ".join(said.format(**text | {"why": lang.say(text["why"])}) for text in texts)


def source_of(entry: Mapping[str, Any], contents: Contents) -> str:
    """Return title, publisher, date and place of an assumption's source; its name where no more is known."""
    source = contents.sources.get(entry["source"])
    if source is None:
        return entry["source"]
    title = source.get("title_zh") if contents.lang.code == "zh" else None
    return f"{title or source['title']}. {source['publisher']}, {source['date']} ({source['locator']})"


def _shown(value: Any, lang: Language) -> Value:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return _short(_text(value, lang))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _text(value: Any, lang: Language) -> str:
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        return lang.label(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(entry, lang)}" for key, entry in value.items())
    return ", ".join(_text(entry, lang) for entry in value) if isinstance(value, list) else str(value)


def _range(bounds: Mapping[str, Any] | None, contents: Contents) -> str:
    if bounds is None:
        return ""
    say = contents.lang.say
    times = bounds.get("basis") == "factor"
    span = say("{low} to {high} times the value ({meaning})") if times else say("{low} to {high} ({meaning})")
    return span.format(low=bounds["low"], high=bounds["high"], meaning=say(RANGE_MEANINGS[bounds["meaning"]]))
