"""The beds of the base without the rest of the scenario, towns small enough to run in milliseconds."""

from functools import cache
from pathlib import Path

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import Luck
from simlib.population import population_over
from simlib.population.assumptions import PopulationSection
from simlib.programmes.welfare_centre.beds_assumptions import GROUPS, BedsSection
from simlib.scenario.assumption import Section
from simlib.scenario.load import finish, read_draft
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
    return finish(read_draft(folder / "beds.yaml", SECTIONS, required=SECTIONS), settings)


@cache
def shipped():
    """The scenario as shipped."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return load(Path(folder))


def beds_of(**groups):
    """The beds as shipped; each group's values replace those there."""
    values = shipped().sections["welfare_centre"].beds.model_dump()
    for name, group in groups.items():
        values[name] = _replaced(values[name], group)
    return BedsSection.model_validate(values)


def _replaced(values, changes):
    if not isinstance(values, dict) or not isinstance(changes, dict):
        return changes
    return {
        **values,
        **{name: _replaced(values.get(name), change) for name, change in changes.items()},
    }


@cache
def people(residents=20_000, months=36):
    """A population like Gaoping's but smaller, and its horizon."""
    sections = shipped().sections
    calendar = calendar_of(sections["horizon"], sections["calendar"])
    last = calendar.horizon.date_of(calendar.horizon.month_edges()[months] - 1)
    horizon = Horizon(calendar.horizon.first, last)
    population = sections["population"]
    census = population.census.model_copy(update={"residents": residents})
    births = dict.fromkeys(population.fertility.births_since_census, round(residents / 140))
    fertility = population.fertility.model_copy(update={"births_since_census": births})
    section = population.model_copy(update={"census": census, "fertility": fertility})
    return population_over(section, horizon), horizon


def nobody_using(population, horizon):
    """Community care that nobody uses."""
    return np.zeros((horizon.months, len(population.start.townships)))


def key(seed=1, replicate=0):
    """Luck of the centre."""
    return Luck(seed, replicate).key(4)


WANTED = {
    "wanting": {
        "independent": {"at_60": 0.01, "at_70": 0.02, "at_80": 0.05, "at_90": 0.05},
        "partial": {"at_60": 0.1, "at_70": 0.15, "at_80": 0.2, "at_90": 0.2},
        "disabled": {"at_60": 0.4, "at_70": 0.5, "at_80": 0.6, "at_90": 0.6},
    }
}
"""Demand that fills small towns' beds."""


def drawn_town(dice):
    """A section, an opening day, users of community care, and luck."""
    population, horizon = people(dice.choice([1_500, 6_000, 20_000]))
    section = beds_of(
        places={
            "number": dice.choice([0, 1, 12, 40, 120]),
            "disabled_share": dice.choice([0.0, 0.3, 0.5, 1.0]),
        },
        demand={
            **WANTED,
            "destitute": dice.choice([0.0, 0.05, 0.5]),
            "announced": dice.choice([0, 60, 400]),
            "delay": dice.choice([0.0, 20.0, 200.0]),
            "patience": dice.choice([0.5, 6.0, 60.0]),
        },
        relief={"later": dice.choice([0.0, 6.0]), "less": dice.choice([0.0, 0.5])},
        admission={"first": tuple(dice.sample(GROUPS, dice.randint(0, 4)))},
        stay={"moves_out": dice.choice([0.5, 6.0, 60.0])},
        staff={
            "at_opening": {"elderly": dice.choice([0.0, 2.0, 9.0]), "disabled": dice.choice([0.0, 2.0, 9.0])},
            "hired": {"elderly": dice.choice([0.0, 0.3]), "disabled": dice.choice([0.0, 0.7])},
        },
    )
    using = np.full((horizon.months, len(population.start.townships)), dice.choice([0.0, 0.2, 1.0]))
    opened = dice.choice([-400, 0, 100, 700, horizon.days - 1, horizon.days + 50])
    return population, section, horizon, opened, using, key(dice.randrange(1_000))
