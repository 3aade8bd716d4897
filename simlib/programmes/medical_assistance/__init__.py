"""Medical assistance: half of the premium for those stably out of poverty, and relief of co-payments.

Data flows through the files in this order: `cells` → `members` (who is on the list, when), `patients` (of
what), `cover` (who is insured). Then two lines that do not meet: `premium` with `visits_kernel` (who is
met, signs and is paid), and `care_months` → `bills` → `settlement` → `hardship` (what care costs, who pays,
whom that ruins). `course` runs them; `tables`, `premium_tables` and `money` write down what happened.
"""

from collections.abc import Mapping

import numpy as np

from simlib.core.lazily import Lazily
from simlib.core.money import to_yuan
from simlib.core.outcome import Outcome
from simlib.core.posting import Postings
from simlib.core.tables import Columns
from simlib.language.language import mark
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.checks import NAME, misfits, notices
from simlib.programmes.medical_assistance.course import Course, course_of
from simlib.programmes.medical_assistance.headlines import cohort_labels, headlines
from simlib.programmes.medical_assistance.money import ITEMS, items_of, postings_of
from simlib.programmes.medical_assistance.premium_tables import (
    PREMIUM_PAYMENTS,
    PREMIUM_SUPPORT,
    PREMIUM_VISITS,
    premium_payments_table,
    premium_support_table,
    premium_visits_table,
)
from simlib.programmes.medical_assistance.settlement import (
    BASIC,
    CO_PAYMENT,
    RELIEF,
    SERIOUS,
    UNCOVERED,
)
from simlib.programmes.medical_assistance.tables import (
    ASSISTANCE,
    HARDSHIP,
    LIST,
    SETTLEMENTS,
    assistance_table,
    hardship_table,
    list_table,
    settlements_table,
)
from simlib.programmes.medical_assistance.visits_kernel import NOT_MET
from simlib.programmes.programme import Context, Programme

NUMBER = 3

MEASURES = {
    "premium_people": mark("premium supports paid"),
    "premium_unmet": mark("people on the list never met at home"),
    "patients": mark("patients in need, ever within the horizon"),
    "patients_relieved": mark("patients relieved of a co-payment"),
    "relief": mark("relief granted, yuan"),
    "insurance_more": mark("more paid by insurance because care is free, yuan"),
    "own_payments": mark("left with patients' households, yuan"),
}
"""What the measures of the assistance are called."""


def simulate(context: Context, section: MedicalAssistanceSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the assistance; it needs no other programme."""
    happens = section.model_dump_json()
    return context.keep((NAME, happens), lambda: _outcome(context, section))


def _outcome(context: Context, section: MedicalAssistanceSection) -> Outcome:
    course = course_of(context, section, context.luck.key(NUMBER))
    horizon, townships = context.calendar.horizon, context.population.start.townships
    postings = postings_of(course, section, horizon, townships)
    return Outcome(
        tables=_tables(course, section, context, postings),
        postings=postings,
        measures=_measures(course, horizon.days),
    )


def _tables(
    course: Course, section: MedicalAssistanceSection, context: Context, postings: Postings
) -> Lazily[Columns]:
    horizon, townships = context.calendar.horizon, context.population.start.townships
    premium, lag = section.premium, section.relief.settled_after
    return Lazily(
        {
            ASSISTANCE.name: lambda: assistance_table(course, postings, lag, horizon),
            SETTLEMENTS.name: lambda: settlements_table(course, horizon),
            LIST.name: lambda: list_table(course, section.groups, horizon),
            HARDSHIP.name: lambda: hardship_table(course, horizon),
            PREMIUM_SUPPORT.name: lambda: premium_support_table(course, premium, townships, horizon),
            PREMIUM_PAYMENTS.name: lambda: premium_payments_table(course, premium, horizon),
            PREMIUM_VISITS.name: lambda: premium_visits_table(course, townships, horizon),
        }
    )


def _measures(course: Course, days: int) -> dict[str, float]:
    support, inside = course.support, slice(course.months.before, None)
    layers = course.with_relief.layers[:, :, inside]
    sums = layers.sum(axis=(1, 2))
    more = sums - course.without_relief.layers[:, :, inside].sum(axis=(1, 2))
    measures = {
        "premium_people": (support.signed & (support.paid < days)).sum(),
        "premium_unmet": (support.met == NOT_MET).sum(),
        "patients": np.any(course.months.in_care[:, inside], axis=1).sum(),
        "patients_relieved": np.any(layers[RELIEF] > 0, axis=1).sum(),
        "relief": to_yuan(sums[RELIEF]),
        "insurance_more": to_yuan(more[BASIC] + more[SERIOUS]),
        "own_payments": to_yuan(sums[CO_PAYMENT] + sums[UNCOVERED]),
    }
    return {name: float(value) for name, value in measures.items()}


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: whose premium is supported, or how many patients there are."""
    return f"{NAME}.premium.groups" if item == ITEMS[0] else f"{NAME}.diseases.patients"


MEDICAL_ASSISTANCE = Programme(
    name=NAME,
    number=NUMBER,
    section=MedicalAssistanceSection,
    tables=(ASSISTANCE, SETTLEMENTS, LIST, HARDSHIP, PREMIUM_SUPPORT, PREMIUM_PAYMENTS, PREMIUM_VISITS),
    title=mark("Medical assistance"),
    rests_on=rests_on,
    cohort_labels=cohort_labels,
    headlines=headlines,
    shown=(ASSISTANCE.name, SETTLEMENTS.name, HARDSHIP.name, PREMIUM_SUPPORT.name),
    items=items_of,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
)
