"""One assumption told in full: its value, its evidence, what overlays it, who uses it."""

from pathlib import Path
from typing import Any

from simlib.analysis.usage import users_of
from simlib.scenario.assumption import Assumption
from simlib.scenario.files import ENDING, shipped_folder
from simlib.scenario.model import Scenario, plain
from simlib.scenario.problems import InputError, nearest, problem_in
from simlib.scenario.reader import read

RANGE_MEANINGS = {
    "ci95": "95% confidence interval",
    "p5p95": "5th to 95th percentile",
    "minmax": "least and largest possible",
    "expert": "an expert's plausible range",
}


def explain(scenario: Scenario, path: str) -> str:
    """Return everything known about the assumption at a dotted path, or within which the path lies.

    Raises
    ------
    InputError
        If there is no such assumption; a group lists what is in it.
    """
    try:
        found, assumption = scenario.assumption_at(path)
        value = _value_at(assumption.value, path[len(found) :].strip("."))
    except (KeyError, TypeError):
        inside = [known for known in scenario.assumptions if known.startswith(f"{path}.")]
        if inside:
            return "\n".join([f"{path} is a group of", *(f"  {known}" for known in inside)])
        known = scenario.assumptions
        raise problem_in(
            scenario.name, f"there is no such assumption{nearest(path, known)}", path=path
        ) from None
    lines = [
        f"{found}",
        f"  {assumption.label.en} · {assumption.label.zh}",
        *_row("value", value),
        *_row("unit", assumption.unit),
        *_row("range", _range(assumption)),
        *_row("valid", _valid(assumption)),
        *_row("kind", f"{assumption.kind}, confidence {assumption.confidence}"),
        *_row("source", _source(scenario, assumption)),
        *_row("note", assumption.note or ""),
    ]
    lines += _block(
        "changed by", [_change(change) for change in scenario.changes if _touches(change.path, found)]
    )
    lines += _block("overlays", _overlays(found)) or ["  overlays      none of those at hand"]
    lines += _block("used by", [str(use) for use in users_of(found)])
    return "\n".join(lines)


def _row(name: str, text: Any) -> list[str]:
    return [f"  {name:<13} {text}"] if text != "" else []


def _block(name: str, entries: list[str]) -> list[str]:
    names = [name, *[""] * len(entries)]
    return [f"  {head:<13} {entry}" for head, entry in zip(names, entries, strict=False)]


def _value_at(value: Any, inside: str) -> str:
    for step in filter(None, inside.split(".")):
        value = value[step]
    value = plain(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value_at(entry, '')}" for key, entry in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _range(assumption: Assumption) -> str:
    bounds = assumption.range
    if bounds is None:
        return ""
    basis = " times the value" if bounds.basis == "factor" else ""
    meaning = RANGE_MEANINGS[bounds.meaning]
    return f"{bounds.low} to {bounds.high}{basis} ({meaning}; {bounds.distribution})"


def _valid(assumption: Assumption) -> str:
    bounds = assumption.valid
    if bounds is None:
        return ""
    least = "" if bounds.min is None else f"at least {bounds.min}"
    most = "" if bounds.max is None else f"at most {bounds.max}"
    return ", ".join(filter(None, (least, most)))


def _source(scenario: Scenario, assumption: Assumption) -> str:
    source = scenario.sources[assumption.source]
    return f"{source.title}. {source.publisher}, {source.date} ({source.locator}) [{assumption.source}]"


def _change(change) -> str:
    return (
        f"{change.by}: {change.path} = {plain(change.after)} (before: {plain(change.before)}), {change.why}"
    )


def _touches(change_path: str, path: str) -> bool:
    return change_path == path or change_path.startswith(f"{path}.")


def _overlays(path: str) -> list[str]:
    """Return what the overlays in the working folder and the shipped ones do with a path."""
    files: dict[str, Path] = {}
    for folder in (Path("scenarios"), shipped_folder()):
        for file in sorted(folder.glob(f"*{ENDING}")):
            files.setdefault(file.stem, file)
    told = []
    for name, file in files.items():
        try:
            changes = read(file).content.get("changes")
        except InputError:
            continue
        for changed, entry in (changes if isinstance(changes, dict) else {}).items():
            if _touches(changed, path) and isinstance(entry, dict):
                told.append(f"{name}: {changed} = {plain(entry.get('value'))}, {entry.get('why')}")
    return told
