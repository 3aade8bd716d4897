"""Children as arrays: those living when the horizon begins, and those born within it."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.population import Population
from simlib.population.cohorts import ABSENT, INCOMER
from simlib.population.lifetimes import NEVER, days_of_death, days_until
from simlib.programmes.family_subsidies.ages import MonthStarts
from simlib.programmes.family_subsidies.births_assumptions import Registration
from simlib.programmes.family_subsidies.born import Born
from simlib.programmes.family_subsidies.purposes import BIRTH_DAY, DEATH, HUKOU_MOVE, PARENTS_HUKOU


@dataclass(frozen=True)
class Children:
    """Children, one entry a child in each array; days are numbers from the first of the horizon.

    Attributes
    ----------
    identity, household
        uint64: of the child, and of the first child of the same birth, whose luck twins share.
    township
        Place of the township.
    away
        Whether the family lives elsewhere.
    parity, mother_age
        From `mothers.FIRST` to `THIRD`, and the mother's age at the birth, int8.
    birth_month, birth_day
        Numbers of the month and day of birth, int32; those before the horizon are negative.
    twin, stands_for_birth
        Whether it is one of twins, and whether what is paid for a birth is paid for this child: the second
        of twins, and every other child.
    cause
        Place in `response.CAUSES`.
    hukou_from, hukou_until, lives_until
        Days from which and before which the child has Gaoping hukou, and before which it lives, int32.
    mother_here, father_here
        Whether the parents have Gaoping hukou.
    """

    identity: np.ndarray
    household: np.ndarray
    township: np.ndarray
    away: np.ndarray
    parity: np.ndarray
    mother_age: np.ndarray
    birth_month: np.ndarray
    birth_day: np.ndarray
    twin: np.ndarray
    stands_for_birth: np.ndarray
    cause: np.ndarray
    hukou_from: np.ndarray
    hukou_until: np.ndarray
    lives_until: np.ndarray
    mother_here: np.ndarray
    father_here: np.ndarray

    def __len__(self) -> int:
        return self.identity.size


def children_of(
    born: Born,
    hukou: Registration,
    population: Population,
    horizon: Horizon,
    starts: MonthStarts,
    key: np.uint64,
) -> Children:
    """Return children with their days: of birth, of moves of their hukou, of death.

    Parameters
    ----------
    born
        Who is born in which month.
    hukou
        How hukou moves, and how many parents have it elsewhere.
    population
        Chances to die.
    horizon, starts
        The clock, and the first days of months.
    key
        Luck of this programme and replicate.

    Notes
    -----
    Those born before the horizon are alive and registered as they are when it begins. Both parents have hukou
    where the child has it, but for a share one of whose parents, either with the same chance, has not.
    """
    place = starts.zero + born.birth_month
    days = starts.day[place + 1] - starts.day[place]
    birth_day = starts.day[place] + uniforms(key, born.household, BIRTH_DAY, FIRST) * days
    birth_day = np.floor(birth_day).astype(np.int32)
    first = np.maximum(birth_day, 0)
    elsewhere = born.status == INCOMER
    moving = np.where(elsewhere, hukou.arriving, hukou.leaving)
    moves = first + days_until(uniforms(key, born.identity, HUKOU_MOVE, FIRST), moving)
    parents = uniforms(key, born.household, PARENTS_HUKOU, FIRST)
    mother_differs = parents < hukou.parent_elsewhere / 2
    father_differs = ~mother_differs & (parents < hukou.parent_elsewhere)
    return Children(
        identity=born.identity,
        household=born.household,
        township=born.township,
        away=born.status == ABSENT,
        parity=born.parity,
        mother_age=born.mother_age,
        birth_month=born.birth_month,
        birth_day=birth_day,
        twin=born.twin,
        stands_for_birth=~born.twin | born.second_twin,
        cause=born.cause,
        hukou_from=np.where(elsewhere, moves, -NEVER).astype(np.int32),
        hukou_until=np.where(elsewhere, NEVER, moves).astype(np.int32),
        lives_until=days_of_death(
            uniforms(key, born.identity, DEATH, FIRST), birth_day, born.sex, population.death_probability
        ),
        mother_here=elsewhere == mother_differs,
        father_here=elsewhere == father_differs,
    )
