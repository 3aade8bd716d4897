"""What must agree between the projects and the rest of the scenario."""

from collections.abc import Iterator, Mapping
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.capital_projects.assumptions import CapitalProjectsSection
from simlib.programmes.works.checks import design_misfits, progress_misfits
from simlib.programmes.works.project import WHOLE
from simlib.scenario.assumption import Section
from simlib.scenario.time import HorizonSection

NAME = "capital_projects"


def misfits(
    section: CapitalProjectsSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of progress that cannot be."""
    for name, project in section.projects.items():
        design = section.designs[project.plan.design]
        for path, message in progress_misfits(
            f"{NAME}.projects.{name}.progress", design, {WHOLE: project.progress}
        ):
            yield path.replace(f".{WHOLE}.", "."), message


def works_misfits(
    section: CapitalProjectsSection, shared: Mapping[str, Section]
) -> Iterator[tuple[str, str]]:
    """Yield path and message of what designs name that the section `works` does not hold."""
    for name, design in section.designs.items():
        yield from design_misfits(f"{NAME}.designs.{name}", design, shared["works"])


def notices(
    section: CapitalProjectsSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield projects that begin after the horizon, and so cost nothing within it."""
    for name, project in section.projects.items():
        if project.plan.from_day > horizon.last_day:
            yield Message(
                "{path}: work begins on {day}, after the horizon; the project costs nothing in it",
                path=f"{NAME}.projects.{name}.plan.from_day",
                day=project.plan.from_day,
            )
