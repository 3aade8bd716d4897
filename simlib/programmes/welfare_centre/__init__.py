"""The welfare centre: finishing its ten buildings, and the care that it offers from its opening on.

`construction` and its neighbours say when it opens and what building it costs.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from simlib.core.lazily import Lazily
from simlib.core.outcome import Outcome
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.headline import Assumptions
from simlib.programmes.programme import Context, Programme
from simlib.programmes.welfare_centre.assumptions import WelfareCentreSection
from simlib.programmes.welfare_centre.construction import (
    ITEMS,
    MEASURES,
    NAME,
    NUMBER,
    construction_facility,
    construction_measures,
    construction_of,
    construction_postings,
)
from simlib.programmes.welfare_centre.construction_checks import (
    construction_misfits,
    construction_works_misfits,
)
from simlib.programmes.welfare_centre.construction_headlines import construction_headlines
from simlib.programmes.works.facilities import FACILITIES, Care
from simlib.programmes.works.outcome import table_makers
from simlib.programmes.works.tables import TABLES
from simlib.scenario.assumption import Section
from simlib.scenario.time import HorizonSection


def simulate(context: Context, section: WelfareCentreSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Run the centre."""
    key = (NAME, section.model_dump_json(), context.works.model_dump_json())
    return context.keep(key, lambda: _outcome(context, section))


def _outcome(context: Context, section: WelfareCentreSection) -> Outcome:
    construction = construction_of(section.construction, context)
    horizon = context.calendar.horizon
    open_at_end = horizon.month_edges()[1:] > construction.opened_day
    beds = np.where(open_at_end, construction.beds, 0)
    care = Care(beds, np.zeros_like(beds), np.zeros_like(beds))
    return Outcome(
        tables=Lazily(
            {
                **table_makers(construction.works),
                FACILITIES.name: lambda: construction_facility(construction, care),
            }
        ),
        postings=construction_postings(construction, section.construction, context),
        measures=construction_measures(construction),
    )


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: the cost of the building, or the share that its bond pays."""
    construction = f"{NAME}.construction"
    return f"{construction}.bond.share" if item in ITEMS[1:] else f"{construction}.cost_shares"


def headlines(tables: Mapping, assumptions: Assumptions, lang: Language) -> tuple:
    """Return the main results of the centre, see `simlib.programmes.programme.Programme`."""
    return construction_headlines(tables, assumptions, lang)


def cohort_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return nothing: its postings belong to no cohort."""
    return {}


def misfits(
    section: WelfareCentreSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    yield from construction_misfits(section.construction)


def works_misfits(section: WelfareCentreSection, shared: Mapping[str, Section]) -> Iterator[tuple[str, str]]:
    """Yield path and message of what does not agree with the section `works`."""
    yield from construction_works_misfits(section.construction, shared)


def notices(
    section: WelfareCentreSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what is no error and yet worth knowing."""
    return iter(())


WELFARE_CENTRE = Programme(
    name=NAME,
    number=NUMBER,
    section=WelfareCentreSection,
    tables=(FACILITIES, *TABLES),
    title=mark("Welfare centre"),
    rests_on=rests_on,
    cohort_labels=cohort_labels,
    headlines=headlines,
    shown=tuple(table.name for table in TABLES),
    items=lambda section: ITEMS,
    check=misfits,
    notices=notices,
    measures=MEASURES,
    simulate=simulate,
    reads=("works",),
    agree=works_misfits,
)
