"""Whether subsidies bring more births (quantum), or the same ones earlier (tempo).

An assumption, and a weak one, of this programme alone: nobody else sees these births. A birth brought
forward is the same child some months younger; one more is a child beside another, of the same township,
mother's age and parity. Births of a parity cannot answer before nine months have gone since the first
instrument that pays for it starts.
"""

from dataclasses import dataclass, replace

import numpy as np

from simlib.core.luck import FIRST, uniforms
from simlib.core.money import FEN_PER_YUAN
from simlib.population.cohorts import INCOMER
from simlib.population.persons import LARGEST_CELL
from simlib.programmes.family_subsidies.births_assumptions import Response
from simlib.programmes.family_subsidies.born import Born
from simlib.programmes.family_subsidies.purposes import QUANTUM, TEMPO

MONTHS_OF_PREGNANCY = 9
CAUSES = ("anyway", "brought_forward", "additional")
"""Why there is a birth in its month."""
ANYWAY, BROUGHT_FORWARD, ADDITIONAL = range(3)
YUAN_A_UNIT = 10_000
"""The responses are told by 10,000 yuan."""


@dataclass(frozen=True)
class Effect:
    """The response in numbers.

    Attributes
    ----------
    quantum, tempo
        Shares of births that there are more, and that come earlier, float64 of shape (parities + 1,), by
        parity; nobody has parity 0.
    first_month
        The first month in which births can answer, int64, by parity.
    months
        How many months earlier those come that do.
    promised
        Fen that a child is promised in all, int64, by parity.
    """

    quantum: np.ndarray
    tempo: np.ndarray
    first_month: np.ndarray
    months: int
    promised: np.ndarray


def effect_of(response: Response, promised: np.ndarray, first_month: np.ndarray) -> Effect:
    """Return the response to what is promised.

    Parameters
    ----------
    response
        By 10,000 yuan.
    promised
        Fen that a child is promised in all, by parity, int64 of shape (parities + 1,).
    first_month
        The first month in which births can answer, by parity, of the same shape.
    """
    units = promised / (YUAN_A_UNIT * FEN_PER_YUAN)
    return Effect(
        quantum=np.clip(response.quantum * units, -1, 1),
        tempo=np.clip(response.tempo * units, 0, 1),
        first_month=first_month,
        months=response.tempo_months,
        promised=promised,
    )


def answered(born: Born, effect: Effect, key: np.uint64) -> Born:
    """Return who is born once families answer: some earlier, some more, or, if subsidies deter, some less."""
    # Who has hukou elsewhere is promised nothing.
    promised = born.status != INCOMER
    moved = promised & (uniforms(key, born.household, TEMPO, FIRST) < effect.tempo[born.parity])
    moved &= (born.birth_month >= effect.first_month[born.parity] + effect.months) & (effect.months > 0)
    born = replace(
        born,
        birth_month=(born.birth_month - np.where(moved, effect.months, 0)).astype(np.int32),
        cause=np.where(moved, BROUGHT_FORWARD, ANYWAY).astype(np.int8),
    )
    quantum = effect.quantum[born.parity]
    drawn = uniforms(key, born.household, QUANTUM, FIRST) < np.abs(quantum)
    drawn &= promised & (born.birth_month >= effect.first_month[born.parity])
    more, less = drawn & (quantum > 0), drawn & (quantum < 0)
    return _joined(born.take(~less), _beside(born.take(more)))


def _beside(born: Born) -> Born:
    """Return as many children more; their identities lie in the upper half of their cells."""
    apart = np.uint64(LARGEST_CELL // 2)
    return replace(
        born,
        identity=born.identity | apart,
        household=born.household | apart,
        cause=np.full(born.cause.size, ADDITIONAL, np.int8),
    )


def _joined(one: Born, other: Born) -> Born:
    return Born(
        **{name: np.concatenate([column, getattr(other, name)]) for name, column in vars(one).items()}
    )
