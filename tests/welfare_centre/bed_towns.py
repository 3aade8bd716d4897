"""The beds of the base without the rest of the scenario, towns small enough to run in milliseconds."""

from functools import cache
from pathlib import Path

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import Luck
from simlib.population import population_over
from simlib.population.assumptions import PopulationSection
from simlib.programmes.welfare_centre.beds_assumptions import BedsSection
from simlib.scenario.assumption import Section
from simlib.scenario.load import load_scenario
from simlib.scenario.time import CalendarSection, HorizonSection, calendar_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BEDS = "welfare_centre.beds"


class OnlyBeds(Section):
    """The section `welfare_centre` with nothing but its beds."""

    beds: BedsSection


SECTIONS = {
    "welfare_centre": OnlyBeds,
    "population": PopulationSection,
    "horizon": HorizonSection,
    "calendar": CalendarSection,
}


def load(folder, settings=None):
    """Load the base's beds, population, horizon and calendar with settings by dotted path."""
    names = ("calendar", "population", "welfare_centre_beds")
    files = [SCENARIOS / "gaoping-2023" / f"{name}.yaml" for name in names]
    base = (SCENARIOS / "gaoping-2023.yaml").read_text()
    head = "title: {en: Beds, zh: 床位}\ninclude:\n" + "".join(f"  - {file}\n" for file in files)
    (folder / "beds.yaml").write_text(head + base[base.index("horizon:") :])
    (folder / "sources.yaml").write_text((SCENARIOS / "sources.yaml").read_text())
    return load_scenario(folder / "beds.yaml", SECTIONS, required=SECTIONS, settings=settings)


@cache
def shipped():
    """The scenario as shipped."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return load(Path(folder))
