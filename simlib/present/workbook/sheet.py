"""What a sheet holds, before anything is written: cells with their styles, names, pictures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

NAME_LENGTH = 31
"""Letters that a spreadsheet allows in the name of a sheet."""


class Formula(NamedTuple):
    """A formula, without its equals sign, and what it gives."""

    text: str
    value: float | str


class ArrayFormula(NamedTuple):
    """A formula that works through ranges, without its equals sign, and the one thing it gives."""

    text: str
    value: float | str


class Link(NamedTuple):
    """A text that leads to a cell of another sheet."""

    text: str
    sheet: str
    cell: str = "A1"


Value = str | float | int | date | Formula | ArrayFormula | Link | None


class Cell(NamedTuple):
    """A value and the name of its style; see `styles`."""

    value: Value
    style: str = "text"


EMPTY = Cell(None)
ROW_HEIGHT = 20
"""Pixels of a row that nobody set otherwise."""

PICTURE_HEIGHT = 300


class Series(NamedTuple):
    """One series of a chart: references to its name, categories and values."""

    name: str
    categories: str
    values: str


@dataclass(frozen=True)
class Chart:
    """A picture that the spreadsheet draws from cells.

    Attributes
    ----------
    kind
        ``column`` (stacked) or ``line``.
    title, unit
        Above it, and along the axis of amounts.
    series
        In order.
    cell
        Where its upper left corner lies.
    months
        Whether its categories are months.
    width, height
        In pixels.
    """

    kind: str
    title: str
    unit: str
    series: Sequence[Series]
    cell: str
    months: bool = False
    width: int = 720
    height: int = PICTURE_HEIGHT


class Inputs(NamedTuple):
    """Cells that the reader may change: a range, and the least and the greatest number allowed."""

    cells: str
    least: float
    most: float


class Choice(NamedTuple):
    """A cell in which the reader may choose what stands in a range."""

    cell: str
    among: str


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name
        On its tab.
    rows
        Cells row by row, from the first one on; they may be made as they are written.
    widths
        Of the columns, in letters; one of 0 is hidden.
    colour
        Of the tab.
    names
        Defined names, and the references that they stand for.
    charts
        Native charts.
    inputs, choices
        What may be changed, and chosen.
    heads
        Number of the row with the headings of a long table, which stands on each page, and stays in sight
        where no picture lies above it; 0 for none.
    filtered
        Range with a filter; empty for none.
    printed
        Cells that are printed, such as ``A1:M40``; empty for all.
    """

    name: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float]
    colour: str
    names: Mapping[str, str] = field(default_factory=dict)
    charts: Sequence[Chart] = ()
    inputs: Sequence[Inputs] = ()
    choices: Sequence[Choice] = ()
    heads: int = 0
    filtered: str = ""
    printed: str = ""


class Grid:
    """Rows as they are put one below the other; `add` tells the number of each."""

    def __init__(self, rows: Iterable[Sequence[Cell]] = ()):
        self.rows: list[Sequence[Cell]] = list(rows)

    def add(self, *cells: Cell) -> int:
        """Put a row below the others and return its number, from 1."""
        self.rows.append(cells)
        return len(self.rows)

    def room(self, pixels: int) -> int:
        """Leave rows below the others for a picture so high, and return the number of the first."""
        first = self.next
        self.rows.extend([(EMPTY,)] * (pixels // ROW_HEIGHT + 1))
        return first

    @property
    def next(self) -> int:
        """Number of the row that comes next."""
        return len(self.rows) + 1


def column(place: int) -> str:
    """Return the letters of a column, from 0."""
    return xl_col_to_name(place)


def cell(place: int, row: int) -> str:
    """Return the address of a cell: its column from 0, its row from 1."""
    return f"{column(place)}{row}"


def fixed(sheet: str, first: str, last: str = "") -> str:
    """Return a reference to cells of a sheet that stays where it is, whoever refers to it."""
    quoted = sheet.replace("'", "''")
    ends = [_fixed(address) for address in (first, last) if address]
    return f"'{quoted}'!{':'.join(ends)}"


def _fixed(address: str) -> str:
    letters = address.rstrip("0123456789")
    return f"${letters}${address[len(letters) :]}"


def quoted(text: str) -> str:
    """Return a text as formulas write it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """Return a text as a name that a sheet may have, unlike those that are taken."""
    allowed = "".join(" " if letter in "[]:*?/\\" else letter for letter in text).strip("' ") or "-"
    name, number = allowed[:NAME_LENGTH].rstrip("' "), 1
    known = {other.casefold() for other in taken}
    while name.casefold() in known:
        number += 1
        name = f"{allowed[: NAME_LENGTH - 4]} {number}"
    return name
