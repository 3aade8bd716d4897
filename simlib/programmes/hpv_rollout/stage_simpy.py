"""One stage of a site in the specification: who waits, who serves, and who is turned away."""

from collections.abc import Callable
from heapq import heappop, heappush

import numpy as np
import simpy

from simlib.core.clock import SECONDS_PER_DAY

ANSWERS, QUEUES = 2, 3
"""Priorities behind SimPy's own, which are 0 and 1: first all who asked are answered, then queues move."""


def at_the_end_of_the_second(
    env: simpy.Environment, then: Callable[[], None], priority: int = ANSWERS
) -> None:
    """Call a function when everything else of this second has happened."""
    # As `Event.succeed` does it, but behind all others.
    event = simpy.Event(env)
    event._ok, event._value = True, None
    event.callbacks.append(lambda _: then())
    env.schedule(event, priority=priority)


class Stage:
    """A stage of one site: a queue, and staff who serve whoever came first."""

    def __init__(self, env: simpy.Environment, name: str, closes: int, noon: range):
        self.env, self.name, self.closes, self.noon = env, name, closes, noon
        self.queue: list[tuple[int, int, simpy.Event]] = []

    def begin(self, servers: int) -> None:
        """Begin a day with so many staff."""
        self.free, self.came, self.waits, self.longest, self.busy = servers, 0, [], 0, 0

    def turn(self, identity: np.uint64) -> simpy.Event:
        """Queue; the event brings True when it is her turn, or False when she is turned away."""
        turn = self.env.event()
        self.came += 1
        heappush(self.queue, (self.env.now, int(identity), turn))
        self.move()
        return turn

    def done(self, seconds: int) -> None:
        """End a service."""
        self.free += 1
        self.busy += seconds
        self.move()

    def move(self) -> None:
        """Let the queue move on at the end of the second."""
        at_the_end_of_the_second(self.env, self.call_next, QUEUES)

    def call_next(self) -> None:
        """Call whoever is first while somebody is free; in the break nobody, after closing turn all away."""
        time = self.env.now % SECONDS_PER_DAY
        closed, pauses = time >= self.closes, time in self.noon
        while self.queue and (closed or (self.free > 0 and not pauses)):
            since, _, turn = heappop(self.queue)
            if not closed:
                self.free -= 1
                self.waits.append(self.env.now - since)
            turn.succeed(not closed)
        self.longest = max(self.longest, len(self.queue))

    def measured(self) -> tuple[int, ...]:
        """Return women served, sum and 95th percentile of waits, longest queue, seconds of service."""
        waits = sorted(self.waits)
        nearest_rank = (95 * len(waits) + 99) // 100 - 1
        return len(waits), sum(waits), waits[nearest_rank] if waits else 0, self.longest, self.busy
