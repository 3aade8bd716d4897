"""What must agree between the parts of the subsidies, and between them and the rest of the scenario."""

from collections.abc import Iterator, Mapping
from datetime import date

from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.family_subsidies.assumptions import FamilySubsidiesSection
from simlib.programmes.family_subsidies.instrument_assumptions import Instrument
from simlib.programmes.family_subsidies.path_checks import path_misfits, path_notices
from simlib.scenario.problems import nearest
from simlib.scenario.time import HorizonSection

SEMESTERS = "family_subsidies.semesters"
INSTRUMENTS = "family_subsidies.instruments"
NEWS = "family_subsidies.uptake.news_from"
YUAN_IN_WAN = 10_000
SMALLEST_LIKELY = 10.0
"""Yuan a payment below which an amount may be meant in 万元."""


def misfits(
    section: FamilySubsidiesSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    townships = population.townships.names
    yield from path_misfits(section.path, townships)
    yield from _news(section.uptake.news_from, tuple(townships))
    by_semester = [
        instrument for instrument in section.instruments.values() if instrument.rule.pays == "semester"
    ]
    if by_semester and section.semesters[0].first_day > first_day:
        yield (
            SEMESTERS,
            Message(
                "the first semester begins on {start}; the first day ({first_day}) must lie in one",
                start=section.semesters[0].first_day,
                first_day=first_day,
            ),
        )


def _news(news_from: Mapping[str, date], townships: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in townships:
        if name not in news_from:
            yield NEWS, Message('it says nothing of the township "{township}"', township=name)
    for name in news_from:
        if name not in townships:
            message = Message(
                '"{township}" is no township; known: {names}{hint}',
                township=name,
                names=", ".join(townships),
                hint=nearest(name, townships),
            )
            yield f"{NEWS}.{name}", message


def notices(
    section: FamilySubsidiesSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what is no error and yet worth knowing."""
    yield from path_notices(section.path)
    yield from _amounts(section.instruments)
    yield from _promises(section, horizon)


def _amounts(instruments: Mapping[str, Instrument]) -> Iterator[Message]:
    """Yield amounts that look as if they were told in 万元."""
    for name, instrument in instruments.items():
        for parity, amount in instrument.amount.items():
            if 0 < amount < SMALLEST_LIKELY:
                yield Message(
                    "{path}: {amount} yuan a payment; if {amount}万元 is meant, write {yuan}",
                    path=f"{INSTRUMENTS}.{name}.amount.{parity}",
                    amount=amount,
                    yuan=f"{amount * YUAN_IN_WAN:.0f}",
                )


def _promises(section: FamilySubsidiesSection, horizon: HorizonSection) -> Iterator[Message]:
    """Yield a notice if the semester calendar ends before the last child has grown out of the subsidies."""
    ages = [
        window.before_month
        for instrument in section.instruments.values()
        for window in instrument.ages.values()
        if instrument.rule.pays == "semester"
    ]
    if not ages:
        return
    year, month = divmod(12 * horizon.last_day.year + horizon.last_day.month - 1 + max(ages), 12)
    until = date(year, month + 1, 1)
    if section.semesters[-1].last_day < until:
        yield Message(
            "{path}: the semesters end on {end}; what is promised from then to {until} is not counted",
            path=SEMESTERS,
            end=section.semesters[-1].last_day,
            until=until,
        )
