"""The package of a workbook, looked at before it is opened: macros, and what would outgrow all bounds.

A few bytes can name a cell at the far end of a sheet, or merge millions of them; a program that makes all
the cells in between runs out of memory. So the parts are read through once without keeping anything.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from simlib.language.message import Message
from simlib.scenario.problems import problem_in

LARGEST_UNPACKED = 60_000_000
"""Bytes of all parts together."""

MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_CELLS = 200_000
"""Cells of a workbook that are written at all; a table of a budget has some thousands."""

MACROS = "vbaProject.bin"
PARTS = (".xml", ".rels")
REFERENCES = {"c": "r", "mergeCell": "ref"}
"""Elements that say where they lie, by the attribute that says so."""


def check_package(file: str, content: bytes) -> None:
    """Refuse a workbook that holds macros, or more cells than are read.

    Parameters
    ----------
    file
        How messages call it.
    content
        Its bytes.

    Raises
    ------
    InputError
        Telling what is wrong, and what would be accepted.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except zipfile.BadZipFile:
        raise problem_in(file, damaged()) from None
    if any(part.filename.endswith(MACROS) for part in parts):
        raise problem_in(file, Message("this workbook holds macros; save it as .xlsx, without them"))
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        told = Message(
            "this workbook unpacks to more than {most:.0f} MB; send the table alone",
            most=LARGEST_UNPACKED / 1e6,
        )
        raise problem_in(file, told)
    try:
        _check_cells(file, [package.read(part) for part in parts if part.filename.endswith(PARTS)])
    except (expat.ExpatError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise problem_in(file, damaged()) from None


def damaged() -> Message:
    """Return what is said of a workbook that cannot be read."""
    return Message("this file is damaged, or no .xlsx; open it in a spreadsheet program and save it again")


def _check_cells(file: str, parts: list[bytes]) -> None:
    cells = 0
    for part in parts:
        for reference in _references(part):
            cells += 1
            row, column = _far_end(reference)
            if row > MOST_ROWS or column > MOST_COLUMNS:
                told = Message(
                    "something lies at {reference}; at most {rows} rows and {columns} columns are read, so "
                    "take empty or foreign cells out",
                    reference=reference,
                    rows=MOST_ROWS,
                    columns=MOST_COLUMNS,
                )
                raise problem_in(file, told)
            if cells > MOST_CELLS:
                told = Message(
                    "this workbook has more than {most} cells; send the table alone", most=MOST_CELLS
                )
                raise problem_in(file, told)


def _references(part: bytes) -> Iterator[str]:
    """Yield where the cells and merged ranges of a part lie, in pieces, so that reading can end early."""
    found: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in REFERENCES:
            found.append(attributes.get(REFERENCES[local], ""))

    def doctype(*_: object) -> None:
        raise ValueError("a workbook declares no entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, doctype
    step = 1 << 20
    for begin in range(0, max(len(part), 1), step):
        parser.Parse(part[begin : begin + step], begin + step >= len(part))
        yield from found
        found.clear()


def _far_end(reference: str) -> tuple[int, int]:
    """Return row and column, from 1, of the end of a range such as ``A2:C7``; 0 where it does not say."""
    from openpyxl.utils.cell import range_boundaries

    if not reference:
        return 0, 0
    _, _, column, row = range_boundaries(reference)
    return row or 0, column or 0
