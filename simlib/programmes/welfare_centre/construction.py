"""The construction half of the welfare centre: when it opens, and what building it costs."""

from dataclasses import dataclass

from simlib.core.money import to_yuan
from simlib.core.posting import Postings
from simlib.core.tables import Columns
from simlib.language.language import mark
from simlib.programmes.programme import Context
from simlib.programmes.welfare_centre.construction_assumptions import ConstructionSection
from simlib.programmes.works.bond import bond_flows
from simlib.programmes.works.facilities import Care, facility_of
from simlib.programmes.works.outcome import Built, built
from simlib.programmes.works.postings import Bill, bond_items, works_postings
from simlib.programmes.works.project import layout_of, project_of

NAME = "welfare_centre"
NUMBER = 4

PREFIX = "welfare"
ITEM = "welfare_construction"
"""Account of the building."""

BUILDING_ITEMS = (ITEM, *bond_items(PREFIX))
"""All accounts of this half."""

BUILDING_MEASURES = {
    "ready_days_late": mark("welfare centre: days from promised to ready to operate"),
    "ready_as_promised": mark("welfare centre: ready to operate by the day promised (1 if so)"),
    "opened_day": mark("welfare centre: days from the first day until it opens"),
    "building_cost": mark("welfare centre: cost of building with overrun, yuan"),
    "building_overrun": mark("welfare centre: overrun of building, yuan"),
}
"""What the measures of this half are called."""


@dataclass(frozen=True)
class Construction:
    """What becomes of the building in one replicate.

    Attributes
    ----------
    works
        Its course, and what is spent.
    opened_day
        Day of the horizon on which the centre opens; beyond its end if it does not within it.
    """

    works: Built
    opened_day: int


def construction_of(section: ConstructionSection, context: Context) -> Construction:
    """Return what becomes of the building."""
    horizon = context.calendar.horizon
    layout = layout_of(section, section.buildings.share, context.works)
    project = project_of(NAME, layout, section.plan, section.cost, section.progress, horizon)
    works = built(NAME, NUMBER, [project], context.works, horizon, context.luck)
    return Construction(works, int(works.own[0].reached("opened")[0]))


def construction_postings(
    construction: Construction, section: ConstructionSection, context: Context
) -> Postings:
    """Return the postings of the building and its bond."""
    horizon = context.calendar.horizon
    (spending,) = construction.works.spendings
    return works_postings(
        [Bill(ITEM, "", spending.begins, spending.payments)],
        bond_flows(section.bond, spending.left_to_pay, horizon),
        BUILDING_ITEMS,
        PREFIX,
        context.works.payment.lag,
        horizon.months,
        context.population.start.townships,
    )


def construction_facility(construction: Construction, care: Care) -> Columns:
    """Return the centre's columns of `facilities`, given its care by month."""
    works = construction.works
    return facility_of(works.own[0], works.spendings[0], care, works.horizon)


def construction_measures(construction: Construction) -> dict[str, float]:
    """Return the named outcomes of the building."""
    (course,), (spending,) = construction.works.own, construction.works.spendings
    late = int(course.reached("ready")[0]) - course.project.promised
    total = spending.value.total
    return {
        "ready_days_late": float(late),
        "ready_as_promised": float(late <= 0),
        "opened_day": float(construction.opened_day),
        "building_cost": float(to_yuan(total)),
        "building_overrun": float(to_yuan(total - spending.contract)),
    }
