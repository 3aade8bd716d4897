"""What can be moved about care and assistance: crews, winter, beds, carers, fees, premium and relief."""

from collections.abc import Callable, Iterator

from simlib.language.language import Language, mark
from simlib.present.board.levers import Lever, lever_over, number_lever
from simlib.present.board.many_of import ManyOf
from simlib.present.board.scales import CountScale, FactorScale, NumberScale, ShareScale, YuanScale
from simlib.present.board.subject import Special
from simlib.scenario.model import Scenario

CENTRE, COMMUNITY, ASSISTANCE, OTHERS = (
    "welfare_centre",
    "community_care",
    "medical_assistance",
    "capital_projects",
)
CREWS = f"{CENTRE}.construction.crews"
WINTER = "works.stops.winter.places"
ALERTS = "works.stops.pollution.alerts.number"
BEDS = f"{CENTRE}.beds"
SUPPORT = f"{ASSISTANCE}.premium.support"
VERIFIED = f"{ASSISTANCE}.premium.verification.people_a_day"
RELIEF = f"{ASSISTANCE}.relief.share"

BUILDING, CARERS, FEES, USERS, HELP = (
    mark("Building the welfare centre"),
    mark("Beds and carers"),
    mark("Fees a month"),
    mark("Community centres"),
    mark("Assistance"),
)
"""Groups of levers, in the order in which they are shown."""

PLACES = {"outdoors": mark("outdoors"), "indoors": mark("indoors")}
"""Where work can be stopped."""

OWN_CHOICE = mark("a decision: any share")
EVERY_CREW = mark("crews of all tasks alike")


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers of a scenario that has the centre, community care, the assistance and the works."""
    return tuple(_levers(scenario))


def _levers(scenario: Scenario) -> Iterator[Lever]:
    centre = scenario.sections[CENTRE].beds
    yield _crews(scenario)
    yield number_lever(scenario, ALERTS, BUILDING, NumberScale())
    yield number_lever(scenario, f"{BEDS}.places.number", CARERS, CountScale(10.0))
    for care in type(centre.staff.at_opening).model_fields:
        yield number_lever(scenario, f"{BEDS}.staff.at_opening.{care}", CARERS, NumberScale())
        yield number_lever(scenario, f"{BEDS}.staff.hired.{care}", CARERS, NumberScale(0.1))
    for grade in type(centre.fees).model_fields:
        yield number_lever(scenario, f"{BEDS}.fees.{grade}", FEES, YuanScale(50.0))
    for name in scenario.sections[COMMUNITY].centres:
        path = f"{COMMUNITY}.centres.{name}"
        yield number_lever(scenario, f"{path}.opening.passes", USERS, ShareScale())
        yield number_lever(scenario, f"{path}.places", USERS, CountScale(5.0))
    yield _support(scenario)
    yield number_lever(scenario, VERIFIED, HELP, CountScale())
    share = float(scenario.sections[ASSISTANCE].relief.share)
    scale = ShareScale()
    yield lever_over(scenario, RELIEF, HELP, scale, share, (0.0, 1.0), OWN_CHOICE, scale.value)


def _crews(scenario: Scenario) -> Lever:
    """Return the lever that multiplies the crews of all tasks."""
    planned = dict(scenario.sections[CENTRE].construction.crews)
    bounds = scenario.assumptions[CREWS].range

    def multiplied(factor: float) -> dict[str, float]:
        return {task: round(crews * factor, 4) for task, crews in planned.items()}

    span = (bounds.low, bounds.high) if bounds else (1.0, 1.0)
    return lever_over(scenario, CREWS, BUILDING, FactorScale(), 1.0, span, EVERY_CREW, multiplied)


def _support(scenario: Scenario) -> Lever:
    """Return the lever of the largest share of the years; the other years keep their relation to it."""
    planned = {str(year): share for year, share in scenario.assumptions[SUPPORT].value.items()}
    most = max(planned.values(), default=0.0)

    def supported(position: float) -> dict[str, float]:
        relations = {year: share / most if most else 1.0 for year, share in planned.items()}
        return {year: round(position * relation, 4) for year, relation in relations.items()}

    return lever_over(scenario, SUPPORT, HELP, ShareScale(), most, (0.0, 1.0), OWN_CHOICE, supported)


def winter_of(scenario: Scenario, moved: Callable[[], None], lang: Language) -> tuple[Special, ...]:
    """Return the choice of what the winter stops."""
    stopped = scenario.sections["works"].stops["winter"].places
    label = scenario.assumptions[WINTER].label
    return (Special(WINTER, BUILDING, ManyOf(stopped, PLACES, label, moved, lang)),)
