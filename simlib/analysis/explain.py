"""One assumption told in full: its value, its evidence, what overlays it, who uses it."""

from pathlib import Path
from typing import Any

from simlib.analysis.usage import users_of
from simlib.language.language import Language, mark
from simlib.language.message import Message, told
from simlib.language.width import padded
from simlib.runs.summary import KINDS
from simlib.scenario.assumption import Assumption
from simlib.scenario.files import ENDING, shipped_folder
from simlib.scenario.model import Applied, Scenario, plain
from simlib.scenario.problems import InputError, nearest, problem_in
from simlib.scenario.reader import read

RANGE_MEANINGS = {
    "ci95": mark("95% confidence interval"),
    "p5p95": mark("5th to 95th percentile"),
    "minmax": mark("least and largest possible"),
    "expert": mark("an expert's plausible range"),
}

DISTRIBUTIONS = {
    "uniform": mark("uniform"),
    "triangular": mark("triangular"),
    "normal": mark("normal"),
    "lognormal": mark("lognormal"),
    "beta": mark("beta"),
    "pert": mark("PERT"),
}

CONFIDENCES = {"high": mark("high"), "medium": mark("medium"), "low": mark("low")}

WIDTH = 14
"""Letters that the names of rows take, with what separates them from the text."""


def explain(scenario: Scenario, path: str, lang: Language) -> str:
    """Return everything known about the assumption at a dotted path, or within which the path lies.

    Raises
    ------
    InputError
        If there is no such assumption; a group lists what is in it.
    """
    try:
        found, assumption = scenario.assumption_at(path)
        value = value_at(assumption.value, path[len(found) :].strip("."))
    except (KeyError, TypeError):
        return _group(scenario, path, lang)
    changes = [_change(change, lang) for change in scenario.changes if _touches(change.path, found)]
    evidence = lang.say("{kind}, confidence {confidence}").format(
        kind=lang.say(KINDS[assumption.kind]), confidence=lang.say(CONFIDENCES[assumption.confidence])
    )
    none = [lang.say("none of those at hand")]
    return "\n".join(
        [
            found,
            f"  {assumption.label.en} · {assumption.label.zh}",
            *_block(lang.say("value"), [value]),
            *_block(lang.say("unit"), [lang.say(assumption.unit)]),
            *_block(lang.say("range"), _range(assumption, lang)),
            *_block(lang.say("valid"), _valid(assumption, lang)),
            *_block(lang.say("kind"), [evidence]),
            *_block(lang.say("source"), [_source(scenario, assumption, lang)]),
            *_block(lang.say("note"), [told(assumption.note, lang)] if assumption.note else []),
            *_block(lang.say("changed by"), changes),
            *_block(lang.say("overlays"), _overlays(found) or none),
            *_block(lang.say("used by"), [use.told_in(lang) for use in users_of(found)]),
        ]
    )


def _group(scenario: Scenario, path: str, lang: Language) -> str:
    """Return what lies in a group of assumptions; raise InputError if the path is none."""
    inside = [known for known in scenario.assumptions if known.startswith(f"{path}.")]
    if not inside:
        hint = nearest(path, scenario.assumptions)
        raise problem_in(
            scenario.name, Message("there is no such assumption{hint}", hint=hint), path=path
        ) from None
    return "\n".join(
        [lang.say("{path} is a group of").format(path=path), *(f"  {known}" for known in inside)]
    )


def _block(name: str, entries: list[str]) -> list[str]:
    names = [name, *[""] * len(entries)]
    return [f"  {padded(head, WIDTH)}{entry}" for head, entry in zip(names, entries, strict=False)]


def value_at(value: Any, inside: str) -> str:
    """Return a value, or what lies in it at a dotted path, as text."""
    for step in filter(None, inside.split(".")):
        value = value[step]
    value = plain(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_at(entry, '')}" for key, entry in value.items())
    return ", ".join(value_at(entry, "") for entry in value) if isinstance(value, list) else str(value)


def _range(assumption: Assumption, lang: Language) -> list[str]:
    bounds = assumption.range
    if bounds is None:
        return []
    span = lang.say("{low} to {high} ({meaning}; {distribution})")
    if bounds.basis == "factor":
        span = lang.say("{low} to {high} times the value ({meaning}; {distribution})")
    meaning = lang.say(RANGE_MEANINGS[bounds.meaning])
    shape = lang.say(DISTRIBUTIONS[bounds.distribution])
    return [span.format(low=bounds.low, high=bounds.high, meaning=meaning, distribution=shape)]


def _valid(assumption: Assumption, lang: Language) -> list[str]:
    bounds = assumption.valid
    if bounds is None:
        return []
    least = [] if bounds.min is None else [lang.say("at least {bound}").format(bound=bounds.min)]
    most = [] if bounds.max is None else [lang.say("at most {bound}").format(bound=bounds.max)]
    return [lang.listed([*least, *most])]


def _source(scenario: Scenario, assumption: Assumption, lang: Language) -> str:
    source = scenario.sources[assumption.source]
    publisher, day, locator = (told(text, lang) for text in (source.publisher, source.date, source.locator))
    return f"{source.titled(lang)}. {publisher}, {day} ({locator}) [{assumption.source}]"


def _change(change: Applied, lang: Language) -> str:
    return lang.say("{by}: {path} = {after} (before: {before}), {why}").format(
        by=change.by,
        path=change.path,
        after=plain(change.after),
        before=plain(change.before),
        why=lang.say(change.why),
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
