"""What happens in a run of the assistance, from the list to who pays and what stays with households."""

from dataclasses import dataclass

import numpy as np

from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.bills import Bills, bills_of, demand_of
from simlib.programmes.medical_assistance.care_months import CareMonths, care_months
from simlib.programmes.medical_assistance.hardship import Budgets, budgets_of
from simlib.programmes.medical_assistance.members import Members, members_of
from simlib.programmes.medical_assistance.patients import Patients, patients_of, with_their_deaths
from simlib.programmes.medical_assistance.premium import Support, support_of
from simlib.programmes.medical_assistance.settlement import rules_of, settle
from simlib.programmes.programme import Context


@dataclass(frozen=True)
class Settled:
    """Bills and who pays them.

    Attributes
    ----------
    bills
        What care costs.
    layers
        Fen by layer of `settlement.LAYERS`, patient and month, int64.
    """

    bills: Bills
    layers: np.ndarray


@dataclass(frozen=True)
class Course:
    """Everything that a run makes, from which tables are written.

    Attributes
    ----------
    members, patients
        Who is on the list, and who of them is ill.
    support
        How premium support gets to people.
    months
        When patients are in care, insured and relieved.
    with_relief, without_relief
        Bills settled as they are, and as they would be if there were no relief and nobody used more for it.
    budgets
        Of the patients' households.
    """

    members: Members
    patients: Patients
    support: Support
    months: CareMonths
    with_relief: Settled
    without_relief: Settled
    budgets: Budgets


def course_of(context: Context, section: MedicalAssistanceSection, key: np.uint64) -> Course:
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
    members = members_of(section.need, population, horizon, key)
    patients = patients_of(members, section.diseases, section.groups, horizon, key)
    members = with_their_deaths(members, patients)
    context.go_on()
    support = support_of(members, section, townships, calendar, key)
    months = care_months(patients, members, section, horizon, key)
    identity, group = members.identity[patients.member], members.group[patients.member]
    demand = demand_of(patients, identity, months, section.costs, key)
    context.go_on()
    rules, nowhere = rules_of(section), np.zeros(months.relieved.shape, np.bool_)

    def settled(relieved: np.ndarray) -> Settled:
        more = section.relief.more_use * section.relief.share * relieved
        bills = bills_of(demand, section.costs, more)
        return Settled(bills, settle(bills, months, relieved, group, patients.scheme, rules))

    return Course(
        members=members,
        patients=patients,
        support=support,
        months=months,
        with_relief=settled(months.relieved),
        without_relief=settled(nowhere),
        budgets=budgets_of(identity, group, section.households, section.groups, key),
    )
