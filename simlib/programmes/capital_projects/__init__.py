"""The other works that the city has under way: schools, kindergartens, hospitals, old neighbourhoods.

All of them are built by one model (`simlib.programmes.works`); what is here says which projects there are and
what is told of them first. A new project is an entry in the scenario.
"""

from collections.abc import Mapping

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.lazily import Lazily
from simlib.core.money import to_yuan
from simlib.core.outcome import Outcome
from simlib.core.tables import Columns, joined
from simlib.language.language import mark
from simlib.programmes.capital_projects.assumptions import CapitalProjectsSection
from simlib.programmes.capital_projects.checks import misfits, notices, works_misfits
from simlib.programmes.capital_projects.headlines import cohort_labels, headlines
from simlib.programmes.programme import Context, Programme
from simlib.programmes.works.assumptions import WorksSection
from simlib.programmes.works.bond import bond_flows
from simlib.programmes.works.facilities import FACILITIES, facility_of, no_care
from simlib.programmes.works.outcome import Built, built, table_makers
from simlib.programmes.works.postings import Bill, bond_items, works_postings
from simlib.programmes.works.project import WHOLE, Project, layout_of, project_of
from simlib.programmes.works.tables import TABLES

NAME = "capital_projects"
NUMBER = 6

PREFIX = "capital"
"""What the names of its accounts begin with."""

MEASURES = {
    "opened": mark("projects opened within the horizon"),
    "ready_as_promised": mark("projects ready to operate by the day promised"),
    "days_late": mark("days from promised to ready, mean of all projects"),
    "cost": mark("cost of all projects with overruns, yuan"),
    "overrun": mark("overrun, yuan"),
}
"""What its measures are called."""


def simulate(context: Context, section: CapitalProjectsSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the projects; they need no other programme."""
    key = (NAME, section.model_dump_json(), context.works.model_dump_json())
    return context.keep(key, lambda: _outcome(context, section))


def _outcome(context: Context, section: CapitalProjectsSection) -> Outcome:
    horizon = context.calendar.horizon
    works = built(
        NAME, NUMBER, projects_of(section, context.works, horizon), context.works, horizon, context.luck
    )
    bills = [
        Bill(item_of(section.projects[one.project].plan.design), one.project, one.begins, one.payments)
        for one in works.spendings
    ]
    left = sum(spending.left_to_pay for spending in works.spendings)
    return Outcome(
        tables=Lazily({**table_makers(works), FACILITIES.name: lambda: _facilities(works)}),
        postings=works_postings(
            bills,
            bond_flows(section.bond, left, horizon),
            items_of(section),
            PREFIX,
            context.works.payment.lag,
            horizon.months,
            context.population.start.townships,
        ),
        measures=_measures(works),
    )


def projects_of(section: CapitalProjectsSection, works: WorksSection, horizon: Horizon) -> list[Project]:
    """Return the projects as arrays."""
    layouts = {name: layout_of(design, {WHOLE: 1.0}, works) for name, design in section.designs.items()}
    return [
        project_of(
            name, layouts[project.plan.design], project.plan, project.cost, {WHOLE: project.progress}, horizon
        )
        for name, project in section.projects.items()
    ]


def _facilities(works: Built) -> Columns:
    care = no_care(works.horizon)
    pairs = zip(works.own, works.spendings, strict=True)
    return joined([facility_of(course, spending, care, works.horizon) for course, spending in pairs])


def _measures(works: Built) -> dict[str, float]:
    ready = np.array([course.reached("ready")[0] for course in works.own])
    opened = np.array([course.reached("opened")[0] for course in works.own])
    promised = np.array([project.promised for project in works.projects])
    total = sum(spending.value.total for spending in works.spendings)
    measures = {
        "opened": (opened < works.horizon.days).sum(),
        "ready_as_promised": (ready <= promised).sum(),
        "days_late": (ready - promised).mean(),
        "cost": to_yuan(total),
        "overrun": to_yuan(total - sum(spending.contract for spending in works.spendings)),
    }
    return {name: float(value) for name, value in measures.items()}


def item_of(design: str) -> str:
    """Return the account of the projects of a design."""
    return f"{PREFIX}_{design}"


def items_of(section: CapitalProjectsSection) -> tuple[str, ...]:
    """Return the accounts that it posts to: one a design, and those of its bond."""
    return (*(item_of(design) for design in section.designs), *bond_items(PREFIX))


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: the cost of the project, or the share that its bond pays."""
    return f"{NAME}.projects.{cohort}.cost" if item not in bond_items(PREFIX) else f"{NAME}.bond.share"


CAPITAL_PROJECTS = Programme(
    name=NAME,
    number=NUMBER,
    section=CapitalProjectsSection,
    tables=(FACILITIES, *TABLES),
    title=mark("Other works"),
    rests_on=rests_on,
    cohort_labels=cohort_labels,
    headlines=headlines,
    shown=tuple(table.name for table in TABLES),
    items=items_of,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
    reads=("works",),
    agree=works_misfits,
)
