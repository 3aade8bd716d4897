"""Children made by hand: for what a family gets, and for what a child is promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.core.clock import Horizon
from simlib.population.lifetimes import NEVER
from simlib.programmes.family_subsidies.ages import MonthStarts, month_of
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.entitlement import dues_of
from simlib.programmes.family_subsidies.rules import Rules


@dataclass(frozen=True)
class Example:
    """A child and what is known of its family.

    Attributes
    ----------
    born
        Day of birth.
    parity
        From 1; all from the third on are alike.
    stands_for_birth
        Whether what is paid for a birth is paid for this child: False for the first of twins.
    hukou_from, hukou_until
        The first day with Gaoping hukou, and the first without, where they are not for ever.
    lives_until
        The day of death, if it dies.
    mother_here, father_here
        Whether the parents have Gaoping hukou.
    """

    born: date
    parity: int
    stands_for_birth: bool = True
    hukou_from: date | None = None
    hukou_until: date | None = None
    lives_until: date | None = None
    mother_here: bool = True
    father_here: bool = True


def children_like(examples: Sequence[Example], horizon: Horizon, starts: MonthStarts) -> Children:
    """Return examples as children, each a household of its own."""
    number = np.arange(len(examples), dtype=np.uint64)
    birth_day = np.array([horizon.day_of(example.born) for example in examples], np.int32)

    def days(name: str, otherwise: int) -> np.ndarray:
        given = [getattr(example, name) for example in examples]
        return np.array([otherwise if day is None else horizon.day_of(day) for day in given], np.int32)

    def each(name: str) -> np.ndarray:
        return np.array([getattr(example, name) for example in examples])

    zeros = np.zeros(number.size, np.int8)
    stands = each("stands_for_birth")
    return Children(
        identity=number,
        household=number,
        township=zeros.astype(np.int32),
        away=zeros.astype(np.bool_),
        parity=np.minimum(each("parity"), len(PARITIES)).astype(np.int8),
        mother_age=zeros,
        birth_month=np.array([month_of(starts.day, starts.zero, day) for day in birth_day], np.int32),
        birth_day=birth_day,
        twin=~stands,
        stands_for_birth=stands,
        cause=zeros,
        hukou_from=days("hukou_from", -NEVER),
        hukou_until=days("hukou_until", NEVER),
        lives_until=days("lives_until", NEVER),
        mother_here=each("mother_here"),
        father_here=each("father_here"),
    )


def promised_by_parity(
    rules: Rules, born: Sequence[date], horizon: Horizon, starts: MonthStarts
) -> np.ndarray:
    """Return fen promised to a child of each parity, all its family being here: int64 of shape (parities,).

    Parameters
    ----------
    rules
        The instruments.
    born
        Day of birth of each of them, by parity.
    horizon, starts
        The clock, and the first days of months.
    """
    examples = [Example(day, parity) for parity, day in enumerate(born, 1)]
    dues = dues_of(children_like(examples, horizon, starts), rules, starts)
    promised = np.zeros(len(examples), np.int64)
    np.add.at(promised, dues.child, dues.amount)
    return promised
