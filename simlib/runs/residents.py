"""The table `population`: people by township at yearly steps, and what happened between."""

import numpy as np

from simlib.core.tables import Column, Columns, Names, Table
from simlib.population import Population
from simlib.population.cohorts import ABSENT, HOME, INCOMER

POPULATION = Table(
    "population",
    "People of a township on a day, and what happens to people with hukou or home there in the year from it.",
    ("date", "township"),
    (
        Column("date", "date", "Day of the count, a year apart."),
        Column("township", "name", "Township."),
        Column("residents", "integer", "People who live there (常住人口)."),
        Column("hukou", "integer", "People with hukou there (户籍人口), absent ones included."),
        Column("absent", "integer", "People with hukou there who live elsewhere."),
        Column("people", "integer", "Residents and absent people together: everyone who is counted."),
        Column("births", "integer", "Births in the year that begins on the day; 0 on the last day."),
        Column("deaths", "integer", "Deaths in that year."),
        Column("net_migration", "integer", "Net gain by moves in that year, of `people`."),
    ),
)


def population_table(population: Population) -> Columns:
    """Return the columns of `population`, ordered by date and township."""
    projection, start = population.projection, population.start
    people = projection.people.sum(axis=(3, 4))
    steps, _, townships = people.shape
    step, township = np.indices((steps, townships)).reshape(2, -1)

    def in_year(flow: np.ndarray) -> np.ndarray:
        by_township = flow.sum(axis=tuple(range(3, flow.ndim))).sum(axis=1)
        return np.vstack([by_township, np.zeros((1, townships), np.int64)])[step, township]

    first = np.datetime64(start.on, "M")
    return {
        "date": (first + 12 * step).astype("datetime64[D]"),
        "township": Names(township, start.townships),
        "residents": (people[:, HOME] + people[:, INCOMER])[step, township],
        "hukou": (people[:, HOME] + people[:, ABSENT])[step, township],
        "absent": people[:, ABSENT][step, township],
        "people": people.sum(axis=1)[step, township],
        "births": in_year(projection.births),
        "deaths": in_year(projection.deaths),
        "net_migration": in_year(projection.net_migration),
    }
