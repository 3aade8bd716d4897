"""The group `hpv_rollout.channels`: women who come without booking, and girls who come with their school."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.programmes.hpv_rollout.clinic_assumptions import ServedStage, Servers, TimeOfDay
from simlib.programmes.hpv_rollout.spans import AGE_BANDS, AgeBand, AgesInOrder
from simlib.scenario.assumption import Interval, Section, Share


class WalkIn(Section):
    """Women who never book.

    Each goes to the nearest site that opens within `booking.accepted_days`, else to the one that opens first,
    at any time of its hours. In vain where all doses left are set aside or it closes before her turn: then
    she comes again `comes_again` days later, and gives up after `tries` visits in vain.
    """

    share: dict[AgeBand, Share]
    comes_again: Interval
    tries: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _every_band(self) -> Self:
        for band in AGE_BANDS:
            if band not in self.share:
                raise ValueError(Message("{quantity} lacks {band}", quantity="share", band=band))
        return self


class School(Section):
    """Trips from school to the nearest site of a township, or sessions held in school.

    Of the girls of `ages` who live at home and want the vaccine `takes_part` go with their school. Those of a
    township are `groups`; from each day of `rounds` on, the first school days on which the site is open are
    for one group each. Who takes part is told by the school, so she is there on the first day of her group on
    which she may; a later dose waits for a day of her group up to `waits` days. `missing` of those expected
    stay away. The group comes to the site at `hour` and queues; held in school it is seen by `staff` who come
    from the site and stand in no roster.
    """

    rounds: Annotated[tuple[date, ...], Field(max_length=1_000)]
    held: Literal["at_site", "in_school"]
    hour: TimeOfDay
    ages: AgesInOrder
    groups: Annotated[int, Field(ge=1, le=100)]
    takes_part: Share
    waits: Annotated[int, Field(ge=0, le=3_650)]
    missing: Share
    staff: dict[ServedStage, Servers]


class Channels(Section):
    """How women come other than by booking in the app."""

    walk_in: WalkIn
    school: School
