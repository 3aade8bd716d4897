"""What must agree between the centres and the townships, and what is worth knowing of them."""

from collections.abc import Iterator
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.community_care.assumptions import CommunityCareSection
from simlib.scenario.problems import nearest
from simlib.scenario.time import HorizonSection

CENTRES = "community_care.centres"


def misfits(
    section: CommunityCareSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    townships = tuple(population.townships.names)
    for name, centre in section.centres.items():
        if centre.name.township not in townships:
            yield f"{CENTRES}.{name}.name.township", _no_township(centre.name.township, townships)
        for township in centre.catchment:
            if township not in townships:
                yield f"{CENTRES}.{name}.catchment.{township}", _no_township(township, townships)
    last = list(section.centres)[-1]
    for township in townships:
        reached = sum(centre.catchment.get(township, 0.0) for centre in section.centres.values())
        if reached > 1 + 1e-9:
            yield (
                f"{CENTRES}.{last}.catchment",
                Message(
                    "{reached:.0%} of the old people of {township} are within reach of some centre; at most "
                    "100% are possible",
                    reached=reached,
                    township=township,
                ),
            )


def _no_township(township: str, names: tuple[str, ...]) -> Message:
    return Message(
        '"{township}" is no township; known: {names}{hint}',
        township=township,
        names=", ".join(names),
        hint=nearest(township, names),
    )


def notices(
    section: CommunityCareSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what is no error and yet worth knowing."""
    for name, centre in section.centres.items():
        if not any(centre.catchment.values()):
            yield Message(
                "{path}: nobody lives within reach of this centre", path=f"{CENTRES}.{name}.catchment"
            )
