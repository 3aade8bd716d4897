"""What must agree between the parts of the assistance, and between them and the rest of the scenario."""

from collections.abc import Iterable, Iterator
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.medical_assistance.assumptions import MedicalAssistanceSection
from simlib.scenario.problems import nearest
from simlib.scenario.time import HorizonSection

NAME = "medical_assistance"
STAFF = f"{NAME}.premium.verification.staff"
PATIENTS = f"{NAME}.diseases.patients"


def misfits(
    section: MedicalAssistanceSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    for path, by_group in section.by_group().items():
        yield from _names(f"{NAME}.{path}", by_group, section.groups, _lacks_group, _no_group)
    staff = section.premium.verification.staff
    yield from _names(STAFF, staff, tuple(population.townships.names), _lacks_township, _no_township)
    yield from _too_many_patients(section)


def _names(
    path: str, told: Iterable[str], known: tuple[str, ...], lacks, unknown
) -> Iterator[tuple[str, str]]:
    for name in known:
        if name not in told:
            yield path, lacks(name)
    for name in told:
        if name not in known:
            yield f"{path}.{name}", unknown(name, known)


def _lacks_group(name: str) -> Message:
    return Message('it says nothing of the group "{group}"', group=name)


def _no_group(name: str, known: tuple[str, ...]) -> Message:
    return Message(
        '"{group}" is no group of the list; known: {names}{hint}',
        group=name,
        names=", ".join(known),
        hint=nearest(name, known),
    )


def _lacks_township(name: str) -> Message:
    return Message('it says nothing of the township "{township}"', township=name)


def _no_township(name: str, known: tuple[str, ...]) -> Message:
    return Message(
        '"{township}" is no township; known: {names}{hint}',
        township=name,
        names=", ".join(known),
        hint=nearest(name, known),
    )


def _too_many_patients(section: MedicalAssistanceSection) -> Iterator[tuple[str, str]]:
    """Yield groups that have more patients than people."""
    for group, people in section.need.people.items():
        patients = section.diseases.patients * section.diseases.group_share.get(group, 0.0)
        if patients > people:
            yield (
                PATIENTS,
                Message(
                    "{patients:.0f} patients of the group {group}, of which {people} people are on the list",
                    patients=patients,
                    group=group,
                    people=people,
                ),
            )


def notices(
    section: MedicalAssistanceSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what is no error and yet worth knowing."""
    listed, residents = sum(section.need.people.values()), population.census.residents
    if listed > residents:
        yield Message(
            "{path}: {listed} people are on the list, and {residents} live there; the list is taken as it is",
            path=f"{NAME}.need.people",
            listed=listed,
            residents=residents,
        )
    verification = section.premium.verification
    for township, staff in verification.staff.items():
        if not staff:
            yield Message("{path}: nobody works there, so nobody is met", path=f"{STAFF}.{township}")
    if not verification.weekdays:
        yield Message(
            "{path}: nobody works there, so nobody is met", path=f"{NAME}.premium.verification.weekdays"
        )
    if section.relief.starts > horizon.last_day:
        yield Message(
            "{path}: relief starts on {starts}, after the last day",
            path=f"{NAME}.relief.starts",
            starts=section.relief.starts,
        )
