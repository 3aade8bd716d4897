"""The instruments as arrays, as the kernels read them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.population.lifetimes import NEVER
from simlib.programmes.family_subsidies.births_assumptions import PARITIES
from simlib.programmes.family_subsidies.instrument_assumptions import (
    ONCE,
    PERIODS,
    Instrument,
    Rule,
    Semester,
)
from simlib.programmes.family_subsidies.periods import calendar_periods

PARENTS = ("any", "one", "mother", "both")
"""Which parents must have Gaoping hukou, as a rule names it."""
ANY_PARENT, ONE_PARENT, MOTHER, BOTH_PARENTS = range(len(PARENTS))
PAID_ONCE = -1
"""The place among `PERIODS` of what is paid once."""

RULE = np.dtype(
    [
        ("instrument", np.int16),
        ("from_month", np.int16),
        ("before_month", np.int16),
        ("pays", np.int8),
        ("on_last_day", np.bool_),
        ("for_birth", np.bool_),
        ("child_hukou", np.bool_),
        ("parents", np.int8),
        ("born_from", np.int32),
        ("born_to", np.int32),
        ("starts", np.int32),
        ("ends", np.int32),
        ("most", np.int64),
        ("amount", np.int64, len(PARITIES) + 1),
    ]
)
"""One window of age of an instrument: its place, rule, cap and amounts in fen, by parity; 0 is nothing."""


class Rules(NamedTuple):
    """All instruments.

    Attributes
    ----------
    windows
        Records of `RULE`, instrument by instrument, the youngest ages first.
    yields
        Whether an instrument (row) yields to another (column), bool of shape (instruments, instruments).
    first, last
        First and last days of periods, int32, all kinds of `PERIODS` after each other.
    begin, end
        Where those of each kind stand, int64 of shape (kinds,).
    """

    windows: np.ndarray
    yields: np.ndarray
    first: np.ndarray
    last: np.ndarray
    begin: np.ndarray
    end: np.ndarray


def rules_of(
    instruments: Mapping[str, Instrument], semesters: tuple[Semester, ...], horizon: Horizon
) -> Rules:
    """Return the instruments as arrays.

    Parameters
    ----------
    instruments
        By name; the order is that in which they are paid.
    semesters
        The semester calendar; it reaches to the end of what is promised.
    horizon
        The clock.
    """
    windows = np.array(
        [
            _record(place, instrument, window.from_month, window.before_month, horizon)
            for place, instrument in enumerate(instruments.values())
            for window in instrument.windows
        ],
        RULE,
    )
    names = list(instruments)
    yields = np.array(
        [[other in instrument.rule.yields_to for other in names] for instrument in instruments.values()]
    )
    until = last_promise(instruments, horizon)
    kinds = [calendar_periods(kind, semesters, horizon, until) for kind in PERIODS]
    end = np.cumsum([kind.first.size for kind in kinds])
    return Rules(
        windows=windows,
        yields=yields,
        first=np.concatenate([kind.first for kind in kinds]),
        last=np.concatenate([kind.last for kind in kinds]),
        begin=end - [kind.first.size for kind in kinds],
        end=end,
    )


def last_promise(instruments: Mapping[str, Instrument], horizon: Horizon) -> date:
    """Return a day by which the youngest child of the horizon has grown out of every instrument."""
    months = max(window.before_month for instrument in instruments.values() for window in instrument.windows)
    return horizon.last + timedelta(days=31 * months)


def _record(place: int, instrument: Instrument, from_month: int, before_month: int, horizon: Horizon):
    rule = instrument.rule
    most = NEVER * NEVER if instrument.most is None else to_fen(instrument.most)
    amounts = [to_fen(instrument.amount.get(parity, 0)) for parity in PARITIES]
    return (
        place,
        from_month,
        before_month,
        PAID_ONCE if rule.pays == ONCE else PERIODS.index(rule.pays),
        rule.counts_on == "last_day",
        rule.for_each == "birth",
        rule.child_hukou,
        PARENTS.index(rule.parents_hukou),
        *_days(rule, horizon),
        most,
        (0, *amounts),
    )


def _days(rule: Rule, horizon: Horizon) -> tuple[int, int, int, int]:
    bounds = (rule.born_from, -NEVER), (rule.born_to, NEVER), (rule.starts, -NEVER), (rule.ends, NEVER)
    return tuple(never if day is None else horizon.day_of(day) for day, never in bounds)
