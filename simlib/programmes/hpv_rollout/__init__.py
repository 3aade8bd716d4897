"""The free HPV vaccination of women with Gaoping hukou, in batches by birth window.

Data flows through the files in this order: `assumptions` → `women` (who, and when she wants to come), `slots`
(what the sites offer), `schedule` (products, doses, intervals), `clinic` (how they work), `supply` (where
doses come from) → one of the `engines` → `log` (what happened) → `reach`, `flow` and `supply` (tables),
`costs` (postings), and `protection` with `impact` and `health_impact` (what the doses avert).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.core.outcome import Outcome
from simlib.core.tables import Columns
from simlib.language.language import mark
from simlib.population.cohorts import FEMALE
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.checks import misfits, notices
from simlib.programmes.hpv_rollout.costs import items_of, postings_of
from simlib.programmes.hpv_rollout.engines import run_rollout
from simlib.programmes.hpv_rollout.flow import (
    EVENTS,
    QUEUES,
    VISITS,
    events_table,
    queues_table,
    visits_table,
)
from simlib.programmes.hpv_rollout.impact import IMPACT, impact_measures, impact_table
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.protection import (
    PROTECTION,
    Protected,
    protected_women,
    protection_table,
)
from simlib.programmes.hpv_rollout.reach import COVERAGE, DOSES, Labels, coverage_table, doses_table
from simlib.programmes.hpv_rollout.slots import Slots, slots_of
from simlib.programmes.hpv_rollout.supply import STOCK, stock_table
from simlib.programmes.hpv_rollout.women import Women, eligible_women
from simlib.programmes.programme import Context, Programme

NAME = "hpv_rollout"
NUMBER = 1
NO_PART_IN_COURSE = {
    "costs": True,
    "products": {"__all__": {"price"}},
    "supply": {"tenders": True},
    "impact": True,
}
"""What of the section bears on money or health alone: the course of the rollout does not depend on it."""


@dataclass(frozen=True)
class Course:
    """What happens in a rollout, whatever it costs and averts."""

    women: Women
    slots: Slots
    log: Log
    protected: Protected
    tables: Mapping[str, Columns]


MEASURES = {
    "women": mark("women with hukou in the birth windows"),
    "women_unvaccinated": mark("women not vaccinated before"),
    "doses": mark("doses"),
    "first_doses": mark("first doses"),
    "complete": mark("women with a full series"),
    "appointments_missed": mark("appointments missed (no-show)"),
    "appointments_gave_up": mark("women who gave up after a no-show"),
    "appointments_without_slot": mark("bookings that found no slot"),
    "appointments_wrong_age": mark("bookings refused for age"),
    "appointments_dropped_out": mark("women who dropped out between doses"),
    "appointments_deferred": mark("visits that ended with a deferral"),
    "appointments_contraindicated": mark("women found never to tolerate the vaccine"),
    "appointments_turned_away": mark("visits turned away at closing"),
    "appointments_cancelled": mark("appointments cancelled for lack of doses"),
    "cases_averted": mark("cases averted"),
    "deaths_averted": mark("deaths averted"),
    "dalys_averted": mark("DALYs averted"),
}
"""What the measures of the rollout are called."""

COUNTED = {
    "missed": "no_show",
    "gave_up": "gave_up",
    "without_slot": "without_slot",
    "wrong_age": "wrong_age",
    "dropped_out": "dropout",
    "deferred": "deferral",
    "contraindicated": "contraindication",
    "turned_away": "turned_away",
    "cancelled": "cancelled",
}
"""Kinds of events that are measures, by the name of the measure."""


def simulate(context: Context, section: HpvRolloutSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the rollout; it needs no other programme."""
    happens = section.model_dump_json(exclude=NO_PART_IN_COURSE)
    course = context.keep((NAME, context.engine, happens), lambda: _course(context, section))
    labels = _labels(context, section)
    dying = context.population.death_probability[FEMALE]
    averted = impact_table(course.protected, section.impact, dying, labels.batches)
    on_request = {}
    if context.events:
        on_request[EVENTS.name] = events_table(course.log, course.women, course.slots, labels.products)
    return Outcome(
        tables={**course.tables, IMPACT.name: averted, **on_request},
        postings=postings_of(course.women, course.log, section, context.calendar.horizon, labels),
        measures=_measures(course.women, course.log) | impact_measures(averted, section.impact),
    )


def _labels(context: Context, section: HpvRolloutSection) -> Labels:
    return Labels(context.population.start.townships, tuple(section.batches), tuple(section.products))


def _course(context: Context, section: HpvRolloutSection) -> Course:
    calendar, start = context.calendar, context.population.start
    horizon, key = calendar.horizon, context.luck.key(NUMBER)
    labels = _labels(context, section)
    open_days = np.array([horizon.day_of(batch.opens) for batch in section.batches.values()])

    women = eligible_women(start, section, horizon, key)
    slots = slots_of(section.sites, start.townships, calendar)
    log = run_rollout(women, slots, section, horizon, key, context.engine, context.go_on)
    protected = protected_women(women, log, horizon)
    tables = {
        DOSES.name: doses_table(women, log, slots, horizon, labels),
        VISITS.name: visits_table(log, slots, horizon),
        QUEUES.name: queues_table(log, slots, section.clinic, horizon),
        STOCK.name: stock_table(log, slots, labels.products, horizon),
        COVERAGE.name: coverage_table(women, log, horizon, open_days, labels),
        PROTECTION.name: protection_table(protected, labels.batches),
    }
    return Course(women, slots, log, protected, tables)


def _measures(women: Women, log: Log) -> dict[str, float]:
    measures = {
        "women": len(women),
        "women_unvaccinated": women.unvaccinated.sum(),
        "doses": log.dose.size,
        "first_doses": (log.dose == 1).sum(),
        "complete": ((log.series > 0) & (log.given == log.series)).sum(),
    }
    counts = {f"appointments_{name}": log.counts[kind] for name, kind in COUNTED.items()}
    return {name: float(value) for name, value in (measures | counts).items()}


HPV_ROLLOUT = Programme(
    name=NAME,
    number=NUMBER,
    section=HpvRolloutSection,
    tables=(DOSES, VISITS, QUEUES, STOCK, COVERAGE, PROTECTION, IMPACT, EVENTS),
    cohort_path=f"{NAME}.batches.{{cohort}}",
    purchase_path=f"{NAME}.supply.central",
    items=items_of,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
)
