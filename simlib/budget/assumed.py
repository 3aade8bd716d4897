"""What a finished run assumed of money, read back from its plain data."""

import json
from typing import Any, TypeVar

from simlib.budget.assumptions import Virement
from simlib.budget.grant_assumptions import TiedMoney
from simlib.budget.price_assumptions import Headroom, Prices
from simlib.programmes.headline import Assumptions
from simlib.scenario.assumption import Section

Group = TypeVar("Group", bound=Section)


def assumed_prices(assumptions: Assumptions) -> Prices:
    """Return what money is worth, from assumptions by path as plain data."""
    return _group(assumptions, "budget.prices.", Prices)


def assumed_headroom(assumptions: Assumptions) -> Headroom:
    """Return the room in the city's budget."""
    return _group(assumptions, "budget.headroom.", Headroom)


def assumed_virement(assumptions: Assumptions) -> Virement:
    """Return out of which budgets money may be moved."""
    return _group(assumptions, "budget.virement.", Virement)


def assumed_ties(assumptions: Assumptions) -> dict[str, TiedMoney]:
    """Return which money may be used for nothing else, by name."""
    inside = "budget.tied_money."
    return {
        path.removeprefix(inside): TiedMoney.model_validate_json(json.dumps(entry["value"]))
        for path, entry in assumptions.items()
        if path.startswith(inside)
    }


def _group(assumptions: Assumptions, inside: str, model: type[Group]) -> Group:
    """Return a group of a section as its own model; in JSON a date is a text and a tuple a list."""
    values: dict[str, Any] = {}
    for path, entry in assumptions.items():
        if path.startswith(inside):
            place = values
            *groups, leaf = path.removeprefix(inside).split(".")
            for group in groups:
                place = place.setdefault(group, {})
            place[leaf] = entry["value"]
    return model.model_validate_json(json.dumps(values))
