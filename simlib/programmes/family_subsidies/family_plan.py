"""What one family gets, from which instrument, and when, if nobody is before it at any desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Calendar, Horizon
from simlib.programmes.family_subsidies.ages import month_starts
from simlib.programmes.family_subsidies.applications import applications_of
from simlib.programmes.family_subsidies.assumptions import FamilySubsidiesSection
from simlib.programmes.family_subsidies.entitlement import dues_of
from simlib.programmes.family_subsidies.examples import Example, children_like
from simlib.programmes.family_subsidies.path_claims import ClaimLog, Claims, day_of
from simlib.programmes.family_subsidies.path_engines import run_path
from simlib.programmes.family_subsidies.payments import payments_of
from simlib.programmes.family_subsidies.rules import last_promise, rules_of
from simlib.programmes.family_subsidies.submissions import RIGHT, Submissions

NO_LUCK = np.uint64(0)
"""Nothing is left to chance here: no delay, nothing forgotten."""

Send = Callable[[Claims, Calendar], ClaimLog]
"""Sends claims on their way."""


@dataclass(frozen=True)
class PlannedPayment:
    """One payment to a family.

    Attributes
    ----------
    child
        Place of the child among those given.
    instrument
        Name.
    due, claimed, payable, paid
        The days on which it falls due, is claimed at an open desk, is owed, and is on the card.
    fen
        Amount.
    """

    child: int
    instrument: str
    due: date
    claimed: date
    payable: date
    paid: date
    fen: int


def family_plan(
    section: FamilySubsidiesSection,
    children: Sequence[Example],
    knows: date,
    calendar: Calendar,
    send: Send,
) -> list[PlannedPayment]:
    """Return the payments to a family that claims everything as soon as it can.

    Parameters
    ----------
    section
        The assumptions; delays and forgotten claims play no part.
    children
        The family's children.
    knows
        The day on which the family hears of the subsidies.
    calendar
        First day and holidays; the plan goes on until the children have grown out of all instruments.
    send
        What happens to the claims, such as `through_offices`.

    Returns
    -------
    list of PlannedPayment
        By child, instrument and day.
    """
    end = max(last_promise(section.instruments, calendar.horizon), calendar.horizon.last)
    horizon = Horizon(calendar.horizon.first, end)
    starts = month_starts(horizon)
    longer = Calendar(horizon, calendar.holidays, calendar.makeup_workdays)
    family = children_like(children, horizon, starts)
    dues = dues_of(family, rules_of(section.instruments, section.semesters, horizon), starts)
    known = np.full(len(children), max(horizon.day_of(knows), 0))
    at_once = section.uptake.model_copy(update={"apply_delay": 0.0, "forgets": 0.0})
    asked = applications_of(dues, family, known, section.instruments, at_once, horizon, starts, NO_LUCK)
    claims = Claims(
        claim=np.arange(len(asked)),
        township=np.zeros(len(asked), np.int32),
        desk=np.zeros(len(asked), np.int32),
        ready=asked.day * SECONDS_PER_DAY,
        papers_missing=np.zeros(len(asked), np.bool_),
        valid=np.ones(len(asked), np.bool_),
    )
    right = np.full(len(asked), RIGHT, np.int8)
    submissions = Submissions(asked, right, ~claims.valid, claims)
    log = send(claims, longer)
    paid = payments_of(submissions, log, dues, section.path.payment, longer)
    names = list(section.instruments)
    days = (dues.day[paid.due], day_of(log.received)[paid.claim], paid.payable, paid.paid)
    return [
        PlannedPayment(int(child), names[instrument], *map(horizon.date_of, when), int(fen))
        for child, instrument, *when, fen in zip(
            dues.child[paid.due], dues.instrument[paid.due], *days, dues.amount[paid.due], strict=True
        )
    ]


def through_offices(section: FamilySubsidiesSection, township: str) -> Send:
    """Return how claims go through the offices of one township when nobody else claims."""

    def send(claims: Claims, calendar: Calendar) -> ClaimLog:
        return run_path(claims, section.path, (township,), calendar)

    return send
