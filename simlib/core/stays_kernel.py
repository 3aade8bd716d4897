"""Waiting for a place and staying in it, compiled: the rules of `stays_simpy`.

Everybody has one second at which something happens to her next, `wakes`; a heap holds these as tickets (see
`simlib.core.queues`). A ticket whose second is no longer that of its person is passed over, and so is a place in a line
that she has left.
"""

from heapq import heapify, heappop, heappush

import numpy as np

from simlib.core.kernels import kernel
from simlib.core.queues import place_of, ready_of, ticket_of
from simlib.core.stays import (
    ADMITTED,
    APPLIED,
    CHANGE_RANK,
    CHANGED,
    DIED,
    DIED_WAITING,
    FOREVER,
    GAVE_UP,
    MOVED_OUT,
    TRANSFERRED,
)

NOWHERE = -1
RANK_SHIFT, SINCE_SHIFT = np.int64(60), np.int64(30)
LOW_BITS = np.int64(2**30 - 1)


@kernel
def run_kernel(applies, dies, patience, stay, begins, line, opens, more, ranks, end):
    """Run until the end.

    Parameters
    ----------
    applies, dies, patience, stay, begins, line
        See `stays.Applicants`.
    opens : int64 array of shape (steps,)
        See `stays.Wards`.
    more : int64 array of shape (steps, wards)
        Places opened at each step.
    ranks, end : int
        Lines of each ward; the second from which on nothing happens.

    Returns
    -------
    tuple of arrays
        Time, row, event and line as in `stays.StayLog`, in the order in which things happened.
    """
    people, wards = applies.size, more.shape[1]
    free = np.zeros(wards, np.int64)
    state = (
        np.full(people, NOWHERE, np.int64),  # ward in which she has a place
        np.full(people, NOWHERE, np.int64),  # line in which she waits
        np.full(people, NOWHERE, np.int64),  # since when she waits in it
        np.full(people, FOREVER, np.int64),  # when she leaves, whether she waits or stays
        applies.copy(),  # when something happens to her next
    )
    here, waits, since, leaves, wakes = state
    log, size = np.empty((people * (2 * begins.shape[1] + 3), 4), np.int64), 0
    queues = [[np.int64(0) for _ in range(0)] for _ in range(wards)]
    calls = [ticket_of(applies[row], row) for row in range(people) if applies[row] < min(end, dies[row])]
    heapify(calls)
    step = 0
    while True:
        now = end
        if calls:
            now = min(now, ready_of(calls[0]))
        if step < opens.size:
            now = min(now, opens[step])
        if now >= end:
            break
        while calls and ready_of(calls[0]) == now:
            row = place_of(heappop(calls))
            if wakes[row] != now:
                continue
            if now == leaves[row]:
                died = now == dies[row]
                if here[row] == NOWHERE:
                    event, at = (DIED_WAITING if died else GAVE_UP), waits[row]
                else:
                    event, at = (DIED if died else MOVED_OUT), here[row] * ranks
                    free[here[row]] += 1
                log[size] = now, row, event, at
                size += 1
                waits[row], wakes[row] = NOWHERE, FOREVER
                continue
            phase = _phase(begins[row], now)
            needs = line[row, phase]
            if here[row] == NOWHERE:
                if now == applies[row]:
                    leaves[row] = min(dies[row], now + patience[row])
                    log[size] = now, row, APPLIED, needs
                    size += 1
                elif needs != waits[row]:
                    log[size] = now, row, CHANGED, needs
                    size += 1
                if needs != waits[row]:
                    waits[row], since[row] = needs, applies[row]
                    heappush(queues[needs // ranks], _in_line(needs % ranks, applies[row], row))
            else:
                _want(row, needs // ranks, now, ranks, here, waits, since, queues)
            _sleep(row, phase, begins, leaves, wakes, calls)
        if step < opens.size and opens[step] == now:
            free += more[step]
            step += 1
        size = _give_out(now, ranks, free, queues, line, begins, dies, stay, state, calls, log, size)
    return log[:size, 0], log[:size, 1], log[:size, 2], log[:size, 3]


@kernel
def _phase(begins, now):
    """Return the last phase that has begun."""
    phase = begins.size - 1
    while begins[phase] > now:
        phase -= 1
    return phase


@kernel
def _in_line(rank, since, row):
    """Return the ticket of somebody in the lines of a ward."""
    return (np.int64(rank) << RANK_SHIFT) | (np.int64(since) << SINCE_SHIFT) | np.int64(row)


@kernel
def _want(row, ward, now, ranks, here, waits, since, queues):
    """Let somebody who has a place wait for another ward, or no longer."""
    if ward == here[row]:
        waits[row] = NOWHERE
        return
    needs = ward * ranks + CHANGE_RANK
    if waits[row] != needs:
        waits[row], since[row] = needs, now
        heappush(queues[ward], _in_line(CHANGE_RANK, now, row))


@kernel
def _sleep(row, phase, begins, leaves, wakes, calls):
    """Note when something happens to somebody next."""
    wakes[row] = leaves[row]
    if phase + 1 < begins.shape[1]:
        wakes[row] = min(wakes[row], begins[row, phase + 1])
    heappush(calls, ticket_of(wakes[row], row))


@kernel
def _give_out(now, ranks, free, queues, line, begins, dies, stay, state, calls, log, size):
    """Give free places to whoever is first in each ward; return the size of the log."""
    here, waits, since, leaves, wakes = state
    given = True
    while given:
        given = False
        for ward in range(free.size):
            while free[ward] > 0 and queues[ward]:
                ticket = heappop(queues[ward])
                row, at = ticket & LOW_BITS, ward * ranks + (ticket >> RANK_SHIFT)
                if waits[row] != at or since[row] != (ticket >> SINCE_SHIFT) & LOW_BITS:
                    continue
                free[ward] -= 1
                given = True
                event = ADMITTED
                if here[row] == NOWHERE:
                    leaves[row] = min(dies[row], now + stay[row])
                else:
                    event = TRANSFERRED
                    free[here[row]] += 1
                here[row], waits[row] = ward, NOWHERE
                log[size] = now, row, event, at
                size += 1
                _sleep(row, _phase(begins[row], now), begins, leaves, wakes, calls)
    return size
