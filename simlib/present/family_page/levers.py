"""What can be moved about the subsidies: amounts, ages, take-up, and how fast claims are worked off."""

from collections.abc import Iterator
from dataclasses import replace

from simlib.language.language import mark
from simlib.present.board.levers import Lever, number_lever
from simlib.present.board.scales import CountScale, DaysScale, FineShareScale, ShareScale, YuanScale
from simlib.programmes.family_subsidies import NAME
from simlib.programmes.family_subsidies.instrument_assumptions import ONCE
from simlib.scenario.assumption import Label
from simlib.scenario.model import Scenario

INSTRUMENTS, UPTAKE, PATH = f"{NAME}.instruments", f"{NAME}.uptake", f"{NAME}.path"
PARITY_LABELS = {"first": ("1st", "一孩"), "second": ("2nd", "二孩"), "third": ("3rd", "三孩")}
"""Short words for a parity behind the label of an amount, in English and Chinese."""

AMOUNTS, AGES, FAMILIES, OFFICES, BIRTHS = (
    mark("Amounts, yuan a payment"),
    mark("Ages up to which they are paid"),
    mark("Families"),
    mark("Offices"),
    mark("Births"),
)
"""Groups of levers, in the order in which they are shown."""


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers of a scenario that has the subsidies."""
    return tuple(_levers(scenario))


def _levers(scenario: Scenario) -> Iterator[Lever]:
    instruments = scenario.sections[NAME].instruments
    for name, instrument in instruments.items():
        for parity in instrument.amount:
            path = f"{INSTRUMENTS}.{name}.amount.{parity}"
            yield _of_parity(number_lever(scenario, path, AMOUNTS, YuanScale(50.0)), parity)
    for name, instrument in instruments.items():
        if instrument.rule.pays != ONCE:
            for window in instrument.ages:
                path = f"{INSTRUMENTS}.{name}.ages.{window}.before_month"
                yield number_lever(scenario, path, AGES, CountScale())
    yield number_lever(scenario, f"{UPTAKE}.take_up", FAMILIES, ShareScale())
    yield number_lever(scenario, f"{UPTAKE}.mean_delay", FAMILIES, DaysScale())
    yield number_lever(scenario, f"{UPTAKE}.apply_delay", FAMILIES, DaysScale())
    yield number_lever(scenario, f"{PATH}.desks.papers_missing", OFFICES, ShareScale())
    yield number_lever(scenario, f"{PATH}.review.cases_a_day", OFFICES, CountScale())
    yield number_lever(scenario, f"{PATH}.approval.cases_a_day", OFFICES, CountScale())
    yield number_lever(scenario, f"{NAME}.response.quantum", BIRTHS, FineShareScale())


def _of_parity(lever: Lever, parity: str) -> Lever:
    english, chinese = PARITY_LABELS[parity]
    label = Label(en=f"{lever.label.en} ({english})", zh=f"{lever.label.zh} ({chinese})")
    return replace(lever, label=label)
