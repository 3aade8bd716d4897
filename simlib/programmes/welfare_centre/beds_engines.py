"""From assumptions and an opening day to what happened in the centre, by either engine."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.stays_engines import run_stays
from simlib.population import Population
from simlib.programmes.welfare_centre.beds_assumptions import BedsSection
from simlib.programmes.welfare_centre.beds_capacity import beds_by_day, carers_by_day, wards_of
from simlib.programmes.welfare_centre.beds_census import Census, census_of
from simlib.programmes.welfare_centre.beds_demand import candidates_of, ranks_of


def run_beds(
    population: Population,
    section: BedsSection,
    horizon: Horizon,
    opened_day: int,
    using: np.ndarray,
    key: np.uint64,
    engine: str = "fast",
) -> Census:
    """Return what happened in the centre.

    Parameters
    ----------
    population, section, horizon, opened_day, using, key
        See `beds_demand.candidates_of`.
    engine
        One of `simlib.core.stays_engines.STAY_ENGINES`; both give the same.
    """
    candidates = candidates_of(population, section, horizon, opened_day, using, key)
    ranks = ranks_of(section.admission)
    beds = beds_by_day(section, opened_day, horizon)
    log = run_stays(candidates.applicants, wards_of(beds, ranks), horizon.seconds, engine)
    carers = carers_by_day(section.staff, opened_day, horizon)
    return census_of(candidates, log, ranks, beds, carers, horizon)
