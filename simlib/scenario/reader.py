"""Strict reading of YAML: what cannot be told for certain is refused.

PyYAML parses; we build the values from its events. That keeps the line of every entry, bounds nesting, and
leaves no room for tags, aliases, duplicate keys, YAML 1.1 booleans (`NO`), sexagesimal numbers (`1:30`),
NaN or infinity.
"""

import math
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from simlib.language.message import Message
from simlib.scenario.problems import InputError, Problem, problem_in, shown

LARGEST_FILE = 2_000_000
"""Bytes; the shipped base is below a twentieth of it."""
DEEPEST_NESTING = 30
MOST_DIGITS = 40
MOST_PROBLEMS = 100
NOT_PRINTABLE = yaml.reader.Reader.NON_PRINTABLE
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOT_A_NUMBER = re.compile(r"[-+]?\.(nan|inf)", re.IGNORECASE)
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """What a file says, and where it says it.

    Attributes
    ----------
    file
        The file's name as shown to the user.
    content
        Nested dicts, lists and scalars (str, int, float, bool, None, date).
    lines
        Line of every entry, by its path of keys and list positions.
    """

    file: str
    content: dict
    lines: dict[Path_, int]


def read(path: Path, file: str | None = None) -> Document:
    """Read one YAML file that holds a mapping.

    Parameters
    ----------
    path
        The file.
    file
        Its name in messages; the path itself by default.

    Raises
    ------
    InputError
        If the file is missing, no ordinary file, too large, not UTF-8, not YAML, or not strict.
    """
    name = file or str(path)
    document = parse(_text(path, name), name)
    if not isinstance(document.content, dict):
        message = Message("the file is empty; a mapping of names to values is needed")
        if document.content is not None:
            given = shown(document.content)
            message = Message("the file holds {given}; a mapping of names to values is needed", given=given)
        raise problem_in(name, message, line=1)
    return document


def parse(text: str, file: str) -> Document:
    """Read YAML text; `file` names its origin in messages.

    Raises
    ------
    InputError
        If the text is not YAML, or not strict.
    """
    control = NOT_PRINTABLE.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise problem_in(
            file,
            Message("a control character ({character!r}) is not allowed", character=control.group()),
            line,
        )
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise problem_in(
            file, Message("this is not valid YAML: {reason}", reason=error.problem or error.context), line
        ) from None
    except yaml.YAMLError as error:
        raise problem_in(file, Message("this is not valid YAML: {given}", given=shown(str(error)))) from None
    if builder.problems:
        raise InputError(builder.problems)
    return Document(file, builder.root, builder.lines)


def _text(path: Path, name: str) -> str:
    try:
        if path.is_dir():
            raise problem_in(name, Message("this is a directory; the name of a scenario file is needed"))
        if not path.exists():
            raise problem_in(name, Message("there is no such file"))
        if not path.is_file():
            raise problem_in(name, Message("this is not an ordinary file"))
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise problem_in(
                name,
                Message(
                    "the file has {size:,} bytes; a scenario has at most {most:,} bytes",
                    size=size,
                    most=LARGEST_FILE,
                ),
            )
        raw = path.read_bytes()
    except OSError as error:
        raise problem_in(
            name, Message("the file cannot be read: {reason}", reason=error.strerror or str(error))
        ) from None
    except ValueError as error:
        message = Message("this is no name of a file: {error}", error=str(error))
        raise problem_in(shown(name), message) from None
    return _decoded(raw, name)


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise problem_in(name, Message("the file is in UTF-16; save it as UTF-8"))
    if b"\0" in raw:
        raise problem_in(name, Message("the file holds binary data; a text file in UTF-8 is needed"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise problem_in(
            name, Message("the file is not UTF-8 (perhaps GBK?); save it as UTF-8"), line
        ) from None


class _Builder:
    """Builds nested values from parser events with a stack of its own, so depth is ours to bound."""

    def __init__(self, file: str):
        self.file = file
        self.root: object = None
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self._open: list[tuple[Path_, dict | list]] = []
        self._keys: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise InputError(
                    [self._problem(line, Message("a second document (---) begins; one is allowed"))]
                )
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(
                line, Message("aliases (*{anchor}) are not allowed; write the value out", anchor=event.anchor)
            )
            self._place(None, line)
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event, line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()

    def _take_node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor:
            self._refuse(
                line, Message("anchors (&{anchor}) are not allowed; write the value out", anchor=event.anchor)
            )
        if event.tag is not None:
            self._refuse(line, Message("tags ({given}) are not allowed", given=shown(event.tag)))
        if len(self._open) >= DEEPEST_NESTING:
            raise InputError(
                [
                    self._problem(
                        line,
                        Message("nesting is deeper than {levels} levels", levels=DEEPEST_NESTING),
                    )
                ]
            )
        if self._expects_key():
            self._take_key(event, line)
            return
        if isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event, line), line)
            return
        value: dict | list = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(value, line)
        self._open.append((path, value))
        self._keys.append(None)

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][1], dict) and self._keys[-1] is None

    def _take_key(self, event: yaml.NodeEvent, line: int) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise InputError([self._problem(line, Message("a key must be a plain name"))])
        path, mapping = self._open[-1]
        if event.value in mapping:
            first = self.lines[(*path, event.value)]
            self._refuse(
                line,
                Message(
                    "the key {given} stands here again (first on line {first})",
                    given=shown(event.value),
                    first=first,
                ),
            )
        self._keys[-1] = event.value
        self.lines[(*path, event.value)] = line

    def _place(self, value: object, line: int) -> Path_:
        if not self._open:
            self.root = value
            return ()
        path, container = self._open[-1]
        if isinstance(container, dict):
            key = self._keys[-1]
            self._keys[-1] = None
            container[key] = value
        else:
            key = len(container)
            container.append(value)
            self.lines[(*path, key)] = line
        return (*path, key)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> object:
        text = event.value
        if not event.implicit[0]:
            return text
        if text in WORDS:
            return WORDS[text]
        if NOT_A_NUMBER.fullmatch(text):
            self._refuse(line, Message("{given} is not allowed; a finite number is needed", given=text))
        elif INTEGER.fullmatch(text) or DECIMAL.fullmatch(text):
            return self._number(text, line)
        elif ISO_DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self._refuse(line, Message("{text} is not a date of the calendar", text=text))
        return text

    def _number(self, text: str, line: int) -> int | float:
        if len(text) > MOST_DIGITS:
            self._refuse(line, Message("{given} has too many digits", given=shown(text)))
            return 0
        if INTEGER.fullmatch(text):
            return int(text)
        number = float(text)
        if not math.isfinite(number):
            self._refuse(line, Message("{text} is too large for a number", text=text))
            return 0.0
        return number

    def _refuse(self, line: int, message: str) -> None:
        self.problems.append(self._problem(line, message))
        if len(self.problems) >= MOST_PROBLEMS:
            raise InputError(
                [*self.problems, self._problem(line, Message("too many problems; the rest is not read"))]
            )

    def _problem(self, line: int, message: str) -> Problem:
        steps = [*(self._open[-1][0] if self._open else ()), *(key for key in self._keys[-1:] if key)]
        return Problem(self.file, line, ".".join(str(step) for step in steps), message)
