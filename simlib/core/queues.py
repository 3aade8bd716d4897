"""Queues where several servers serve whoever came first, in whole seconds, compiled.

The recursion is Kiefer and Wolfowitz's (1955, doi 10.1090/S0002-9947-1955-0066907-3): who is next starts when
she is ready and the first server is free. Nobody starts in a break, nor at or after closing; who is being
served then is finished.

People in a queue are *tickets*, one int64 each: the second from which on somebody is ready in the upper bits,
her place in a list of people in the lower ones. Sorted, tickets stand in the order of service, and
those who are ready in the same second stand in the order of that list.
"""

import numpy as np

from simlib.core.kernels import kernel

PLACE_BITS = np.int64(32)
PLACE_MASK = np.int64((1 << 32) - 1)
MOST_MOVES = 8
"""Steps that tickets are moved on average before a general sort is cheaper."""


@kernel
def ticket_of(ready, place):
    """Return the ticket of the person at a place of the list who is ready at a second (not negative)."""
    return (np.int64(ready) << PLACE_BITS) | np.int64(place)


@kernel
def ready_of(ticket):
    """Return the second from which on somebody is ready."""
    return ticket >> PLACE_BITS


@kernel
def place_of(ticket):
    """Return somebody's place in the list of people."""
    return ticket & PLACE_MASK


@kernel
def sort_tickets(tickets):
    """Sort tickets in place.

    Who was served in order comes out nearly in order, so moving each ticket to its place costs a tenth of a
    general sort; that one takes over where tickets are far from their places.
    """
    left = MOST_MOVES * tickets.size
    for i in range(1, tickets.size):
        ticket, place = tickets[i], i
        while place > 0 and tickets[place - 1] > ticket:
            tickets[place] = tickets[place - 1]
            place -= 1
        tickets[place] = ticket
        left -= i - place
        if left < 0:
            tickets.sort()
            return


@kernel
def serve(tickets, service, opens, closes, pauses, resumes, free, start):
    """Serve people in the order of their tickets.

    Parameters
    ----------
    tickets : int64 array of shape (people,)
        Sorted.
    service : int32 array of shape (people,)
        Seconds of service, at least 1, in the same order.
    opens, closes : int
        Second from which on somebody is served, and second from which on nobody starts any more.
    pauses, resumes : int
        Second from which on nobody starts, and second from which on somebody does again, before closing; the
        same second where there is no break.
    free : int64 array of shape (servers,)
        Room to work in.
    start : int64 array of shape (people,)
        Filled with the second at which each starts. Who does not start gets the second at which she is turned
        away instead: closing, or the second at which she is ready if that is later.

    Returns
    -------
    int
        How many are served: always those in front.
    """
    free[:] = opens
    served = 0
    for i in range(tickets.size):
        ready = ready_of(tickets[i])
        begin = max(ready, free[0]) if free.size else closes
        if pauses <= begin < resumes:
            begin = resumes
        if begin >= closes:
            break
        start[i] = begin
        _occupy(free, begin + service[i])
        served += 1
    for i in range(served, tickets.size):
        start[i] = max(closes, ready_of(tickets[i]))
    return served


@kernel
def _occupy(free, until):
    """Put the second at which the first free server is free again into the heap of all servers."""
    parent, child = 0, 1
    while child < free.size:
        if child + 1 < free.size and free[child + 1] < free[child]:
            child += 1
        if free[child] >= until:
            break
        free[parent] = free[child]
        parent, child = child, 2 * child + 1
    free[parent] = until


@kernel
def longest_queue(tickets, start):
    """Return the most people who waited at once, from sorted tickets and the starts that `serve` gave."""
    longest, first = 0, 0
    for i in range(tickets.size):
        ready = ready_of(tickets[i])
        while start[first] <= ready and first < i:
            first += 1
        if start[i] > ready:
            longest = max(longest, i - first + 1)
    return longest


@kernel
def nearest_rank(values, percent):
    """Return a percentile of whole numbers by the nearest rank; sorts the array, which is not empty."""
    values.sort()
    # In whole numbers: 0.95 * 20 is more than 19 on a computer.
    return values[(values.size * percent + 99) // 100 - 1]
