"""The welfare centre: finishing its ten buildings, and the care that it offers from its opening on.

`construction` and its neighbours say when it opens and what building it costs (`simlib.programmes.works`);
`beds_operation` and its neighbours who is admitted, who waits, and what running it costs from then on. Here
the two are one programme.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from simlib.core.lazily import Lazily
from simlib.core.outcome import Outcome
from simlib.core.posting import together
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.population.assumptions import PopulationSection
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.programme import Context, Programme
from simlib.programmes.welfare_centre.assumptions import WelfareCentreSection
from simlib.programmes.welfare_centre.beds_checks import bed_misfits, bed_notices
from simlib.programmes.welfare_centre.beds_headlines import BED_SHOWN, bed_headlines
from simlib.programmes.welfare_centre.beds_money import BED_ITEMS, RESTS_ON
from simlib.programmes.welfare_centre.beds_operation import (
    BED_MEASURES,
    BED_TABLES,
    Operation,
    community_using,
    operate,
)
from simlib.programmes.welfare_centre.construction import (
    BUILDING_ITEMS,
    BUILDING_MEASURES,
    NAME,
    NUMBER,
    PREFIX,
    Construction,
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
from simlib.programmes.works.postings import bond_items
from simlib.programmes.works.tables import TABLES
from simlib.scenario.assumption import Section
from simlib.scenario.time import HorizonSection

CONSTRUCTION = f"{NAME}.construction"


def simulate(context: Context, section: WelfareCentreSection, upstream: Mapping[str, Outcome]) -> Outcome:
    """Build the centre, then run it; who uses community care asks for a bed later, or not at all."""
    building = section.construction.model_dump_json(), context.works.model_dump_json()
    construction = context.keep(
        (NAME, "construction", *building), lambda: construction_of(section.construction, context)
    )
    opened_day, using = construction.opened_day, community_using(upstream, context)
    care = section.beds.model_dump_json(), opened_day, using.tobytes(), context.engine, context.events
    operation = context.keep(
        (NAME, "beds", *care),
        lambda: operate(context, section.beds, opened_day, using, context.luck.key(NUMBER)),
    )
    return context.keep((NAME, *building, *care), lambda: _outcome(context, section, construction, operation))


def _outcome(
    context: Context, section: WelfareCentreSection, construction: Construction, operation: Operation
) -> Outcome:
    care = Care(
        *(by_care.sum(axis=1) for by_care in (operation.beds_open, operation.residents, operation.waiting))
    )
    of_works = Lazily(
        {
            **table_makers(construction.works),
            FACILITIES.name: lambda: construction_facility(construction, care),
        }
    )
    return Outcome(
        tables=ChainMap(of_works, operation.tables),
        postings=together(
            [construction_postings(construction, section.construction, context), operation.postings]
        ),
        measures={**construction_measures(construction), **operation.measures},
    )


def rests_on(item: str, cohort: str) -> str:
    """Return the path behind a posting: how cost is spread over tasks, a bond's share, or what is used."""
    if item in bond_items(PREFIX):
        return f"{CONSTRUCTION}.bond.share"
    return RESTS_ON.get(item, f"{CONSTRUCTION}.cost_shares")


def headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of the centre, see `simlib.programmes.programme.Programme`."""
    return (*construction_headlines(tables, assumptions, lang), *bed_headlines(tables, lang))


def cohort_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return nothing: its postings belong to no cohort."""
    return {}


def misfits(
    section: WelfareCentreSection, population: PopulationSection, first_day: date
) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree."""
    yield from construction_misfits(section.construction)
    yield from bed_misfits(section.beds)


def works_misfits(section: WelfareCentreSection, shared: Mapping[str, Section]) -> Iterator[tuple[str, str]]:
    """Yield path and message of what does not agree with the section `works`."""
    yield from construction_works_misfits(section.construction, shared)


def notices(
    section: WelfareCentreSection, population: PopulationSection, horizon: HorizonSection
) -> Iterator[Message]:
    """Yield what is no error and yet worth knowing."""
    yield from bed_notices(section.beds)


WELFARE_CENTRE = Programme(
    name=NAME,
    number=NUMBER,
    section=WelfareCentreSection,
    tables=(FACILITIES, *TABLES, *BED_TABLES),
    title=mark("Welfare centre"),
    rests_on=rests_on,
    cohort_labels=cohort_labels,
    headlines=headlines,
    shown=(*(table.name for table in TABLES), *BED_SHOWN),
    items=lambda section: (*BUILDING_ITEMS, *BED_ITEMS),
    check=misfits,
    notices=notices,
    measures=BUILDING_MEASURES | BED_MEASURES,
    simulate=simulate,
    needs=("community_care",),
    reads=("works",),
    agree=works_misfits,
)
