"""Levers: what can be moved on a page, each made from the assumption that it moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

from simlib.analysis.explain import RANGE_MEANINGS
from simlib.present.board.scales import Scale
from simlib.scenario.assumption import Assumption, Label, Source
from simlib.scenario.model import Scenario


@dataclass(frozen=True)
class Lever:
    """One number or date that can be moved.

    Attributes
    ----------
    path
        Dotted path of what it changes.
    group
        Heading under which it stands, marked for translation.
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


def number_lever(scenario: Scenario, path: str, group: str, scale: Scale) -> Lever:
    """Return the lever of one number: an assumption, or an entry of one; it reaches over its range.

    Parameters
    ----------
    scenario
        What the lever starts from.
    path
        Of the number.
    group
        Heading under which the lever stands.
    scale
        How the number is written.
    """
    within, assumption = scenario.assumption_at(path)
    entries = path.removeprefix(within).split(".")[1:]
    value = float(reduce(getitem, entries, assumption.value))
    bounds = assumption.range
    span = (bounds.low, bounds.high) if bounds else (value, value)
    meaning = RANGE_MEANINGS[bounds.meaning] if bounds else ""
    return lever_over(scenario, path, group, scale, value, span, meaning, scale.value)


def factor_span(assumption: Assumption, otherwise: tuple[float, float]) -> tuple[tuple[float, float], str]:
    """Return by which factors an assumption can be multiplied, and what these bounds mean.

    Parameters
    ----------
    assumption
        Its range holds if it is one of factors.
    otherwise
        The bounds where there is no such range.
    """
    bounds = assumption.range
    meaning = RANGE_MEANINGS[bounds.meaning] if bounds else ""
    return ((bounds.low, bounds.high) if bounds and bounds.basis == "factor" else otherwise), meaning


def lever_over(
    scenario: Scenario,
    path: str,
    group: str,
    scale: Scale,
    default: float,
    span: tuple[float, float],
    meaning: str,
    value_at: Callable[[float], Any],
) -> Lever:
    """Return a lever that reaches over a span; what it is called and rests on is said by its assumption.

    The parameters are attributes of `Lever`; `span` is low and high.
    """
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
