"""What a planner of the rollout can move: sites, demand, how women come, the second batch, prices."""

from collections.abc import Iterator
from datetime import date

from simlib.language.language import mark
from simlib.present.board.levers import Lever, factor_span, lever_over, number_lever
from simlib.present.board.scales import (
    STEPS_ROUNDED_TO,
    CountScale,
    DateScale,
    FactorScale,
    ShareScale,
    YuanScale,
)
from simlib.scenario.model import Scenario

ROLLOUT = "hpv_rollout"
CAPACITY = f"{ROLLOUT}.sites.daily_capacity"
OPENING_DAYS = f"{ROLLOUT}.sites.opening_days"
NO_SHOW = f"{ROLLOUT}.demand.no_show"
UPTAKE = f"{ROLLOUT}.demand.uptake"
BATCHES = f"{ROLLOUT}.batches"
PRODUCTS = f"{ROLLOUT}.products"
SERVICE_FEE = f"{ROLLOUT}.costs.service_fee"

CAMPAIGN, CAMPAIGN_COST = f"{ROLLOUT}.publicity.multiplier", f"{ROLLOUT}.publicity.yearly_cost"
NEARER = f"{ROLLOUT}.booking.accepted_days"
WALK_INS = f"{ROLLOUT}.channels.walk_in.share"
WITH_SCHOOL = f"{ROLLOUT}.channels.school.takes_part"

SUPPLY, DEMAND, WAYS, TIMING, MONEY = (
    mark("Sites"),
    mark("Demand"),
    mark("Hearing of it, and ways to come"),
    mark("Start of the second batch"),
    mark("Money"),
)
"""Groups of levers, in the order in which they are shown."""

CAMPAIGN_STEP = 10_000.0
"""Yuan a year."""

HORIZON = mark("any day of the horizon")


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers of a scenario that has the rollout."""
    return tuple(_levers(scenario))


def _levers(scenario: Scenario) -> Iterator[Lever]:
    yield _capacity(scenario)
    yield number_lever(scenario, NO_SHOW, DEMAND, ShareScale())
    for band in scenario.sections[ROLLOUT].demand.uptake:
        yield number_lever(scenario, f"{UPTAKE}.{band}", DEMAND, ShareScale())
    yield number_lever(scenario, CAMPAIGN, WAYS, FactorScale())
    yield number_lever(scenario, CAMPAIGN_COST, WAYS, YuanScale(CAMPAIGN_STEP))
    yield number_lever(scenario, NEARER, WAYS, CountScale())
    yield _walk_ins(scenario)
    if scenario.sections[ROLLOUT].channels.school.rounds:
        yield number_lever(scenario, WITH_SCHOOL, WAYS, ShareScale())
    for batch in second_batches(scenario):
        yield _opening(scenario, batch)
    yield number_lever(scenario, SERVICE_FEE, MONEY, YuanScale())
    for product in scenario.sections[ROLLOUT].products:
        yield number_lever(scenario, f"{PRODUCTS}.{product}.price", MONEY, YuanScale())


def second_batches(scenario: Scenario) -> list[str]:
    """Return the batches that open second: all those of the second opening date, or none."""
    batches = scenario.sections[ROLLOUT].batches
    days = sorted({batch.opens for batch in batches.values()})
    return [name for name, batch in batches.items() if len(days) > 1 and batch.opens == days[1]]


def _capacity(scenario: Scenario) -> Lever:
    """Return the lever that makes all sites larger or smaller by one factor."""
    _, assumption = scenario.assumption_at(CAPACITY)
    planned = dict(assumption.value)

    def multiplied(factor: float) -> dict[str, int]:
        return {site: round(capacity * factor) for site, capacity in planned.items()}

    span, meaning = factor_span(assumption, (0.5, 2.0))
    return lever_over(scenario, CAPACITY, SUPPLY, FactorScale(), 1.0, span, meaning, multiplied)


def _walk_ins(scenario: Scenario) -> Lever:
    """Return the lever that multiplies the share of women who come without booking; all of them at most."""
    _, assumption = scenario.assumption_at(WALK_INS)
    shares = dict(assumption.value)

    def multiplied(factor: float) -> dict[str, float]:
        return {band: min(1.0, round(share * factor, STEPS_ROUNDED_TO)) for band, share in shares.items()}

    span, meaning = factor_span(assumption, (0.0, 4.0))
    return lever_over(scenario, WALK_INS, WAYS, FactorScale(), 1.0, span, meaning, multiplied)


def _opening(scenario: Scenario, batch: str) -> Lever:
    """Return the lever of a batch's opening day; it is a choice, so any day of the horizon will do."""
    horizon = scenario.sections["horizon"]
    opens: date = scenario.sections[ROLLOUT].batches[batch].opens
    span = (horizon.first_day.toordinal(), horizon.last_day.toordinal())
    path, scale = f"{BATCHES}.{batch}.opens", DateScale()
    return lever_over(scenario, path, TIMING, scale, opens.toordinal(), span, HORIZON, scale.value)
