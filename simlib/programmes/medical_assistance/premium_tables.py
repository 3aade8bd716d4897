"""Tables of premium support: by year of cover, by month of payment, and the visits of village staff.

Three years are kept apart: in which the premium is collected, for which it insures, and in which support is
paid.
"""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_yuan
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum
from simlib.programmes.medical_assistance.course import Course
from simlib.programmes.medical_assistance.money import months_of
from simlib.programmes.medical_assistance.premium import Support, fen_of
from simlib.programmes.medical_assistance.premium_assumptions import Premium
from simlib.programmes.medical_assistance.visits_kernel import NOT_MET

COVERAGE_YEAR = Column("coverage_year", "integer", "Calendar year for which the premium insures.")
COLLECTION_YEAR = Column("collection_year", "integer", "Calendar year in which collecting it begins.")

PREMIUM_SUPPORT = Table(
    "premium_support",
    "How far premium support has come at the end of the horizon, by year of cover.",
    ("replicate", "coverage_year", "township"),
    (
        REPLICATE,
        COVERAGE_YEAR,
        Column("township", "name", "Township of hukou."),
        COLLECTION_YEAR,
        Column("listed", "integer", "People on the list on the day on which the verification starts."),
        Column("insured", "integer", "Of these, whose premium is paid."),
        Column("met", "integer", "Of the listed, whom village staff met."),
        Column("signed", "integer", "Of these, who signed: insured, alive and still on the list."),
        Column("paid", "integer", "Of these, whose support has been paid."),
        Column("premium", "yuan", "Premiums of the insured, in yuan."),
        Column("support", "yuan", "Support that has been paid, in yuan."),
    ),
)

PREMIUM_PAYMENTS = Table(
    "premium_payments",
    "Premium support paid in a month, with the three years that it belongs to.",
    ("replicate", "month", "coverage_year"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month of the batch."),
        COVERAGE_YEAR,
        COLLECTION_YEAR,
        Column("fiscal_year", "integer", "Calendar year of the payment."),
        Column("people", "integer", "People paid."),
        Column("amount", "yuan", "Yuan paid."),
    ),
)

PREMIUM_VISITS = Table(
    "premium_visits",
    "The house-by-house verification, month by month from its start.",
    ("replicate", "month", "coverage_year", "township"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        COVERAGE_YEAR,
        Column("township", "name", "Township."),
        Column("visits", "integer", "Visits made, whether somebody is at home or not."),
        Column("signed", "integer", "Signatures."),
        Column("waiting", "integer", "Of the listed, not met by the end of the month."),
    ),
)


def premium_support_table(
    course: Course, premium: Premium, townships: tuple[str, ...], horizon: Horizon
) -> Columns:
    """Return the columns of `premium_support`, ordered by its key; townships without anybody are left out."""
    support = course.support
    paid = support.signed & (support.paid < horizon.days)
    masks = {
        "listed": np.ones(len(support), np.bool_),
        "insured": support.insured,
        "met": support.met != NOT_MET,
        "signed": support.signed,
        "paid": paid,
    }
    counts = {name: _counted(support, mask, course, len(townships)) for name, mask in masks.items()}
    cells = np.nonzero(counts["listed"])
    year, township = cells
    fen = np.array([fen_of(premium, of_cover) for of_cover in support.years], np.int64).reshape(-1, 2)
    return {
        "coverage_year": np.array(support.years, np.int64)[year],
        "township": Names(township, townships),
        "collection_year": _collected(premium, support)[year],
        **{name: count[cells] for name, count in counts.items()},
        "premium": to_yuan(counts["insured"][cells] * fen[year, 0]),
        "support": to_yuan(counts["paid"][cells] * fen[year, 1]),
    }


def premium_payments_table(course: Course, premium: Premium, horizon: Horizon) -> Columns:
    """Return the columns of `premium_payments`, ordered by its key."""
    support = course.support
    paid = support.signed & (support.paid < horizon.days)
    (month, year), people = group_sum((months_of(support.paid[paid], horizon), support.year[paid]))
    start = horizon.month_start(month)
    fen = np.array([fen_of(premium, of_cover)[1] for of_cover in support.years], np.int64)
    return {
        "month": start,
        "coverage_year": np.array(support.years, np.int64)[year],
        "collection_year": _collected(premium, support)[year],
        "fiscal_year": start.astype("datetime64[Y]").astype(np.int64) + 1970,
        "people": people,
        "amount": to_yuan(people * fen[year]),
    }


def premium_visits_table(course: Course, townships: tuple[str, ...], horizon: Horizon) -> Columns:
    """Return the columns of `premium_visits`, ordered by its key, from the start of each verification."""
    support, months = course.support, horizon.months
    shape = months, len(support.years), len(townships)
    visits = np.add.reduceat(support.visits, horizon.month_edges()[:-1], axis=2).transpose(2, 0, 1)
    township = course.members.township[support.member]
    met, signed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for counts, rows in ((met, support.met != NOT_MET), (signed, support.signed)):
        month = horizon.month_of_day[support.met[rows]]
        np.add.at(counts, (month, support.year[rows], township[rows]), 1)
    listed = _counted(support, np.ones(len(support), np.bool_), course, len(townships))
    waiting = listed - np.cumsum(met, axis=0)
    first = horizon.month_of_day[np.array(support.starts, np.int64)]
    begun = (np.arange(months)[:, None] >= first)[:, :, None]
    cells = np.nonzero(begun & (visits + signed + waiting > 0))
    month, year, place = cells
    return {
        "month": horizon.month_start(month),
        "coverage_year": np.array(support.years, np.int64)[year],
        "township": Names(place, townships),
        "visits": visits[cells],
        "signed": signed[cells],
        "waiting": waiting[cells],
    }


def _collected(premium: Premium, support: Support) -> np.ndarray:
    """Return the calendar year in which collecting the premium of each year of cover begins."""
    first_days = [premium.collection[str(of_cover)].first_day for of_cover in support.years]
    return np.array([day.year for day in first_days], np.int64)


def _counted(support: Support, rows: np.ndarray, course: Course, townships: int) -> np.ndarray:
    """Return how many of the given rows there are by year of cover and township."""
    shape = len(support.years), townships
    keys = support.year[rows], course.members.township[support.member[rows]]
    return np.bincount(np.ravel_multi_index(keys, shape), minlength=shape[0] * shape[1]).reshape(shape)
