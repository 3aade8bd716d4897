"""The clinics as arrays for the compiled engine, and when somebody's appointment is."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.kernels import kernel
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic, Hours
from simlib.programmes.hpv_rollout.clinic_kernel import SHIFT, Floor
from simlib.programmes.hpv_rollout.purposes import SERVICE_TIMES
from simlib.scenario.opening import SECONDS_PER_MINUTE, seconds_of_day

SPREADING, POSITION_BITS = 40_503, 16
"""The golden section of 2**16 (Knuth 1998, section 6.4): its multiples fill a day evenly, however many."""


def shifts_of(clinic: Clinic, sites: tuple[str, ...]) -> np.ndarray:
    """Return the hours of sites, in seconds (of the day): of `SHIFT`, shape (sites,)."""
    length, spread = (minutes * SECONDS_PER_MINUTE for minutes in (clinic.slot_length, clinic.arrival_spread))
    return np.array([(*_shift(clinic.hours_at(site)), length, spread) for site in sites], SHIFT)


def _shift(hours: Hours) -> tuple[int, ...]:
    opens, last, closes = (
        seconds_of_day(time) for time in (hours.opens, hours.last_appointment, hours.closes)
    )
    pauses, resumes = (hours.noon.start, hours.noon.stop) if hours.noon else (closes, closes)
    # No appointment is given for the break.
    bookable = last - opens + 1 - (resumes - pauses if last >= resumes else 0)
    return opens, closes, pauses, resumes, bookable


def staffed_seconds(shifts: np.ndarray) -> np.ndarray:
    """Return for how many seconds of a day sites are staffed, breaks left out: shape (sites,)."""
    return shifts["closes"] - shifts["opens"] - (shifts["resumes"] - shifts["pauses"])


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
        deferral=float(clinic.deferral),
        contraindication=float(clinic.contraindication),
    )


@kernel
def appointment_second(number, shift):
    """Return the second of the day for which the n-th appointment of a site and day is given, from 0.

    Appointments spread over the hours in which they are given, whatever the capacity, and are for the
    beginning of a slot; the break is left out.
    """
    position = (number * SPREADING) & ((1 << POSITION_BITS) - 1)
    after_opening = position * shift.bookable >> POSITION_BITS
    return _at_work(after_opening // shift.slot_length * shift.slot_length, shift)


@kernel
def arrival_second(appointment, draw, shift):
    """Return the second of the day at which she arrives: around her appointment, not before opening."""
    offset = int(draw * (2 * shift.spread + 1)) - shift.spread
    return max(shift.opens, appointment + offset)


@kernel
def walk_in_second(draw, shift):
    """Return the second of the day at which somebody comes who has no appointment: at any of the hours."""
    return _at_work(int(draw * shift.bookable), shift)


@kernel
def _at_work(after_opening, shift):
    """Return the second of the day at which a site has been open for so many seconds, its break left out."""
    second = shift.opens + after_opening
    return second if second < shift.pauses else second + shift.resumes - shift.pauses
