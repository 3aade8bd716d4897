"""The group `hpv_rollout.presence`: on which days women can come at all."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from simlib.programmes.hpv_rollout.spans import AgesInOrder, Period
from simlib.scenario.assumption import Section

Periods = Annotated[tuple[Period, ...], Field(max_length=1_000)]


class Presence(Section):
    """When women who live elsewhere are in Gaoping, and when girls who board get out of school.

    Women who live elsewhere are there in `away_visits` only. A girl who lives at home and is of `school_ages`
    on the day cannot come in `exams`; in `terms` she can come in one calendar week of `boarding_cycle`, of
    which the first is the week in which the term begins.
    """

    away_visits: Periods
    school_ages: AgesInOrder
    terms: Periods
    boarding_cycle: Annotated[int, Field(ge=1, le=30)]
    exams: Periods

    def visited(self, day: date) -> bool:
        """Return whether women who live elsewhere are there on a day."""
        return any(visit.holds(day) for visit in self.away_visits)

    def lets_out(self, day: date) -> bool:
        """Return whether schoolgirls can come on a day."""
        for term in self.terms:
            monday = term.first_day - timedelta(days=term.first_day.weekday())
            if term.holds(day) and (day - monday).days // 7 % self.boarding_cycle > 0:
                return False
        return not any(exam.holds(day) for exam in self.exams)
