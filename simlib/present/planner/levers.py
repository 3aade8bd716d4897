"""What a planner can move: levers, each made from the assumption that it moves."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from simlib.analysis.explain import RANGE_MEANINGS
from simlib.language.language import mark
from simlib.present.planner.scales import DateScale, FactorScale, Scale, ShareScale, YuanScale
from simlib.scenario.assumption import Assumption, Label, Source
from simlib.scenario.model import Scenario

ROLLOUT = "hpv_rollout"
CAPACITY = f"{ROLLOUT}.sites.daily_capacity"
OPENING_DAYS = f"{ROLLOUT}.sites.opening_days"
NO_SHOW = f"{ROLLOUT}.demand.no_show"
UPTAKE = f"{ROLLOUT}.demand.uptake"
BATCHES = f"{ROLLOUT}.batches"
PRODUCTS = f"{ROLLOUT}.products"
SERVICE_FEE = f"{ROLLOUT}.costs.service_fee"

SUPPLY, DEMAND, TIMING, MONEY = (
    mark("Sites"),
    mark("Demand"),
    mark("Start of the second batch"),
    mark("Money"),
)
"""Groups of levers, in the order in which they are shown."""

HORIZON = mark("any day of the horizon")


@dataclass(frozen=True)
class Lever:
    """One number or date that a planner can move.

    Attributes
    ----------
    path
        Dotted path of what it changes.
    group
        One of the groups above.
    label
        In both languages.
    scale
        How positions are written.
    default, low, high
        Positions: where the scenario has it, and how far it can be moved.
    meaning
        What low and high are.
    assumption
        What the lever was made from, with its evidence.
    source
        Of the assumption.
    value_at
        Takes a position; gives the value that is put at `path`.
    """

    path: str
    group: str
    label: Label
    scale: Scale
    default: float
    low: float
    high: float
    meaning: str
    assumption: Assumption
    source: Source
    value_at: Callable[[float], Any]


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers of a scenario that has the rollout."""
    return tuple(_levers(scenario))


def _levers(scenario: Scenario) -> Iterator[Lever]:
    yield _capacity(scenario)
    yield _plain(scenario, NO_SHOW, DEMAND, ShareScale())
    for band in scenario.sections[ROLLOUT].demand.uptake:
        yield _plain(scenario, f"{UPTAKE}.{band}", DEMAND, ShareScale())
    for batch in second_batches(scenario):
        yield _opening(scenario, batch)
    yield _plain(scenario, SERVICE_FEE, MONEY, YuanScale())
    for product in scenario.sections[ROLLOUT].products:
        yield _plain(scenario, f"{PRODUCTS}.{product}.price", MONEY, YuanScale())


def second_batches(scenario: Scenario) -> list[str]:
    """Return the batches that open second: all those of the second opening date, or none."""
    batches = scenario.sections[ROLLOUT].batches
    days = sorted({batch.opens for batch in batches.values()})
    return [name for name, batch in batches.items() if len(days) > 1 and batch.opens == days[1]]


def _plain(scenario: Scenario, path: str, group: str, scale: Scale) -> Lever:
    """Return the lever of an assumption that is one number."""
    _, assumption = scenario.assumption_at(path)
    value, bounds = assumption.value, assumption.range
    span = (bounds.low, bounds.high) if bounds else (value, value)
    meaning = RANGE_MEANINGS[bounds.meaning] if bounds else ""
    return _lever(scenario, path, group, scale, value, span, meaning, scale.value)


def _capacity(scenario: Scenario) -> Lever:
    """Return the lever that makes all sites larger or smaller by one factor."""
    _, assumption = scenario.assumption_at(CAPACITY)
    bounds = assumption.range
    planned = dict(assumption.value)

    def multiplied(factor: float) -> dict[str, int]:
        return {site: round(capacity * factor) for site, capacity in planned.items()}

    span = (bounds.low, bounds.high) if bounds and bounds.basis == "factor" else (0.5, 2.0)
    meaning = RANGE_MEANINGS[bounds.meaning] if bounds else ""
    return _lever(scenario, CAPACITY, SUPPLY, FactorScale(), 1.0, span, meaning, multiplied)


def _opening(scenario: Scenario, batch: str) -> Lever:
    """Return the lever of a batch's opening day; it is a choice, so any day of the horizon will do."""
    horizon = scenario.sections["horizon"]
    opens: date = scenario.sections[ROLLOUT].batches[batch].opens
    span = (horizon.first_day.toordinal(), horizon.last_day.toordinal())
    path, scale = f"{BATCHES}.{batch}.opens", DateScale()
    return _lever(scenario, path, TIMING, scale, opens.toordinal(), span, HORIZON, scale.value)


def _lever(
    scenario: Scenario,
    path: str,
    group: str,
    scale: Scale,
    default: float,
    span: tuple[float, float],
    meaning: str,
    value_at: Callable[[float], Any],
) -> Lever:
    _, assumption = scenario.assumption_at(path)
    return Lever(
        path=path,
        group=group,
        label=assumption.label,
        scale=scale,
        default=default,
        # A scenario may lie outside its own plausible range; the lever must be able to stand there.
        low=min(span[0], default),
        high=max(span[1], default),
        meaning=meaning,
        assumption=assumption,
        source=scenario.sources[assumption.source],
        value_at=value_at,
    )


def changes_of(positions: Iterable[tuple[Lever, float]]) -> dict[str, Any]:
    """Return the values that moved levers put into the scenario, by path."""
    return {
        lever.path: lever.value_at(position) for lever, position in positions if position != lever.default
    }
