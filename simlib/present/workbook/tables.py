"""Tables with a column a year or a row a month, whose cells are sums over postings."""

from collections.abc import Mapping, Sequence

from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import Cell, Grid, cell, column, fixed
from simlib.present.workbook.sums import Is, Postings, fen_sum, total_of

FIRST = 1
"""The first column of numbers; the one before it says what they are."""

Asked = tuple[str, Postings, Mapping[str, Is]]
"""Heading of a column, the postings that it adds up, and what they must hold."""


class YearTable:
    """A table with a column for each year, for their total, and for the share that rests on placeholders.

    Parameters
    ----------
    grid
        Gets the rows; the headings are added at once.
    contents, postings
        What is told, and the stage of money in it.
    heading
        Of the column with the names of the rows.
    """

    def __init__(self, grid: Grid, contents: Contents, postings: Postings, heading: str):
        say, self.years = contents.lang.say, contents.years
        self.grid, self.postings = grid, postings
        self.heads = grid.add(
            Cell(heading, "head"),
            *(Cell(year, "year") for year in self.years),
            Cell(say("in all"), "head_right"),
            Cell(say("on placeholders"), "head_right"),
        )

    @property
    def last_year(self) -> int:
        """Column of the last year; that of the total comes behind it."""
        return FIRST + len(self.years) - 1

    def line(self, label: Cell, where: Mapping[str, Is], look: str = "") -> int:
        """Add the sums of postings that hold something and return the number of the row."""
        row = self.grid.next
        sums = [
            self.postings.sum({**where, "year": Is(year, f"{column(place)}${self.heads}")})
            for place, year in enumerate(self.years, FIRST)
        ]
        ends = f"{cell(FIRST, row)}:{cell(self.last_year, row)}"
        total = total_of([ends], [amount.value for amount in sums])
        doubt = self.postings.on_placeholders(where, total, cell(self.last_year + 1, row))
        money, share = f"{look}money", f"{look}share"
        return self.grid.add(
            label, *(Cell(amount, money) for amount in sums), Cell(total, money), Cell(doubt, share)
        )

    def widths(self, label: float = 44) -> list[float]:
        """Return widths of columns that fit."""
        return [label, *[17] * (len(self.years) + 1), 15]


def month_table(grid: Grid, contents: Contents, columns: Sequence[Asked], summed: int) -> tuple[int, int]:
    """Add a table with a row for each month and their sum; return the numbers of its first and last month.

    Behind the first `summed` columns come their sum and its running total.
    """
    say = contents.lang.say
    heads = [heading for heading, _, _ in columns]
    heads[summed:summed] = [say("in all"), say("running total")]
    grid.add(Cell(say("Month"), "head"), *(Cell(heading, "head_right") for heading in heads))
    first, so_far = grid.next, 0.0
    for month in contents.months:
        row = grid.next
        sums = [postings.sum({**where, "month": Is(month, f"$A{row}")}) for _, postings, where in columns]
        ends = [f"{cell(FIRST, row)}:{cell(summed, row)}"] if summed else []
        total = total_of(ends, [amount.value for amount in sums[:summed]])
        so_far = fen_sum([so_far, total.value])
        above = [cell(summed + 2, row - 1)] if row > first else []
        sums[summed:summed] = [total, total_of([*above, cell(summed + 1, row)], [so_far])]
        grid.add(Cell(month, "month"), *(Cell(amount, "money") for amount in sums))
    last = grid.next - 1
    _add_up(grid, say("in all"), first, last, [place for place in range(len(heads)) if place != summed + 1])
    return first, last


def _add_up(grid: Grid, label: str, first: int, last: int, places: Sequence[int]) -> None:
    """Add a row with the sums of some columns of numbers, and nothing in the others."""
    cells = [Cell(label, "total"), *[Cell(None, "total")] * (len(grid.rows[last - 1]) - 1)]
    for place in (FIRST + place for place in places):
        values = [row[place].value.value for row in grid.rows[first - 1 : last]]
        total = total_of([f"{cell(place, first)}:{cell(place, last)}"], values)
        cells[place] = Cell(total, "total_money")
    grid.add(*cells)


def series_of(sheet: str, place: int, heads: int, first: int, last: int) -> tuple[str, str, str]:
    """Return name, categories and values of a series: a column of a table whose first one names the rows."""
    return (
        fixed(sheet, cell(place, heads)),
        fixed(sheet, cell(0, first), cell(0, last)),
        fixed(sheet, cell(place, first), cell(place, last)),
    )
