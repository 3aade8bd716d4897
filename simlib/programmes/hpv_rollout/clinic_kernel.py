"""One site on one day, by the second, compiled.

Women go through the stages in the clinic's order. Each stage is a queue of its own with its own staff, who
stay there for the shift; nobody blocks anybody. First come, first served: by the second at which a woman is
ready for the stage, and by her identity within a second. Nobody starts a stage in a break: whoever waits goes
on waiting. Nor at or after closing: whoever still waits is turned away then, and whoever is done with a stage
later is turned away at the next one. At
the end of the prescreen a woman may be deferred, or found never to tolerate the vaccine. The injection is
the last stage; observation follows it whatever the time, and has room for everybody.

All times are seconds of the day.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.kernels import inlined_kernel, kernel
from simlib.core.luck import uniform
from simlib.core.queues import longest_queue, nearest_rank, place_of, ready_of, serve, sort_tickets, ticket_of
from simlib.core.service_times import CELLS
from simlib.programmes.hpv_rollout.purposes import CONTRAINDICATION, DEFERRAL

INJECTED, DEFERRED, CONTRAINDICATED, TURNED_AWAY = range(4)
"""What becomes of a visit."""
NOT_REACHED = -1
"""Time of a stage that a woman did not come to, or did not start."""
SERVED, WAIT_SUM, WAIT_P95, LONGEST, BUSY = range(5)
"""Columns of `Queues`: women served, seconds that they waited, longest queue, seconds of service."""
MEASURED = 5
HOURS, SECONDS_PER_HOUR = 24, 3_600


SHIFT = np.dtype(
    [
        ("opens", np.int32),
        ("closes", np.int32),
        ("pauses", np.int32),
        ("resumes", np.int32),
        ("bookable", np.int32),
        ("slot_length", np.int32),
        ("spread", np.int32),
    ],
    align=True,
)
"""The hours of a site: when it opens and closes; when its break begins and ends, both at closing if it has
none; and for how many seconds appointments are given, how long a slot is, and how punctual women are."""


class Floor(NamedTuple):
    """What all clinics share; see `Clinic`.

    `key` is the luck of the replicate, `screened` the place of the prescreen among the stages or -1.
    """

    key: np.uint64
    service: np.ndarray
    purpose: np.ndarray
    screened: int
    deferral: float
    contraindication: float


class Visitors(NamedTuple):
    """The women who come to one site on one day, by identity.

    Given are `identity`, `appointment` (its number, from 0), `doses` received so far (uint64) and `arrival`
    (int32, not before opening). Found are `outcome`, `left` (the second at which it happens) and `at` (the
    stage, from 0), and by stage and woman `ready`, `start` and `end`, `NOT_REACHED` where there is none.
    """

    identity: np.ndarray
    appointment: np.ndarray
    doses: np.ndarray
    arrival: np.ndarray
    outcome: np.ndarray
    left: np.ndarray
    at: np.ndarray
    ready: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Room(NamedTuple):
    """Room to work in: `free` for all servers of a stage, the others for all women of a day."""

    tickets: np.ndarray
    service: np.ndarray
    start: np.ndarray
    free: np.ndarray


def room_for(people: int, stages: int, servers: int) -> tuple[Visitors, Room]:
    """Return arrays for a day of at most so many women, stages, and servers at a stage."""
    counts = [np.empty(people, np.uint64) for _ in range(3)]
    times = [np.full((stages, people), NOT_REACHED, np.int32) for _ in range(3)]
    visitors = Visitors(
        *counts,
        arrival=np.empty(people, np.int32),
        outcome=np.empty(people, np.int8),
        left=np.empty(people, np.int32),
        at=np.empty(people, np.int8),
        ready=times[0],
        start=times[1],
        end=times[2],
    )
    room = Room(
        tickets=np.empty(people, np.int64),
        service=np.empty(people, np.int32),
        start=np.empty(people, np.int64),
        free=np.empty(servers, np.int64),
    )
    return visitors, room


@kernel
def clinic_day(servers, shift, people, floor, visitors, room, queues):
    """Run the day of a site and fill in what becomes of its visitors.

    Parameters
    ----------
    servers : int32 array of shape (stages,)
        Staff at each stage.
    shift : record of `SHIFT`
        The hours.
    people : int
        Number of women who come.
    floor, visitors, room
        See there.
    queues : int64 array of shape (stages, MEASURED)
        Filled for each stage that somebody came to.

    Returns
    -------
    int
        How many stages somebody came to.
    """
    stages = floor.purpose.size
    waiting = people
    for who in range(people):
        room.tickets[who] = ticket_of(visitors.arrival[who], who)
    for stage in range(stages):
        visitors.start[stage, :people] = NOT_REACHED
        visitors.ready[stage, :people] = NOT_REACHED
        visitors.end[stage, :people] = NOT_REACHED
        if waiting == 0:
            return stage
        tickets, start = room.tickets[:waiting], room.start[:waiting]
        sort_tickets(tickets)
        _draw_service(stage, tickets, floor, visitors, room.service)
        free = room.free[: servers[stage]]
        service = room.service[:waiting]
        served = serve(tickets, service, shift.opens, shift.closes, shift.pauses, shift.resumes, free, start)
        _measure(tickets, start, served, room.service, queues[stage])
        waiting = _move_on(stage, served, tickets, start, room.service, floor, visitors)
    for i in range(waiting):
        _leave(place_of(room.tickets[i]), INJECTED, ready_of(room.tickets[i]), stages - 1, visitors)
    return stages


@kernel
def _draw_service(stage, tickets, floor, visitors, service):
    for i in range(tickets.size):
        who = place_of(tickets[i])
        draw = uniform(floor.key, visitors.identity[who], floor.purpose[stage], visitors.appointment[who])
        service[i] = floor.service[stage, int(draw * CELLS)]


@kernel
def _move_on(stage, served, tickets, start, service, floor, visitors):
    """Send women home, or on to the next stage with a new ticket; return how many go on."""
    going_on = 0
    for i in range(tickets.size):
        who = place_of(tickets[i])
        visitors.ready[stage, who] = ready_of(tickets[i])
        if i >= served:
            _leave(who, TURNED_AWAY, start[i], stage, visitors)
            continue
        end = start[i] + service[i]
        visitors.start[stage, who] = start[i]
        visitors.end[stage, who] = end
        if stage == floor.screened:
            identity, appointment = visitors.identity[who], visitors.appointment[who]
            if uniform(floor.key, identity, CONTRAINDICATION, visitors.doses[who]) < floor.contraindication:
                _leave(who, CONTRAINDICATED, end, stage, visitors)
                continue
            if uniform(floor.key, identity, DEFERRAL, appointment) < floor.deferral:
                _leave(who, DEFERRED, end, stage, visitors)
                continue
        tickets[going_on] = ticket_of(end, who)
        going_on += 1
    return going_on


@inlined_kernel
def _leave(who, outcome, second, stage, visitors):
    visitors.outcome[who] = outcome
    visitors.left[who] = second
    visitors.at[who] = stage


@kernel
def add_waits_by_hour(people, visitors, by_hour):
    """Add those served at each stage, and the seconds they waited, to the hours in which they began to wait.

    Parameters
    ----------
    people : int
        Number of women who came.
    visitors
        See there.
    by_hour : int64 array of shape (stages, `HOURS`, 2)
        Women served, and seconds.
    """
    for stage in range(by_hour.shape[0]):
        for who in range(people):
            start, ready = visitors.start[stage, who], visitors.ready[stage, who]
            if start != NOT_REACHED:
                hour = ready // SECONDS_PER_HOUR
                by_hour[stage, hour, 0] += 1
                by_hour[stage, hour, 1] += start - ready


@kernel
def _measure(tickets, start, served, service, queue):
    waits, busy, waited = 0, 0, 0
    for i in range(served):
        wait = start[i] - ready_of(tickets[i])
        waits += wait
        busy += service[i]
        waited += 1 if wait > 0 else 0
    queue[SERVED] = served
    queue[WAIT_SUM] = waits
    queue[BUSY] = busy
    queue[LONGEST] = longest_queue(tickets, start) if served < tickets.size or waited > 0 else 0
    # At most one in twenty waited: then the percentile is 0 without sorting.
    queue[WAIT_P95] = 0
    if 20 * waited > served:
        queue[WAIT_P95] = nearest_rank(start[:served] - (tickets[:served] >> np.int64(32)), 95)
