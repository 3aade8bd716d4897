"""What a finished run assumed of money, read back from its plain data."""

import json
from typing import Any

from pydantic import ValidationError

from simlib.budget.assumptions import BudgetSection
from simlib.language.message import Message
from simlib.programmes.headline import Assumptions
from simlib.scenario.problems import problem_in

INSIDE = "budget."


def budget_assumed(assumptions: Assumptions) -> BudgetSection:
    """Return the section `budget` of a run, from its assumptions by path as plain data.

    Raises
    ------
    InputError
        If the run was made when less, or something else, was assumed of money.
    """
    values: dict[str, Any] = {}
    for path, entry in assumptions.items():
        if path.startswith(INSIDE):
            place = values
            *groups, leaf = path.removeprefix(INSIDE).split(".")
            for group in groups:
                place = place.setdefault(group, {})
            place[leaf] = entry["value"]
    try:
        # In JSON a date is a text and a tuple a list.
        return BudgetSection.model_validate_json(json.dumps(values))
    except ValidationError as errors:
        wrong = sorted({".".join(map(str, error["loc"])) for error in errors.errors()})
        raise problem_in(
            "budget",
            Message(
                "this run was made by another version of simlib ({paths}); run it again",
                paths=", ".join(wrong),
            ),
        ) from None
