"""Tables of the assistance: what people get, who pays for care, who is on the list, and hardship."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_yuan
from simlib.core.posting import STAGES, Postings
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.medical_assistance.care_assumptions import DISEASES, SCHEMES
from simlib.programmes.medical_assistance.care_months import MONTHS_A_YEAR
from simlib.programmes.medical_assistance.course import Course, Settled
from simlib.programmes.medical_assistance.hardship import DEFINITIONS, by_year, hit
from simlib.programmes.medical_assistance.members import ALWAYS, Members
from simlib.programmes.medical_assistance.money import BENEFITS, PREMIUM, months_of
from simlib.programmes.medical_assistance.settlement import CO_PAYMENT, LAYERS, RELIEF, UNCOVERED

PAID = STAGES.index("paid")
ARMS = ("with", "without")
"""Settled with relief, and as if there were none."""

ASSISTANCE = Table(
    "assistance",
    "What the assistance pays in a month, by benefit.",
    ("replicate", "month", "benefit"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month of payment."),
        Column(
            "benefit",
            "name",
            "`premium` (资助参保), or relief of the co-payment under `two_diseases` (“两病”) or "
            "`chronic_special` (慢特病).",
        ),
        Column(
            "people", "integer", "People whose premium is supported, or whose relief is paid to institutions."
        ),
        Column("amount", "yuan", "Yuan paid in the month."),
    ),
)

SETTLEMENTS = Table(
    "settlements",
    "Who pays for patients' care of a month (一站式结算): six layers that add up to the gross cost.",
    ("replicate", "month", "disease"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month of care."),
        Column("disease", "name", "What patients are certified for; they may have others as well."),
        Column("patients", "integer", "Patients on the list."),
        Column("insured", "integer", "Of these, insured."),
        Column("relieved", "integer", "Of these, for whom relief pays something."),
        Column("gross", "yuan", "What their care costs, in yuan."),
        Column("basic", "yuan", "Paid by basic insurance (基本医保)."),
        Column("serious_illness", "yuan", "Paid by serious-illness insurance (大病保险)."),
        Column("assistance", "yuan", "Paid by medical assistance (医疗救助)."),
        Column("relief", "yuan", "Paid by relief (兜底): the only layer that this programme posts."),
        Column("co_payment", "yuan", "Co-payment (自付) that stays with the household."),
        Column("uncovered", "yuan", "Uncovered cost (自费), off the list, which stays with the household."),
    ),
)

LIST = Table(
    "assistance_list",
    "People on the list at the end of a month, by group: those of the month before, and who came and went.",
    ("replicate", "month", "group"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("group", "name", "For which they are on the list."),
        Column("on_list", "integer", "On the list at the end of the month."),
        Column("entered", "integer", "Entered within the month, and stayed to its end or not."),
        Column("left", "integer", "Left within the month, alive."),
        Column("died", "integer", "Died within the month while on the list."),
        Column("patients", "integer", "Of those on the list at the end of the month, patients."),
    ),
)

HARDSHIP = Table(
    "hardship",
    "Catastrophic health spending of patients' households in a year, with relief and without it.",
    ("replicate", "first_month", "definition", "arm"),
    (
        REPLICATE,
        Column("first_month", "date", "First day of the year, counted from the start of the horizon."),
        Column(
            "definition",
            "name",
            "Out of pocket above 40% of the capacity to pay (`who_40`), above 10% or 25% of consumption, or "
            "above 40% of the discretionary budget (`sdg_40`, SDG 3.8.2 as of 2025).",
        ),
        Column("arm", "name", "`with` relief, or `without` it and what is used more because of it."),
        Column("households", "integer", "Households whose patient is in care in the year."),
        Column("hit", "integer", "Of these, whose spending is catastrophic."),
        Column("people", "integer", "People in these households."),
        Column("people_hit", "integer", "Of these, in households hit."),
    ),
)


def assistance_table(course: Course, postings: Postings, settled_after: int, horizon: Horizon) -> Columns:
    """Return the columns of `assistance`, ordered by its key; rows in which nothing happens are left out."""
    shape = horizon.months, len(BENEFITS)
    people, fen = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    rows = (postings.stage == PAID) & (postings.month < horizon.months)
    np.add.at(fen, (postings.month[rows], postings.item[rows]), postings.amount[rows])
    support = course.support
    month = months_of(support.paid[support.signed], horizon)
    people[:, BENEFITS.index(PREMIUM)] = np.bincount(month, minlength=shape[0])[: shape[0]]
    relieved = course.with_relief.layers[RELIEF, :, course.months.before :] > 0
    for place, scheme in enumerate(SCHEMES):
        cared = relieved[course.patients.scheme == place].sum(axis=0)
        people[settled_after:, BENEFITS.index(scheme)] = cared[: max(shape[0] - settled_after, 0)]
    cells = np.nonzero(people + fen)
    month, benefit = cells
    return {
        "month": horizon.month_start(month),
        "benefit": Names(benefit, BENEFITS),
        "people": people[cells],
        "amount": to_yuan(fen[cells]),
    }


def settlements_table(course: Course, horizon: Horizon) -> Columns:
    """Return the columns of `settlements`, ordered by its key; rows without patients are left out."""
    months, settled = course.months, course.with_relief
    inside = slice(months.before, None)
    in_care = months.in_care[:, inside]
    layers = settled.layers[:, :, inside]
    counted = {
        "patients": in_care,
        "insured": months.insured[:, inside] & in_care,
        "relieved": layers[RELIEF] > 0,
    }
    fen = {"gross": settled.bills.gross[:, inside], **dict(zip(LAYERS, layers, strict=True))}
    sums = {name: _by_disease(cells, course.patients.disease) for name, cells in (counted | fen).items()}
    month, disease = np.nonzero(sums["patients"].T)
    found = {name: total[disease, month] for name, total in sums.items()}
    return {
        "month": horizon.month_start(month),
        "disease": Names(disease, DISEASES),
        **{name: found[name] for name in counted},
        **{name: to_yuan(found[name]) for name in fen},
    }


def _by_disease(cells: np.ndarray, disease: np.ndarray) -> np.ndarray:
    """Return sums of patients' cells: int64 of shape (diseases, months)."""
    return np.stack([cells[disease == place].sum(axis=0) for place in range(len(DISEASES))])


def list_table(course: Course, groups: tuple[str, ...], horizon: Horizon) -> Columns:
    """Return the columns of `assistance_list`, ordered by its key."""
    members, days = course.members, horizon.days
    shape = horizon.months, len(groups)
    entered = _counted(members, _within(members.enters, members, days), members.enters, shape, horizon)
    gone = members.until
    ends = _within(gone, members, days)
    died = _counted(members, ends & (members.dies <= members.leaves), gone, shape, horizon)
    left = _counted(members, ends & (members.dies > members.leaves), gone, shape, horizon)
    at_first = np.bincount(members.group[members.enters == ALWAYS], minlength=shape[1])
    edges = horizon.month_edges()[1:] - 1
    rows = course.patients.member
    begins = np.maximum(members.enters[rows], course.patients.certified)[:, None]
    ill = (begins <= edges) & (edges < gone[rows][:, None])
    patients = np.stack([ill[members.group[rows] == place].sum(axis=0) for place in range(shape[1])], axis=1)
    month, group = np.indices(shape).reshape(2, -1)
    return {
        "month": horizon.month_start(month),
        "group": Names(group, groups),
        "on_list": (at_first + np.cumsum(entered - left - died, axis=0)).ravel(),
        "entered": entered.ravel(),
        "left": left.ravel(),
        "died": died.ravel(),
        "patients": patients.ravel(),
    }


def _within(day: np.ndarray, members: Members, days: int) -> np.ndarray:
    """Return whose day lies within the horizon, of those who are ever on the list."""
    return (day >= 0) & (day < days) & (members.enters < members.until)


def _counted(
    members: Members, rows: np.ndarray, day: np.ndarray, shape: tuple[int, int], horizon: Horizon
) -> np.ndarray:
    month = horizon.month_of_day[day[rows]]
    place = np.ravel_multi_index((month, members.group[rows]), shape)
    return np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape)


def hardship_table(course: Course, horizon: Horizon) -> Columns:
    """Return the columns of `hardship`, ordered by its key; a rest of less than a year is left out."""
    before, budgets = course.months.before, course.budgets
    cared = by_year(course.months.in_care, before, MONTHS_A_YEAR) > 0
    hits = (
        np.stack([hit(_out_of_pocket(arm, course), budgets) for arm in arms_of(course)], axis=-1)
        & cared[..., None]
    )
    years = cared.shape[1]
    year, definition, arm = np.indices((years, len(DEFINITIONS), len(ARMS))).reshape(3, -1)
    return {
        "first_month": horizon.month_start(year * MONTHS_A_YEAR),
        "definition": Names(definition, DEFINITIONS),
        "arm": Names(arm, ARMS),
        "households": cared.sum(axis=0)[year],
        "hit": hits.sum(axis=1)[definition, year, arm],
        "people": (cared * budgets.size[:, None]).sum(axis=0)[year],
        "people_hit": (hits * budgets.size[:, None, None]).sum(axis=1)[definition, year, arm],
    }


def arms_of(course: Course) -> tuple[Settled, Settled]:
    """Return how bills are settled with relief, and without it."""
    return course.with_relief, course.without_relief


def _out_of_pocket(settled: Settled, course: Course) -> np.ndarray:
    """Return fen that households pay in each year, other care included: shape (patients, years)."""
    own = settled.layers[CO_PAYMENT] + settled.layers[UNCOVERED]
    return by_year(own, course.months.before, MONTHS_A_YEAR) + course.budgets.other
