"""How a lever's position is written and read: percent, factor, yuan, date."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from simlib.language.language import Language
from simlib.language.money import UNITS

STEPS_ROUNDED_TO = 6


class Scale(Protocol):
    """A way of writing the positions of a lever; positions are numbers, as a slider has them."""

    step: float

    def text(self, position: float, lang: Language) -> str:
        """Return a position as a person reads it."""

    def position(self, text: str) -> float:
        """Return the position that a text stands for; raise ValueError if it stands for none."""

    def value(self, position: float) -> Any:
        """Return the value that a scenario holds at a position."""


@dataclass(frozen=True)
class ShareScale:
    """Shares, written in percent."""

    step: float = 0.01

    def text(self, position: float, lang: Language) -> str:
        """Return 0.1 as 10%."""
        return f"{100 * position:.4g}%"

    def position(self, text: str) -> float:
        """Return 10, or 10%, as 0.1."""
        return _number(text.removesuffix("%")) / 100

    def value(self, position: float) -> float:
        """Return the share."""
        return round(position, STEPS_ROUNDED_TO)


@dataclass(frozen=True)
class FineShareScale(ShareScale):
    """Shares around zero, by a tenth of a percent."""

    step: float = 0.001


@dataclass(frozen=True)
class NumberScale:
    """Numbers as they are, such as carers hired a month."""

    step: float = 1.0

    def text(self, position: float, lang: Language) -> str:
        """Return 0.5 as 0.5."""
        return f"{position:.4g}"

    def position(self, text: str) -> float:
        """Return 0.5 as 0.5."""
        return _number(text)

    def value(self, position: float) -> float:
        """Return the number."""
        return round(position, STEPS_ROUNDED_TO)


@dataclass(frozen=True)
class CountScale:
    """Whole numbers, such as months, beds or claims."""

    step: float = 1.0

    def text(self, position: float, lang: Language) -> str:
        """Return 36.0 as 36."""
        return f"{position:.0f}"

    def position(self, text: str) -> float:
        """Return 36 as 36.0; raise ValueError for what is no whole number."""
        return float(int(_plain(text)))

    def value(self, position: float) -> int:
        """Return the whole number."""
        return round(position)


@dataclass(frozen=True)
class DaysScale(CountScale):
    """Days that need not be whole in a scenario."""

    def value(self, position: float) -> float:
        """Return the days."""
        return float(round(position))


@dataclass(frozen=True)
class FactorScale:
    """Multiples of what the scenario has."""

    step: float = 0.05

    def text(self, position: float, lang: Language) -> str:
        """Return 1.5 as ×1.5."""
        return f"×{position:.4g}"

    def position(self, text: str) -> float:
        """Return 1.5, or ×1.5, as 1.5."""
        return _number(text.lstrip("×*xX"))

    def value(self, position: float) -> float:
        """Return the factor."""
        return round(position, STEPS_ROUNDED_TO)


@dataclass(frozen=True)
class YuanScale:
    """Prices in yuan."""

    step: float = 1.0

    def text(self, position: float, lang: Language) -> str:
        """Return 25 as 25 yuan, or 25元."""
        name = UNITS["yuan"].name[lang.code]
        return f"{position:.6g}{name}" if lang.code == "zh" else f"{position:.6g} {name}"

    def position(self, text: str) -> float:
        """Return 25, 25 yuan or 25元 as 25."""
        for name in UNITS["yuan"].name.values():
            text = text.removesuffix(name).strip()
        return _number(text)

    def value(self, position: float) -> float:
        """Return the price."""
        return round(float(position), 2)


@dataclass(frozen=True)
class DateScale:
    """Days; the position is the day's number in the calendar."""

    step: float = 1

    def text(self, position: float, lang: Language) -> str:
        """Return a day as it is written in scenarios."""
        return date.fromordinal(int(position)).isoformat()

    def position(self, text: str) -> float:
        """Return the number of a day such as 2024-03-01."""
        return date.fromisoformat(_plain(text)).toordinal()

    def value(self, position: float) -> date:
        """Return the day."""
        return date.fromordinal(int(position))


def _plain(text: str) -> str:
    """Return a text with full-width characters as ordinary ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _number(text: str) -> float:
    number = float(_plain(text).removesuffix("%").replace(",", ""))
    if not abs(number) < float("inf"):
        raise ValueError(f"{text} is no finite number")
    return number
