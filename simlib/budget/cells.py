"""What a cell means: amounts in yuan, quantities and months, or a sentence on what would be accepted."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from simlib.language.message import Message
from simlib.scenario.problems import shown

FEN_DIGITS = 2
LARGEST = Decimal(10) ** 12
"""Yuan; no line of a city's budget is larger."""

IN_UNITS = {"万元": 10_000, "万": 10_000, "亿元": 10**8, "亿": 10**8, "元": 1}
PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
SERIAL = re.compile(r"([34567][0-9]{4})(\.[0-9]+)?")
"""A day as a spreadsheet counts it, from 1982 on."""

DAY_0 = date(1899, 12, 30)
LOOSE_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*(?:月份?)?(?:\s*[-/.]\s*0?1|\s*0?1\s*日)?")


def number_in(value: Any) -> Decimal:
    """Return the number in a cell.

    Raises
    ------
    ValueError
        Holding a message: what the cell holds, and what would be accepted instead.
    """
    if isinstance(value, bool):
        raise ValueError(Message("{given} is a truth value; a number is needed", given=shown(value)))
    if isinstance(value, (int, float)):
        return _finite(value)
    if isinstance(value, (date, datetime)):
        raise ValueError(Message("{given} is a date; a number is needed", given=value))
    text = str(value)
    if PLAIN.fullmatch(text):
        return _finite(text)
    meant = meant_by(text)
    if meant is None:
        raise ValueError(Message("{given} is a text; a number such as 1234.50 is needed", given=shown(text)))
    raise ValueError(Message("{given} is a text; write the number {meant}", given=shown(text), meant=meant))


def _finite(value: int | float | str) -> Decimal:
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError(
            Message(
                "{given} is not allowed; a number up to {most} is needed", given=shown(value), most=LARGEST
            )
        )
    return number


def meant_by(text: str) -> Decimal | None:
    """Return the number that somebody probably meant by a text, or None.

    Examples
    --------
    >>> str(meant_by("1,234.50")), str(meant_by("1.2万")), str(meant_by("\uff11\uff12"))
    ('1234.50', '12000', '12')
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = plain.translate(dict.fromkeys(map(ord, " ,¥￥")))
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()")
    factor = next((IN_UNITS[unit] for unit in IN_UNITS if plain.endswith(unit)), 1)
    for unit in IN_UNITS:
        plain = plain.removesuffix(unit)
    if not PLAIN.fullmatch(plain):
        return None
    number = Decimal(plain) * factor
    if factor > 1 and number == number.to_integral_value():
        number = number.quantize(Decimal(1))
    return -number if negative else number


def fen_in(value: Any) -> int:
    """Return the amount in a cell, in yuan, as whole fen.

    Raises
    ------
    ValueError
        Holding a message.
    """
    number = number_in(value)
    fen = number * 100
    if isinstance(value, float):
        # A spreadsheet's sums carry the dust of binary fractions; a tenth of a fen is none.
        fen = round(fen, 4)
    if fen != fen.to_integral_value():
        raise ValueError(
            Message(
                "{given} has more than two decimals; write yuan with whole fen, such as {meant}",
                given=shown(value),
                meant=round(number, FEN_DIGITS),
            )
        )
    return int(fen)


def check_sign(kind: str, number: float, given: Any) -> None:
    """Check that spending is at least 0 and income at most 0, in yuan as in units.

    Raises
    ------
    ValueError
        Holding a message.
    """
    if kind == "income" and number > 0:
        raise ValueError(Message("{given} is not allowed: income is written as at most 0", given=given))
    if kind != "income" and number < 0:
        raise ValueError(
            Message(
                "{given} is not allowed: spending is at least 0; take a refund off the month of its payment",
                given=given,
            )
        )


def month_in(value: Any) -> str:
    """Return the month in a cell, such as 2023-03.

    Raises
    ------
    ValueError
        Holding a message.
    """
    if isinstance(value, (date, datetime)):
        return f"{value:%Y-%m}"
    text = str(value)
    found = MONTH.fullmatch(text)
    if found and 1 <= int(found.group(2)) <= 12:
        return text
    serial = SERIAL.fullmatch(text)
    if serial:
        meant = f"{DAY_0 + timedelta(days=int(serial.group(1))):%Y-%m}"
        raise ValueError(Message("{given} is no month; write {meant}", given=shown(value), meant=meant))
    loose = LOOSE_MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if loose and 1 <= int(loose.group(2)) <= 12:
        meant = f"{loose.group(1)}-{int(loose.group(2)):02d}"
        raise ValueError(Message("{given} is no month; write {meant}", given=shown(value), meant=meant))
    raise ValueError(Message("{given} is no month; write it as 2023-03", given=shown(value)))
