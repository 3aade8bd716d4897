"""Luck that belongs to a person and a purpose, not to the order of events.

Every draw is a function of (key, person, purpose, k): the same woman is as lucky in every scenario, so
two scenarios differ by what was changed and not by noise (common random numbers). The function is two
rounds of the SplitMix64 finaliser (Steele, Lea and Flood 2014, doi 10.1145/2714064.2660195).
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from simlib.core.kernels import kernel

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
SECOND_ODD = np.uint64(0xD1B54A32D192ED03)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
ONE, TWO = np.uint64(1), np.uint64(2)
SHIFT_11, SHIFT_27, SHIFT_30, SHIFT_31, SHIFT_32 = (np.uint64(bits) for bits in (11, 27, 30, 31, 32))
TWO_TO_MINUS_53 = 1.0 / 9007199254740992.0


@kernel
def mix(z):
    """Return the SplitMix64 finaliser of the uint64 `z`, a bijection of 64-bit words."""
    z = (z ^ (z >> SHIFT_30)) * MIX_1
    z = (z ^ (z >> SHIFT_27)) * MIX_2
    return z ^ (z >> SHIFT_31)


@kernel
def uniform(key, person, purpose, k):
    """Return the draw number `k` of one person for one purpose.

    Parameters
    ----------
    key, person, purpose, k : uint64
        `key` from `Luck.key`, `person` the stable identity, `purpose` a programme's constant (below 2**32)
        that says what `k` (below 2**32) counts.

    Returns
    -------
    float64
        Uniform on [0, 1), a multiple of 2**-53.
    """
    who = mix(key + (person + ONE) * GOLDEN)
    what = mix(who + (((purpose + ONE) << SHIFT_32) | k) * SECOND_ODD)
    return (what >> SHIFT_11) * TWO_TO_MINUS_53


@kernel
def uniforms(key, persons, purpose, k):
    """Return `uniform` for an array of persons: float64, the shape of `persons` (uint64, one axis)."""
    draws = np.empty(persons.size, np.float64)
    for i in range(persons.size):
        draws[i] = uniform(key, persons[i], purpose, k)
    return draws


@kernel
def uniforms_each(key, persons, purpose, ks):
    """Return `uniform` for persons each of whom has a `k` of their own: both uint64, one axis."""
    draws = np.empty(persons.size, np.float64)
    for i in range(persons.size):
        draws[i] = uniform(key, persons[i], purpose, ks[i])
    return draws


@kernel
def normal(key, person, purpose, k):
    """Return a standard normal draw, made of the uniform draws `2 k` and `2 k + 1` (Box and Muller 1958)."""
    radius = np.sqrt(-2.0 * np.log(1.0 - uniform(key, person, purpose, TWO * k)))
    return radius * np.cos(2.0 * np.pi * uniform(key, person, purpose, TWO * k + ONE))


@kernel
def normals(key, persons, purpose, k):
    """Return `normal` for an array of persons: float64, the shape of `persons` (uint64, one axis)."""
    draws = np.empty(persons.size, np.float64)
    for i in range(persons.size):
        draws[i] = normal(key, persons[i], purpose, k)
    return draws


FIRST = np.uint64(0)
"""The `k` of a purpose that is drawn once."""


@dataclass(frozen=True)
class Luck:
    """The source of all draws of one replicate.

    Attributes
    ----------
    seed
        Chosen by the user, 0 or more.
    replicate
        Number of the replicate, from 0.
    """

    seed: int
    replicate: int = 0

    def key(self, programme_number: int) -> np.uint64:
        """Return the 64-bit key of one programme in this replicate."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replicate, programme_number))
        return sequence.generate_state(1, np.uint64)[0]


def named(name: str) -> np.uint64:
    """Return the identity of something that is no person but has a name, such as a task or a risk."""
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))
