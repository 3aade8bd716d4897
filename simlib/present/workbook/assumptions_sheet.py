"""All assumptions with their evidence."""

from collections.abc import Mapping
from typing import Any

from simlib.analysis.explain import CONFIDENCES, RANGE_MEANINGS
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import Cell, Sheet, Value
from simlib.present.workbook.styles import EVIDENCE_TAB
from simlib.runs.summary import KINDS, evidence_lines

LONGEST = 400
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
        say("source"), say("note"), say("path"),
    )  # fmt: skip
    top = grid.add(*(Cell(head, "head") for head in heads))
    rows = {path: grid.add(*_row(path, entry, contents)) for path, entry in contents.assumptions.items()}
    sheet = Sheet(
        contents.sheets["assumptions"],
        grid.rows,
        [26, 30, 16, 18, 10, 10, 40, 40, 36],
        EVIDENCE_TAB,
        heads=top,
        filtered=f"A{top}:I{grid.next - 1}",
    )
    return sheet, rows


def _row(path: str, entry: Mapping[str, Any], contents: Contents) -> list[Cell]:
    lang, doubtful = contents.lang, entry["kind"] == "placeholder"
    return [
        Cell(lang.label(entry["label"]), "wrapped"),
        Cell(_shown(entry["value"]), "value"),
        Cell(lang.say(entry["unit"]), "wrapped"),
        Cell(_range(entry.get("range"), contents), "wrapped"),
        Cell(lang.say(KINDS[entry["kind"]]), "doubt" if doubtful else "wrapped"),
        Cell(lang.say(CONFIDENCES[entry["confidence"]]), "wrapped"),
        Cell(source_of(entry, contents), "wrapped"),
        Cell(entry.get("note") or "", "wrapped"),
        Cell(path, "wrapped"),
    ]


def source_of(entry: Mapping[str, Any], contents: Contents) -> str:
    """Return title, publisher, date and place of an assumption's source; its name where no more is known."""
    source = contents.sources.get(entry["source"])
    if source is None:
        return entry["source"]
    title = source.get("title_zh") if contents.lang.code == "zh" else None
    return f"{title or source['title']}. {source['publisher']}, {source['date']} ({source['locator']})"


def _shown(value: Any) -> Value:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = _text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(entry)}" for key, entry in value.items())
    return ", ".join(map(_text, value)) if isinstance(value, list) else str(value)


def _range(bounds: Mapping[str, Any] | None, contents: Contents) -> str:
    if bounds is None:
        return ""
    say = contents.lang.say
    times = bounds.get("basis") == "factor"
    span = say("{low} to {high} times the value ({meaning})") if times else say("{low} to {high} ({meaning})")
    return span.format(low=bounds["low"], high=bounds["high"], meaning=say(RANGE_MEANINGS[bounds["meaning"]]))
