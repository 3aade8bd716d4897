"""A tandem clinic that five other engines agree on, run through our own compiled clinic.

Sites open 8 hours; patients booked at evenly spaced slots arrive up to 10 minutes around theirs, 5% not at
all; registration (2 servers, mean 2 minutes), prescreen (2, 4), injection (1, 3); lognormal service,
coefficient of variation 0.5; first come, first served.
"""

from collections.abc import Callable

import numba
import numpy as np

from simlib.core.luck import FIRST, uniform
from simlib.core.service_times import equally_likely_seconds
from simlib.programmes.hpv_rollout.clinic_kernel import BUSY, MEASURED, SHIFT, Floor, clinic_day, room_for
from simlib.programmes.hpv_rollout.purposes import ARRIVAL, NO_SHOW, SERVICE_TIMES

SITES = 17
OPEN_SECONDS = 8 * 3600
SPREAD_SECONDS = 600
NO_SHOW_SHARE = 0.05
STAGES = {"registration": (2, 2.0), "prescreen": (2, 4.0), "injection": (1, 3.0)}
"""Servers, and mean service in minutes."""
VARIATION = 0.5
ALL_DAY_AND_NIGHT = 10 * OPEN_SECONDS
"""The other engines do not close."""
HOURS = np.zeros(1, SHIFT)
HOURS["closes"] = HOURS["pauses"] = HOURS["resumes"] = ALL_DAY_AND_NIGHT


def floor_of(seed: int) -> Floor:
    """Return the clinic, the same at all sites."""
    return Floor(
        key=np.uint64(seed),
        service=np.stack([equally_likely_seconds(60 * mean, VARIATION) for _, mean in STAGES.values()]),
        purpose=np.array([SERVICE_TIMES[name] for name in STAGES], np.uint64),
        screened=-1,
        deferral=0.0,
        contraindication=0.0,
    )


def clinics(seed: int, booked: int, days: int) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """Return a function that runs all sites for some days with so many booked a day, all else made ready.

    It gives back the seconds that each patient waited at each stage, int32 of shape (stages, patients), and
    service over hours staffed, of shape (stages,).
    """
    floor, staff = floor_of(seed), np.array([count for count, _ in STAGES.values()], np.int32)
    visitors, room = room_for(booked, len(STAGES), int(staff.max()))
    waits = np.zeros((len(STAGES), booked * days * SITES), np.int32)
    queues = np.zeros((len(STAGES), MEASURED), np.int64)

    def run() -> tuple[np.ndarray, np.ndarray]:
        busy = np.zeros(len(STAGES), np.int64)
        came = _run(booked, days, staff, HOURS, floor, visitors, room, queues, waits, busy)
        return waits[:, :came], busy / (SITES * days * OPEN_SECONDS * staff)

    return run


# Not cached: numba would not notice a change of the clinic's kernel.
@numba.njit
def _run(booked, days, staff, hours, floor, visitors, room, queues, waits, busy):
    came, person = 0, 0
    for _ in range(days * SITES):
        people = 0
        for slot in range(booked):
            person += 1
            identity = np.uint64(person)
            if uniform(floor.key, identity, NO_SHOW, FIRST) < NO_SHOW_SHARE:
                continue
            offset = int(uniform(floor.key, identity, ARRIVAL, FIRST) * (2 * SPREAD_SECONDS + 1))
            visitors.identity[people] = identity
            visitors.appointment[people] = 0
            visitors.doses[people] = 0
            visitors.arrival[people] = max(0, slot * OPEN_SECONDS // booked + offset - SPREAD_SECONDS)
            people += 1
        clinic_day(staff, hours[0], people, floor, visitors, room, queues)
        busy += queues[:, BUSY]
        waits[:, came : came + people] = visitors.start[:, :people] - visitors.ready[:, :people]
        came += people
    return came
