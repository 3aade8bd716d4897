"""When old people come to need help, become disabled, and die.

The assumptions say which share of each age needs help now. For these shares to stay as they are, while those
who need help die sooner, so many must come to need it at each age (illness and death without recovery:
Keiding 1991, J. R. Statist. Soc. A 154, 371-412): with shares ``x`` of the grades, mortality ``m`` of all and
``m0`` of the independent,

    m0 = m / (x0 + r1 x1 + r2 x2)
    from independent to partial:  (x1 + x2)' / x0 + m - m0
    from partial to disabled:     (x2' + x2 (r2 m0 - m)) / x1

where ``r`` says how many times as likely as the independent a grade is to die.
"""

from dataclasses import dataclass, fields

import numpy as np

from simlib.core.luck import FIRST, uniforms
from simlib.population.age_curves import share_at
from simlib.population.cohorts import MALE
from simlib.population.elders import Elders
from simlib.population.hazards import LONGEST_LIFE, Hazard, mortality
from simlib.programmes.welfare_centre.beds_assumptions import Need
from simlib.programmes.welfare_centre.beds_purposes import DEATH, GRADE, WORSE

AT_ONCE = 50.0
"""Most changes a year: where nobody is between two grades, who comes into the first passes it in a week."""


@dataclass(frozen=True)
class Needs:
    """Exact ages at which people change, float64 of shape (people,).

    Attributes
    ----------
    age
        At the start of the horizon.
    partial, disabled
        From which they need some help, and are disabled; their age at the start if they already do.
    dies
        At which they die.
    """

    age: np.ndarray
    partial: np.ndarray
    disabled: np.ndarray
    dies: np.ndarray

    def take(self, rows: np.ndarray) -> "Needs":
        """Return the persons at the given rows (positions or a mask)."""
        return Needs(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Rates:
    """Risks of one sex: of dying while independent, of coming to need help, of becoming disabled then."""

    dying: Hazard
    helped: Hazard
    disabled: Hazard


def rates_of(need: Need, death_probability: np.ndarray) -> Rates:
    """Return the risks that keep the shares of the grades as they are; see the formulas above.

    Parameters
    ----------
    need
        The shares, and how much sooner those who need help die.
    death_probability
        Within a year, of one sex: shape (ages,).
    """
    edges = np.arange(LONGEST_LIFE + 1)
    helped, disabled = (share_at(curve, edges) for curve in (need.helped, need.disabled))
    middle_helped, middle_disabled = ((share[1:] + share[:-1]) / 2 for share in (helped, disabled))
    independent, partial = 1 - middle_helped, middle_helped - middle_disabled
    known = mortality(death_probability)
    of_all = np.concatenate([known, np.full(LONGEST_LIFE - known.size, known[-1])])
    weights = independent + need.mortality.partial * partial + need.mortality.disabled * middle_disabled
    of_independent = of_all / weights
    to_help = np.diff(helped) / independent + of_all - of_independent
    more_disabled = np.diff(disabled) + middle_disabled * (need.mortality.disabled * of_independent - of_all)
    to_disabled = np.divide(
        more_disabled, partial, out=np.full_like(partial, AT_ONCE), where=partial > more_disabled / AT_ONCE
    )
    return Rates(Hazard.of(of_independent), Hazard.of(to_help), Hazard.of(to_disabled))


def needs_of(
    elders: Elders, age: np.ndarray, need: Need, death_probability: np.ndarray, key: np.uint64
) -> Needs:
    """Return when people come to need help, become disabled and die.

    Parameters
    ----------
    elders
        Who they are.
    age
        Their exact ages at the start of the horizon, at which they are alive.
    need
        The assumptions.
    death_probability
        Within a year: shape (sexes, ages).
    key
        Luck of this programme and replicate.
    """
    grade = uniforms(key, elders.person, GRADE, FIRST)
    worse = [uniforms(key, elders.person, WORSE, np.uint64(place)) for place in (1, 2)]
    death = uniforms(key, elders.person, DEATH, FIRST)
    is_helped, is_disabled = (grade < share_at(curve, age) for curve in (need.helped, need.disabled))
    partial, disabled, dies = (np.empty(age.size) for _ in range(3))
    for sex in range(MALE + 1):
        rows = elders.sex == sex
        rates = rates_of(need, death_probability[sex])
        partial[rows] = np.where(is_helped[rows], age[rows], rates.helped.strikes(age[rows], worse[0][rows]))
        disabled[rows] = np.where(
            is_disabled[rows], age[rows], rates.disabled.strikes(partial[rows], worse[1][rows])
        )
        dies[rows] = _death(rates.dying, age[rows], partial[rows], disabled[rows], need, death[rows])
    return Needs(age, partial, disabled, dies)


def _death(
    dying: Hazard,
    age: np.ndarray,
    partial: np.ndarray,
    disabled: np.ndarray,
    need: Need,
    luck: np.ndarray,
) -> np.ndarray:
    """Return the age at which the risk that somebody has gone through reaches her luck."""
    left = -np.log1p(-luck)
    at_start, at_partial, at_disabled = (dying.upto(exact) for exact in (age, partial, disabled))
    before = at_partial - at_start
    between = need.mortality.partial * (at_disabled - at_partial)
    level = np.where(
        left < before,
        at_start + left,
        np.where(
            left < before + between,
            at_partial + (left - before) / need.mortality.partial,
            at_disabled + (left - before - between) / need.mortality.disabled,
        ),
    )
    return dying.age_at(level)
