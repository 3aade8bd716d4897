"""What one family gets from the subsidies, beside what the city's families do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from simlib.analysis.additional_births import birth_cost_curve
from simlib.core.clock import Calendar
from simlib.language.message import Message
from simlib.programmes.family_subsidies import NAME
from simlib.programmes.family_subsidies.assumptions import FamilySubsidiesSection
from simlib.programmes.family_subsidies.examples import Example
from simlib.programmes.family_subsidies.family_plan import PlannedPayment, family_plan, through_offices
from simlib.runs.result import Result
from simlib.runs.scenarios import only
from simlib.runs.single import run
from simlib.scenario.model import Scenario
from simlib.scenario.problems import nearest, problem_in, shown
from simlib.scenario.time import calendar_of

MIDDLE_OF_MONTH = 15
"""Day of birth where only a month is given."""
OLDEST, LATEST = 18, 30
"""Years before and after the first day of the horizon between which a birth is sensible."""


@dataclass(frozen=True)
class Question:
    """A family: its child, where it lives, and when it hears of the subsidies."""

    child: Example
    township: str
    knows: date


@dataclass(frozen=True)
class FamilyAnswer:
    """What a family gets, and what that means for the city.

    Attributes
    ----------
    scenario, question
        What was asked.
    payments
        To the family, if nobody is before it at any desk.
    result
        One run of the subsidies.
    curve
        What a birth more costs; see `birth_cost_curve`.
    """

    scenario: Scenario
    question: Question
    payments: Sequence[PlannedPayment]
    result: Result
    curve: pd.DataFrame


def question_of(
    scenario: Scenario, births: str, parity: int, township: str | None = None, knows: str | None = None
) -> Question:
    """Return a question from what a user wrote.

    Parameters
    ----------
    scenario
        Validated.
    births
        Month or day of birth, as ``2024-05`` or ``2024-05-20``; the 15th stands for a month.
    parity
        From 1.
    township
        Name of a township; the first one by default.
    knows
        Day on which the family hears of the subsidies; by default when its township's staff are trained.

    Raises
    ------
    InputError
        If there are no subsidies in the scenario, something is no date, no township or too far away, or the
        semester calendar does not reach to the child.
    """
    if NAME not in scenario.sections:
        raise problem_in(scenario.name, Message("this scenario has no section {section}", section=NAME))
    names = scenario.sections["population"].townships.names
    place = township or next(iter(names))
    if place not in names:
        message = Message(
            '"{township}" is no township; known: {names}{hint}',
            township=place,
            names=", ".join(names),
            hint=nearest(place, names),
        )
        raise problem_in("--township", message)
    born = _day("--births", births if births.count("-") > 1 else f"{births}-{MIDDLE_OF_MONTH}", births)
    first = scenario.sections["horizon"].first_day
    if not first.year - OLDEST <= born.year <= first.year + LATEST:
        message = Message(
            "{given} is not allowed; a year from {first} to {last} is needed",
            given=shown(births),
            first=first.year - OLDEST,
            last=first.year + LATEST,
        )
        raise problem_in("--births", message)
    _check_semesters(scenario.sections[NAME], born)
    news = scenario.sections[NAME].uptake.news_from[place]
    heard = _day("--knows", knows, knows) if knows else news
    return Question(Example(born, parity), place, heard)


def _check_semesters(section: FamilySubsidiesSection, born: date) -> None:
    """Raise InputError if the semester calendar ends before a child has grown out of what is paid by it."""
    ages = [
        window.before_month
        for instrument in section.instruments.values()
        for window in instrument.windows
        if instrument.rule.pays == "semester"
    ]
    year, month = divmod(12 * born.year + born.month - 1 + max(ages, default=0), 12)
    needed, end = date(year, month + 1, 1), section.semesters[-1].last_day
    if ages and end < needed:
        message = Message(
            "the semesters of the scenario end on {end}; for this child they are needed until {needed}",
            end=end,
            needed=needed,
        )
        raise problem_in("--births", message)


def _day(option: str, text: str, given: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = Message("{given} is no date such as 2024-05 or 2024-05-20", given=shown(given))
        raise problem_in(option, message) from None


def family_answer(scenario: Scenario, question: Question, seed: int = 0) -> FamilyAnswer:
    """Return what a family gets, and one run of the subsidies around it.

    Parameters
    ----------
    scenario
        With the subsidies.
    question
        From `question_of`.
    seed
        Luck of the run.
    """
    section = scenario.sections[NAME]
    calendar = calendar_of(scenario.sections["horizon"], scenario.sections["calendar"])
    payments = family_plan(
        section,
        [question.child],
        question.knows,
        _reaching(calendar, question.child.born),
        through_offices(section, question.township),
    )
    result = run(only(scenario, NAME), seed)
    assumptions = scenario.resolved()["assumptions"]
    return FamilyAnswer(scenario, question, payments, result, birth_cost_curve(result.tables, assumptions))


def _reaching(calendar: Calendar, born: date) -> Calendar:
    """Return a calendar whose horizon holds the birth."""
    horizon = calendar.horizon
    last = max(horizon.last, born)
    return Calendar(type(horizon)(horizon.first, last), calendar.holidays, calendar.makeup_workdays)
