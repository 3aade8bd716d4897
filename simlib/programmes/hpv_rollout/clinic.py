"""The clinics as arrays for the compiled engine, and when somebody's appointment is."""

from typing import NamedTuple

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.kernels import kernel
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.clinic_kernel import Floor
from simlib.programmes.hpv_rollout.purposes import SERVICE_TIMES
from simlib.scenario.opening import SECONDS_PER_MINUTE, seconds_of_day

SPREADING, POSITION_BITS = 40_503, 16
"""The golden section of 2**16 (Knuth 1998, section 6.4): its multiples fill a day evenly, however many."""


class Timetable(NamedTuple):
    """When appointments of a day are and how punctual women are, in seconds (of the day)."""

    opens: int
    last: int
    slot_length: int
    spread: int


def timetable_of(clinic: Clinic) -> Timetable:
    """Return the timetable of a scenario."""
    return Timetable(
        opens=seconds_of_day(clinic.hours.opens),
        last=seconds_of_day(clinic.hours.last_appointment),
        slot_length=clinic.slot_length * SECONDS_PER_MINUTE,
        spread=clinic.arrival_spread * SECONDS_PER_MINUTE,
    )


def roster_of(clinic: Clinic, sites: tuple[str, ...], horizon: Horizon) -> np.ndarray:
    """Return who works where: staff at each stage, int32 of shape (days, sites, stages).

    Parameters
    ----------
    clinic
        The assumptions; more staff away than there are leave none.
    sites
        Names in the order of the arrays.
    horizon
        The simulated days.
    """
    stages = clinic.served_stages
    usual = np.array([[clinic.servers[site][stage] for stage in stages] for site in sites], np.int32)
    roster = np.repeat(usual[None], horizon.days, axis=0)
    for absence in clinic.absences:
        if absence.stage in stages:
            first, behind_last = horizon.day_of(absence.first_day), horizon.day_of(absence.last_day) + 1
            away = (slice(max(first, 0), max(behind_last, 0)), sites.index(absence.site))
            roster[*away, stages.index(absence.stage)] -= absence.staff
    return np.maximum(roster, 0)


def floor_of(clinic: Clinic, key: np.uint64) -> Floor:
    """Return what the clinics of all sites share.

    Parameters
    ----------
    clinic
        The assumptions.
    key
        Luck of this programme and replicate.
    """
    stages = clinic.served_stages
    return Floor(
        key=key,
        service=np.stack([clinic.service_seconds(stage) for stage in stages]),
        purpose=np.array([SERVICE_TIMES[stage] for stage in stages], np.uint64),
        screened=stages.index("prescreen") if "prescreen" in stages else -1,
        opens=seconds_of_day(clinic.hours.opens),
        closes=seconds_of_day(clinic.hours.closes),
        deferral=float(clinic.deferral),
        contraindication=float(clinic.contraindication),
    )


@kernel
def appointment_second(number, timetable):
    """Return the second of the day for which the n-th appointment of a site and day is given, from 0.

    Appointments spread over the hours in which they are given, whatever the capacity, and are for the
    beginning of a slot.
    """
    position = (number * SPREADING) & ((1 << POSITION_BITS) - 1)
    after_opening = position * (timetable.last - timetable.opens + 1) >> POSITION_BITS
    return timetable.opens + after_opening // timetable.slot_length * timetable.slot_length


@kernel
def arrival_second(appointment, draw, timetable):
    """Return the second of the day at which she arrives: around her appointment, not before opening."""
    offset = int(draw * (2 * timetable.spread + 1)) - timetable.spread
    return max(timetable.opens, appointment + offset)
