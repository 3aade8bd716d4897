"""From any figure to its postings: whoever reads chooses what it is about, and sees what it is made of."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from simlib.core.money import FEN_PER_YUAN
from simlib.present.workbook.amounts import HEADS
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import (
    EMPTY,
    Cell,
    Choice,
    Formula,
    Grid,
    Sheet,
    cell,
    fixed,
    quoted,
)
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.styles import EVIDENCE_TAB
from simlib.present.workbook.sums import STAGES
from simlib.present.workbook.trace_choices import ANYTHING, Axis, axes_of
from simlib.present.workbook.trace_list import PLACE, WIDTHS, list_postings

FIRST_STAGE = STAGES[0]
CHOSEN, SOUGHT = 1, 2
"""Columns of what is chosen, and of how postings write it."""

LISTS = PLACE + 1
"""The first of the hidden columns with what may be chosen."""


def trace(contents: Contents, first: int) -> Sheet:
    """Return the sheet; `first` is the row of the first posting in each of their sheets."""
    say, name = contents.lang.say, contents.sheets["trace"]
    grid = contents.grid(
        say("From a figure to its postings"),
        yuan(contents),
        say("Choose in the yellow cells what a figure is about; what is left empty may be anything."),
        say("A posting's row leads to it; beside it stands what its quantity, price and payer rest on."),
    )
    axes, item, top = axes_of(contents), _largest_item(contents), grid.next
    lists = [_list_of(name, place, top, axis) for place, axis in enumerate(axes)]
    for axis, among in zip(axes, lists, strict=True):
        _chooser(grid, axis, among, item)
    names = _names(name, axes, top)
    table = contents.postings[FIRST_STAGE].table.reset_index(drop=True)
    chosen = table[table["item"].astype(str) == item] if item else table
    _figure(grid, contents, axes, chosen)
    list_postings(grid, contents, chosen, first)
    rows = _with_lists(grid.rows, axes, top)
    choices = [Choice(cell(CHOSEN, top + place), labels) for place, (labels, _) in enumerate(lists)]
    printed = f"A1:{cell(PLACE - 1, len(grid.rows))}"
    widths = [*WIDTHS, *[0] * (1 + 2 * len(axes))]
    return Sheet(name, rows, widths, EVIDENCE_TAB, names=names, choices=choices, printed=printed)


def _largest_item(contents: Contents) -> str | None:
    """Return the item for which most is paid, an example to begin with; none where nothing is paid."""
    table = contents.postings[FIRST_STAGE].table
    sums = table["fen"].groupby(table["item"].astype(str)).sum()
    return None if sums.empty else str(sums.idxmax())


def _list_of(sheet: str, place: int, top: int, axis: Axis) -> tuple[str, str]:
    """Return where it stands what may be chosen on an axis, and how postings write it."""
    last = top + max(len(axis.choices), 1) - 1
    columns = (LISTS + 2 * place, LISTS + 2 * place + 1)
    labels, codes = (fixed(sheet, cell(column, top), cell(column, last)) for column in columns)
    return labels, codes


def _chooser(grid: Grid, axis: Axis, among: tuple[str, str], item: str | None) -> None:
    """Add a row in which something is chosen; at first it is the stage and an item."""
    labels, codes = among
    written = {"stage": 1, "item": item}.get(axis.column)
    label = next((label for label, code in axis.choices if code == written), None)
    chosen, sought = cell(CHOSEN, grid.next), axis.otherwise if label is None else written
    text = f'IF({chosen}="",{_criterion(axis.otherwise)},INDEX({codes},MATCH({chosen},{labels},0)))'
    grid.add(Cell(axis.heading, "label"), Cell(label, axis.style), Cell(Formula(text, sought), "sought"))


def _criterion(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else str(value)


def _names(sheet: str, axes: Sequence[Axis], top: int) -> dict[str, str]:
    """Return names for each column of postings of the stage that is chosen, and for which rows are sought."""
    choosers = {
        f"{name}_{axis.column}": fixed(sheet, cell(column, top + place))
        for name, column in (("chosen", CHOSEN), ("sought", SOUGHT))
        for place, axis in enumerate(axes)
    }
    columns = {head: ",".join(f"{stage}_{head}" for stage in STAGES) for head in HEADS}
    traced = {f"traced_{head}": f"CHOOSE(sought_stage,{names})" for head, names in columns.items()}
    wanted = (
        f"((sought_{column}={quoted(ANYTHING)})+(traced_{column}=sought_{column})>0)"
        for column in (axis.column for axis in axes[1:])
    )
    return {**choosers, **traced, "traced": "*".join(wanted)}


def _figure(grid: Grid, contents: Contents, axes: Sequence[Axis], chosen: pd.DataFrame) -> None:
    """Add the figure, of how many postings it is the sum, and how much of it rests on placeholders."""
    say = contents.lang.say
    criteria = ",".join(f"traced_{axis.column},sought_{axis.column}" for axis in axes[1:])
    fen, doubtful = int(chosen["fen"].sum()), int(chosen["fen"][chosen["placeholder"] == 1].sum())
    grid.add(EMPTY)
    amount = Formula(f"SUMIFS(traced_amount,{criteria})", fen / FEN_PER_YUAN)
    row = grid.add(Cell(say("Amount"), "total"), Cell(amount, "total_money"))
    count = Formula(f"COUNTIFS({criteria})", len(chosen))
    grid.add(Cell(say("Postings"), "label"), Cell(count, "quantity"))
    at = cell(CHOSEN, row)
    share = f"IF({at}=0,0,SUMIFS(traced_amount,{criteria},traced_placeholder,1)/{at})"
    grid.add(
        Cell(say("on placeholders"), "label"), Cell(Formula(share, doubtful / fen if fen else 0.0), "share")
    )
    grid.add(EMPTY)


def _with_lists(rows: Sequence[Sequence[Cell]], axes: Sequence[Axis], top: int) -> list[Sequence[Cell]]:
    """Return rows with what may be chosen in hidden columns behind them."""
    longest = max(len(axis.choices) for axis in axes)
    padded = [*rows, *[(EMPTY,)] * (top - 1 + longest - len(rows))]
    for number in range(longest):
        row = padded[top - 1 + number]
        hidden = [_hidden(value) for axis in axes for value in _entry(axis, number)]
        padded[top - 1 + number] = (*row, *[EMPTY] * (LISTS - len(row)), *hidden)
    return padded


def _entry(axis: Axis, number: int) -> tuple[Any, Any]:
    return axis.choices[number] if number < len(axis.choices) else (None, None)


def _hidden(value: Any) -> Cell:
    return Cell(value, "month" if isinstance(value, pd.Timestamp) else "text")
