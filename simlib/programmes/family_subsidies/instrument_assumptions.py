"""The groups `instruments` and `semesters` of the section: each subsidy as data.

A new subsidy is an entry under `instruments`, and an account that it is booked to.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.programmes.family_subsidies.births_assumptions import Parity
from simlib.scenario.assumption import Months, Name, Section, UnitPrice

ONCE = "once"
PERIODS = ("month", "semester", "year")
"""What an instrument may pay for, beside once: calendar months, semesters, calendar years."""
SHORTEST_SEMESTER = 31
"""Days; no two semesters may begin or end in one month, by which claims are told apart."""
CLAIMS_APART = 2
"""Months of age between two payments that never fall due in the same month of the calendar."""


class AgeWindow(Section):
    """Ages in completed months: from one on, and before another. What is paid once falls due at the first."""

    from_month: Annotated[int, Field(ge=0, le=240)]
    before_month: Annotated[int, Field(ge=1, le=241)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.before_month <= self.from_month:
            raise ValueError(
                Message(
                    "the ages end before month {before}, but begin with month {from_}",
                    before=self.before_month,
                    from_=self.from_month,
                )
            )
        return self


class Rule(Section):
    """Who gets an instrument, when it falls due, and how it is claimed.

    Attributes
    ----------
    pays
        ``once``, or for every month, semester or year.
    counts_on
        The day of a period on which age and hukou count and the payment falls due.
    for_each
        ``child``, or ``birth``: then twins get it once, by the parity of the second.
    child_hukou
        Whether the child must have Gaoping hukou on the day.
    parents_hukou
        Which parents must have it: ``any`` (it does not matter), ``one``, ``mother`` or ``both``.
    born_from, born_to
        The birth window, if there is one.
    starts, ends
        Payments fall due from the first to the last of these days; without an end, for ever.
    claimed
        ``once`` for all payments, or ``each_payment`` anew.
    yields_to
        Instruments that stand before it, and that it is not paid beside: where the periods of two payments
        overlap, this one falls away, whether or not anybody claims the other.
    """

    pays: Literal["once", "month", "semester", "year"]
    counts_on: Literal["first_day", "last_day"] = "first_day"
    for_each: Literal["child", "birth"] = "child"
    child_hukou: bool
    parents_hukou: Literal["any", "one", "mother", "both"]
    born_from: date | None = None
    born_to: date | None = None
    starts: date
    ends: date | None = None
    claimed: Literal["once", "each_payment"]
    yields_to: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for first, last in ((self.born_from, self.born_to), (self.starts, self.ends)):
            if first and last and last < first:
                raise ValueError(
                    Message("the window ends ({end}) before it begins ({start})", end=last, start=first)
                )
        return self


class Instrument(Section):
    """A subsidy.

    `amount` is yuan a payment by parity, and a parity that is not named gets nothing; `most` the yuan that a
    child gets in all, if there is such a cap; a payment not claimed `claim_within` months of its day is lost.
    """

    amount: Annotated[dict[Parity, UnitPrice], Field(min_length=1)]
    ages: Annotated[dict[Name, AgeWindow], Field(min_length=1, max_length=20)]
    most: UnitPrice | None = None
    claim_within: Months
    rule: Rule

    @property
    def windows(self) -> list[AgeWindow]:
        """The windows of age, the youngest first."""
        return sorted(self.ages.values(), key=lambda window: window.from_month)

    @model_validator(mode="after")
    def _ages_apart(self) -> Self:
        by_age = sorted((window.from_month, window.before_month, name) for name, window in self.ages.items())
        for (_, end, earlier), (start, _, later) in pairwise(by_age):
            if start < end:
                raise ValueError(
                    Message(
                        "the ages {earlier} and {later} overlap (month {start})",
                        earlier=earlier,
                        later=later,
                        start=start,
                    )
                )
        return self

    @model_validator(mode="after")
    def _claims_apart(self) -> Self:
        if self.rule.pays == ONCE and self.rule.claimed == "each_payment":
            for one, following in pairwise(self.windows):
                if following.from_month - one.from_month < CLAIMS_APART:
                    raise ValueError(
                        Message(
                            "ages begin with months {first} and {second}; what is paid once and claimed anew "
                            "for each of them needs {apart} months between",
                            first=one.from_month,
                            second=following.from_month,
                            apart=CLAIMS_APART,
                        )
                    )
        return self


class Semester(Section):
    """A semester, first and last day included; holidays belong to the semester before them."""

    first_day: date
    last_day: date


def whole_semesters(semesters: tuple[Semester, ...]) -> tuple[Semester, ...]:
    """Return semesters as they are, if they follow each other day by day.

    Raises
    ------
    ValueError
        If one ends before it begins, is too short, or the next does not begin on the day after its last.
    """
    for semester in semesters:
        _check_length(semester)
    for one, following in pairwise(semesters):
        due = one.last_day + timedelta(days=1)
        if following.first_day > due:
            raise ValueError(
                Message(
                    "no semester holds the days from {from_} to {to}; semesters leave no gap",
                    from_=due,
                    to=following.first_day - timedelta(days=1),
                )
            )
        if following.first_day < due:
            raise ValueError(
                Message(
                    "the semester from {start} begins before the one before it ends ({end})",
                    start=following.first_day,
                    end=one.last_day,
                )
            )
    return semesters


def _check_length(semester: Semester) -> None:
    days = (semester.last_day - semester.first_day).days + 1
    if days < 1:
        raise ValueError(
            Message(
                "the semester ends ({end}) before it begins ({start})",
                end=semester.last_day,
                start=semester.first_day,
            )
        )
    if days < SHORTEST_SEMESTER:
        raise ValueError(
            Message(
                "the semester from {start} to {end} has {days} days; at least {least} are needed",
                start=semester.first_day,
                end=semester.last_day,
                days=days,
                least=SHORTEST_SEMESTER,
            )
        )
