"""The free HPV vaccination of women with Gaoping hukou, in batches by birth window.

Data flows through the files in this order: `assumptions` → `women` (who, and when she wants to come), `slots`
(what the sites offer), `schedule` (products, doses, intervals), `clinic` (how they work) → one of the
`engines` → `log` (what happened) → `reach` and `flow` (tables) and `costs` (postings).
"""

from collections.abc import Mapping

import numpy as np

from simlib.core.outcome import Outcome
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
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.reach import COVERAGE, DOSES, Labels, coverage_table, doses_table
from simlib.programmes.hpv_rollout.slots import slots_of
from simlib.programmes.hpv_rollout.women import Women, eligible_women
from simlib.programmes.programme import Context, Programme

NAME = "hpv_rollout"
NUMBER = 1

COUNTED = {
    "missed": "no_show",
    "gave_up": "gave_up",
    "without_slot": "without_slot",
    "wrong_age": "wrong_age",
    "dropped_out": "dropout",
    "deferred": "deferral",
    "contraindicated": "contraindication",
    "turned_away": "turned_away",
}
"""Kinds of events that are measures, by the name of the measure."""


def simulate(context: Context, section: HpvRolloutSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the rollout; it needs no other programme."""
    calendar, start = context.calendar, context.population.start
    horizon, key = calendar.horizon, context.luck.key(NUMBER)
    labels = Labels(start.townships, tuple(section.batches), tuple(section.products))
    open_days = np.array([horizon.day_of(batch.opens) for batch in section.batches.values()])

    women = eligible_women(start, section, horizon, key)
    slots = slots_of(section.sites, start.townships, calendar)
    log = run_rollout(women, slots, section, horizon, key, context.engine)
    on_request = {EVENTS.name: events_table(log, women, slots)} if context.events else {}
    return Outcome(
        tables={
            DOSES.name: doses_table(women, log, slots, horizon, labels),
            VISITS.name: visits_table(log, slots, horizon),
            QUEUES.name: queues_table(log, slots, section.clinic, horizon),
            COVERAGE.name: coverage_table(women, log, horizon, open_days, labels),
            **on_request,
        },
        postings=postings_of(women, log, section, horizon, labels),
        measures=_measures(women, log),
    )


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
    tables=(DOSES, VISITS, QUEUES, COVERAGE, EVENTS),
    cohort_path=f"{NAME}.batches.{{cohort}}",
    items=items_of,
    check=misfits,
    notices=notices,
    simulate=simulate,
)
