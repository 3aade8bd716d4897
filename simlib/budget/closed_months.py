"""Months that are closed: what was imported changes only when somebody reopens the month and says why."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from simlib.budget.lines import Amounts, Line
from simlib.core.money import FEN_PER_YUAN
from simlib.language.message import Message
from simlib.scenario.problems import InputError, Problem


@dataclass(frozen=True)
class Change:
    """What a closed month said of a line, and what it says now.

    Attributes
    ----------
    line, month
        Where.
    fen, quantity
        Before and after.
    """

    line: Line
    month: str
    fen: tuple[int, int]
    quantity: tuple[float, float]

    @property
    def told(self) -> Message:
        """The change in a sentence."""
        if self.fen[0] == self.fen[1]:
            return Message(
                "{item} had a quantity of {before:g} and has {after:g} now",
                item=self.line.item,
                before=self.quantity[0],
                after=self.quantity[1],
            )
        return Message(
            "{item} was {before:.2f} and is {after:.2f} now",
            item=self.line.item,
            before=self.fen[0] / FEN_PER_YUAN,
            after=self.fen[1] / FEN_PER_YUAN,
        )


def changes_between(before: Amounts, after: Amounts) -> tuple[Change, ...]:
    """Return what is otherwise now in the months that were closed before."""
    lines = tuple(dict.fromkeys((*before.lines, *after.lines)))
    old, new = before.of(lines, before.months), after.of(lines, before.months)
    same_units = (old.quantity == new.quantity) | (np.isnan(old.quantity) & np.isnan(new.quantity))
    return tuple(
        Change(
            lines[row],
            before.months[column],
            (int(old.fen[row, column]), int(new.fen[row, column])),
            (float(old.quantity[row, column]), float(new.quantity[row, column])),
        )
        for row, column in zip(*np.nonzero((old.fen != new.fen) | ~same_units), strict=True)
    )


def check_closed(
    file: str, before: Amounts, after: Amounts, reopened: Collection[str], why: str
) -> tuple[Change, ...]:
    """Return what changes in closed months, if all of it was allowed.

    Parameters
    ----------
    file
        How messages call the new amounts.
    before, after
        Amounts as they were imported, and as they are to be.
    reopened
        Months that may change.
    why
        The reason.

    Raises
    ------
    InputError
        For every change of a month that is not reopened, every closed month that is gone, a month that is not
        closed at all, and a change without a reason.
    """
    problems = [
        Problem(file, 0, "", Message("{month} is closed and cannot go away", month=month))
        for month in before.months
        if month not in after.months and month not in reopened
    ]
    problems += [
        Problem("--reopen", 0, "", Message("{month} is not closed", month=month))
        for month in reopened
        if month not in before.months
    ]
    changes = changes_between(before, after)
    told = Message("say --reopen with the month and --why to change it")
    problems += [
        Problem(
            file,
            0,
            "",
            Message("{month} is closed: {change}; {told}", month=change.month, change=change.told, told=told),
        )
        for change in changes
        if change.month in after.months and change.month not in reopened
    ]
    if changes and not problems and not why.strip():
        problems.append(
            Problem("--why", 0, "", Message("a closed month changes only for a reason; say which"))
        )
    if problems:
        raise InputError(problems)
    return changes
