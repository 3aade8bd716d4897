"""What is committed within the horizon and paid after it."""

import numpy as np
import pandas as pd

from simlib.core.money import FEN_PER_YUAN
from simlib.present.workbook.contents import Contents, ProgrammeMoney
from simlib.present.workbook.prices import Price
from simlib.present.workbook.sheet import Cell, Formula, Grid, Sheet, cell
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.styles import STATEMENT_TAB
from simlib.present.workbook.sums import Is, fen_sum, total_of


def after_the_horizon(contents: Contents) -> Sheet:
    """Return liabilities by item and year, and what is committed but not paid within the horizon."""
    say = contents.lang.say
    grid = contents.grid(
        say("Committed within the horizon, paid after it"),
        yuan(contents),
        say("Those in italics do not follow a price: they stay as in the run."),
    )
    owed = contents.run.tables["liabilities"]
    years = sorted(int(year) for year in owed["year"].unique())
    grid.add(
        Cell(say("Programme, item"), "head"),
        Cell(say("committed, not paid"), "head_right"),
        *(Cell(year, "year") for year in years),
        Cell(say("in all"), "head_right"),
    )
    rows = [row for programme in contents.programmes for row in _programme(grid, contents, programme, years)]
    _total(grid, rows, len(years), say("in all"))
    return Sheet(contents.sheets["after"], grid.rows, [44, *[17] * (len(years) + 2)], STATEMENT_TAB)


def _programme(grid: Grid, contents: Contents, programme: ProgrammeMoney, years: list[int]) -> list[int]:
    """Add a programme's items and return the numbers of their rows."""
    grid.add(Cell(programme.title, "group"), *[Cell(None, "group")] * (len(years) + 2))
    owed = contents.run.tables["liabilities"]
    fen = (owed["amount"] * FEN_PER_YUAN).round().astype(np.int64)
    by_year = fen.groupby([owed["item"].astype(str), owed["year"]]).sum()
    return [_item(grid, contents, item, years, by_year) for item in programme.items]


def _item(grid: Grid, contents: Contents, item: str, years: list[int], by_year: pd.Series) -> int:
    where, row = {"item": Is.word(item)}, grid.next
    committed, paid = (contents.postings[stage].sum(where) for stage in ("committed", "paid"))
    left = Formula(f"{committed.text}-{paid.text}", fen_sum([committed.value, -paid.value]))
    prices = [price for price in contents.lines.prices.all if price.item == item]
    owed = [int(by_year.get((item, year), 0)) for year in years]
    cells = [_owed(fen, prices, Formula(cell(1, row), left.value)) for fen in owed]
    values = [_number(entry) for entry in cells]
    ends = [f"{cell(2, row)}:{cell(len(years) + 1, row)}"] if years else []
    return grid.add(
        Cell(contents.labels["item"][item], "inside"),
        Cell(left, "money"),
        *cells,
        Cell(total_of(ends, values), "money"),
    )


def _owed(fen: int, prices: list[Price], left: Formula) -> Cell:
    """Return what is owed for an item in a year: all that is left to pay, or units of its only price."""
    if fen and fen == round(left.value * FEN_PER_YUAN):
        return Cell(left, "money")
    if len(prices) == 1 and prices[0].fen and (prices[0].of_sums or fen % prices[0].fen == 0):
        units = fen / prices[0].fen
        return Cell(Formula(f"ROUND({units:.15g}*ROUND({prices[0].name},2),2)", fen / FEN_PER_YUAN), "money")
    return Cell(fen / FEN_PER_YUAN, "still_money")


def _number(entry: Cell) -> float:
    return entry.value.value if isinstance(entry.value, Formula) else entry.value


def _total(grid: Grid, rows: list[int], years: int, label: str) -> None:
    cells = []
    for place in range(1, years + 3):
        values = [_number(grid.rows[row - 1][place]) for row in rows]
        cells.append(Cell(total_of([cell(place, row) for row in rows], values), "total_money"))
    grid.add(Cell(label, "total"), *cells)
