"""What each child is due: which payment, on which day, how much."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simlib.core.kernels import inlined_kernel, kernel
from simlib.population.lifetimes import NEVER
from simlib.programmes.family_subsidies.ages import MonthStarts, day_of_age
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.rules import ANY_PARENT, MOTHER, ONE_PARENT, PAID_ONCE, Rules

LONGEST_MONTH = 31
"""Days."""


@dataclass(frozen=True)
class Dues:
    """Payments that children are entitled to, one entry a payment in each array.

    They are ordered by child, then instrument, then day.

    Attributes
    ----------
    child
        Row of the child, int32.
    instrument
        Place of the instrument, int16.
    day
        Number of the day on which the payment falls due, int32, 0 or more, perhaps beyond the horizon.
    amount
        Fen, more than 0.
    """

    child: np.ndarray
    instrument: np.ndarray
    day: np.ndarray
    amount: np.ndarray

    def __len__(self) -> int:
        return self.child.size


class Family(NamedTuple):
    """What a kernel reads of `Children`, each with the same name there."""

    parity: np.ndarray
    birth_month: np.ndarray
    birth_day: np.ndarray
    stands_for_birth: np.ndarray
    hukou_from: np.ndarray
    hukou_until: np.ndarray
    lives_until: np.ndarray
    mother_here: np.ndarray
    father_here: np.ndarray


class Due(NamedTuple):
    """What a kernel writes: as in `Dues`, and the first and last day of what each payment is for."""

    child: np.ndarray
    instrument: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    covers: np.ndarray


def dues_of(children: Children, rules: Rules, starts: MonthStarts) -> Dues:
    """Return everything that children are entitled to, whether anybody claims it or not.

    Parameters
    ----------
    children
        Who, born when, registered where.
    rules
        The instruments.
    starts
        First days of months.
    """
    most = room(children, rules)
    child, instrument = np.empty(most, np.int32), np.empty(most, np.int16)
    day, amount = np.empty(most, np.int32), np.empty(most, np.int64)
    covers = np.empty((most, 2), np.int32)
    family = Family(*(getattr(children, name) for name in Family._fields))
    size = _fill(rules, starts, family, Due(child, instrument, day, amount, covers))
    return Dues(child[:size], instrument[:size], day[:size], amount[:size])


def room(children: Children, rules: Rules) -> int:
    """Return how many payments there can be at most; see `dues_of` for the parameters."""
    by_parity = np.bincount(children.parity, minlength=rules.windows["amount"].shape[1])
    shortest = _shortest(rules)[rules.windows["pays"]]
    # One more for the month that an age is reckoned into, and one for a window cut on both sides.
    payments = (rules.windows["before_month"] - rules.windows["from_month"]) // shortest + 2
    return int(((rules.windows["amount"] > 0) @ by_parity * payments).sum())


def _shortest(rules: Rules) -> np.ndarray:
    """Return whole months that each kind of period lasts at least, and 1 for what is paid once (the last)."""
    days = rules.last - rules.first + 1
    kinds = [days[begin:end] for begin, end in zip(rules.begin, rules.end, strict=True)]
    return np.array([max(1, kind.min(initial=NEVER) // LONGEST_MONTH) for kind in kinds] + [1])


@kernel
def _fill(rules, starts, family, out):
    """Write the payments of all children; return how many there are."""
    # Taken apart here: to hand a tuple of arrays to a function costs as much as the function.
    parity, month, born, stands_for_birth, hukou_from, hukou_until, lives_until, mother_here, father_here = (
        family
    )
    child, instrument, day, amount, covers = out
    size = 0
    for c in range(parity.size):
        first_of_child, had, last_instrument = size, 0, -1
        for w in range(rules.windows.size):
            rule = rules.windows[w]
            if rule.instrument != last_instrument:
                last_instrument, had = rule.instrument, 0
            value = rule.amount[parity[c]]
            if value == 0 or not _is_meant(
                rule, born[c], stands_for_birth[c], mother_here[c], father_here[c]
            ):
                continue
            of_age = day_of_age(starts.day, starts.zero, month[c], born[c], rule.from_month)
            too_old = day_of_age(starts.day, starts.zero, month[c], born[c], rule.before_month)
            begin = max(of_age, rule.starts, 0)
            end = min(too_old, rule.ends + 1, lives_until[c])
            if rule.child_hukou:
                begin, end = max(begin, hukou_from[c]), min(end, hukou_until[c])
            place, behind = 0, 1
            if rule.pays != PAID_ONCE:
                place, behind = rules.begin[rule.pays], rules.end[rule.pays]
                place += _places_before(rules.last, place, behind, begin)
            while place < behind:
                from_, to = of_age, of_age
                if rule.pays != PAID_ONCE:
                    from_, to = rules.first[place], rules.last[place]
                place += 1
                due = to if rule.on_last_day else from_
                if due >= end:
                    break
                if due < begin or _paid_beside(
                    rules, rule, from_, to, instrument, covers, first_of_child, size
                ):
                    continue
                paid = min(value, rule.most - had)
                if paid <= 0:
                    break
                had += paid
                child[size], instrument[size], day[size], amount[size] = c, rule.instrument, due, paid
                covers[size, 0], covers[size, 1] = from_, to
                size += 1
    return size


@inlined_kernel
def _is_meant(rule, born, stands_for_birth, mother_here, father_here):
    """Return whether a child is one of those whom a rule is for, whatever the day."""
    if rule.for_birth and not stands_for_birth:
        return False
    if born < rule.born_from or born > rule.born_to:
        return False
    return _parents_count(rule.parents, mother_here, father_here)


@kernel
def _parents_count(wanted, mother_here, father_here):
    """Return whether the parents' hukou is as a rule wants it."""
    if wanted == ANY_PARENT:
        return True
    if wanted == ONE_PARENT:
        return mother_here or father_here
    if wanted == MOTHER:
        return mother_here
    return mother_here and father_here


@kernel
def _places_before(last, begin, end, day):
    """Return how many of the periods from `begin` to `end` end before a day."""
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if last[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low - begin


@inlined_kernel
def _paid_beside(rules, rule, from_, to, instrument, covers, first_of_child, size):
    """Return whether an instrument that this one yields to pays for part of the same period."""
    for other in range(first_of_child, size):
        overlaps = covers[other, 0] <= to and covers[other, 1] >= from_
        if overlaps and rules.yields[rule.instrument, instrument[other]]:
            return True
    return False
