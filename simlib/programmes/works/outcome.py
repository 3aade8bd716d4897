"""What the works of one programme give back: courses, money, and tables made when first asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simlib.core.clock import Horizon
from simlib.core.luck import Luck
from simlib.core.tables import Columns
from simlib.programmes.works import tables
from simlib.programmes.works.assumptions import WorksSection
from simlib.programmes.works.course import Course, drawn_courses, planned_courses, span_of
from simlib.programmes.works.draws import Keys
from simlib.programmes.works.project import Project
from simlib.programmes.works.purposes import CITY
from simlib.programmes.works.spending import Spending, spending_of
from simlib.programmes.works.stops import Span

DRAWS = 2_000
"""Draws behind every chance and percentile: enough for a day or two at P80."""


@dataclass(frozen=True)
class Built:
    """The works of a programme in one replicate.

    Attributes
    ----------
    programme
        Its name.
    projects
        What is built.
    works
        What holds for all works.
    horizon
        The simulated days.
    span
        Days in which all of it happens.
    keys
        The luck.
    own
        Their courses in this replicate.
    spendings
        What each spends in this replicate.
    """

    programme: str
    projects: Sequence[Project]
    works: WorksSection
    horizon: Horizon
    span: Span
    keys: Keys
    own: Sequence[Course]
    spendings: Sequence[Spending]

    @cached_property
    def planned(self) -> list[Course]:
        """Their courses without uncertainty."""
        return planned_courses(self.projects, self.works, self.span)

    @cached_property
    def many(self) -> list[Course]:
        """Their courses in many draws of luck, the first of which is that of this replicate."""
        return drawn_courses(self.projects, self.works, self.span, self.keys, DRAWS)


def built(
    programme: str,
    number: int,
    projects: Sequence[Project],
    works: WorksSection,
    horizon: Horizon,
    luck: Luck,
) -> Built:
    """Return what becomes of a programme's works.

    Parameters
    ----------
    programme, number
        Name and fixed number of the programme.
    projects
        What is built.
    works
        What holds for all works.
    horizon
        The simulated days.
    luck
        Of the replicate.
    """
    keys = Keys(luck.key(number), luck.key(CITY))
    span = span_of(projects, works.stops, horizon)
    own = drawn_courses(projects, works, span, keys, 1)
    return Built(
        programme=programme,
        projects=projects,
        works=works,
        horizon=horizon,
        span=span,
        keys=keys,
        own=own,
        spendings=[spending_of(course, works, horizon) for course in own],
    )


def table_makers(of: Built) -> Mapping[str, Callable[[], Columns]]:
    """Return, by name, functions that make the tables of `simlib.programmes.works.tables`."""
    name, horizon = of.programme, of.horizon
    return {
        tables.WORKS_TASKS.name: lambda: tables.tasks_table(name, of.planned, of.own, horizon),
        tables.WORKS_RISKS.name: lambda: tables.risks_table(name, of.many, horizon),
        tables.MILESTONES.name: lambda: tables.milestones_table(name, of.planned, of.own, of.many, horizon),
        tables.MILESTONE_CHANCES.name: lambda: tables.chances_table(name, of.many, horizon),
        tables.WORKS_COSTS.name: lambda: tables.costs_table(name, of.spendings, horizon),
        tables.WORKS_MONEY.name: lambda: tables.money_table(name, of.spendings, horizon),
    }
