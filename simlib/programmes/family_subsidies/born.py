"""Who is born when and to whom: from cells of children to births with a mother's age and a parity."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.population import Population
from simlib.programmes.family_subsidies.births import MONTHS_A_YEAR, children_by_birth, monthly_births
from simlib.programmes.family_subsidies.births_assumptions import Births
from simlib.programmes.family_subsidies.mothers import THIRD, mothers_ages, parities, running_shares
from simlib.programmes.family_subsidies.purposes import MOTHER_AGE, PARITY, TWIN


@dataclass(frozen=True)
class Born:
    """Children and their births, one entry a child in each array.

    Attributes
    ----------
    identity
        uint64, unique.
    household
        uint64: the identity of the first child of the same birth, whose luck twins share.
    township, status, sex
        Places of where the child is counted, how, and its sex: see `simlib.population.cohorts`.
    parity, mother_age
        From `FIRST` to `THIRD`, and the mother's age in completed years, int8.
    birth_month
        Number of the month of birth, int32, 0 for that in which the horizon begins.
    twin, second_twin
        Whether it is one of twins, and the second of them.
    cause
        Place in `response.CAUSES`.
    """

    identity: np.ndarray
    household: np.ndarray
    township: np.ndarray
    status: np.ndarray
    sex: np.ndarray
    parity: np.ndarray
    mother_age: np.ndarray
    birth_month: np.ndarray
    twin: np.ndarray
    second_twin: np.ndarray
    cause: np.ndarray

    def __len__(self) -> int:
        return self.identity.size

    def take(self, rows: np.ndarray) -> "Born":
        """Return the children at the given rows (positions or a mask)."""
        return Born(**{name: column[rows] for name, column in vars(self).items()})


def born_over(
    population: Population,
    births: Births,
    horizon: Horizon,
    months_before: int,
    months_behind: int,
    key: np.uint64,
) -> Born:
    """Return the children born around a horizon, whatever subsidies do.

    Parameters
    ----------
    population
        Who lives at the start, and births from then on.
    births
        Spread over months, parity, twins.
    horizon
        The simulated days.
    months_before, months_behind
        How many months before the horizon, and behind it, births are wanted.
    key
        Luck of this programme and replicate.
    """
    monthly = monthly_births(population, births, horizon, horizon.months + months_behind)
    persons, sex = children_by_birth(population, monthly, months_before)
    month = (persons.birth_month - np.datetime64(horizon.first, "M")).astype(np.int32)
    twin, second_twin = _twins(persons.identity, births.twins, key)
    household = persons.identity - second_twin
    chances = running_shares(population)
    year = np.clip(month // MONTHS_A_YEAR, 0, len(chances) - 1)
    luck = uniforms(key, household, MOTHER_AGE, FIRST)
    mother_age = mothers_ages(luck, year, persons.status, persons.township, chances)
    parity = parities(uniforms(key, household, PARITY, FIRST), mother_age, births)
    return Born(
        identity=persons.identity,
        household=household,
        township=persons.township,
        status=persons.status,
        sex=sex,
        parity=np.minimum(parity + second_twin, THIRD).astype(np.int8),
        mother_age=mother_age,
        birth_month=month,
        twin=twin,
        second_twin=second_twin,
        cause=np.zeros(month.size, np.int8),
    )


def _twins(identity: np.ndarray, share: float, key: np.uint64) -> tuple[np.ndarray, np.ndarray]:
    """Return who is a twin, and who the second one; `share` is that of births which bring two.

    The children of a township, status, sex and month are taken two by two: x pairs of a hundred are twins,
    which makes x births of two out of 200 - x in all. Whoever is left alone has no twin, so that where few
    are born fewer twins come out.
    """
    second = identity % np.uint64(2) == 1
    drawn = uniforms(key, identity, TWIN, FIRST) < 2 * share / (1 + share)
    second_twin = second & drawn
    # The first of a pair stands right before the second, whose identity is larger by one.
    first_twin = np.append(second_twin[1:] & (identity[1:] == identity[:-1] + np.uint64(1)), False)
    return first_twin | second_twin, second_twin
