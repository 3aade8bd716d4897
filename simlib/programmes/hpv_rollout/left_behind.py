"""What became of every woman by the end of the horizon, and how long women waited for their appointments."""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum
from simlib.programmes.hpv_rollout.log import Kind, Log
from simlib.programmes.hpv_rollout.log_kernel import booked_at, last_kinds
from simlib.programmes.hpv_rollout.reach import Labels
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import NEVER, Women

COMPLETE, VACCINATED_BEFORE, CUT_OFF = "complete", "vaccinated_before", "cut_off"
NEVER_ASKED, REFUSED = "never_asked", "refused"
ENDS = {
    Kind.WITHOUT_SLOT: "without_slot",
    Kind.WRONG_AGE: "wrong_age",
    Kind.GAVE_UP: "gave_up",
    Kind.CONTRAINDICATION: "contraindication",
    Kind.DROPOUT: "dropped_out",
}
"""Reasons that are events: a woman with such an event as her last never came again."""

REASONS = (COMPLETE, VACCINATED_BEFORE, NEVER_ASKED, REFUSED, *ENDS.values(), CUT_OFF)

LEFT_BEHIND = Table(
    "left_behind",
    "All women with hukou in the birth windows by what became of them within the horizon.",
    ("replicate", "township", "batch", "reason", "doses"),
    (
        REPLICATE,
        Column("township", "name", "Township of hukou."),
        Column("batch", "name", "Batch (birth window)."),
        Column(
            "reason",
            "name",
            "`complete` (full series), `vaccinated_before` (at her own cost), `never_asked` (not willing, or "
            "only after the horizon), `refused` (her guardian did not consent), `without_slot` (none was "
            "left), `wrong_age` (too old for a first dose), `gave_up` (after a no-show, or visits in vain), "
            "`contraindication`, `dropped_out` (between doses), `cut_off` (on her way, looking for a slot, "
            "or cancelled for lack of doses, when the horizon ended).",
        ),
        Column("doses", "integer", "Doses received."),
        Column("women", "integer", "Women."),
    ),
)

BOOKING_DELAY = Table(
    "booking_delay",
    "Days that women waited for the appointments that they kept.",
    ("replicate", "month", "site", "dose"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month of the appointment."),
        Column("site", "name", "Vaccination site."),
        Column("dose", "integer", "Number of the dose that it was for."),
        Column("appointments", "integer", "Appointments kept."),
        Column(
            "mean_days",
            "number",
            "Mean days from the booking to the appointment; for a later dose from the day on which it fell "
            "due, where that was later than the booking.",
        ),
        Column("p95_days", "number", "95th percentile of these days, by the nearest rank."),
    ),
)


def left_behind_table(women: Women, log: Log, labels: Labels) -> Columns:
    """Return the columns of `left_behind`, ordered by township, batch, reason and doses."""
    keys = (women.township, women.batch, reasons_of(women, log), log.given)
    (township, batch, reason, doses), count = group_sum(keys)
    return {
        "township": Names(township, labels.townships),
        "batch": Names(batch, labels.batches),
        "reason": Names(reason, REASONS),
        "doses": doses,
        "women": count,
    }


def reasons_of(women: Women, log: Log) -> np.ndarray:
    """Return what became of each woman, as places in `REASONS`, int8 of shape (women,)."""
    reason = np.full(len(women), REASONS.index(CUT_OFF), np.int8)
    reason[women.wish_day == NEVER] = REASONS.index(NEVER_ASKED)
    reason[women.refused & (women.wish_day == NEVER)] = REASONS.index(REFUSED)
    reason[~women.unvaccinated] = REASONS.index(VACCINATED_BEFORE)
    last = last_kinds(log.events.kind, log.events.woman, len(women))
    for kind, name in ENDS.items():
        reason[last == kind] = REASONS.index(name)
    reason[(log.series > 0) & (log.given == log.series)] = REASONS.index(COMPLETE)
    return reason


def booking_delay_table(log: Log, slots: Slots, earliest: np.ndarray, horizon: Horizon) -> Columns:
    """Return the columns of `booking_delay`, ordered by month, site and dose; `earliest` from `due_days`."""
    events, kept = log.events, log.events.of(Kind.ARRIVAL)
    day, dose = kept.time // SECONDS_PER_DAY, kept.detail
    booked = booked_at(events.kind, events.woman, events.time, log.given.size, len(kept)) // SECONDS_PER_DAY
    waited = day - np.maximum(booked, earliest[kept.woman, dose])
    shape = (horizon.months, len(slots.sites), dose.max(initial=0) + 1)
    cell = np.ravel_multi_index((horizon.month_of_day[day], kept.site, dose), shape)
    appointments = np.bincount(cell, minlength=int(np.prod(shape)))
    found = np.flatnonzero(appointments)
    count = appointments[found]
    in_order = np.sort(cell * horizon.days + waited) % horizon.days
    behind = np.cumsum(count)
    nearest_rank = behind - count + (95 * count + 99) // 100 - 1
    month, site, number = np.unravel_index(found, shape)
    return {
        "month": horizon.month_start(month),
        "site": Names(site, slots.sites),
        "dose": number,
        "appointments": count,
        "mean_days": np.bincount(cell, waited, appointments.size)[found] / count,
        "p95_days": in_order[nearest_rank],
    }
