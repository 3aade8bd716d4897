"""Community care of the base alone, and small towns with other centres."""

from dataclasses import replace
from datetime import date
from functools import cache

import simlib
from simlib.population import population_over
from simlib.programmes.community_care.assumptions import CommunityCareSection
from simlib.runs.scenarios import only
from simlib.scenario.time import calendar_of

NAME = "community_care"


@cache
def shipped():
    """The base with community care alone."""
    return only(simlib.load("gaoping-2023"), NAME)


def care_of(**groups):
    """The section as shipped; each group's values replace those there."""
    return CommunityCareSection.model_validate(_replaced(shipped().sections[NAME].model_dump(), groups))


def _replaced(values, changes):
    if not isinstance(values, dict) or not isinstance(changes, dict):
        return changes
    return {**values, **{name: _replaced(values.get(name), change) for name, change in changes.items()}}


def with_care(section, residents=None):
    """The shipped scenario with another section, perhaps in a smaller town."""
    scenario = shipped()
    sections = {**scenario.sections, NAME: section}
    if residents:
        population = sections["population"]
        census = population.census.model_copy(update={"residents": residents})
        births = dict.fromkeys(population.fertility.births_since_census, round(residents / 140))
        fertility = population.fertility.model_copy(update={"births_since_census": births})
        sections["population"] = population.model_copy(update={"census": census, "fertility": fertility})
    return replace(scenario, sections=sections)


def horizon():
    """The horizon of the base."""
    sections = shipped().sections
    return calendar_of(sections["horizon"], sections["calendar"]).horizon


@cache
def people():
    """The population of the base."""
    return population_over(shipped().sections["population"], horizon())


def days(p10, likely=None, p90=None):
    """Days at three points, or always the same."""
    return {"p10": p10, "likely": p10 if likely is None else likely, "p90": p10 if p90 is None else p90}


AT_ONCE = {"slip": days(0.0), "acceptance": days(0.0), "passes": 1.0, "rework": 0, "preparation": days(0.0)}
"""Nothing stands between the completion of a centre and its opening."""

LONG_BEFORE = date(2023, 1, 1)
