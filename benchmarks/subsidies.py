"""The family subsidies of larger cities: are they linear in births? `python benchmarks/subsidies.py`."""

import statistics
import time
from dataclasses import replace

import simlib
from simlib.core.luck import Luck
from simlib.population import population_over
from simlib.programmes.family_subsidies import FAMILY_SUBSIDIES
from simlib.programmes.programme import Context
from simlib.scenario.time import calendar_of

ROUNDS = 15
SIZES = (1, 2, 4, 8)


def larger(scenario, times: int):
    """Return a scenario with so many times the residents, births, desks and offices."""
    population = scenario.sections["population"]
    census = population.census.model_copy(update={"residents": times * population.census.residents})
    births = {year: times * count for year, count in population.fertility.births_since_census.items()}
    fertility = population.fertility.model_copy(update={"births_since_census": births})
    section = scenario.sections[FAMILY_SUBSIDIES.name]
    path = section.path
    desks = path.desks.model_copy(
        update={"number": {name: times * desks for name, desks in path.desks.number.items()}}
    )
    workers = {name: times * workers for name, workers in path.review.workers.items()}
    review = path.review.model_copy(update={"workers": workers})
    approval = path.approval.model_copy(update={"workers": times * path.approval.workers})
    path = path.model_copy(update={"desks": desks, "review": review, "approval": approval})
    sections = {
        **scenario.sections,
        "population": population.model_copy(update={"census": census, "fertility": fertility}),
        FAMILY_SUBSIDIES.name: section.model_copy(update={"path": path}),
    }
    return replace(scenario, sections=sections)


def replicate_seconds(scenario) -> tuple[float, float]:
    """Return the median time of one replicate of the programme, warm, and births in it."""
    sections = scenario.sections
    calendar = calendar_of(sections["horizon"], sections["calendar"])
    context = Context(calendar, population_over(sections["population"], calendar.horizon), Luck(1))
    section, times = sections[FAMILY_SUBSIDIES.name], []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        outcome = FAMILY_SUBSIDIES.simulate(context, section, {})
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]), outcome.measures["births"]


def main() -> None:
    """Measure and print."""
    scenario = simlib.load("gaoping-2023")
    for times in SIZES:
        seconds, births = replicate_seconds(larger(scenario, times))
        each = 1e6 * seconds / births
        print(
            f"{births:>9,.0f} births: {1e3 * seconds:7.1f} ms a replicate, {each:5.2f} microseconds a birth"
        )


if __name__ == "__main__":
    main()
