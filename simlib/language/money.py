"""Money as a person reads it: one place that knows the units of both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MoneyUnit:
    """A unit of money.

    Attributes
    ----------
    yuan
        How many yuan it is.
    name
        What it is called, by language.
    """

    yuan: int
    name: dict[str, str]


UNITS = {
    "yuan": MoneyUnit(1, {"en": "yuan", "zh": "元"}),
    "wan": MoneyUnit(10_000, {"en": "10,000 yuan", "zh": "万元"}),
    "million": MoneyUnit(1_000_000, {"en": "million yuan", "zh": "百万元"}),
    "yi": MoneyUnit(100_000_000, {"en": "100 million yuan", "zh": "亿元"}),
}
"""Units by name; 万元 and 亿元 are what Chinese budgets are written in."""


def format_money(value: float, unit: str, locale: str, decimals: int = 2) -> str:
    """Return an amount in a unit, with the unit's name.

    Parameters
    ----------
    value
        Yuan.
    unit
        One of `UNITS`.
    locale
        ``en`` or ``zh``.
    decimals
        Digits behind the point.

    Raises
    ------
    ValueError
        If the unit or the language is not known.

    Examples
    --------
    >>> format_money(12_345_678, "wan", "zh")
    '1,234.57万元'
    >>> format_money(12_345_678, "million", "en")
    '12.35 million yuan'
    """
    name = unit_name(unit, locale)
    amount = f"{value / UNITS[unit].yuan:,.{decimals}f}"
    if float(amount.replace(",", "")) == 0:
        amount = amount.removeprefix("-")
    if locale == "zh":
        return f"{amount}{name}"
    return f"{amount} × {name}" if name[0].isdigit() else f"{amount} {name}"


def unit_name(unit: str, locale: str) -> str:
    """Return what a unit of money is called; raise ValueError if it, or the language, is not known."""
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is no unit of money; one of {', '.join(UNITS)} is needed")
    if locale not in UNITS[unit].name:
        raise ValueError(
            f"{locale!r} is no language of money; one of {', '.join(UNITS[unit].name)} is needed"
        )
    return UNITS[unit].name[locale]
