"""The group `family_subsidies.path`: the offices that a claim goes through, and when money is sent."""

from datetime import date
from math import isqrt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.core.clock import SECONDS_PER_DAY
from simlib.language.message import Message
from simlib.scenario.assumption import Interval, Name, Section, Share
from simlib.scenario.opening import SECONDS_PER_MINUTE, TimeOfDay, Weekday, seconds_of_day

MOST_STAFF = 1_000

Staff = Annotated[int, Field(ge=0, le=MOST_STAFF)]
ServiceMinutes = Annotated[float, Field(gt=0, le=240)]
CasesADay = Annotated[int, Field(ge=1, le=1_000)]
Days = Annotated[int, Field(ge=0, le=365)]
MonthOfYear = Annotated[int, Field(ge=1, le=12)]
OpeningDays = tuple[Weekday, ...]
Office = Literal["desk", "review", "approval"]


class OfficeHours(Section):
    """When an office opens and when it closes."""

    opens: TimeOfDay
    closes: TimeOfDay

    @property
    def seconds(self) -> tuple[int, int]:
        """Seconds of the day at which it opens and closes."""
        return seconds_of_day(self.opens), seconds_of_day(self.closes)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError(
                Message(
                    "it closes at {closes}, not after it opens ({opens})",
                    closes=self.closes,
                    opens=self.opens,
                )
            )
        return self


class Desks(Section):
    """Where households claim: desks of villages and communities, all mappings by township.

    A household whose papers are complete is served once, in `complete` minutes. One whose papers are missing
    is told so in `incomplete` minutes and comes again with complete ones `second_visit` days after it left.
    Nobody starts at or after closing; who still waits then is first when the desk opens again.
    """

    number: dict[Name, Annotated[int, Field(ge=1, le=1_000)]]
    staff: dict[Name, Staff]
    opening_days: dict[Name, OpeningDays]
    hours: OfficeHours
    complete: ServiceMinutes
    incomplete: ServiceMinutes
    second_visit: Interval
    papers_missing: Share

    @property
    def visit_seconds(self) -> tuple[int, int]:
        """Seconds of a visit with complete papers and of one without, at least 1."""
        visits = self.complete, self.incomplete
        return tuple(max(1, round(minutes * SECONDS_PER_MINUTE)) for minutes in visits)

    @model_validator(mode="after")
    def _over_by_midnight(self) -> Self:
        if self.hours.seconds[1] + max(self.visit_seconds) >= SECONDS_PER_DAY:
            raise ValueError(
                Message(
                    "begun just before closing ({closes}), a visit could last past midnight",
                    closes=self.hours.closes,
                )
            )
        return self


class CaseWork(Section):
    """An office whose workers each get through so many cases a day.

    A case takes the opening hours over the cases a day, in whole seconds; none is begun that would not be
    done by closing.
    """

    cases_a_day: CasesADay
    opening_days: OpeningDays
    hours: OfficeHours

    @property
    def case_seconds(self) -> int:
        """Seconds of a case."""
        opens, closes = self.hours.seconds
        return (closes - opens) // self.cases_a_day

    @model_validator(mode="after")
    def _no_case_more(self) -> Self:
        # With more, rounding down to whole seconds would leave room for one case more a day.
        opens, closes = self.hours.seconds
        most = isqrt(closes - opens)
        if self.cases_a_day > most:
            raise ValueError(
                Message(
                    "{cases} cases a day from {opens} to {closes}; at most {most} are possible",
                    cases=self.cases_a_day,
                    opens=self.hours.opens,
                    closes=self.hours.closes,
                    most=most,
                )
            )
        return self


class Review(CaseWork):
    """The township's review; workers by township."""

    workers: dict[Name, Staff]


class Approval(CaseWork):
    """The city's approval."""

    workers: Staff


class Notice(Section):
    """The public notice: hung out at the end of the day of the review, for so many days."""

    days: Days


class Payment(Section):
    """Batches to the one-card accounts.

    In each of `months` a batch is paid on `day_of_month`, or on the last day of a shorter month, or on the
    next working day if that is none. It holds the claims approved up to `prepared` days before it is paid.
    """

    months: Annotated[tuple[MonthOfYear, ...], Field(min_length=1, max_length=12)]
    day_of_month: Annotated[int, Field(ge=1, le=31)]
    prepared: Days


class StaffChange(Section):
    """More or less staff at an office from one day to another, both included.

    Where `township` is left out all townships are meant; the approval has none. At desks it is staff of each.
    """

    office: Office
    township: Name | None = None
    first_day: date
    last_day: date
    staff: Annotated[int, Field(ge=-MOST_STAFF, le=MOST_STAFF)]

    def concerns(self, office: Office, township: str | None) -> bool:
        """Return whether it changes the staff of an office of a township."""
        return self.office == office and self.township in (None, township)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError(
                Message(
                    "the period ends ({last_day}) before it begins ({first_day})",
                    last_day=self.last_day,
                    first_day=self.first_day,
                )
            )
        return self

    @model_validator(mode="after")
    def _approval_is_the_citys(self) -> Self:
        if self.office == "approval" and self.township is not None:
            raise ValueError(
                Message("the approval is the city's; {township} has none", township=self.township)
            )
        return self


class ClaimPathSection(Section):
    """The path of a claim from the desk to the bank card."""

    desks: Desks
    review: Review
    notice: Notice
    approval: Approval
    payment: Payment
    staff_changes: Annotated[tuple[StaffChange, ...], Field(max_length=10_000)]
