"""Claims through all offices of one kind, compiled.

Offices serve on the days on which somebody works there, in the order of tickets (`simlib.core.queues`);
whatever waits keeps its place. Who must come twice takes a new ticket at the end of the first service.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.kernels import kernel
from simlib.core.queues import place_of, ready_of, serve, sort_tickets, ticket_of
from simlib.programmes.family_subsidies.path_claims import NOT_YET
from simlib.programmes.family_subsidies.path_offices import Offices


class Room(NamedTuple):
    """Room to work in: `free` for the most staff of an office, the others for all services."""

    waiting: np.ndarray
    again: np.ndarray
    service: np.ndarray
    start: np.ndarray
    free: np.ndarray


def pass_through(
    ready: np.ndarray, office: np.ndarray, twice: np.ndarray, offices: Offices
) -> tuple[np.ndarray, np.ndarray]:
    """Send claims through the offices of one kind.

    Parameters
    ----------
    ready
        Second from which on a claim waits at its office, int64 of shape (claims,); `NOT_YET` if it does not
        come. Claims that are ready in the same second are served in the order of the array.
    office
        Place of its office, int32 of shape (claims,).
    twice
        Whether it must come twice, bool of shape (claims,).
    offices
        The offices.

    Returns
    -------
    done : numpy.ndarray of int64
        Second at which each claim leaves its office, `NOT_YET` if not by the end of the horizon.
    services : numpy.ndarray of int64
        How often it was served.
    """
    tickets = _tickets(ready)
    # numpy's sort takes a tenth of the compiled one.
    tickets.sort()
    return _through_all(tickets, office, twice, offices)


@kernel
def _tickets(ready):
    """Return the tickets of all who come."""
    tickets, come = np.empty(ready.size, np.int64), 0
    for place in range(ready.size):
        if ready[place] != NOT_YET:
            tickets[come] = ticket_of(ready[place], place)
            come += 1
    return tickets[:come]


@kernel
def _through_all(tickets, office, twice, offices):
    queues, edges = _by_office(tickets, office, offices.roster.size)
    room = Room(
        np.empty(2 * tickets.size, np.int64),
        np.empty(tickets.size, np.int64),
        np.empty(2 * tickets.size, np.int32),
        np.empty(2 * tickets.size, np.int64),
        np.empty(max(1, offices.staff.max()), np.int64),
    )
    done = np.full(office.size, NOT_YET, np.int64)
    services = np.zeros(office.size, np.int64)
    for place in range(offices.roster.size):
        queue = queues[edges[place] : edges[place + 1]]
        if queue.size:
            _work_off(queue, twice, place, offices, room, done, services)
    return done, services


@kernel
def _by_office(tickets, office, offices):
    """Return sorted tickets by office, each office's still sorted, and the places at which offices begin."""
    edges = np.zeros(offices + 1, np.int64)
    for ticket in tickets:
        edges[office[place_of(ticket)] + 1] += 1
    for place in range(offices):
        edges[place + 1] += edges[place]
    queues, filled = np.empty(tickets.size, np.int64), edges[:-1].copy()
    for ticket in tickets:
        here = office[place_of(ticket)]
        queues[filled[here]] = ticket
        filled[here] += 1
    return queues, edges


@kernel
def _work_off(queue, twice, place, offices, room, done, services):
    """Serve everybody who comes to an office over the days of the horizon."""
    staff = offices.staff[offices.roster[place]]
    come, again, came_again, head, tail, day = 0, 0, 0, 0, 0, 0
    while True:
        if head == tail:
            day = max(day, _next_day(queue[come:], room.again[came_again:again], staff.size))
        if day >= staff.size:
            return
        if staff[day] > 0:
            opens, last = day * SECONDS_PER_DAY + offices.opens, day * SECONDS_PER_DAY + offices.last
            newcomers = tail
            come, tail = _queue_up(queue, come, queue.size, last, room.waiting, tail)
            came_again, tail = _queue_up(room.again, came_again, again, last, room.waiting, tail)
            # Who still waits was ready before the last closing, newcomers were not: only they are mixed.
            sort_tickets(room.waiting[newcomers:tail])
            waiting = room.waiting[head : min(tail, head + _most(staff[day], offices))]
            start, service = room.start[: waiting.size], room.service[: waiting.size]
            _choose_service(waiting, twice, services, offices, service)
            served = serve(waiting, service, opens, last, last, last, room.free[: staff[day]], start)
            for i in range(served):
                who, end = place_of(waiting[i]), start[i] + service[i]
                services[who] += 1
                if twice[who] and services[who] == 1:
                    room.again[again] = ticket_of(end + offices.again, who)
                    again += 1
                else:
                    done[who] = end
            head += served
        day += 1


@kernel
def _next_day(queue, again, never):
    """Return the day on which the next ticket of two sorted lists is ready."""
    day = never
    if queue.size:
        day = min(day, ready_of(queue[0]) // SECONDS_PER_DAY)
    if again.size:
        day = min(day, ready_of(again[0]) // SECONDS_PER_DAY)
    return day


@kernel
def _queue_up(tickets, first, behind, last, waiting, tail):
    """Put the tickets that are ready before `last` behind those who wait; return both places reached."""
    while first < behind and ready_of(tickets[first]) < last:
        waiting[tail] = tickets[first]
        first += 1
        tail += 1
    return first, tail


@kernel
def _most(staff, offices):
    """Return how many services can start in a day at most."""
    shortest = min(offices.seconds, offices.first_seconds)
    return staff * (1 + (offices.last - offices.opens - 1) // shortest)


@kernel
def _choose_service(waiting, twice, services, offices, service):
    for i in range(waiting.size):
        who = place_of(waiting[i])
        first = twice[who] and services[who] == 0
        service[i] = offices.first_seconds if first else offices.seconds
