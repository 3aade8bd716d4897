"""What must agree between the building of the centre and the rest of the scenario."""

from collections.abc import Iterator, Mapping

from simlib.programmes.welfare_centre.construction_assumptions import ConstructionSection
from simlib.programmes.works.checks import design_misfits, progress_misfits
from simlib.scenario.assumption import Section

CONSTRUCTION = "welfare_centre.construction"


def construction_misfits(section: ConstructionSection) -> Iterator[tuple[str, str]]:
    """Yield path and message of progress that cannot be."""
    yield from progress_misfits(f"{CONSTRUCTION}.progress", section, section.progress)


def construction_works_misfits(
    section: ConstructionSection, shared: Mapping[str, Section]
) -> Iterator[tuple[str, str]]:
    """Yield path and message of what the tasks name that the section `works` does not hold."""
    yield from design_misfits(CONSTRUCTION, section, shared["works"])
