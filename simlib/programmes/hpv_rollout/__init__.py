"""The free HPV vaccination of women with Gaoping hukou, in batches by birth window.

Data flows through the files in this order: `assumptions` → `women` (who, and when she wants to come), `slots`
(what the sites offer), `schedule` (products, doses, intervals), `clinic` (how they work), `supply` (where
doses come from) → one of the `engines` → `log` (what happened) → `reach`, `due`, `left_behind`,
`adverse_events`, `flow` and `supply` (tables), `costs`, `publicity` and `national` (postings), and
`protection` with `impact` and `health_impact` (what the doses avert).
"""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass

from simlib.core.lazily import Lazily
from simlib.core.outcome import Outcome
from simlib.core.posting import NO_COHORT
from simlib.core.tables import Columns
from simlib.language.language import mark
from simlib.population.cohorts import FEMALE
from simlib.programmes.hpv_rollout.adverse_events import AEFI, Reactions, aefi_table, reactions_to
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS, HpvRolloutSection
from simlib.programmes.hpv_rollout.checks import misfits, notices
from simlib.programmes.hpv_rollout.costs import COLD_CHAIN, items_of, postings_of
from simlib.programmes.hpv_rollout.due import DUE, INVITED, due_days, due_table, invited_table, next_doses
from simlib.programmes.hpv_rollout.engines import run_rollout
from simlib.programmes.hpv_rollout.flow import (
    EVENTS,
    QUEUES,
    VISITS,
    WAITS_BY_HOUR,
    events_table,
    queues_table,
    visits_table,
    waits_by_hour_table,
)
from simlib.programmes.hpv_rollout.headlines import batch_labels, headlines
from simlib.programmes.hpv_rollout.impact import IMPACT, impact_measures, impact_table
from simlib.programmes.hpv_rollout.left_behind import (
    BOOKING_DELAY,
    LEFT_BEHIND,
    booking_delay_table,
    left_behind_table,
)
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.national import with_national
from simlib.programmes.hpv_rollout.protection import (
    PROTECTION,
    Protected,
    protected_women,
    protection_table,
)
from simlib.programmes.hpv_rollout.publicity import PUBLICITY, with_publicity
from simlib.programmes.hpv_rollout.reach import (
    COVERAGE,
    DOSES,
    REACH_BY_CHANNEL,
    Labels,
    channels_of,
    coverage_table,
    doses_table,
    reach_by_channel_table,
)
from simlib.programmes.hpv_rollout.schedule import dose_rules
from simlib.programmes.hpv_rollout.slots import Slots, slots_of
from simlib.programmes.hpv_rollout.supply import STOCK, stock_table
from simlib.programmes.hpv_rollout.trips import Trips
from simlib.programmes.hpv_rollout.women import ADULT, Women, eligible_women
from simlib.programmes.programme import Context, Programme

NAME = "hpv_rollout"
NUMBER = 1
NO_PART_IN_COURSE = {
    "costs": True,
    "products": {"__all__": {"price"}},
    "supply": {"tenders": True},
    "impact": True,
    "national_programme": {"price"},
    "publicity": {"yearly_cost"},
}
"""What of the section bears on money or health alone: the course of the rollout does not depend on it."""

BEARS_ON_WOMEN = {
    "batches": True,
    "eligibility": {"youngest"},
    "presence": {"school_ages"},
    "demand": {"prior_vaccination", "uptake", "absent_factor", "mean_delay", "imitation", "guardian_consent"},
    "publicity": {"starts", "multiplier"},
    "national_programme": {"in_force", "starts", "born_from", "youngest"},
    "channels": True,
}
"""What of the section, beside school trips, bears on who the women are and when each wants to come; see
`eligible_women`."""


@dataclass(frozen=True)
class Course:
    """What happens in a rollout, whatever it costs and averts."""

    women: Women
    slots: Slots
    log: Log
    reactions: Reactions
    protected: Protected
    tables: Mapping[str, Columns]


NOT_BOUGHT = {COLD_CHAIN: f"{NAME}.sites.names", PUBLICITY: f"{NAME}.publicity.starts"}
"""What says how much there is to be paid for, of items that are for no batch and yet no vaccine."""

MEASURES = {
    "women": mark("women with hukou in the birth windows"),
    "women_unvaccinated": mark("women not vaccinated before"),
    "refused": mark("girls under 18 whose guardian does not consent"),
    "refused_age_9_14": mark("of these, aged 9 to 14 when their batch opens"),
    "refused_age_15_17": mark("of these, aged 15 to 17 when their batch opens"),
    "doses": mark("doses"),
    "first_doses": mark("first doses"),
    "complete": mark("women with a full series"),
    "appointments_missed": mark("appointments missed (no-show)"),
    "appointments_gave_up": mark("women who gave up after a no-show or visits in vain"),
    "appointments_without_slot": mark("bookings that found no slot"),
    "appointments_wrong_age": mark("bookings refused for age"),
    "appointments_dropped_out": mark("women who dropped out between doses"),
    "appointments_deferred": mark("visits that ended with a deferral"),
    "appointments_contraindicated": mark("women found never to tolerate the vaccine"),
    "appointments_turned_away": mark("visits turned away at closing"),
    "appointments_cancelled": mark("appointments cancelled for lack of doses"),
    "walk_ins": mark("visits without booking"),
    "walk_ins_without_dose": mark("of these, turned away because no dose was left"),
    "brought_by_school": mark("visits of girls brought by their school"),
    "common_reactions": mark("common reactions reported"),
    "abnormal_reactions": mark("abnormal reactions reported"),
    "cases_averted": mark("cases averted"),
    "deaths_averted": mark("deaths averted"),
    "dalys_averted": mark("DALYs averted"),
}
"""What the measures of the rollout are called."""

GIRLS = tuple((place, band) for place, (band, age) in enumerate(AGE_BANDS.items()) if age < ADULT)
"""Places and names of the age bands of those who may need consent."""

COUNTED = {
    "appointments_missed": "no_show",
    "appointments_gave_up": "gave_up",
    "appointments_without_slot": "without_slot",
    "appointments_wrong_age": "wrong_age",
    "appointments_dropped_out": "dropout",
    "appointments_deferred": "deferral",
    "appointments_contraindicated": "contraindication",
    "appointments_turned_away": "turned_away",
    "appointments_cancelled": "cancelled",
    "walk_ins": "walk_in",
    "walk_ins_without_dose": "no_dose",
    "brought_by_school": "school",
}
"""Kinds of events that are measures, by the name of the measure."""


def simulate(context: Context, section: HpvRolloutSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the rollout; it needs no other programme."""
    happens = section.model_dump_json(exclude=NO_PART_IN_COURSE)
    course = context.keep((NAME, context.engine, happens), lambda: _course(context, section))
    labels = _labels(context, section)
    dying = context.population.death_probability[FEMALE]
    averted = impact_table(course.protected, section.impact, dying, labels.batches)
    on_request = Lazily(
        {EVENTS.name: lambda: events_table(course.log, course.women, course.slots, labels.products)}
        if context.events
        else {}
    )
    horizon = context.calendar.horizon
    women, log, slots = course.women, course.log, course.slots
    bought = postings_of(women, log, course.reactions, section, slots, horizon, labels)
    postings = with_national(with_publicity(bought, section.publicity, horizon), women, log, section, horizon)
    return Outcome(
        tables=ChainMap(on_request, {IMPACT.name: averted}, course.tables),
        postings=postings,
        measures=_measures(course) | impact_measures(averted, section.impact),
    )


def _labels(context: Context, section: HpvRolloutSection) -> Labels:
    return Labels(context.population.start.townships, tuple(section.batches), tuple(section.products))


def women_depend_on(section: HpvRolloutSection, trips: Trips) -> tuple[str, bytes]:
    """Return everything, beside luck and population, that `eligible_women` depends on."""
    return section.model_dump_json(include=BEARS_ON_WOMEN), trips.next_day.tobytes()


def _course(context: Context, section: HpvRolloutSection) -> Course:
    calendar, start = context.calendar, context.population.start
    horizon, key = calendar.horizon, context.luck.key(NUMBER)
    labels = _labels(context, section)

    slots = slots_of(section, start.townships, calendar)
    women = context.keep(
        (NAME, *women_depend_on(section, slots.trips)),
        lambda: eligible_women(start, section, slots.trips, horizon, key),
    )
    log = run_rollout(women, slots, section, horizon, key, context.engine, context.go_on)
    rules = dose_rules(section.eligibility, section.products, section.schedule)
    earliest = due_days(log, rules)
    channel = channels_of(log)
    reactions = reactions_to(log, women, section.adverse_events, key)
    protected = protected_women(women, log, horizon)
    tables = Lazily(
        {
            DOSES.name: lambda: doses_table(women, log, channel, slots, horizon, labels),
            VISITS.name: lambda: visits_table(log, slots, horizon),
            QUEUES.name: lambda: queues_table(log, slots, section.clinic, horizon),
            WAITS_BY_HOUR.name: lambda: waits_by_hour_table(log, slots, section.clinic),
            STOCK.name: lambda: stock_table(log, slots, labels.products, horizon),
            COVERAGE.name: lambda: coverage_table(women, log, horizon, labels),
            REACH_BY_CHANNEL.name: lambda: reach_by_channel_table(women, log, channel, horizon, labels),
            DUE.name: lambda: due_table(next_doses(log, earliest, horizon), slots.sites, horizon),
            INVITED.name: lambda: invited_table(women, log, horizon, section.eligibility.youngest, labels),
            LEFT_BEHIND.name: lambda: left_behind_table(women, log, labels),
            BOOKING_DELAY.name: lambda: booking_delay_table(log, slots, earliest, horizon),
            AEFI.name: lambda: aefi_table(reactions, log, horizon),
            PROTECTION.name: lambda: protection_table(protected, labels.batches),
        }
    )
    return Course(women, slots, log, reactions, protected, tables)


def _measures(course: Course) -> dict[str, float]:
    women, log = course.women, course.log
    measures = {
        "women": len(women),
        "women_unvaccinated": women.unvaccinated.sum(),
        "refused": women.refused.sum(),
        **{f"refused_{band}": (women.refused & (women.band == place)).sum() for place, band in GIRLS},
        "doses": log.dose.size,
        "first_doses": (log.dose == 1).sum(),
        "complete": ((log.series > 0) & (log.given == log.series)).sum(),
        "common_reactions": course.reactions.of("common").size,
        "abnormal_reactions": course.reactions.of("abnormal").size,
    }
    counts = {name: log.counts[kind] for name, kind in COUNTED.items()}
    return {name: float(value) for name, value in (measures | counts).items()}


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: of the batch it is for, or of what there is of its item."""
    if item in NOT_BOUGHT:
        return NOT_BOUGHT[item]
    return f"{NAME}.supply.central" if cohort == NO_COHORT else f"{NAME}.batches.{cohort}"


HPV_ROLLOUT = Programme(
    name=NAME,
    number=NUMBER,
    section=HpvRolloutSection,
    tables=(
        DOSES,
        VISITS,
        QUEUES,
        WAITS_BY_HOUR,
        STOCK,
        COVERAGE,
        REACH_BY_CHANNEL,
        DUE,
        INVITED,
        LEFT_BEHIND,
        BOOKING_DELAY,
        AEFI,
        PROTECTION,
        IMPACT,
        EVENTS,
    ),
    title=mark("HPV vaccination"),
    rests_on=rests_on,
    cohort_labels=batch_labels,
    headlines=headlines,
    shown=(DOSES.name, COVERAGE.name, VISITS.name, LEFT_BEHIND.name),
    items=items_of,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
)
