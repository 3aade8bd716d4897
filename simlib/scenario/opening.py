"""When a place is open: weekdays, and times of the day as sections declare them."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from simlib.language.message import Message

TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
SECONDS_PER_MINUTE = 60

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def seconds_of_day(time: str) -> int:
    """Return the second of the day of a time such as ``08:30``.

    Raises
    ------
    ValueError
        If it is no such time.
    """
    found = TIME_OF_DAY.fullmatch(time)
    if not found:
        raise ValueError(
            Message('"{time}" is no time of day; one from 00:00 to 23:59 is needed, such as 08:30', time=time)
        )
    hours, minutes = (int(part) for part in found.groups())
    return (hours * 60 + minutes) * SECONDS_PER_MINUTE


def _time_of_day(time: str) -> str:
    seconds_of_day(time)
    return time


TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
