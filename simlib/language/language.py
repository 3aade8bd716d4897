"""One language of the interface: its words, labels, numbers and dates."""

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from simlib.language.money import format_money

LANGUAGES = ("en", "zh")
"""English is the language that the code is written in; the others have a catalogue each."""

CATALOGUES = Path(__file__).with_name("catalogues")
DOMAIN = "simlib"
MONEY_UNITS = {"en": "million", "zh": "wan"}
"""The unit that each language's readers expect of a city's budget."""


def mark(text: str) -> str:
    """Return a text as it is, marked for the catalogue: it is said later, where the language is known."""
    return text


@dataclass(frozen=True)
class Language:
    """A language in which things are told.

    Attributes
    ----------
    code
        One of `LANGUAGES`.
    """

    code: str

    def __post_init__(self):
        if self.code not in LANGUAGES:
            raise ValueError(f"{self.code!r} is no language; one of {', '.join(LANGUAGES)} is needed")

    def say(self, text: str) -> str:
        """Return an English text of the interface in this language; placeholders stay as they are."""
        return _translations(self.code).gettext(text)

    def label(self, label: Any) -> str:
        """Return the text of a label: an object or a mapping with `en` and `zh`, or one plain text."""
        if isinstance(label, str):
            return label
        return label[self.code] if isinstance(label, Mapping) else getattr(label, self.code)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with separators of thousands."""
        return f"{value:,.{decimals}f}"

    def listed(self, parts: Iterable[str]) -> str:
        """Return words one after the other, as a sentence enumerates them."""
        return (", " if self.code == "en" else "、").join(parts)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage; a share that does not exist (NaN) as a dash."""
        return "–" if share != share else f"{100 * share:.{decimals}f}%"

    def day(self, day: date) -> str:
        """Return a date in full, such as 1 March 2023 or 2023年3月1日."""
        from babel.dates import format_date

        return format_date(day, "d MMMM y" if self.code == "en" else "y年M月d日", self.code)

    def money(self, yuan: float, unit: str | None = None, decimals: int = 2) -> str:
        """Return an amount with its unit, by default the one that readers of this language expect."""
        return format_money(yuan, unit or self.money_unit, self.code, decimals)

    @property
    def money_unit(self) -> str:
        """The unit of money for tables and axes in this language."""
        return MONEY_UNITS[self.code]


@cache
def _translations(code: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, read from its .po file; nothing compiled lies about to grow old."""
    if code == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
