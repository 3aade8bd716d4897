"""How wide a text is, where a Chinese character takes the place of two letters."""

import re
from unicodedata import east_asian_width

BREAKS = re.compile(r"(?<=, )|(?<=[、，])")
"""A line may be broken behind what separates the parts of an enumeration."""


def width_of(text: str) -> int:
    """Return the width of a text in letters."""
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces behind it up to a width in letters."""
    return text + " " * (width - width_of(text))


def wrapped(text: str, most: int) -> list[str]:
    """Return a text as lines of at most so many letters, where its enumerations allow it.

    Examples
    --------
    >>> wrapped("one, two, 3,000", 9)
    ['one, two,', '3,000']
    """
    lines = [""]
    for part in BREAKS.split(text):
        if lines[-1] and width_of((lines[-1] + part).rstrip()) > most:
            lines.append(part)
        else:
            lines[-1] += part
    return [line.rstrip() for line in lines]
