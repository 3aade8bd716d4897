"""The assumptions of a base file as a flat register: path → assumption, and path → where it was written.

While a file is read, problems are collected rather than raised, so that all of them are told at once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simlib.scenario.assumption import KINDS_IN_DOUBT, Assumption, Label, Section, Source
from simlib.scenario.complaints import complaints, model_in
from simlib.scenario.problems import InputError, Problem, nearest, shown
from simlib.scenario.reader import Document, read

PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")

Mark = tuple[str, int]
"""A file and a line."""


@dataclass
class Register:
    """What has been read so far.

    Attributes
    ----------
    assumptions
        By dotted path; one whose evidence is broken still carries its value.
    marks
        Where each path was last written, values inside an assumption included.
    sections
        File of each section that was seen.
    unread
        Included files that could not be read, so that what they hold is not known.
    problems
        Everything found wrong.
    """

    assumptions: dict[str, Assumption] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, mark: Mark, path: str, message: str) -> None:
        """Note a problem at a mark."""
        self.problems.append(Problem(*mark, path, message))

    def mark_of(self, path: str) -> Mark:
        """Return where a path, or the nearest place around it, was written."""
        while path and path not in self.marks:
            path = path.rpartition(".")[0]
        return self.marks.get(path, ("", 0))


def gather(register: Register, document: Document, content: Mapping[str, Any], path: tuple = ()) -> None:
    """Add all assumptions below `content` to the register; a mapping with `value` is one."""
    for key, entry in content.items():
        here = (*path, key)
        dotted = ".".join(here)
        mark = (document.file, document.lines.get(here, 0))
        register.marks[dotted] = mark
        if not PLAIN_NAME.fullmatch(key):
            register.report(
                mark, dotted, f"{shown(key)} is no name; lower-case letters, digits and _ are allowed"
            )
        elif not isinstance(entry, dict):
            register.report(
                mark, dotted, f"{shown(entry)} stands alone; write {{value: …}} with its evidence"
            )
        elif "value" in entry:
            register.assumptions[dotted] = check_record(register, document, here, entry, Assumption)
            require_range(register, dotted, register.assumptions[dotted], mark)
            mark_values(register, document, (*here, "value"), dotted, entry["value"])
        else:
            gather(register, document, entry, here)


def mark_around(register: Register, path: str, mark: Mark) -> None:
    """Note that what is around a path was last written at a mark: what a change breaks is told there."""
    while "." in path:
        path = path.rpartition(".")[0]
        register.marks[path] = mark


def require_range(register: Register, path: str, assumption: Assumption, mark: Mark) -> None:
    """Report a number in doubt that comes without a range, unless the range itself was refused."""
    if any(problem.path.startswith(f"{path}.range") for problem in register.problems):
        return
    if assumption.kind in KINDS_IN_DOUBT and assumption.range is None and _holds_number(assumption.value):
        register.report(mark, path, f'"range" is missing; every {assumption.kind} needs one')


def _holds_number(value: Any) -> bool:
    return any(not isinstance(quantity, date) for _, quantity in quantities("", value))


def mark_values(register: Register, document: Document, written: tuple, dotted: str, value: Any) -> None:
    """Note the lines of everything inside an assumption's value."""
    register.marks[dotted] = (document.file, document.lines.get(written, register.mark_of(dotted)[1]))
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        mark_values(register, document, (*written, key), f"{dotted}.{key}", entry)


def check_record(
    register: Register, document: Document, here: tuple, entry: dict, model: type[Section]
) -> Section:
    """Return a record of a file as `model`; report what is wrong, and keep what is right."""
    try:
        return model.model_validate(entry)
    except ValidationError as errors:
        for steps, message in complaints(model, entry, errors):
            line = _nearest_line(document, here, steps)
            path = ".".join(str(step) for step in (*here, *steps))
            register.report((document.file, line), path, message)
        broken = {error["loc"][0] for error in errors.errors(include_url=False)}
        return _what_is_right(model, {key: entry[key] for key in entry.keys() - broken})


def _what_is_right(model: type[Section], entry: dict) -> Section:
    """Return a record with the fields that are right, and None for the others."""
    fields: dict[str, Any] = dict.fromkeys(model.model_fields)
    for name, value in entry.items():
        inner = model_in(model.model_fields[name].annotation)
        fields[name] = inner.model_validate(value) if inner and isinstance(value, dict) else value
    return model.model_construct(**fields)


def _nearest_line(document: Document, here: tuple, steps: tuple) -> int:
    for length in range(len(steps), -1, -1):
        line = document.lines.get((*here, *steps[:length]))
        if line:
            return line
    return 1


def read_sources(register: Register, path: Path, name: str) -> dict[str, Source]:
    """Read `sources.yaml`; a missing or broken file is reported and gives no sources."""
    try:
        document = read(path, name)
    except InputError as error:
        register.problems.extend(error.problems)
        return {}
    sources = {}
    for key, entry in document.content.items():
        if not isinstance(entry, dict):
            register.report(
                (name, document.lines[(key,)]), key, "a source needs title, publisher, date, locator"
            )
            continue
        sources[key] = check_record(register, document, (key,), entry, Source)
    return sources


def check_evidence(register: Register, sources: Mapping[str, Source]) -> list[str]:
    """Check every assumption's evidence; return notices of values outside their plausible range."""
    notices = []
    for path, assumption in register.assumptions.items():
        source = assumption.source
        if source and sources and source not in sources:
            hint = nearest(source, sources)
            register.report(register.mark_of(path), path, f"unknown source {shown(source)}{hint}")
        _check_valid(register, path, assumption)
        notices.extend(_check_range(register, path, assumption))
    return notices


def quantities(path: str, value: Any) -> Iterator[tuple[str, float | date]]:
    """Yield every number and date inside a value, each with its own path."""
    if isinstance(value, (int, float, date)) and not isinstance(value, bool):
        yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        yield from quantities(f"{path}.{key}", entry)


def _like(bound: float | date, values: Iterable[tuple[str, float | date]]) -> list[tuple[str, float | date]]:
    """Return the values that can be compared with a bound: numbers with numbers, dates with dates."""
    dates = isinstance(bound, date)
    return [(path, value) for path, value in values if isinstance(value, date) == dates]


def _check_valid(register: Register, path: str, assumption: Assumption) -> None:
    valid = assumption.valid
    if valid is None:
        return
    told = {problem.path for problem in register.problems}
    values = [entry for entry in quantities(path, assumption.value) if entry[0] not in told]
    for inside, value in _like(valid.min, values) if valid.min is not None else ():
        if value < valid.min:
            message = f"{value} is not allowed; at least {valid.min} is needed"
            register.report(register.mark_of(inside), inside, message)
    for inside, value in _like(valid.max, values) if valid.max is not None else ():
        if value > valid.max:
            message = f"{value} is not allowed; at most {valid.max} is needed"
            register.report(register.mark_of(inside), inside, message)


def _check_range(register: Register, path: str, assumption: Assumption) -> list[str]:
    bounds = assumption.range
    if bounds is None:
        return []
    if isinstance(bounds.low, date) != isinstance(bounds.high, date) or bounds.low > bounds.high:
        message = f"the range ends ({bounds.high}) before it begins ({bounds.low})"
        register.report(register.mark_of(path), path, message)
        return []
    if bounds.basis == "factor":
        return []
    return [
        f"{inside}: {value} lies outside its plausible range {bounds.low} to {bounds.high}"
        for inside, value in _like(bounds.low, quantities(path, assumption.value))
        if not bounds.low <= value <= bounds.high
    ]


def label_in(register: Register, document: Document, key: str) -> Label:
    """Return a bilingual text of a file's head, such as its title."""
    entry = document.content.get(key)
    if not isinstance(entry, dict):
        mark = (document.file, document.lines.get((key,), 1))
        register.report(mark, key, "a text in both languages is needed: {en: …, zh: …}")
        return Label(en="?", zh="?")
    return check_record(register, document, (key,), entry, Label)
