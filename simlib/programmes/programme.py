"""The one shape that every programme has."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd

from simlib.core.clock import Calendar
from simlib.core.luck import Luck
from simlib.core.outcome import Outcome
from simlib.core.tables import Table
from simlib.language.language import Language
from simlib.language.message import Message
from simlib.population import Population
from simlib.population.assumptions import PopulationSection
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.works.assumptions import WorksSection
from simlib.scenario.assumption import Section
from simlib.scenario.time import HorizonSection

ENGINES = ("fast", "simpy")
"""Names of the engines: compiled for everyday use, and the specification, written to be read."""

Made = TypeVar("Made")


def made_anew(key: Hashable, make: Callable[[], Made]) -> Made:
    """Keep nothing: make what is asked for."""
    return make()


def agrees(section: Section, shared: Mapping[str, Section]) -> Iterable[tuple[str, str]]:
    """Find nothing that does not agree with shared sections."""
    return ()


def never_given_up() -> None:
    """Let a run go on to its end."""


@dataclass(frozen=True)
class Context:
    """What all programmes of one replicate share.

    Attributes
    ----------
    calendar
        The horizon and its holidays.
    population
        Who lives here.
    luck
        The source of all draws.
    works
        What holds for all construction works, if the scenario has such a section.
    engine
        Name of the engine to run, one of `ENGINES`; where a programme has but one, it runs that.
    events
        Whether event logs are wanted beside the other tables.
    keep
        Called with a key and a function that makes something; gives back what was made, perhaps in an earlier
        run on the same luck, calendar and population. The key must hold everything else that it depends on.
    go_on
        Called at least once a simulated month; raises to give the run up.
    """

    calendar: Calendar
    population: Population
    luck: Luck
    works: WorksSection | None = None
    engine: str = ENGINES[0]
    events: bool = False
    keep: Callable[[Hashable, Callable[[], Made]], Made] = made_anew
    go_on: Callable[[], None] = never_given_up


@dataclass(frozen=True)
class Programme:
    """A livelihood programme.

    Attributes
    ----------
    name
        Name of its section in scenarios and of its rows in the ledger.
    number
        Fixed for ever: luck is derived from it.
    section
        The assumptions that it declares.
    tables
        The tables that it gives back, beside its postings.
    title
        What it is called, marked for the catalogue.
    rests_on
        Takes item and cohort of a posting; gives the path of the assumption that says for how many there is
        to be paid.
    cohort_labels
        Takes assumptions by path and a language; gives what the cohorts of its postings are called, by name.
    headlines
        Takes tables, assumptions by path and a language; gives the main results.
    shown
        Names of the tables that headlines and reports read.
    items
        Takes its section; gives the names of the accounts that it posts to.
    check
        Takes its section, the section `population` and the first day of the horizon; yields path and message
        of what does not fit together.
    notices
        Takes its section, the sections `population` and `horizon`; yields what is no error and yet worth
        knowing.
    measures
        What the measures of its outcome are called, by name, marked for the catalogue.
    simulate
        Takes the context, its validated section and the outcomes it needs by name; gives an `Outcome`.
    needs
        Names of the programmes whose outcomes it needs.
    reads
        Names of the shared sections that it cannot do without, beside those that every scenario has.
    agree
        Takes its section and, by name, those that it reads; yields path and message of what does not agree.
    """

    name: str
    number: int
    section: type[Section]
    tables: tuple[Table, ...]
    title: str
    rests_on: Callable[[str, str], str]
    cohort_labels: Callable[[Assumptions, Language], Mapping[str, str]]
    headlines: Callable[[Mapping[str, pd.DataFrame], Assumptions, Language], tuple[Headline, ...]]
    shown: tuple[str, ...]
    items: Callable[[Section], tuple[str, ...]]
    check: Callable[[Section, PopulationSection, date], Iterable[tuple[str, str]]]
    notices: Callable[[Section, PopulationSection, HorizonSection], Iterable[Message]]
    measures: Mapping[str, str]
    simulate: Callable[[Context, Section, Mapping[str, Outcome]], Outcome]
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    agree: Callable[[Section, Mapping[str, Section]], Iterable[tuple[str, str]]] = agrees
