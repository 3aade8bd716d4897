"""Running the centre from its opening on: beds, waiting list, money, relief station.

Data flows through the files in this order: `beds_assumptions` → `beds_needs` (who comes to need help) →
`beds_demand` (who asks for a bed), `beds_capacity` (how many are open) → `beds_engines` (the queue, shared
with other programmes: `simlib.core.stays`) → `beds_census` → `beds_tables`, `beds_money`, `beds_years`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.lazily import Lazily
from simlib.core.money import to_yuan
from simlib.core.outcome import Outcome
from simlib.core.posting import STAGES, Postings
from simlib.core.tables import Columns
from simlib.language.language import mark
from simlib.programmes.community_care.cover import COMMUNITY_CARE, TABLE, share_using
from simlib.programmes.programme import Context
from simlib.programmes.stay_events import STAY_EVENTS, stay_events_table
from simlib.programmes.welfare_centre.beds_assumptions import CARES, BedsSection
from simlib.programmes.welfare_centre.beds_census import Census
from simlib.programmes.welfare_centre.beds_engines import run_beds
from simlib.programmes.welfare_centre.beds_money import bed_postings
from simlib.programmes.welfare_centre.beds_station import visits_by_month
from simlib.programmes.welfare_centre.beds_tables import (
    CARE_BEDS,
    CARE_WAITS,
    RELIEF_VISITS,
    care_beds_table,
    care_waits_table,
    flows_of,
    relief_visits_table,
)
from simlib.programmes.welfare_centre.beds_years import CARE_YEARS, care_years_table

BED_TABLES = (CARE_BEDS, CARE_WAITS, CARE_YEARS, RELIEF_VISITS, STAY_EVENTS)
"""Tables of running the centre, the last one on request."""

BED_MEASURES = {
    "beds_admitted": mark("welfare centre: people admitted"),
    "beds_residents": mark("welfare centre: residents at the end of the horizon"),
    "beds_waiting": mark("welfare centre: people waiting at the end of the horizon"),
    "beds_died_waiting": mark("welfare centre: people who died while they waited"),
    "beds_occupancy": mark("welfare centre: residents to planned beds at the end of the horizon"),
    "beds_wait_days": mark("welfare centre: mean days that those admitted waited"),
    "beds_result": mark("welfare centre: fees less running costs within the horizon, yuan"),
}
"""What the measures of running the centre are called."""


@dataclass(frozen=True)
class Operation:
    """What running the centre gives back.

    Attributes
    ----------
    beds_open, residents, waiting
        At the end of each month, of each kind of care (`beds_assumptions.CARES`): int64 of shape
        (months, cares).
    tables
        The columns of `BED_TABLES`, by name.
    postings
        Fees and running costs.
    measures
        By the names of `BED_MEASURES`.
    """

    beds_open: np.ndarray
    residents: np.ndarray
    waiting: np.ndarray
    tables: Mapping[str, Columns]
    postings: Postings
    measures: Mapping[str, float]


def community_using(upstream: Mapping[str, Outcome], context: Context) -> np.ndarray:
    """Return the share of old people who use community care: float64 of shape (months, townships).

    Parameters
    ----------
    upstream
        Outcomes by programme; without community care nobody uses it.
    context
        Horizon and population.
    """
    horizon, townships = context.calendar.horizon, context.population.start.townships
    if COMMUNITY_CARE not in upstream:
        return np.zeros((horizon.months, len(townships)))
    return share_using(upstream[COMMUNITY_CARE].tables[TABLE], townships, horizon)


def operate(
    context: Context, section: BedsSection, opened_day: int, using: np.ndarray, key: np.uint64
) -> Operation:
    """Run the centre from its opening on.

    Parameters
    ----------
    context
        Horizon, population, engine.
    section
        The assumptions.
    opened_day
        Day of the horizon on which it opens; negative if it did before, beyond the end if it does not within.
    using
        Share of the old people of each township who use community care; see `community_using`.
    key
        Luck of the centre and replicate.
    """
    horizon, townships = context.calendar.horizon, context.population.start.townships
    context.go_on()
    census = run_beds(context.population, section, horizon, opened_day, using, key, context.engine)
    visits = visits_by_month(section.station, opened_day, horizon, key)
    month_ends = horizon.month_edges()[1:] - 1
    postings = bed_postings(census, visits, section, opened_day, horizon, townships)
    tables = {
        CARE_BEDS.name: lambda: care_beds_table(census, horizon),
        CARE_WAITS.name: lambda: care_waits_table(census, section.admission),
        CARE_YEARS.name: lambda: care_years_table(census, postings, section, opened_day, horizon),
        RELIEF_VISITS.name: lambda: relief_visits_table(visits, horizon),
    }
    if context.events:
        people = census.candidates.applicants
        tables[STAY_EVENTS.name] = lambda: stay_events_table(census.log, people, census.ranks, CARES)
    return Operation(
        beds_open=census.beds[month_ends],
        residents=census.residents[month_ends],
        waiting=census.waiting.sum(axis=2)[month_ends],
        tables=Lazily(tables),
        postings=postings,
        measures=_measures(census, postings, section, horizon),
    )


def _measures(census: Census, postings: Postings, section: BedsSection, horizon: Horizon) -> dict[str, float]:
    flows = {name: int(count.sum()) for name, count in flows_of(census, horizon).items()}
    owed = postings.amount[postings.stage == STAGES.index("payable")]
    residents = int(census.residents[-1].sum())
    measures = {
        "beds_admitted": flows["admitted"],
        "beds_residents": residents,
        "beds_waiting": census.waiting[-1].sum(),
        "beds_died_waiting": flows["died_waiting"],
        "beds_occupancy": residents / max(section.places.number, 1),
        "beds_wait_days": flows["waited"] / SECONDS_PER_DAY / max(flows["admitted"], 1),
        "beds_result": -to_yuan(owed.sum()),
    }
    return {name: float(value) for name, value in measures.items()}
