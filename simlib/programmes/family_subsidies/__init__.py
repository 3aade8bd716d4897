"""Subsidies for the families of second and third children: births, instruments, uptake, claims, money.

Data flows through the files in this order: `born` and `response` → `children` (who is born when to whom),
`rules` → `entitlement` (what each child is due), `uptake` → `applications` → `submissions` (who claims what
and when, wrong claims as well), the path of a claim (`path_engines`), `payments` → `tally` → `tables`,
`birth_tables` and `money`. `family_plan` says what one family gets.
"""

from collections.abc import Mapping

import numpy as np

from simlib.core.lazily import Lazily
from simlib.core.money import to_yuan
from simlib.core.outcome import Outcome
from simlib.core.tables import Columns
from simlib.language.language import mark
from simlib.programmes.family_subsidies.assumptions import FamilySubsidiesSection
from simlib.programmes.family_subsidies.birth_tables import (
    BIRTH_MONEY,
    BIRTH_RESPONSE,
    BIRTHS,
    CHILDREN,
    birth_money_table,
    birth_response_table,
    births_table,
    children_table,
)
from simlib.programmes.family_subsidies.checks import misfits, notices
from simlib.programmes.family_subsidies.course import Course, course_of
from simlib.programmes.family_subsidies.headlines import cohort_labels, headlines
from simlib.programmes.family_subsidies.money import instrument_of, items_of, postings_of
from simlib.programmes.family_subsidies.mothers import SECOND, THIRD
from simlib.programmes.family_subsidies.path_tables import (
    CLAIM_BACKLOG,
    CLAIM_TIMES,
    claim_backlog_table,
    claim_times_table,
)
from simlib.programmes.family_subsidies.response import ADDITIONAL, BROUGHT_FORWARD
from simlib.programmes.family_subsidies.submissions import RIGHT
from simlib.programmes.family_subsidies.tables import (
    ERRORS,
    NEWS,
    REACH,
    SUBSIDIES,
    Labels,
    errors_table,
    news_table,
    reach_table,
    subsidies_table,
)
from simlib.programmes.programme import Context, Programme

NAME = "family_subsidies"
NUMBER = 2

MEASURES = {
    "births": mark("births within the horizon"),
    "births_second": mark("births of second children"),
    "births_third": mark("births of third and later children"),
    "births_brought_forward": mark("births assumed to be brought forward (tempo)"),
    "births_additional": mark("births assumed to be additional (quantum)"),
    "children_entitled": mark("children for whom a subsidy falls due"),
    "children_reached": mark("children for whom a subsidy is paid"),
    "claims": mark("claims that come to a desk"),
    "claims_approved": mark("claims approved"),
    "claims_wrong": mark("wrong and duplicate claims"),
    "paid_wrongly": mark("paid on wrong and duplicate claims, yuan"),
    "promised_beyond": mark("promised beyond the horizon, yuan"),
}
"""What the measures of the subsidies are called."""


def simulate(context: Context, section: FamilySubsidiesSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the subsidies; they need no other programme."""
    happens = section.model_dump_json()
    return context.keep((NAME, context.engine, happens), lambda: _outcome(context, section))


def _outcome(context: Context, section: FamilySubsidiesSection) -> Outcome:
    course = course_of(context, section, context.luck.key(NUMBER))
    townships = context.population.start.townships
    return Outcome(
        tables=_tables(course, context, Labels(townships, tuple(section.instruments))),
        postings=postings_of(course.tally, section, townships),
        measures=_measures(course, context.calendar.horizon.days),
    )


def _tables(course: Course, context: Context, labels: Labels) -> Lazily[Columns]:
    horizon, children, dues = context.calendar.horizon, course.children, course.dues
    asked, payments, tally = course.submissions, course.payments, course.tally
    path = asked.claims, course.log, labels.townships, horizon
    knowing = course.heard, course.claims
    return Lazily(
        {
            SUBSIDIES.name: lambda: subsidies_table(dues, asked, children, tally, horizon, labels),
            REACH.name: lambda: reach_table(dues, asked, payments, children, knowing, horizon, labels),
            NEWS.name: lambda: news_table(children, dues, course.heard, horizon, labels.townships),
            ERRORS.name: lambda: errors_table(asked, children, tally, horizon, labels),
            BIRTHS.name: lambda: births_table(children, horizon, labels.townships),
            CHILDREN.name: lambda: children_table(children, labels.townships),
            BIRTH_MONEY.name: lambda: birth_money_table(children, dues, payments, horizon),
            BIRTH_RESPONSE.name: lambda: birth_response_table(children, course.effect, horizon),
            CLAIM_TIMES.name: lambda: claim_times_table(*path),
            CLAIM_BACKLOG.name: lambda: claim_backlog_table(*path),
        }
    )


def _measures(course: Course, days: int) -> dict[str, float]:
    children, dues, payments = course.children, course.dues, course.payments
    born = children.birth_month >= 0
    paid, promised = payments.paid < days, payments.paid >= days
    right = course.submissions.kind[payments.claim] == RIGHT
    measures = {
        "births": born.sum(),
        "births_second": (born & (children.parity == SECOND)).sum(),
        "births_third": (born & (children.parity == THIRD)).sum(),
        "births_brought_forward": (born & (children.cause == BROUGHT_FORWARD)).sum(),
        "births_additional": (born & (children.cause == ADDITIONAL)).sum(),
        "children_entitled": _distinct(dues.child[dues.day < days], len(children)),
        "children_reached": _distinct(dues.child[payments.due[paid & right]], len(children)),
        "claims": len(course.submissions),
        "claims_approved": (course.log.approved >= 0).sum(),
        "claims_wrong": (course.submissions.kind != RIGHT).sum(),
        "paid_wrongly": to_yuan(dues.amount[payments.due[paid & ~right]].sum()),
        "promised_beyond": to_yuan(dues.amount[payments.due[promised]].sum()),
    }
    return {name: float(value) for name, value in measures.items()}


def _distinct(child: np.ndarray, children: int) -> int:
    there = np.zeros(children, np.bool_)
    there[child] = True
    return int(there.sum())


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: the ages for which the instrument is paid."""
    return f"{NAME}.instruments.{instrument_of(item)}.ages"


FAMILY_SUBSIDIES = Programme(
    name=NAME,
    number=NUMBER,
    section=FamilySubsidiesSection,
    tables=(
        SUBSIDIES,
        REACH,
        NEWS,
        ERRORS,
        BIRTHS,
        CHILDREN,
        BIRTH_MONEY,
        BIRTH_RESPONSE,
        CLAIM_TIMES,
        CLAIM_BACKLOG,
    ),
    title=mark("Family subsidies"),
    rests_on=rests_on,
    cohort_labels=cohort_labels,
    headlines=headlines,
    shown=(
        SUBSIDIES.name,
        REACH.name,
        BIRTHS.name,
        BIRTH_MONEY.name,
        BIRTH_RESPONSE.name,
        CLAIM_TIMES.name,
        CLAIM_BACKLOG.name,
    ),
    items=items_of,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
)
