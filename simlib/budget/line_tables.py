"""Amounts by line and month out of a sheet: every cell understood, or all that is wrong told at once."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simlib.budget.cells import check_sign, fen_in, month_in, number_in
from simlib.budget.lines import Line
from simlib.budget.sheets import Grid, Place, column_letters, filled
from simlib.budget.words import WORDS
from simlib.language.language import LANGUAGES, Language
from simlib.language.message import Message
from simlib.scenario.problems import InputError, Problem, nearest, shown

HEADINGS = {
    "month": ("month", "月份"),
    "item": ("item", "项目"),
    "name": ("name", "项目名称"),
    "funder": ("funder", "出资方"),
    "fund": ("fund", "资金性质"),
    "kind": ("kind", "支出性质"),
    "quantity": ("quantity", "数量"),
    "amount": ("amount", "金额"),
}
"""What columns are called, in English and Chinese; something may stand in brackets after it."""

OTHER_UNIT = re.compile(
    "[十百千万亿]元|(thousand|million|billion)s? (of )?(yuan|rmb|cny)|(单位|unit) *: *[十百千万亿]"
)
"""What says that amounts are not yuan; in a text whose letters are of usual width."""

NEEDED = ("month", "item", "funder", "fund", "kind", "amount")
HEAD_WITHIN = 20
"""Rows from the top in which the headings stand."""

UNKNOWN = float("nan")


@dataclass(frozen=True)
class Entry:
    """One row of a table that was understood.

    Attributes
    ----------
    line, month
        What it is about.
    fen, quantity
        None where the cell is empty: not known yet.
    place
        Of the amount.
    """

    line: Line
    month: str
    fen: int | None
    quantity: float
    place: Place


@dataclass
class Reading:
    """What was read so far, and what is wrong; kept while one table is read."""

    grid: Grid
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    def place(self, row: int, name: str) -> Place:
        """Return the place of a cell, by row from 0 and the name of its column."""
        return self.grid.place(row, self.columns[name], name)

    def understood(self, row: int, name: str, value: Any, reads: Callable[[Any], Any]) -> Any:
        """Return what a cell means, or None after telling what is wrong with it."""
        try:
            return reads(value)
        except ValueError as error:
            self.problems.append(self.place(row, name).problem(error.args[0]))
            return None


def entries_in(grid: Grid, known: Collection[Line], labels: Mapping[str, str]) -> list[Entry]:
    """Return the rows of a table of amounts by line and month.

    Parameters
    ----------
    grid
        The cells.
    known
        Lines that there may be.
    labels
        Items by what they are called.

    Raises
    ------
    InputError
        Holding everything that is not understood: headings, merged cells, formulas without a value, unknown
        lines, texts for numbers, negative spending, and rows that say the same line and month twice.
    """
    head, columns = _columns(grid)
    reading = Reading(grid, columns)
    reading.problems.extend(_merged(grid, head))
    reading.problems.extend(_uncalculated(grid, columns))
    entries, first = [], {}
    for row, values in filled(grid):
        if row > head:
            entry = _entry(reading, row, values, known, labels)
            if entry is not None:
                _note_twice(reading, first, entry)
                entries.append(entry)
    if not entries and not reading.problems:
        reading.problems.append(grid.place(head, 0).problem(Message("there is no row below the headings")))
    if reading.problems:
        raise InputError(reading.problems)
    return entries


def _columns(grid: Grid) -> tuple[int, dict[str, int]]:
    """Return the row of the headings, and in which column each stands."""
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for row, values in filled(grid):
        if row >= HEAD_WITHIN:
            break
        found = _headings(values)
        if len(found) > len(best[1]):
            best = row, found
    head, found = best
    problems = [*_misheaded(grid, head, found), *_other_units(grid, head, found)]
    if problems:
        raise InputError(problems)
    return head, {name: columns[0] for name, columns in found.items()}


def _headings(values: tuple) -> dict[str, list[int]]:
    """Return in which columns of a row each heading stands; units in brackets after it do not matter here."""
    found: dict[str, list[int]] = {}
    for column, value in enumerate(values):
        heading = "" if value is None else _plain(value).partition("(")[0].strip()
        name = next((name for name, called in HEADINGS.items() if heading in called), None)
        if name is not None:
            found.setdefault(name, []).append(column)
    return found


def _plain(value: Any) -> str:
    """Return a text in small letters of usual width, so that brackets and colons are always the same."""
    return unicodedata.normalize("NFKC", str(value)).casefold()


def _misheaded(grid: Grid, head: int, found: Mapping[str, list[int]]) -> Iterator[Problem]:
    """Tell which headings are missing, and which stand there twice."""
    missing = [name for name in NEEDED if name not in found]
    if missing:
        yield grid.place(head, 0).problem(
            Message(
                "headings are missing: {missing}; one row needs {names}",
                missing=", ".join(" / ".join(HEADINGS[name]) for name in missing),
                names=", ".join(" / ".join(HEADINGS[name]) for name in NEEDED),
            )
        )
    for name, columns in found.items():
        for again in columns[1:]:
            told = Message(
                "this heading stands already in column {column}; one of the two has to go",
                column=column_letters(columns[0] + 1),
            )
            yield grid.place(head, again, name).problem(told)


def _other_units(grid: Grid, head: int, found: Mapping[str, list[int]]) -> Iterator[Problem]:
    """Tell where the headings, or what stands above them, say that the amounts are no yuan."""
    read = {column for columns in found.values() for column in columns}
    for row, values in filled(grid):
        if row > head:
            return
        for column, value in enumerate(values):
            if (row < head or column in read) and OTHER_UNIT.search(_plain(value)):
                told = Message(
                    "{given} speaks of another unit; amounts are read in yuan (元)", given=shown(value)
                )
                yield grid.place(row, column).problem(told)


def _merged(grid: Grid, head: int) -> Iterator[Problem]:
    for place, span in grid.merged:
        if place.row > head:
            yield place.problem(
                Message("the cells {span} are merged; write the value into each of them", span=span)
            )


def _uncalculated(grid: Grid, columns: Mapping[str, int]) -> Iterator[Problem]:
    for place in grid.uncalculated:
        if place.column - 1 in columns.values():
            yield place.problem(
                Message("this formula was never calculated; open and save the file, or write the number")
            )


def _entry(
    reading: Reading, row: int, values: tuple, known: Collection[Line], labels: Mapping[str, str]
) -> Entry | None:
    cells = {
        name: values[column] if column < len(values) else None for name, column in reading.columns.items()
    }
    cells = {name: None if str(value).strip() in ("", "None") else value for name, value in cells.items()}
    before = len(reading.problems)
    for name in NEEDED[:-1]:
        if cells[name] is None:
            told = Message("this is empty; fill it in, or take the row out (totals too)")
            reading.problems.append(reading.place(row, name).problem(told))
    line = _line(reading, row, cells, known, labels) if len(reading.problems) == before else None
    month = cells["month"] and reading.understood(row, "month", cells["month"], month_in)
    fen = _amount(reading, row, cells["amount"], line)
    quantity = _quantity(reading, row, cells.get("quantity"), line)
    if len(reading.problems) > before:
        return None
    return Entry(line, month, fen, quantity, reading.place(row, "amount"))


def _line(
    reading: Reading, row: int, cells: Mapping[str, Any], known: Collection[Line], labels: Mapping[str, str]
) -> Line | None:
    """Return the line of a row, or None after telling which of its words is not known."""
    words = {"item": {**labels, **{line.item: line.item for line in known}}}
    words |= {axis: _called(axis) for axis in ("funder", "fund", "kind")}
    parts = {}
    for name, called in words.items():
        parts[name] = called.get(str(cells[name]).strip())
        if parts[name] is None:
            told = Message(
                "{given} is not known{hint}", given=shown(cells[name]), hint=nearest(str(cells[name]), called)
            )
            reading.problems.append(reading.place(row, name).problem(told))
    if None in parts.values():
        return None
    line = Line(**parts)
    if line in known:
        return line
    others = [f"{other.funder}, {other.fund}, {other.kind}" for other in known if other.item == line.item]
    told = Message(
        "{item} is not paid by {payer}; its lines: {lines}",
        item=line.item,
        payer=f"{line.funder}, {line.fund}, {line.kind}",
        lines="; ".join(others) or Message("none"),
    )
    reading.problems.append(reading.place(row, "item").problem(told))
    return None


def _called(axis: str) -> dict[str, str]:
    """Return the names on an axis by what they are called in any language."""
    names = {name: name for name in WORDS[axis]}
    for code in LANGUAGES:
        names |= {Language(code).say(word): name for name, word in WORDS[axis].items()}
    return names


def _amount(reading: Reading, row: int, value: Any, line: Line | None) -> int | None:
    fen = None if value is None else reading.understood(row, "amount", value, fen_in)
    if fen is not None and line is not None:
        reading.understood(row, "amount", value, lambda given: check_sign(line.kind, fen, given))
    return fen


def _quantity(reading: Reading, row: int, value: Any, line: Line | None) -> float:
    number = None if value is None else reading.understood(row, "quantity", value, number_in)
    if number is None:
        return UNKNOWN
    if line is not None:
        reading.understood(row, "quantity", value, lambda given: check_sign(line.kind, number, given))
    return float(number)


def _note_twice(reading: Reading, first: dict[tuple[Line, str], Place], entry: Entry) -> None:
    there = first.setdefault((entry.line, entry.month), entry.place)
    if there is not entry.place:
        told = Message(
            "{item} in {month} stands already in row {row}; one row a line and month is needed",
            item=entry.line.item,
            month=entry.month,
            row=there.row,
        )
        reading.problems.append(entry.place.problem(told))
