"""How women flow through the sites: the tables `visits`, `queues` and, on request, `events`."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.hpv_rollout.clinic import roster_of, shifts_of, staffed_seconds
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.log import KINDS, Log, product_of
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women
from simlib.scenario.opening import SECONDS_PER_MINUTE

VISITS = Table(
    "visits",
    "Appointments and visits of a site on a day on which it is open, its sessions in school included.",
    ("replicate", "date", "site"),
    (
        REPLICATE,
        Column("date", "date", "Day."),
        Column("site", "name", "Vaccination site."),
        Column("capacity", "integer", "Appointments that the site can take."),
        Column("booked", "integer", "Appointments for the day."),
        Column("walk_in", "integer", "Women who came without booking."),
        Column(
            "school", "integer", "Girls who came with their school, to the site or to a session in school."
        ),
        Column("attended", "integer", "Women who came, with an appointment or in one of these two ways."),
        Column("deferred", "integer", "Sent home for now at the prescreen; they book again."),
        Column("contraindicated", "integer", "Found at the prescreen never to tolerate the vaccine."),
        Column(
            "cancelled",
            "integer",
            "Appointments, and places with a school, cancelled for lack of doses; the women book again.",
        ),
        Column("no_dose", "integer", "Came without booking when no dose was left that was not set aside."),
        Column("turned_away", "integer", "Came but were not seen before closing; they book again."),
        Column("vaccinated", "integer", "Women who got a dose."),
        Column("overtime", "number", "Minutes from closing until the last woman left, observation included."),
    ),
)

QUEUES = Table(
    "queues",
    "Queue before a stage of a site, on a day on which somebody came to it.",
    ("replicate", "date", "where", "stage"),
    (
        REPLICATE,
        Column("date", "date", "Day."),
        Column("where", "name", "Vaccination site."),
        Column("stage", "name", "Stage of a visit; observation has room for everybody and no queue."),
        Column("served", "integer", "Women served."),
        Column("wait_mean", "number", "Mean wait of those served, in minutes; waiting only, not service."),
        Column("wait_p95", "number", "95th percentile of their waits, by the nearest rank, in minutes."),
        Column("longest", "integer", "Most women who waited at once."),
        Column("utilisation", "number", "Minutes of service, overtime included, over minutes staffed."),
    ),
)

WAITS_BY_HOUR = Table(
    "waits_by_hour",
    "Waits before a stage of a site by the hour in which they begin, over the whole horizon.",
    ("replicate", "where", "stage", "hour"),
    (
        REPLICATE,
        Column("where", "name", "Vaccination site; sessions in school are left out."),
        Column("stage", "name", "Stage of a visit."),
        Column("hour", "integer", "Hour of the day in which women came to the stage, such as 9 from 09:00."),
        Column("served", "integer", "Women served, on all days."),
        Column("wait_mean", "number", "Mean wait of those served, in minutes; waiting only, not service."),
    ),
)

EVENTS = Table(
    "events",
    "What happened to a woman, or to doses in a store, in one second, in order; on request.",
    ("replicate", "time", "kind", "person", "where", "product"),
    (
        REPLICATE,
        Column("time", "integer", "Seconds since the start of the first day."),
        Column(
            "kind",
            "name",
            "`booking`, `without_slot` (none is left), `wrong_age` (too old for a first dose on the day of "
            "the earliest slot), `no_show`, `gave_up` (after a no-show, or visits in vain), `arrival` (with "
            "an appointment), `walk_in` (without one), `school` (brought by it, or called in it), `no_dose` "
            "(none is left for who comes without an appointment), `deferral`, `contraindication`, "
            "`turned_away` (at closing, or when done with a stage after it), "
            "`injection` (its end), `wasted` (a dose before it, which broke), `dropout`, `cancelled` (no "
            "dose is left). About doses: `delivery` (to a site or the central store), `expiry`, `cold_chain` "
            "(lost with it), `issue` (sent to a site), `order` (for the central store).",
        ),
        Column(
            "person",
            "identity",
            "Identity of the woman, the same in every scenario; 0 in events about doses.",
        ),
        Column(
            "where",
            "name",
            "Vaccination site, or `nowhere`, which is the central store of doses.",
        ),
        Column("product", "name", "Vaccine in events about doses, else `none`."),
        Column(
            "detail",
            "integer",
            "Of a booking the time of the appointment; of `turned_away` the stage from 0; of `wrong_age` the "
            "age; of `dropout` the doses received; of events about doses their number; of all others the "
            "number of the dose that it is about.",
        ),
    ),
)

NOWHERE_NAME, NO_PRODUCT_NAME = "nowhere", "none"


def visits_table(log: Log, slots: Slots, horizon: Horizon) -> Columns:
    """Return the columns of `visits`, ordered by date and site."""
    day, site = np.nonzero(slots.capacity.T > 0)
    happened = {kind: counts[site, day] for kind, counts in log.by_site_and_day.items()}
    return {
        "date": horizon.dates[day],
        "site": Names(site, slots.sites),
        "capacity": slots.capacity[site, day],
        "booked": happened["booking"],
        "walk_in": happened["walk_in"],
        "school": happened["school"],
        "attended": happened["arrival"] + happened["walk_in"] + happened["school"],
        "deferred": happened["deferral"],
        "contraindicated": happened["contraindication"],
        "cancelled": happened["cancelled"],
        "no_dose": happened["no_dose"],
        "turned_away": happened["turned_away"],
        "vaccinated": happened["injection"],
        "overtime": log.overtime[site, day] / SECONDS_PER_MINUTE,
    }


def queues_table(log: Log, slots: Slots, clinic: Clinic, horizon: Horizon) -> Columns:
    """Return the columns of `queues`, ordered by date, site and stage."""
    queues, stages = log.queues, clinic.served_stages
    roster = roster_of(clinic, slots.sites, horizon)
    shift = staffed_seconds(shifts_of(clinic, slots.sites))[queues.site]
    # Where nobody works nobody is served: a share of 0.
    staffed = np.maximum(roster[queues.day, queues.site, queues.stage], 1) * shift
    return {
        "date": horizon.dates[queues.day],
        "where": Names(queues.site, slots.sites),
        "stage": Names(queues.stage, stages),
        "served": queues.served,
        "wait_mean": queues.wait_sum / np.maximum(queues.served, 1) / SECONDS_PER_MINUTE,
        "wait_p95": queues.wait_p95 / SECONDS_PER_MINUTE,
        "longest": queues.longest,
        "utilisation": queues.busy / staffed,
    }


def waits_by_hour_table(log: Log, slots: Slots, clinic: Clinic) -> Columns:
    """Return the columns of `waits_by_hour`, ordered by site, stage and hour; those with nobody left out."""
    served = log.by_hour[..., 0]
    site, stage, hour = rows = np.nonzero(served)
    return {
        "where": Names(site, slots.sites),
        "stage": Names(stage, clinic.served_stages),
        "hour": hour,
        "served": served[rows],
        "wait_mean": log.by_hour[..., 1][rows] / served[rows] / SECONDS_PER_MINUTE,
    }


def events_table(log: Log, women: Women, slots: Slots, products: tuple[str, ...]) -> Columns:
    """Return the columns of `events`, ordered by time, then by person."""
    events, nowhere = log.events.in_order(), len(slots.sites)
    of_woman = events.woman >= 0
    return {
        "time": events.time,
        "kind": Names(events.kind, KINDS),
        "person": np.where(of_woman, women.identity[events.woman], np.uint64(0)),
        "where": Names(np.where(events.site < 0, nowhere, events.site), (*slots.sites, NOWHERE_NAME)),
        "product": Names(
            np.where(of_woman, len(products), product_of(events.woman)), (*products, NO_PRODUCT_NAME)
        ),
        "detail": events.detail,
    }
