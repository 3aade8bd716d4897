"""Sums over postings: each is a formula and what it gives, made together so that they cannot differ."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from simlib.core.money import FEN_PER_YUAN
from simlib.present.workbook.sheet import Cell, Formula, quoted

STAGES = ("paid", "payable", "committed")
"""Stages of one and the same money, the one that is asked for most first."""

YUAN_PER_WAN = 10_000


class Is(NamedTuple):
    """What a column must hold: the value, and how the formula writes it (a text, or a cell that holds it)."""

    value: object
    text: str

    @classmethod
    def word(cls, value: str, text: str | None = None) -> "Is":
        """Return that a column holds a word, which the workbook may write otherwise."""
        return cls(value, quoted(value if text is None else text))


class Postings:
    """The lines of one stage, to be added up.

    Parameters
    ----------
    stage
        One of `simlib.core.posting.STAGES`.
    table
        Its lines; see `Lines`.
    """

    def __init__(self, stage: str, table: pd.DataFrame):
        self.stage = stage
        self.table = table.assign(year=table["month"].dt.year)
        self._sums: dict[tuple[str, ...], Mapping[tuple, int]] = {}

    def fen(self, where: Mapping[str, Is]) -> int:
        """Return the sum in fen of the lines that hold what is asked for."""
        columns = tuple(where)
        if columns not in self._sums:
            keys = [self.table[name] for name in columns]
            sums = self.table["fen"].groupby(keys, observed=True).sum()
            self._sums[columns] = {
                key if isinstance(key, tuple) else (key,): int(fen) for key, fen in sums.items()
            }
        return self._sums[columns].get(tuple(is_.value for is_ in where.values()), 0)

    def sum(self, where: Mapping[str, Is]) -> Formula:
        """Return the same as a formula, in yuan."""
        criteria = ",".join(f"{self.stage}_{name},{is_.text}" for name, is_ in where.items())
        return Formula(f"SUMIFS({self.stage}_amount,{criteria})", self.fen(where) / FEN_PER_YUAN)

    def all(self) -> Formula:
        """Return the sum of all lines, in yuan."""
        return Formula(f"SUM({self.stage}_amount)", int(self.table["fen"].sum()) / FEN_PER_YUAN)

    def on_placeholders(self, where: Mapping[str, Is], total: Formula, cell: str) -> Formula:
        """Return which share of a sum, which stands in a cell, rests on placeholders."""
        doubtful = self.sum({**where, "placeholder": Is(1, "1")})
        return share_of(doubtful, total.value, cell)


def share_of(part: Formula, whole: float, cell: str) -> Formula:
    """Return which share a part is of what stands in a cell; nothing of nothing is none."""
    return Formula(f"IF({cell}=0,0,{part.text}/{cell})", part.value / whole if whole else 0.0)


def total_of(cells: Sequence[str], values: Sequence[float]) -> Formula:
    """Return the sum of cells or ranges that hold yuan; without any it is nothing."""
    return Formula(f"SUM({','.join(cells) or 0})", fen_sum(values))


def fen_sum(values: Sequence[float]) -> float:
    """Add up yuan without losing a fen to the noise of binary fractions."""
    return sum(round(value * FEN_PER_YUAN) for value in values) / FEN_PER_YUAN


def in_wan(formula: Formula) -> Formula:
    """Return yuan as 万元."""
    return Formula(f"{formula.text}/{YUAN_PER_WAN}", formula.value / YUAN_PER_WAN)


def amount_of(cell: Cell) -> float:
    """Return the number that a cell with a formula gives."""
    return cell.value.value
