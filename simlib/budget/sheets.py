"""Tables that finance sends, as they lie in a file: XLSX or CSV, every cell with its place.

What cannot be read safely is refused with what would be accepted: macros, passwords, old formats, other
encodings, and files larger than any table of a budget.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlib.budget.packages import MOST_ROWS, check_package, damaged
from simlib.language.language import mark
from simlib.language.message import Message
from simlib.scenario.problems import InputError, Problem, problem_in, shown

LARGEST_FILE = 5_000_000
"""Bytes; a year of a hundred lines needs a fiftieth of it."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of the formats before XLSX begins, and an XLSX that is protected by a password."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIPPED = b"PK\x03\x04"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OTHER_SEPARATORS = {";": mark("semicolons"), "\t": mark("tabs")}


@dataclass(frozen=True)
class Place:
    """A cell: file, sheet (empty in a CSV), row from 1, column from 1, and what the column holds."""

    file: str
    sheet: str
    row: int
    column: int
    heading: str = ""

    def problem(self, message: str) -> Problem:
        """Return a problem here."""
        letters = column_letters(self.column)
        column = f"{letters} ({self.heading})" if self.heading else letters
        if self.sheet:
            told = Message(
                "sheet {sheet}, row {row}, column {column}: {told}",
                sheet=self.sheet,
                row=self.row,
                column=column,
                told=message,
            )
        else:
            told = Message("row {row}, column {column}: {told}", row=self.row, column=column, told=message)
        return Problem(self.file, 0, "", told)


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet.

    Attributes
    ----------
    file, sheet
        Where they lie; a CSV has no sheet.
    rows
        Values by row and column; texts of a CSV are stripped, empty ones None.
    merged
        Places of cells that are merged, with the range as a spreadsheet writes it.
    uncalculated
        Places of formulas of which no program has left a value.
    """

    file: str
    sheet: str
    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[tuple[Place, str], ...] = ()
    uncalculated: tuple[Place, ...] = ()

    def place(self, row: int, column: int, heading: str = "") -> Place:
        """Return the place of a cell by row and column from 0."""
        return Place(self.file, self.sheet, row + 1, column + 1, heading)


def column_letters(column: int) -> str:
    """Return how a spreadsheet calls a column, from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_grid(path: Path, names: tuple[str, ...]) -> Grid:
    """Read the sheet of a table.

    Parameters
    ----------
    path
        An XLSX or CSV file.
    names
        What the sheet may be called; where there is but one, its name does not matter.

    Raises
    ------
    InputError
        Telling what is wrong with the file, and what would be accepted.
    """
    content = _content(path)
    if content.startswith(OLD_OFFICE):
        raise problem_in(str(path), _of_old_office(content))
    if content.startswith(ZIPPED):
        return _workbook(path, content, names)
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls"):
        raise problem_in(str(path), Message("this is no workbook; an .xlsx or .csv file is needed"))
    return _comma_separated(path, content)


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise problem_in(str(path), Message("this is no file; an .xlsx or .csv file is needed"))
        size = path.stat().st_size
        if size > LARGEST_FILE:
            told = Message(
                "this file has {size:.0f} MB; at most {most:.0f} MB are read, so send the table alone",
                size=size / 1e6,
                most=LARGEST_FILE / 1e6,
            )
            raise problem_in(str(path), told)
        return path.read_bytes()
    except OSError as error:
        raise problem_in(
            str(path), Message("this file cannot be read: {error}", error=error.strerror or str(error))
        ) from None


def _of_old_office(content: bytes) -> Message:
    if ENCRYPTED in content:
        return Message("this workbook is protected by a password; save it without one")
    return Message("this is a workbook of the old format (.xls); save it as .xlsx")


# --- XLSX ---


def _workbook(path: Path, content: bytes, names: tuple[str, ...]) -> Grid:
    check_package(str(path), content)
    values, formulas = (_opened(path, content, only_values) for only_values in (True, False))
    sheet = _sheet(path, values, names)
    if sheet.max_row > MOST_ROWS:
        raise _too_long(str(path), sheet.title, sheet.max_row)
    rows = tuple(tuple(row) for row in sheet.iter_rows(values_only=True))
    uncalculated = tuple(
        Place(str(path), sheet.title, cell.row, cell.column)
        for row in formulas[sheet.title].iter_rows()
        for cell in row
        if cell.data_type == "f" and rows[cell.row - 1][cell.column - 1] is None
    )
    merged = tuple(
        (Place(str(path), sheet.title, span.min_row, span.min_col), str(span))
        for span in sheet.merged_cells.ranges
    )
    return Grid(str(path), sheet.title, rows, merged, uncalculated)


def _opened(path: Path, content: bytes, only_values: bool):
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (charts, validations) is nothing that we read.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), data_only=only_values)
    except Exception:  # noqa: BLE001 - a broken workbook raises anything at all
        raise problem_in(str(path), damaged()) from None


def _sheet(path: Path, workbook, names: tuple[str, ...]):
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    called = [sheet for sheet in sheets if sheet.title.strip().casefold() in names]
    if len(called) == 1:
        return called[0]
    if len(sheets) == 1:
        return sheets[0]
    raise problem_in(
        str(path),
        Message(
            "which sheet to read is not clear: {sheets}; call it {names}",
            sheets=", ".join(sheet.title for sheet in sheets) or Message("none"),
            names=" / ".join(names),
        ),
    )


def _too_long(file: str, sheet: str, rows: int) -> InputError:
    return problem_in(
        file,
        Message(
            "sheet {sheet} has {rows} rows; at most {most} are read, so take empty or foreign rows out",
            sheet=sheet,
            rows=rows,
            most=MOST_ROWS,
        ),
    )


# --- CSV ---


def _comma_separated(path: Path, content: bytes) -> Grid:
    text = _decoded(path, content)
    try:
        rows = tuple(_stripped(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise problem_in(str(path), Message("this is no CSV file: {error}", error=str(error))) from None
    if len(rows) > MOST_ROWS:
        raise _too_long(str(path), path.name, len(rows))
    _check_separator(str(path), rows)
    return Grid(str(path), "", rows)


def _check_separator(file: str, rows: tuple[tuple[str | None, ...], ...]) -> None:
    """Refuse a table in which every row is one cell full of other separators."""
    held = [row for row in rows if any(row)]
    for separator, called in OTHER_SEPARATORS.items():
        if held and all(len(row) == 1 and separator in (row[0] or "") for row in held[:5]):
            told = Message(
                "the cells are separated by {called}; save the file as CSV UTF-8 with commas or as .xlsx",
                called=Message(called),
            )
            raise InputError([Place(file, "", 1, 1).problem(told)])


def _stripped(row: list[str]) -> tuple[str | None, ...]:
    return tuple(text.strip() or None for text in row)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith(UTF_16):
        raise problem_in(
            str(path), Message("this is UTF-16 (Unicode text); save the file as CSV UTF-8 or as .xlsx")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([_undecoded(path, content, error.start)]) from None
    if "\0" in text:
        raise problem_in(str(path), Message("this is no text; an .xlsx or .csv file (UTF-8) is needed"))
    return text


def _undecoded(path: Path, content: bytes, start: int) -> Problem:
    """Tell where the first letter lies that is not UTF-8, and what it is if the file is Chinese."""
    before = content[:start]
    line_start = before.rfind(b"\n") + 1
    row, column = before.count(b"\n") + 1, before[line_start:].count(b",") + 1
    place = Place(str(path), "", row, column)
    ends = min(
        (end for end in (content.find(b",", start), content.find(b"\n", start)) if end >= 0), default=None
    )
    try:
        field = content[content.rfind(b",", line_start, start) + 1 or line_start : ends]
        word = field.decode("gb18030").strip()
    except UnicodeDecodeError:
        return place.problem(Message("this is not UTF-8; save the file as CSV UTF-8 or as .xlsx"))
    return place.problem(
        Message(
            "this is not UTF-8; it looks like GBK ({word}): save the file as CSV UTF-8 or as .xlsx",
            word=shown(word),
        )
    )


def filled(grid: Grid) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield number from 0 and values of every row that holds anything."""
    for number, row in enumerate(grid.rows):
        if any(value is not None and str(value).strip() for value in row):
            yield number, row
