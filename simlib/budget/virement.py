"""Moving money between lines (调剂): where it is allowed, and what needs a budget revision (预算调整).

Earmarked (专项), direct (直达) and bond money, and that of a fund, stays where it is. Other money moves only
within one payer and one of the four budgets, and never from capital to current or the other way round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simlib.budget.assumptions import Virement
from simlib.budget.grant_assumptions import TiedMoney
from simlib.budget.lines import Line

WITHIN, BETWEEN = "within", "between"
"""Within a department, which may move its money itself; between departments, which finance has to approve."""

NOT_TIED = "none"


@dataclass(frozen=True)
class LineRules:
    """What a chart of accounts and a scenario say of a line's money.

    Attributes
    ----------
    department
        In charge of it.
    tie
        Why it cannot be moved: `earmarked`, `direct`, `bond`, `fund`; or `none`.
    """

    department: str
    tie: str


@dataclass(frozen=True)
class Move:
    """A suggestion: whole fen from one line to another; `how` is `WITHIN` or `BETWEEN`."""

    source: Line
    target: Line
    fen: int
    how: str


@dataclass(frozen=True)
class Suggestions:
    """What could be done about lines that will not suffice.

    Attributes
    ----------
    moves
        Allowed by the rules.
    uncovered
        Fen by line that no move covers: a budget revision (预算调整), or less spending.
    untouched
        Fen by line that will be left over and cannot be moved, for the tie that it has.
    """

    moves: tuple[Move, ...]
    uncovered: Mapping[Line, int]
    untouched: Mapping[Line, int]


def rules_of(
    lines: Sequence[Line],
    departments: Mapping[str, str],
    earmarks: Mapping[str, str],
    ties: Mapping[str, TiedMoney],
    virement: Virement,
) -> dict[Line, LineRules]:
    """Return what holds for each line.

    Parameters
    ----------
    lines
        The lines.
    departments, earmarks
        By item, from the chart of accounts.
    ties
        Money that a scenario says is tied.
    virement
        Out of which budgets money may be moved at all.
    """
    return {line: LineRules(departments[line.item], _tie(line, earmarks, ties, virement)) for line in lines}


def _tie(line: Line, earmarks: Mapping[str, str], ties: Mapping[str, TiedMoney], virement: Virement) -> str:
    if earmarks[line.item] != NOT_TIED:
        return earmarks[line.item]
    for tied in ties.values():
        if tied.payer == (line.funder, line.fund) and (tied.items is None or line.item in tied.items):
            return tied.tie
    return NOT_TIED if line.fund in virement.funds else "fund"


def suggested(
    lines: Sequence[Line], appropriation: np.ndarray, forecast: np.ndarray, rules: Mapping[Line, LineRules]
) -> Suggestions:
    """Suggest moves that cover what will not suffice, as far as the rules allow.

    Lines are served in the order of what they lack, the largest first; within a department first.

    Parameters
    ----------
    lines
        The lines.
    appropriation, forecast
        Fen by line.
    rules
        By line.
    """
    left = {line: int(room) for line, room in zip(lines, appropriation - forecast, strict=True)}
    needs = sorted((line for line in lines if left[line] < 0), key=lambda line: (left[line], line))
    moves = []
    for how in (WITHIN, BETWEEN):
        for target in needs:
            for source in _sources(target, lines, left, rules, how):
                fen = min(-left[target], left[source])
                if fen > 0:
                    moves.append(Move(source, target, fen, how))
                    left[source] -= fen
                    left[target] += fen
    return Suggestions(
        tuple(moves),
        {line: -left[line] for line in needs if left[line] < 0},
        {line: left[line] for line in lines if left[line] > 0 and rules[line].tie != NOT_TIED},
    )


def _sources(
    target: Line, lines: Sequence[Line], left: Mapping[Line, int], rules: Mapping[Line, LineRules], how: str
) -> list[Line]:
    """Return the lines that may give to another, those with most to spare first."""
    if rules[target].tie != NOT_TIED or target.kind == "income":
        return []
    allowed = [
        line
        for line in lines
        if left[line] > 0
        and rules[line].tie == NOT_TIED
        and (line.funder, line.fund, line.kind) == (target.funder, target.fund, target.kind)
        and (rules[line].department == rules[target].department) == (how == WITHIN)
    ]
    return sorted(allowed, key=lambda line: (-left[line], line))
