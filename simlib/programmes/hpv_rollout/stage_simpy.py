"""A stage of a site's day in the SimPy model: a queue for staff, and what is measured at it."""

from heapq import heappop

import simpy

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.queue_simpy import Queue, Service
from simlib.programmes.hpv_rollout.clinic_kernel import HOURS, SECONDS_PER_HOUR


class Stage(Queue):
    """A stage of one site: nobody is called in its break, and whoever still waits at closing is turned away.

    The event of a turn brings False to whom is turned away. The day is measured; `by_hour` counts, over all
    days, who was served and the seconds they waited, by the hour in which they began to wait.
    """

    def __init__(self, env: simpy.Environment, name: str, closes: int, noon: range):
        super().__init__(env)
        self.name, self.closes, self.noon = name, closes, noon
        self.by_hour = [[0, 0] for _ in range(HOURS)]

    def begin(self, servers: int) -> None:
        """Begin a day with so many staff."""
        self.free, self.came, self.waits, self.longest, self.busy = servers, 0, [], 0, 0

    def turn(self, identity: int) -> simpy.Event:
        """Queue; the event brings True when it is her turn, or False when she is turned away."""
        self.came += 1
        return super().turn(identity)

    def serve(self, seconds: int) -> Service:
        """Serve somebody whose turn it is, for so many seconds."""
        yield from super().serve(seconds)
        self.busy += seconds

    def call_next(self) -> None:
        """Call whoever is first while somebody is free; in the break nobody, after closing turn all away."""
        time = self.env.now % SECONDS_PER_DAY
        if time >= self.closes:
            self.turn_all_away()
        elif time not in self.noon:
            super().call_next()
        self.longest = max(self.longest, len(self.waiting))

    def call_first(self) -> int:
        """Call whoever is first, and note how long she waited."""
        wait = super().call_first()
        self.waits.append(wait)
        hour = self.by_hour[(self.env.now - wait) % SECONDS_PER_DAY // SECONDS_PER_HOUR]
        hour[0] += 1
        hour[1] += wait
        return wait

    def turn_all_away(self) -> None:
        """Send everybody home, in the order of the queue."""
        while self.waiting:
            _, _, turn = heappop(self.waiting)
            turn.succeed(False)

    def measured(self) -> tuple[int, ...]:
        """Return women served, sum and 95th percentile of waits, longest queue, seconds of service."""
        waits = sorted(self.waits)
        nearest_rank = (95 * len(waits) + 99) // 100 - 1
        return len(waits), sum(waits), waits[nearest_rank] if waits else 0, self.longest, self.busy
