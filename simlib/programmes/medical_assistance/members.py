"""Who is on the list of people in need, from when until when."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.language.message import Message
from simlib.population import Population
from simlib.population.lifetimes import DAYS_A_YEAR, NEVER, days_of_death, days_until
from simlib.population.persons import MOST_PERSONS
from simlib.programmes.medical_assistance.cells import Listed, cells_of
from simlib.programmes.medical_assistance.need_assumptions import Need
from simlib.programmes.medical_assistance.purposes import DEATH, ENTERS, LEAVES
from simlib.scenario.problems import problem_in

ALWAYS = -(2**30)
"""Number of a day before all others: those on the list on the first day have been on it since."""


@dataclass(frozen=True)
class Members:
    """People on the list, one entry a person in each array; days are numbers from the first of the horizon.

    Attributes
    ----------
    identity
        uint64, unique.
    group
        Place in `Need.people`, int64.
    township
        Place of the township.
    away
        Whether they live elsewhere.
    age
        In years on the first day, whole months of it.
    enters
        Day from which on they are on the list, int32; `ALWAYS` for those who are on it on the first day.
    leaves, dies
        Day before which they leave it, and before which they live.
    """

    identity: np.ndarray
    group: np.ndarray
    township: np.ndarray
    away: np.ndarray
    age: np.ndarray
    enters: np.ndarray
    leaves: np.ndarray
    dies: np.ndarray

    def __len__(self) -> int:
        return self.identity.size

    @property
    def until(self) -> np.ndarray:
        """Day before which they are on the list."""
        return np.minimum(self.leaves, self.dies)

    def on_list(self, day: np.ndarray) -> np.ndarray:
        """Return who is on the list on a day: one number, or one a person."""
        return (self.enters <= day) & (day < self.until)


def members_of(need: Need, population: Population, horizon: Horizon, key: np.uint64) -> Members:
    """Return everybody who is on the list within a horizon.

    Parameters
    ----------
    need
        How many of each group, where, and how they come and go.
    population
        Who lives here.
    horizon
        The simulated days.
    key
        Luck of this programme and replicate.

    Raises
    ------
    InputError
        If they are more than can be simulated one by one.

    Notes
    -----
    Nobody changes when more people are on the list, or enter it. A person belongs to one group for good;
    nobody comes back.
    """
    later = {name: _later(count, need.entering[name], horizon) for name, count in need.people.items()}
    _refuse_too_many(sum(need.people.values()) + sum(later.values()))
    cells = cells_of(need, population.start)
    parts = []
    for place, (name, count) in enumerate(need.people.items()):
        parts += [cells.people(count, name, place, False), cells.people(later[name], name, place, True)]
    listed = Listed(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    enters = np.floor(uniforms(key, listed.identity, ENTERS, FIRST) * horizon.days)
    enters = np.where(listed.later, enters, ALWAYS).astype(np.int32)
    leaving = np.array([need.leaving[name] for name in need.people])[listed.group]
    stays = days_until(uniforms(key, listed.identity, LEAVES, FIRST), leaving)
    birth_day = np.floor(-listed.age * DAYS_A_YEAR).astype(np.int32)
    luck = uniforms(key, listed.identity, DEATH, FIRST)
    return Members(
        identity=listed.identity,
        group=listed.group,
        township=listed.township,
        away=listed.away,
        age=listed.age,
        enters=enters,
        leaves=np.minimum(np.maximum(enters, 0) + stays.astype(np.int64), NEVER).astype(np.int32),
        dies=days_of_death(luck, birth_day, listed.sex, population.death_probability),
    )


def _later(count: int, entering: float, horizon: Horizon) -> int:
    """Return how many enter a group within a horizon."""
    return round(count * entering * horizon.days / DAYS_A_YEAR)


def _refuse_too_many(people: int) -> None:
    if people > MOST_PERSONS:
        raise problem_in(
            "scenario",
            Message(
                "{count:,} people would be simulated one by one; at most {most:,} are possible",
                count=people,
                most=MOST_PERSONS,
            ),
            path="medical_assistance.need.people",
        )
