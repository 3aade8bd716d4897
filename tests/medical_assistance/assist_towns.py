"""Gaoping's list of people in need, or a small one, with other values put in by dotted path."""

from dataclasses import dataclass
from functools import cache

import numpy as np

import simlib
from simlib.core.clock import Calendar
from simlib.core.luck import Luck
from simlib.population import Population, population_over
from simlib.programmes.medical_assistance import NUMBER, simulate
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.programmes.medical_assistance.course import course_of
from simlib.programmes.programme import Context
from simlib.runs.single import TABLES
from simlib.scenario.time import calendar_of

NAME = "medical_assistance"
GROUPS = ("stable", "subsistence", "destitute", "monitored")
SMALL = {
    "need.people": {"stable": 300, "subsistence": 200, "destitute": 60, "monitored": 40},
    "diseases.patients": 150,
}
"""A list that runs in no time."""
NOBODY_MOVES = {
    "need.leaving": dict.fromkeys(GROUPS, 0.0),
    "need.entering": dict.fromkeys(GROUPS, 0.0),
}


@dataclass(frozen=True)
class Place:
    """What surrounds the programme."""

    calendar: Calendar
    population: Population
    section: MedicalAssistanceSection


@cache
def gaoping():
    """The base's calendar, population and section."""
    base = simlib.load("gaoping-2023")
    calendar = calendar_of(base.sections["horizon"], base.sections["calendar"])
    population = population_over(base.sections["population"], calendar.horizon)
    return Place(calendar, population, base.sections[NAME])


def section_with(changes=None, small=True):
    """The base's section with other values, checked like any other."""
    values = gaoping().section.model_dump()
    for path, value in {**(SMALL if small else {}), **(changes or {})}.items():
        *steps, last = path.split(".")
        inside = values
        for step in steps:
            inside = inside[step]
        inside[last] = value
    return MedicalAssistanceSection.model_validate(values)


def context(seed=1, replicate=0, calendar=None, population=None):
    """What a programme is given."""
    place = gaoping()
    return Context(calendar or place.calendar, population or place.population, Luck(seed, replicate))


def course(changes=None, seed=1, small=True, **around):
    """What happens in a run."""
    around = context(seed, **around)
    return course_of(around, section_with(changes, small), around.luck.key(NUMBER))


def outcome(changes=None, seed=1, small=True, **around):
    """What the programme gives back."""
    return simulate(context(seed, **around), section_with(changes, small), {})


def frames(result):
    """The tables as people get them, each checked against its declaration."""
    made = {}
    for name, columns in result.tables.items():
        rows = len(next(iter(columns.values())))
        made[name] = TABLES[name].frame({"replicate": np.zeros(rows, np.int64), **columns})
        TABLES[name].check(made[name])
    return made


def fen(yuan):
    """Whole fen of a column of yuan."""
    return np.rint(100 * np.asarray(yuan)).astype(np.int64)
