"""From what children are due to what their families claim: when, and which payments at once.

What is claimed once is claimed for all payments to come. What is claimed anew each time is claimed together
as far as it is due when the family hears of it, and later payments one by one. A payment whose time to be
claimed has run out is lost.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.kernels import kernel
from simlib.core.luck import GOLDEN, mix, uniforms_each
from simlib.programmes.family_subsidies.ages import MonthStarts, day_of_age, month_of
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.entitlement import Dues
from simlib.programmes.family_subsidies.instrument_assumptions import ONCE, Instrument
from simlib.programmes.family_subsidies.purposes import APPLY_DELAY, FORGETS
from simlib.programmes.family_subsidies.uptake_assumptions import Uptake

CODES = 2**20
MONTH_BITS = np.uint64(12)
FIRST_MONTH = np.datetime64("1900-01", "M")
"""Months are counted from here where luck depends on them."""


@dataclass(frozen=True)
class Applications:
    """Right claims, one entry a claim in each array.

    Attributes
    ----------
    number
        int64, unique, made of child, instrument and month of the first payment that it is for.
    child, instrument
        Row of the child and place of the instrument.
    first, behind
        What is claimed: rows of `Dues`, from `first` to before `behind`.
    day
        Number of the day on which the family sets out.
    """

    number: np.ndarray
    child: np.ndarray
    instrument: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    day: np.ndarray

    def __len__(self) -> int:
        return self.number.size

    def take(self, rows: np.ndarray) -> "Applications":
        """Return the claims at the given rows (positions or a mask)."""
        return Applications(**{name: column[rows] for name, column in vars(self).items()})


def applications_of(
    dues: Dues,
    children: Children,
    known: np.ndarray,
    instruments: Mapping[str, Instrument],
    uptake: Uptake,
    horizon: Horizon,
    starts: MonthStarts,
    key: np.uint64,
) -> Applications:
    """Return the right claims that families make within a horizon.

    Parameters
    ----------
    dues
        Everything that children are entitled to.
    children
        Whose luck decides.
    known
        Day from which on each child's family would claim, shape (children,); beyond the horizon where never.
    instruments
        By name, in the order of `dues`.
    uptake
        How long families take, and what they forget.
    horizon, starts
        The clock, and first days of months.
    key
        Luck of this programme and replicate.
    """
    at_once = np.array([instrument.rule.claimed == ONCE for instrument in instruments.values()])
    first, behind, later = _together(dues.child, dues.instrument, dues.day, known, at_once, horizon.days)
    child, place = dues.child[first], dues.instrument[first]
    count = _counts(dues.day[first], place, instruments, horizon)
    family = children.household[child]
    delay = -uptake.apply_delay * np.log1p(-uniforms_each(key, family, APPLY_DELAY, count))
    day = np.maximum(known[child], dues.day[first]) + np.floor(delay).astype(np.int64)
    within = np.array([instrument.claim_within for instrument in instruments.values()])[place]
    first = _without_lost(first, behind, day, dues.day, within, starts.day, starts.zero)
    forgotten = later & (uniforms_each(key, family, FORGETS, count) < uptake.forgets)
    made = (first < behind) & (day < horizon.days) & ~forgotten
    number = mixed(children.identity[child] + count * GOLDEN)
    return Applications(number, child, place, first, behind, day).take(made)


def mixed(words: np.ndarray) -> np.ndarray:
    """Return numbers of claims: int64, not negative, as good as unique for words that are."""
    return (mix(words) >> np.uint64(1)).view(np.int64)


def instrument_code(name: str) -> int:
    """Return a number for an instrument that does not depend on those beside it."""
    return zlib.crc32(name.encode()) % CODES


def _counts(
    day: np.ndarray, instrument: np.ndarray, instruments: Mapping[str, Instrument], horizon: Horizon
) -> np.ndarray:
    """Return what `k` counts: the code of the instrument and the month of the payment, uint64."""
    codes = np.array([instrument_code(name) for name in instruments], np.uint64)
    month = (np.datetime64(horizon.first, "D") + day).astype("datetime64[M]") - FIRST_MONTH
    return (codes[instrument] << MONTH_BITS) | month.astype(np.uint64)


@kernel
def _together(child, instrument, day, known, at_once, days):
    """Return the first row of what could be claimed together, that behind it, and whether any went before."""
    first, behind = np.empty(child.size, np.int64), np.empty(child.size, np.int64)
    later = np.empty(child.size, np.bool_)
    size, begin = 0, 0
    while begin < child.size:
        end = begin + 1
        while end < child.size and child[end] == child[begin] and instrument[end] == instrument[begin]:
            end += 1
        aware, once = known[child[begin]], at_once[instrument[begin]]
        row = begin
        while row < end and max(aware, day[row]) < days:
            first[size], later[size] = row, row > begin
            row += 1
            while row < end and (once or day[row] <= aware):
                row += 1
            behind[size] = row
            size += 1
        begin = end
    return first[:size], behind[:size], later[:size]


@kernel
def _without_lost(first, behind, claimed, day, within, starts, zero):
    """Return the first rows of claims once payments are left out whose time has run out before."""
    kept = first.copy()
    for claim in range(first.size):
        row = first[claim]
        while row < behind[claim]:
            last = day_of_age(starts, zero, month_of(starts, zero, day[row]), day[row], within[claim])
            if claimed[claim] <= last:
                break
            row += 1
        kept[claim] = row
    return kept
