"""The assumptions of a base file as a flat register: path → assumption, and path → where it was written.

While a file is read, problems are collected rather than raised, so that all of them are told at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from simlib.language.message import Message
from simlib.scenario.assumption import Assumption, Label, Section
from simlib.scenario.complaints import complaints, model_in
from simlib.scenario.problems import Problem, shown
from simlib.scenario.reader import Document

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

    def copy(self) -> "Register":
        """Return a register that can go on without changing this one."""
        return Register(
            dict(self.assumptions),
            dict(self.marks),
            dict(self.sections),
            list(self.unread),
            list(self.problems),
        )

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
                mark,
                dotted,
                Message("{given} is no name; lower-case letters, digits and _ are allowed", given=shown(key)),
            )
        elif not isinstance(entry, dict):
            register.report(
                mark,
                dotted,
                Message("{given} stands alone; write {{value: …}} with its evidence", given=shown(entry)),
            )
        elif "value" in entry:
            register.assumptions[dotted] = check_record(register, document, here, entry, Assumption)
            mark_values(register, document, (*here, "value"), dotted, entry["value"])
        else:
            gather(register, document, entry, here)


def mark_around(register: Register, path: str, mark: Mark) -> None:
    """Note that what is around a path was last written at a mark: what a change breaks is told there."""
    while "." in path:
        path = path.rpartition(".")[0]
        register.marks[path] = mark


def forget_inside(register: Register, path: str) -> None:
    """Forget where a value's parts were written, since another value takes its place."""
    for written in [known for known in register.marks if known.startswith(f"{path}.")]:
        del register.marks[written]


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


def label_in(register: Register, document: Document, key: str) -> Label:
    """Return a bilingual text of a file's head, such as its title."""
    entry = document.content.get(key)
    if not isinstance(entry, dict):
        mark = (document.file, document.lines.get((key,), 1))
        register.report(mark, key, Message("a text in both languages is needed: {{en: …, zh: …}}"))
        return Label(en="?", zh="?")
    return check_record(register, document, (key,), entry, Label)
