"""Walks through the event log, compiled: what each woman did last, when she booked, and how she came.

A log holds each woman's events in the order in which they happened, whatever the order between women.
"""

import numpy as np

from simlib.core.kernels import kernel
from simlib.programmes.hpv_rollout.log import Kind

NOTHING = -1
"""Last event of a woman who has none."""


@kernel
def last_kinds(kind, woman, women):
    """Return the kind of each woman's last event, or `NOTHING`: int8 of shape (women,).

    Parameters
    ----------
    kind, woman : int32 arrays
        Of the events.
    women : int
        Number of women.
    """
    last = np.full(women, NOTHING, np.int8)
    for event in range(kind.size):
        # Events about doses are about no woman; see `product_of`.
        if woman[event] >= 0:
            last[woman[event]] = kind[event]
    return last


@kernel
def how_they_came(kind, woman, women, injections):
    """Return how she came who got each injection: the kind of her last arrival, int8 of shape (injections,).

    Parameters
    ----------
    kind, woman : int32 arrays
        Of the events.
    women, injections : int
        Number of women and of injections.
    """
    came = np.zeros(women, np.int8)
    how = np.empty(injections, np.int8)
    given = 0
    for event in range(kind.size):
        happened = kind[event]
        if happened == Kind.ARRIVAL or happened == Kind.WALK_IN or happened == Kind.SCHOOL:
            came[woman[event]] = happened
        elif happened == Kind.INJECTION:
            how[given] = came[woman[event]]
            given += 1
    return how


@kernel
def booked_at(kind, woman, time, women, arrivals):
    """Return the second of the booking that led to each arrival: int32 of shape (arrivals,).

    Parameters
    ----------
    kind, woman, time : int32 arrays
        Of the events.
    women, arrivals : int
        Number of women and of arrivals.
    """
    booking = np.zeros(women, np.int32)
    seconds = np.empty(arrivals, np.int32)
    arrived = 0
    for event in range(kind.size):
        if kind[event] == Kind.BOOKING:
            booking[woman[event]] = time[event]
        elif kind[event] == Kind.ARRIVAL:
            seconds[arrived] = booking[woman[event]]
            arrived += 1
    return seconds
