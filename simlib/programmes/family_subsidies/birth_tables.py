"""Tables of births and children: who is born and who is there, and what each year of birth is paid."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_yuan
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.entitlement import Dues
from simlib.programmes.family_subsidies.payments import Payments
from simlib.programmes.family_subsidies.response import ADDITIONAL, BROUGHT_FORWARD, CAUSES, Effect
from simlib.programmes.family_subsidies.tables import PARITY, TOWNSHIP

MOTHER_AGES = {
    "under_20": 0,
    "age_20_24": 20,
    "age_25_29": 25,
    "age_30_34": 30,
    "age_35_39": 35,
    "age_40_over": 40,
}
"""Groups of mothers' ages by name, each from an age on."""

BIRTHS = Table(
    "births",
    "Births by month, with those that the subsidies are assumed to bring.",
    ("replicate", "month", "township", "mother_age", "parity"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        TOWNSHIP,
        Column("mother_age", "name", "Age of the mother in completed years."),
        PARITY,
        Column("births", "integer", "Children born, hukou here or not."),
        Column(
            "brought_forward",
            "integer",
            "Of these, assumed to come earlier because of the subsidies (tempo).",
        ),
        Column("additional", "integer", "Of these, assumed to come because of the subsidies (quantum)."),
    ),
)

CHILDREN = Table(
    "children",
    "Children living on the first day of the horizon who are young enough for a subsidy.",
    ("replicate", "township", "parity", "age"),
    (
        REPLICATE,
        TOWNSHIP,
        PARITY,
        Column("age", "integer", "Age in completed years, by month of birth."),
        Column("children", "integer", "Children who live here or have hukou here."),
        Column("hukou", "integer", "Of these, with Gaoping hukou."),
    ),
)

BIRTH_MONEY = Table(
    "birth_money",
    "Money by the year in which a child was born: what is paid within the horizon and promised beyond it.",
    ("replicate", "birth_year", "parity"),
    (
        REPLICATE,
        Column("birth_year", "integer", "Calendar year of birth."),
        PARITY,
        Column("children", "integer", "Children born in the year who are in the model, with hukou or not."),
        Column("entitled", "integer", "Of these, for whom anything ever falls due."),
        Column("paid", "yuan", "Yuan paid within the horizon."),
        Column("promised", "yuan", "Yuan of approved claims to be paid after it."),
    ),
)

BIRTH_RESPONSE = Table(
    "birth_response",
    "What is assumed of how births answer to the subsidies.",
    ("replicate", "parity"),
    (
        REPLICATE,
        PARITY,
        Column("promised", "yuan", "Yuan that a child is promised in all, the whole family registered here."),
        Column(
            "births",
            "integer",
            "Births with hukou here in the months that can answer, without the additional ones.",
        ),
        Column("quantum", "number", "Share of births that there are more; below 0, less."),
        Column("tempo", "number", "Share of births that come earlier and are no birth more."),
        Column("tempo_months", "integer", "How many months earlier."),
        Column("from_month", "date", "First month in which births of the parity can answer."),
    ),
)


def births_table(children: Children, horizon: Horizon, townships: tuple[str, ...]) -> Columns:
    """Return the columns of `births`, ordered by its key; rows without a birth are left out."""
    born = children.birth_month >= 0
    band = np.searchsorted(list(MOTHER_AGES.values()), children.mother_age[born], side="right") - 1
    shape = horizon.months, len(townships), len(MOTHER_AGES), len(PARITIES) + 1, len(CAUSES)
    keys = (
        children.birth_month[born],
        children.township[born],
        band,
        children.parity[born],
        children.cause[born],
    )
    counts = np.bincount(np.ravel_multi_index(keys, shape), minlength=np.prod(shape)).reshape(shape)
    month, township, band, parity = np.nonzero(counts.sum(axis=-1))
    cells = counts[month, township, band, parity]
    return {
        "month": horizon.month_start(month),
        "township": Names(township, townships),
        "mother_age": Names(band, tuple(MOTHER_AGES)),
        "parity": parity,
        "births": cells.sum(axis=-1),
        "brought_forward": cells[:, BROUGHT_FORWARD],
        "additional": cells[:, ADDITIONAL],
    }


def children_table(children: Children, townships: tuple[str, ...]) -> Columns:
    """Return the columns of `children`, ordered by its key; ages that nobody has are left out."""
    there = children.birth_month < 0
    # As the population counts ages: by month of birth.
    age = (-children.birth_month[there] - 1) // 12
    shape = len(townships), len(PARITIES) + 1, int(age.max(initial=0)) + 1
    place = np.ravel_multi_index((children.township[there], children.parity[there], age), shape)
    here = (children.hukou_from <= 0) & (children.hukou_until > 0)
    counts = np.bincount(place, minlength=np.prod(shape)).reshape(shape)
    hukou = np.bincount(place[here[there]], minlength=np.prod(shape)).reshape(shape)
    cells = np.nonzero(counts)
    township, parity, age = cells
    return {
        "township": Names(township, townships),
        "parity": parity,
        "age": age,
        "children": counts[cells],
        "hukou": hukou[cells],
    }


def birth_response_table(children: Children, effect: Effect, horizon: Horizon) -> Columns:
    """Return the columns of `birth_response`, ordered by parity."""
    anyway = (children.birth_month >= effect.first_month[children.parity]) & (children.cause != ADDITIONAL)
    anyway &= children.hukou_from <= children.birth_day
    births = np.bincount(children.parity[anyway], minlength=len(PARITIES) + 1)
    rows = np.arange(1, len(PARITIES) + 1)
    return {
        "parity": rows,
        "promised": to_yuan(effect.promised[rows]),
        "births": births[rows],
        "quantum": effect.quantum[rows],
        "tempo": effect.tempo[rows],
        "tempo_months": np.full(rows.size, effect.months),
        "from_month": horizon.month_start(effect.first_month[rows]),
    }


def birth_money_table(children: Children, dues: Dues, payments: Payments, horizon: Horizon) -> Columns:
    """Return the columns of `birth_money`, ordered by its key."""
    first = np.datetime64(horizon.first, "M").astype(np.int64)
    year = (first + children.birth_month) // 12 + 1970
    oldest = int(year.min(initial=horizon.first.year))
    cell = (year - oldest) * (len(PARITIES) + 1) + children.parity
    size = (int(year.max(initial=oldest)) - oldest + 1) * (len(PARITIES) + 1)
    of_child, fen = cell[dues.child[payments.due]], dues.amount[payments.due]
    inside = payments.paid < horizon.days
    entitled = np.zeros(len(children), np.bool_)
    entitled[dues.child] = True
    counts = np.bincount(cell, minlength=size)
    rows = np.flatnonzero(counts)
    return {
        "birth_year": rows // (len(PARITIES) + 1) + oldest,
        "parity": rows % (len(PARITIES) + 1),
        "children": counts[rows],
        "entitled": np.bincount(cell[entitled], minlength=size)[rows],
        "paid": to_yuan(_summed(of_child[inside], fen[inside], size)[rows]),
        "promised": to_yuan(_summed(of_child[~inside], fen[~inside], size)[rows]),
    }


def _summed(cell: np.ndarray, fen: np.ndarray, size: int) -> np.ndarray:
    # Sums of whole fen stay whole in float64 far beyond what a city spends.
    return np.rint(np.bincount(cell, weights=fen, minlength=size)).astype(np.int64)
