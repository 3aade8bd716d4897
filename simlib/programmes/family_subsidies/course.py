"""What happens in a run of the subsidies, from births to payments."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.population.lifetimes import NEVER
from simlib.programmes.family_subsidies.ages import MONTHS_BEFORE, MonthStarts, month_starts
from simlib.programmes.family_subsidies.applications import applications_of
from simlib.programmes.family_subsidies.assumptions import FamilySubsidiesSection
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.born import born_over
from simlib.programmes.family_subsidies.children import Children, children_of
from simlib.programmes.family_subsidies.entitlement import Dues, dues_of
from simlib.programmes.family_subsidies.examples import promised_by_parity
from simlib.programmes.family_subsidies.path_claims import ClaimLog
from simlib.programmes.family_subsidies.path_engines import run_path
from simlib.programmes.family_subsidies.payments import Payments, payments_of
from simlib.programmes.family_subsidies.response import MONTHS_OF_PREGNANCY, Effect, answered, effect_of
from simlib.programmes.family_subsidies.rules import Rules, rules_of
from simlib.programmes.family_subsidies.submissions import Submissions, submissions_of
from simlib.programmes.family_subsidies.tally import Tally, tally_of
from simlib.programmes.family_subsidies.uptake import days_heard, who_claims
from simlib.programmes.programme import Context


@dataclass(frozen=True)
class Course:
    """Everything that a run makes, from which tables are written.

    Attributes
    ----------
    effect
        How births answer.
    children, dues
        Who there is, and what they are entitled to.
    heard, claims
        Day on which each child's family hears of the subsidies, and whether it ever claims.
    submissions, log
        The claims, and what became of them.
    payments, tally
        What is paid, and the same added up.
    """

    effect: Effect
    children: Children
    dues: Dues
    heard: np.ndarray
    claims: np.ndarray
    submissions: Submissions
    log: ClaimLog
    payments: Payments
    tally: Tally


def course_of(context: Context, section: FamilySubsidiesSection, key: np.uint64) -> Course:
    """Return what happens in a run.

    Parameters
    ----------
    context
        Horizon, population and luck.
    section
        The assumptions.
    key
        Luck of this programme and replicate.
    """
    calendar, population = context.calendar, context.population
    horizon, townships = calendar.horizon, population.start.townships
    starts = month_starts(horizon)
    rules = rules_of(section.instruments, section.semesters, horizon)
    effect = _effect(section, rules, horizon, starts)
    born = born_over(
        population, section.births, horizon, _oldest(section), section.response.tempo_months, key
    )
    born = answered(born, effect, key)
    born = born.take(born.birth_month < horizon.months)
    children = children_of(born, section.hukou, population, horizon, starts, key)
    dues = dues_of(children, rules, starts)
    context.go_on()
    heard = days_heard(children, section.uptake, townships, horizon, key)
    claims = who_claims(children, section.uptake, key)
    known = np.where(claims, heard, NEVER)
    right = applications_of(dues, children, known, section.instruments, section.uptake, horizon, starts, key)
    desks = section.path.desks
    submissions = submissions_of(right, children, section.errors, desks, townships, calendar, key)
    log = run_path(submissions.claims, section.path, townships, calendar, context.engine)
    payments = payments_of(submissions, log, dues, section.path.payment, calendar)
    tally = tally_of(payments, submissions, dues, children, rules, len(townships), horizon, starts)
    return Course(effect, children, dues, heard, claims, submissions, log, payments, tally)


def _oldest(section: FamilySubsidiesSection) -> int:
    """Return how many months before the horizon the oldest children are born who may get anything."""
    ages = (window.before_month for item in section.instruments.values() for window in item.windows)
    return min(max(ages) + 1, MONTHS_BEFORE)


def _effect(section: FamilySubsidiesSection, rules: Rules, horizon: Horizon, starts: MonthStarts) -> Effect:
    """Return how births answer to what the first children of each parity who can answer are promised."""
    first_month = np.array([_starts(section, parity, horizon) for parity in PARITIES]) + MONTHS_OF_PREGNANCY
    born = [horizon.month_start(month).item() for month in first_month]
    # Nobody has parity 0.
    promised = np.append(0, promised_by_parity(rules, born, horizon, starts))
    return effect_of(section.response, promised, np.append(first_month[0], first_month))


def _starts(section: FamilySubsidiesSection, parity: str, horizon: Horizon) -> int:
    """Return the month in which the first instrument for a parity starts; after the horizon if none does."""
    starts = [item.rule.starts for item in section.instruments.values() if item.amount.get(parity, 0) > 0]
    first, begin = min(starts, default=horizon.last), horizon.first
    # Whoever is born behind the horizon is not looked at, however late the subsidies start.
    return min(max(12 * (first.year - begin.year) + first.month - begin.month, 0), horizon.months)
