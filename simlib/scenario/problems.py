"""Problems in a user's input, told so that they can be mended."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

from simlib.language.language import Language
from simlib.language.message import Message, told

SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    file
        File, or where else the input came from (such as ``--set``).
    line
        Line number from 1, or 0 where no line applies.
    path
        Dotted path in the scenario, or empty.
    message
        What was given and what is allowed; or a problem elsewhere, told where it comes from.
    """

    file: str
    line: int
    path: str
    message: Union[str, "Problem"]

    def __str__(self) -> str:
        return self._told(str(self.message))

    def told_in(self, lang: Language) -> str:
        """Return the problem in a language; places and paths are the same in all of them."""
        return self._told(str(told(self.message, lang)))

    def _told(self, message: str) -> str:
        place = f"{self.file}:{self.line}:" if self.line else self.file
        return printable(f"{place} {self.path}".strip(": ") + f": {message}")


class InputError(Exception):
    """The input cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def problem_in(file: str, message: str, line: int = 0, path: str = "") -> InputError:
    """Return an error that holds a single problem."""
    return InputError([Problem(file, line, path, message)])


def printable(text: str) -> str:
    """Return a text that plays no tricks on a terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint such as `; did you mean "no_show"?`, or an empty string if nothing is near."""
    matches = difflib.get_close_matches(str(name), [str(other) for other in known], n=1, cutoff=0.6)
    return Message('; did you mean "{name}"?', name=matches[0]) if matches else ""


def shown(value: object) -> str:
    """Return a value as it should appear in a message: quoted if text, cut if long."""
    if value is None:
        return Message("nothing")
    if isinstance(value, dict):
        return Message("a mapping")
    if isinstance(value, (list, tuple)):
        return Message("a list")
    text = f'"{value}"' if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        text = "true" if value else "false"
    text = printable(text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
