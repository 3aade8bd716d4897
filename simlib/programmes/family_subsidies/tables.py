"""Tables of the subsidies: who is due, who claims, who is paid, and what goes wrong."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.money import to_yuan
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.entitlement import Dues
from simlib.programmes.family_subsidies.payments import Payments
from simlib.programmes.family_subsidies.submissions import KINDS, RIGHT, Submissions
from simlib.programmes.family_subsidies.tally import Tally

TOWNSHIP = Column("township", "name", "Township where the child is counted.")
INSTRUMENT = Column("instrument", "name", "Subsidy.")
PARITY = Column("parity", "integer", "Parity of the child (孩次); 3 is the third and all later ones.")

SUBSIDIES = Table(
    "subsidies",
    "Children for whom a subsidy is due, claimed and paid in a month.",
    ("replicate", "month", "township", "instrument", "parity"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        TOWNSHIP,
        INSTRUMENT,
        PARITY,
        Column("eligible", "integer", "Children for whom a payment falls due in the month, claimed or not."),
        Column("applied", "integer", "Right claims that come to a desk in the month."),
        Column(
            "paid_people",
            "integer",
            "Children for whom something is paid in the month, on a right claim or not.",
        ),
        Column("amount", "yuan", "Yuan paid in the month, on wrong claims and duplicates as well."),
    ),
)

REACH = Table(
    "subsidy_reach",
    "Children for whom a subsidy falls due within the horizon, and how far it has come by its end.",
    ("replicate", "township", "instrument", "parity"),
    (
        REPLICATE,
        TOWNSHIP,
        INSTRUMENT,
        PARITY,
        Column("eligible", "integer", "Children for whom a payment falls due."),
        Column("heard", "integer", "Of these, whose families have heard of the subsidies."),
        Column("applied", "integer", "Of these, for whom it has been claimed."),
        Column("paid", "integer", "Of these, for whom it has been paid."),
        Column("never", "integer", "Of the eligible, whose families never claim, whether they know or not."),
    ),
)

ERRORS = Table(
    "subsidy_errors",
    "Wrong claims and duplicates that come to a desk in a month, and what is paid on such claims in it.",
    ("replicate", "month", "township", "instrument", "kind"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("township", "name", "Township of the claim."),
        INSTRUMENT,
        Column("kind", "name", "`wrong` (the family is not entitled) or `duplicate`."),
        Column("claims", "integer", "Claims that come to a desk."),
        Column("caught", "integer", "Of these, found out by the review, now or later."),
        Column("amount", "yuan", "Yuan paid in the month on claims that nobody found out."),
    ),
)


NEWS = Table(
    "subsidy_news",
    "How far the news has come: families of children for whom anything falls due within the horizon.",
    ("replicate", "month", "township"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month; counts are those of its end."),
        Column("township", "name", "Township where the child is counted."),
        Column("families", "integer", "Children who are born by then, one family each."),
        Column("heard", "integer", "Of these, whose families have heard of the subsidies."),
    ),
)


@dataclass(frozen=True)
class Labels:
    """The names behind the places of townships and instruments."""

    townships: tuple[str, ...]
    instruments: tuple[str, ...]


def subsidies_table(
    dues: Dues, submissions: Submissions, children: Children, tally: Tally, horizon: Horizon, labels: Labels
) -> Columns:
    """Return the columns of `subsidies`, ordered by its key; rows in which nothing happens are left out."""
    shape = tally.people.shape
    inside = dues.day < horizon.days
    eligible = _counted(
        shape, horizon.month_of_day[dues.day[inside]], dues.child[inside], dues.instrument[inside], children
    )
    asked, right = submissions.applications, submissions.kind == RIGHT
    month = horizon.month_of_day[submissions.claims.ready[right] // SECONDS_PER_DAY]
    applied = _counted(shape, month, asked.child[right], asked.instrument[right], children)
    fen = tally.fen.sum(axis=-1)
    cells = np.nonzero(eligible + applied + tally.people + fen)
    month, township, instrument, parity = cells
    return {
        "month": horizon.month_start(month),
        "township": Names(township, labels.townships),
        "instrument": Names(instrument, labels.instruments),
        "parity": parity,
        "eligible": eligible[cells],
        "applied": applied[cells],
        "paid_people": tally.people[cells],
        "amount": to_yuan(fen[cells]),
    }


def reach_table(
    dues: Dues,
    submissions: Submissions,
    payments: Payments,
    children: Children,
    knowing: tuple[np.ndarray, np.ndarray],
    horizon: Horizon,
    labels: Labels,
) -> Columns:
    """Return the columns of `subsidy_reach`, ordered by its key.

    Parameters
    ----------
    dues, submissions, payments
        What is due, claimed, paid.
    children
        For whom.
    knowing
        Day on which each child's family hears of the subsidies, and whether it ever claims.
    horizon
        The simulated days.
    labels
        Names.
    """
    heard, claims = knowing
    right = submissions.kind == RIGHT
    asked = submissions.applications
    inside = dues.day < horizon.days
    paid = right[payments.claim] & (payments.paid < horizon.days)
    of_whom = {
        "eligible": (dues.child[inside], dues.instrument[inside]),
        "applied": (asked.child[right], asked.instrument[right]),
        "paid": (dues.child[payments.due[paid]], dues.instrument[payments.due[paid]]),
    }
    marks = {name: _marked(*rows, len(children), len(labels.instruments)) for name, rows in of_whom.items()}
    marks = {name: mark & marks["eligible"] for name, mark in marks.items()}
    marks["heard"] = marks["eligible"] & (heard < horizon.days)[:, None]
    marks["never"] = marks["eligible"] & ~claims[:, None]
    sums = {name: _summed(mark, children, len(labels.townships)) for name, mark in marks.items()}
    cells = np.nonzero(sums["eligible"])
    township, instrument, parity = cells
    return {
        "township": Names(township, labels.townships),
        "instrument": Names(instrument, labels.instruments),
        "parity": parity,
        **{name: sums[name][cells] for name in ("eligible", "heard", "applied", "paid", "never")},
    }


def news_table(
    children: Children, dues: Dues, heard: np.ndarray, horizon: Horizon, townships: tuple[str, ...]
) -> Columns:
    """Return the columns of `subsidy_news`, ordered by month and township."""
    entitled = np.zeros(len(children), np.bool_)
    entitled[dues.child[dues.day < horizon.days]] = True
    township, born = children.township[entitled], np.maximum(children.birth_day[entitled], 0)
    shape = horizon.months, len(townships)

    def by_month(day: np.ndarray) -> np.ndarray:
        inside = day < horizon.days
        place = np.ravel_multi_index((horizon.month_of_day[day[inside]], township[inside]), shape)
        return np.cumsum(np.bincount(place, minlength=np.prod(shape)).reshape(shape), axis=0)

    families, knowing = by_month(born), by_month(np.maximum(born, heard[entitled]))
    month, place = np.indices(shape).reshape(2, -1)
    return {
        "month": horizon.month_start(month),
        "township": Names(place, townships),
        "families": families.ravel(),
        "heard": knowing.ravel(),
    }


def errors_table(
    submissions: Submissions, children: Children, tally: Tally, horizon: Horizon, labels: Labels
) -> Columns:
    """Return the columns of `subsidy_errors`, ordered by its key, but for rows in which nothing happens."""
    fen = tally.fen.sum(axis=3)
    fen[..., RIGHT] = 0
    odd = submissions.kind != RIGHT
    asked = submissions.applications.take(odd)
    month = horizon.month_of_day[submissions.claims.ready[odd] // SECONDS_PER_DAY]
    keys = (month, children.township[asked.child], asked.instrument, submissions.kind[odd])
    place = np.ravel_multi_index(keys, fen.shape)
    claims = np.bincount(place, minlength=fen.size).reshape(fen.shape)
    caught = np.bincount(place[submissions.caught[odd]], minlength=fen.size).reshape(fen.shape)
    cells = np.nonzero(claims + fen)
    month, township, instrument, kind = cells
    return {
        "month": horizon.month_start(month),
        "township": Names(township, labels.townships),
        "instrument": Names(instrument, labels.instruments),
        "kind": Names(kind, KINDS),
        "claims": claims[cells],
        "caught": caught[cells],
        "amount": to_yuan(fen[cells]),
    }


def _counted(shape: tuple, month, child, instrument, children: Children) -> np.ndarray:
    """Return how many rows there are of each month, township, instrument and parity."""
    keys = (month, children.township[child], instrument, children.parity[child])
    return np.bincount(np.ravel_multi_index(keys, shape), minlength=np.prod(shape)).reshape(shape)


def _marked(child: np.ndarray, instrument: np.ndarray, children: int, instruments: int) -> np.ndarray:
    """Return for whom and what there is any row: bool of shape (children, instruments)."""
    marks = np.zeros((children, instruments), np.bool_)
    marks[child, instrument] = True
    return marks


def _summed(marks: np.ndarray, children: Children, townships: int) -> np.ndarray:
    """Return marks added up by township, instrument and parity."""
    child, instrument = np.nonzero(marks)
    shape = townships, marks.shape[1], len(PARITIES) + 1
    keys = (children.township[child], instrument, children.parity[child])
    return np.bincount(np.ravel_multi_index(keys, shape), minlength=np.prod(shape)).reshape(shape)
