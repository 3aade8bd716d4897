"""The queue of the SimPy models: who waits, and who is free to serve whoever came first.

`simlib.core.queues` is the same queue, compiled.
"""

from collections.abc import Callable, Generator
from heapq import heappop, heappush

import simpy

ANSWERS, QUEUES = 2, 3
"""Priorities behind SimPy's own, which are 0 and 1: first all who asked are answered, then queues move."""

Service = Generator[simpy.Event, None, None]
"""A service that a process waits for with ``yield from``."""


def at_the_end_of_the_second(
    env: simpy.Environment, then: Callable[[], None], priority: int = ANSWERS
) -> None:
    """Call a function when everything else of this second has happened."""
    # As `Event.succeed` does it, but behind all others.
    event = simpy.Event(env)
    event._ok, event._value = True, None
    event.callbacks.append(lambda _: then())
    env.schedule(event, priority=priority)


class Queue:
    """People who wait, first come first served, and staff.

    Who came in the same second is served in the order of identities. SimPy calls the next only when all who
    come in a second are there, so that ties never depend on the order in which processes happen to run.
    """

    def __init__(self, env: simpy.Environment):
        self.env, self.free = env, 0
        self.waiting: list[tuple[int, int, simpy.Event]] = []

    def turn(self, identity: int) -> simpy.Event:
        """Queue; the event brings True when it is somebody's turn."""
        turn = self.env.event()
        heappush(self.waiting, (self.env.now, int(identity), turn))
        self.call_at_the_end_of_the_second()
        return turn

    def serve(self, seconds: int) -> Service:
        """Serve somebody whose turn it is, for so many seconds."""
        yield self.env.timeout(seconds)
        self.free += 1
        self.call_at_the_end_of_the_second()

    def call_at_the_end_of_the_second(self) -> None:
        """Call whoever is next once all who come in this second are there."""
        at_the_end_of_the_second(self.env, self.call_next, QUEUES)

    def call_next(self) -> None:
        """Call whoever is first while somebody is free."""
        while self.waiting and self.free > 0:
            self.call_first()

    def call_first(self) -> int:
        """Call whoever is first; return the seconds that she waited."""
        since, _, turn = heappop(self.waiting)
        self.free -= 1
        turn.succeed(True)
        return self.env.now - since
