"""The group `hpv_rollout.booking`: when slots open, and how far and how long women go for one."""

from typing import Annotated

from pydantic import Field

from simlib.scenario.assumption import Interval, Name, Section

Days = Annotated[int, Field(ge=0, le=3_650)]
TravelMinutes = Annotated[int, Field(ge=0, le=1_440)]


class Travel(Section):
    """Minutes from a township to a site: in it, in another of the city, to or from the city, or neither."""

    own_township: TravelMinutes
    within_city: TravelMinutes
    to_city: TravelMinutes
    elsewhere: TravelMinutes

    def minutes(self, home: str, there: str, city: tuple[str, ...]) -> int:
        """Return the minutes from one township to another, given those that make up the city."""
        if home == there:
            return self.own_township
        ends_in_city = (home in city) + (there in city)
        return (self.elsewhere, self.to_city, self.within_city)[ends_in_city]


class Booking(Section):
    """How women book.

    Slots of a day open `days_ahead` of it. A woman takes the nearest site that has a slot within
    `accepted_days` of the day from which on she wants one; if none has, the earliest anywhere within
    `longest_travel`. If that slot has not opened, she asks again `ask_again` days later, or when the first
    day that she wants opens, if that is later.
    """

    days_ahead: Days
    ask_again: Interval
    accepted_days: Days
    city: tuple[Name, ...]
    travel: Travel
    longest_travel: TravelMinutes
