"""Actuals beside a run: what was imported, and every change of a closed month with its reason."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simlib.budget.closed_months import Change
from simlib.budget.lines import Amounts, Line
from simlib.language.message import Message
from simlib.runs.store import whole_or_nothing
from simlib.scenario.problems import problem_in

FILE = "actuals.json"


@dataclass(frozen=True)
class Kept:
    """Actuals that were imported.

    Attributes
    ----------
    amounts
        Up to the last closed month.
    history
        Changes of closed months as plain data, the oldest first.
    """

    amounts: Amounts
    history: tuple[Mapping[str, Any], ...]

    def changed(self, amounts: Amounts, changes: tuple[Change, ...], why: str) -> "Kept":
        """Return them with other amounts, and the changes of closed months noted."""
        noted = [
            {
                "line": list(change.line),
                "month": change.month,
                "fen": list(change.fen),
                "quantity": _plain(change.quantity),
                "why": why,
            }
            for change in changes
        ]
        return Kept(amounts, (*self.history, *noted))


def _plain(quantities: Iterable[float]) -> list[float | None]:
    """Return quantities as JSON has them: what is not known is null."""
    return [None if math.isnan(units) else units for units in quantities]


def read_kept(folder: Path) -> Kept | None:
    """Return the actuals beside a run, or None where none were imported.

    Raises
    ------
    InputError
        If they cannot be read.
    """
    file = folder / FILE
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        lines = tuple(Line(*line) for line in held["lines"])
        shape = (len(lines), len(held["months"]))
        quantity = [[math.nan if units is None else units for units in row] for row in held["quantity"]]
        amounts = Amounts(
            lines,
            tuple(held["months"]),
            np.array(held["fen"], np.int64).reshape(shape),
            np.array(quantity, float).reshape(shape),
        )
        return Kept(amounts, tuple(held["history"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise problem_in(
            str(file),
            Message("these actuals cannot be read: {error}", error=f"{type(error).__name__}: {error}"),
        ) from None


def write_kept(folder: Path, kept: Kept) -> None:
    """Write actuals beside a run, whole or not at all."""
    amounts = kept.amounts
    held = {
        "lines": [list(line) for line in amounts.lines],
        "months": list(amounts.months),
        "fen": amounts.fen.tolist(),
        "quantity": [_plain(row) for row in amounts.quantity.tolist()],
        "history": list(kept.history),
    }
    try:
        with whole_or_nothing(folder / FILE) as temporary:
            temporary.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise problem_in(
            str(folder / FILE),
            Message("the actuals cannot be written here: {reason}", reason=error.strerror or str(error)),
        ) from None
