"""One day of one site, played again by the compiled clinic, perhaps with more women or other staff."""

from dataclasses import dataclass

import numpy as np

from simlib.core.luck import uniform
from simlib.core.queues import nearest_rank
from simlib.programmes.hpv_rollout.clinic import arrival_second, staffed_seconds
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.clinic_kernel import (
    BUSY,
    INJECTED,
    MEASURED,
    NOT_REACHED,
    SERVED,
    TURNED_AWAY,
    WAIT_SUM,
    Floor,
    Visitors,
    clinic_day,
    room_for,
)
from simlib.programmes.hpv_rollout.purposes import ARRIVAL

ANOTHER_WOMAN = 1 << 16
"""Added to the number of an appointment, it draws luck for a woman who comes beside the real one."""
WITHOUT = -1
"""In place of the second of an appointment, for who comes without one."""


@dataclass(frozen=True)
class Visits:
    """The women who come to a site on a day, by identity.

    Attributes
    ----------
    identity
        uint64.
    appointment
        Number of her appointment, from 0.
    doses
        Doses received so far.
    at
        Second of the day of the appointment, or `WITHOUT` one.
    arrival
        Second of the day at which she comes.
    """

    identity: np.ndarray
    appointment: np.ndarray
    doses: np.ndarray
    at: np.ndarray
    arrival: np.ndarray

    def __len__(self) -> int:
        return self.identity.size


@dataclass(frozen=True)
class Played:
    """A day as it went.

    Attributes
    ----------
    servers
        Staff at each stage, shape (stages,).
    visitors
        What became of each woman, see there.
    queues
        Measures of each stage, shape (stages, `MEASURED`).
    shift
        Seconds from opening to closing, without the break.
    closes
        Second of the day.
    observation
        Seconds of observation after the injection.
    """

    servers: np.ndarray
    visitors: Visitors
    queues: np.ndarray
    shift: int
    closes: int
    observation: int

    def ending(self, outcome: int) -> int:
        """Return how many visits end in one way."""
        return int((self.visitors.outcome == outcome).sum())

    @property
    def waits(self) -> np.ndarray:
        """Seconds that each woman waited in all; who is turned away waited until then."""
        ready, start, left = self.visitors.ready, self.visitors.start, self.visitors.left
        until = np.where(start != NOT_REACHED, start, left)
        return np.where(ready != NOT_REACHED, until - ready, 0).sum(axis=0)

    @property
    def total_wait_p95(self) -> int:
        """95th percentile of these, in seconds, by the nearest rank; 0 if nobody came."""
        return int(nearest_rank(self.waits, 95)) if self.waits.size else 0

    @property
    def utilisation(self) -> np.ndarray:
        """Service over time staffed, by stage; 0 where nobody works."""
        return self.queues[:, BUSY] / (np.maximum(self.servers, 1) * self.shift)

    @property
    def mean_waits(self) -> np.ndarray:
        """Mean seconds that those served waited, by stage."""
        return self.queues[:, WAIT_SUM] / np.maximum(self.queues[:, SERVED], 1)

    @property
    def overtime(self) -> int:
        """Seconds from closing until the last woman left."""
        outcome, left = self.visitors.outcome, self.visitors.left
        leaves = left + np.where(outcome == INJECTED, self.observation, 0)
        # Who is turned away at the first stage finds the doors closed, and keeps nobody.
        keeps = (outcome != TURNED_AWAY) | (self.visitors.at > 0)
        return max(0, int(leaves[keeps].max(initial=0)) - self.closes)

    @property
    def binds(self) -> bool:
        """Whether queues bind: somebody is turned away, or waits are longer than service at some stage."""
        served = np.maximum(self.queues[:, SERVED], 1)
        longer = self.queues[:, WAIT_SUM] / served > self.queues[:, BUSY] / served
        return self.ending(TURNED_AWAY) > 0 or bool(longer.any())


def play(staff: np.ndarray, shift: np.void, floor: Floor, clinic: Clinic, visits: Visits) -> Played:
    """Play a day with so many staff at each stage, in the hours of `SHIFT`."""
    stages = len(clinic.served_stages)
    visitors, room = room_for(len(visits), stages, int(staff.max(initial=0)))
    for name in ("identity", "appointment", "doses", "arrival"):
        getattr(visitors, name)[:] = getattr(visits, name)
    queues = np.zeros((stages, MEASURED), np.int64)
    clinic_day(staff, shift, len(visits), floor, visitors, room, queues)
    return Played(
        servers=staff,
        visitors=visitors,
        queues=queues,
        shift=int(staffed_seconds(shift)),
        closes=int(shift["closes"]),
        observation=clinic.observed_seconds,
    )


def times_as_many(visits: Visits, times: int, floor: Floor, shift: np.void) -> Visits:
    """Return visits of so many times as many women with the same appointments, each with luck of her own.

    Who comes without one comes as many at a time.
    """
    copies = np.arange(times, dtype=np.uint64) * np.uint64(ANOTHER_WOMAN)
    more = {name: np.repeat(getattr(visits, name), times) for name in ("identity", "doses", "at", "arrival")}
    appointment = (visits.appointment[:, None] + copies).ravel()
    for place in np.flatnonzero(more["at"] != WITHOUT):
        draw = uniform(floor.key, more["identity"][place], ARRIVAL, appointment[place])
        more["arrival"][place] = arrival_second(more["at"][place], draw, shift)
    return Visits(appointment=appointment, **more)
