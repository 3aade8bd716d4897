"""Rounds of visits, compiled: village staff go from house to house, and come again to whom they missed."""

import numpy as np

from simlib.core.kernels import kernel
from simlib.core.luck import uniform
from simlib.programmes.medical_assistance.purposes import AT_HOME

ROUND_BITS = np.uint64(8)
NOT_MET = -1


@kernel
def visit_all(key, identity, at_home, year, workdays, a_day, rounds, pause, visits):
    """Return the day on which each of a township's people is met, `NOT_MET` for those who never are.

    Parameters
    ----------
    key : uint64
        Luck of this programme and replicate.
    identity, at_home
        The people in the order in which they are visited, and the chance that each is found at home.
    year : uint64
        The year of cover.
    workdays
        Days on which the staff go out, rising.
    a_day
        How many they visit on each, at least 1.
    rounds, pause
        How often they go round, and days between the end of a round and the beginning of the next.
    visits
        Visits by day, added to.
    """
    met = np.full(identity.size, NOT_MET, np.int32)
    waiting = np.arange(identity.size)
    start = 0
    for number in range(rounds):
        missed, last = 0, start
        for place in range(waiting.size):
            last = start + place // a_day
            if last >= workdays.size:
                return met
            visits[workdays[last]] += 1
            person = waiting[place]
            k = (year << ROUND_BITS) | np.uint64(number)
            if uniform(key, identity[person], AT_HOME, k) < at_home[person]:
                met[person] = workdays[last]
            else:
                waiting[missed] = person
                missed += 1
        if missed == 0:
            return met
        waiting = waiting[:missed]
        start = np.searchsorted(workdays, workdays[last] + pause, side="right")
    return met
