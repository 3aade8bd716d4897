"""Who lives here: cohorts by township, sex and age; their projection; and persons with a stable identity."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.population.assumptions import PopulationSection, at_ages
from simlib.population.cohorts import Cohorts, cohorts_at, death_probability
from simlib.population.projection import Projection, project


@dataclass(frozen=True)
class Population:
    """The people that a run is about.

    Attributes
    ----------
    start
        Cohorts on the first day of the horizon.
    projection
        Yearly steps from there to at least the end of the horizon.
    death_probability
        Probability of dying within a year: float64 of shape (sexes, ages 0 to 100).
    fertility
        Births a woman and year: float64 of shape (ages 0 to 100,).
    """

    start: Cohorts
    projection: Projection
    death_probability: np.ndarray
    fertility: np.ndarray


def population_over(assumptions: PopulationSection, horizon: Horizon) -> Population:
    """Return the population over a horizon.

    Raises
    ------
    InputError
        If the horizon begins before the census, or births since the census are not known.
    """
    start = cohorts_at(assumptions, horizon.first)
    years = -(-horizon.months // 12)
    return Population(
        start=start,
        projection=project(start, assumptions, years),
        death_probability=death_probability(assumptions),
        fertility=at_ages(assumptions.fertility.by_age),
    )
