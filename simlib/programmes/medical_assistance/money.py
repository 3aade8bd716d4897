"""The assistance as postings: premiums given back when signed for, and relief by the month of care.

Only what this programme adds is posted. What insurance and medical assistance pay stands in `settlements`.
"""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.posting import KINDS, STAGES, Postings, stages_of
from simlib.core.tables import group_sum
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.care_assumptions import SCHEMES
from simlib.programmes.medical_assistance.course import Course
from simlib.programmes.medical_assistance.members import Members
from simlib.programmes.medical_assistance.premium import Support, fen_of
from simlib.programmes.medical_assistance.premium_assumptions import Premium
from simlib.programmes.medical_assistance.settlement import RELIEF

PREFIX = "assist_"
"""What the names of the accounts begin with."""
PREMIUM = "premium"
BENEFITS = (PREMIUM, *SCHEMES)
"""What the programme gives: half the premium, and relief under either scheme."""
ITEMS = tuple(f"{PREFIX}{benefit}" for benefit in BENEFITS)
COVERAGE = "coverage_"


def items_of(section: MedicalAssistanceSection) -> tuple[str, ...]:
    """Return the accounts that the assistance posts to."""
    return ITEMS


def postings_of(
    course: Course, section: MedicalAssistanceSection, horizon: Horizon, townships: tuple[str, ...]
) -> Postings:
    """Return the postings of the assistance.

    A signature commits the support and makes it payable; it is paid with its batch. Its cohort is the year of
    cover, its price the support of that year. Relief is promised and owed in the month of care, one bill a
    township and scheme, and paid to the institutions after its lag.
    """
    parts = [
        _premium(course.support, course.members, section.premium, horizon),
        _relief(course, len(townships), section.relief.settled_after),
    ]
    month, item, stage, township, cohort, quantity, price = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=np.full(month.size, KINDS.index("current")),
        township=township,
        cohort=cohort,
        quantity=quantity,
        unit_price=price,
        items=ITEMS,
        townships=townships,
        cohorts=tuple(f"{COVERAGE}{year}" for year in course.support.years),
    )


def _premium(
    support: Support, members: Members, premium: Premium, horizon: Horizon
) -> tuple[np.ndarray, ...]:
    signed = np.flatnonzero(support.signed)
    days = (support.met[signed], support.met[signed], support.paid[signed])
    month = np.concatenate([months_of(day, horizon) for day in days])
    stage = np.repeat(np.arange(len(STAGES)), signed.size)
    year, township = (
        np.tile(a, len(STAGES)) for a in (support.year[signed], members.township[support.member[signed]])
    )
    keys, count = group_sum((month, stage, township, year))
    month, stage, township, year = keys
    price = np.array([fen_of(premium, of_cover)[1] for of_cover in support.years], np.int64)
    item = np.full(month.size, BENEFITS.index(PREMIUM))
    return month, item, stage, township, year, count, price[year]


def _relief(course: Course, townships: int, settled_after: int) -> tuple[np.ndarray, ...]:
    patients, township = course.patients, course.members.township[course.patients.member]
    fen = course.with_relief.layers[RELIEF, :, course.months.before :]
    sums = np.zeros((fen.shape[1], townships, len(SCHEMES)), np.int64)
    for scheme in range(len(SCHEMES)):
        for place in range(townships):
            sums[:, place, scheme] = fen[(patients.scheme == scheme) & (township == place)].sum(axis=0)
    month, place, scheme = np.nonzero(sums)
    amount = sums[month, place, scheme]
    row, stage, month = stages_of(month, (0, 0, settled_after))
    item = scheme[row] + len(BENEFITS) - len(SCHEMES)
    none, one = np.full(row.size, -1), np.ones(row.size, np.int64)
    return month, item, stage, place[row], none, one, amount[row]


def months_of(day: np.ndarray, horizon: Horizon) -> np.ndarray:
    """Return the number of the month of days, which may lie beyond the horizon."""
    first = np.datetime64(horizon.first, "D")
    return ((first + day).astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
