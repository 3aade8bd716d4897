"""Empty tables for finance to fill in: actuals by line and month, or a plan; as XLSX."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simlib.budget import actuals, plan
from simlib.budget.line_tables import HEADINGS
from simlib.budget.lines import Amounts, Line
from simlib.budget.words import WORDS
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import LANGUAGES, Language
from simlib.runs.store import output_file

SHEETS = {"actuals": actuals.SHEET, "plan": plan.SHEET}
WIDTHS = {
    "month": 10,
    "item": 28,
    "name": 34,
    "funder": 20,
    "fund": 24,
    "kind": 12,
    "quantity": 12,
    "amount": 16,
}
FORMATS = {"quantity": "#,##0.##", "amount": "#,##0.00"}


def write_line_sheet(
    target: Path,
    kind: str,
    lines: Sequence[Line],
    months: Sequence[str],
    labels: dict[str, str],
    lang: Language,
    filled: Amounts | None = None,
) -> None:
    """Write a table of lines and months.

    Parameters
    ----------
    target
        The XLSX file.
    kind
        ``actuals`` or ``plan``.
    lines, months
        One row for each of one and each of the other.
    labels
        What items are called.
    lang
        Of the headings and the notes.
    filled
        Amounts to put in; without them the columns are empty.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with output_file(target) as temporary:
        _write(temporary, kind, lines, months, labels, lang, filled)


def _write(
    target: Path,
    kind: str,
    lines: Sequence[Line],
    months: Sequence[str],
    labels: dict[str, str],
    lang: Language,
    filled: Amounts | None,
) -> None:
    import xlsxwriter

    place = LANGUAGES.index(lang.code)
    # In memory: xlsxwriter has errors of its own for a file that cannot be written.
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, notes = book.add_worksheet(SHEETS[kind][place]), book.add_worksheet(lang.say("how to fill in"))
        _heads(book, sheet, place)
        held = None if filled is None else filled.of(lines, months)
        at = [(line, month) for month in range(len(months)) for line in range(len(lines))]
        for row, (line, month) in enumerate(at, start=1):
            _row(sheet, row, lines[line], months[month], labels, lang)
            if held is not None:
                _numbers(sheet, row, held.quantity[line, month], int(held.fen[line, month]))
        sheet.autofilter(0, 0, max(len(at), 1), len(WIDTHS) - 1)
        notes.set_column(0, 0, 100)
        for row, note in enumerate(_notes(kind, lang)):
            notes.write_string(row, 0, note)
    target.write_bytes(content.getvalue())


def _heads(book, sheet, place: int) -> None:
    """Write the headings in a language by its place, and set the columns up."""
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, (name, width) in enumerate(WIDTHS.items()):
        looks = FORMATS.get(name)
        sheet.set_column(column, column, width, looks and book.add_format({"num_format": looks}))
        sheet.write_string(0, column, _heading(name, place), bold)
    sheet.freeze_panes(1, 0)


def _heading(name: str, place: int) -> str:
    unit = {"amount": ("yuan", "元"), "month": ("2023-03", "如2023-03")}.get(name)
    return HEADINGS[name][place] + (f" ({unit[place]})" if unit else "")


def _row(sheet, row: int, line: Line, month: str, labels: dict[str, str], lang: Language) -> None:
    words = {axis: lang.say(WORDS[axis][getattr(line, axis)]) for axis in ("funder", "fund", "kind")}
    texts = {"month": month, "item": line.item, "name": labels.get(line.item, line.item), **words}
    for column, name in enumerate(WIDTHS):
        if name in texts:
            sheet.write_string(row, column, texts[name])


def _numbers(sheet, row: int, quantity: float, fen: int) -> None:
    names = list(WIDTHS)
    if not np.isnan(quantity):
        sheet.write_number(row, names.index("quantity"), quantity)
    sheet.write_number(row, names.index("amount"), fen / FEN_PER_YUAN)


def _notes(kind: str, lang: Language) -> list[str]:
    said = [
        lang.say("Amounts are yuan, as numbers: 1234.50, with at most two decimals; no text, no 万元."),
        lang.say("The quantity is what was paid for, such as doses; without it no price is known."),
        lang.say("One row a line and month. No totals, no merged cells, no macros; CSV as UTF-8."),
    ]
    if kind == "actuals":
        said += [
            lang.say("A month counts once any amount of it is there; then every line needs one, if only 0."),
            lang.say("A month that was read in is closed: it changes only with --reopen and --why."),
        ]
    return said
