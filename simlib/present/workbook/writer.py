"""Writes sheets into one .xlsx file, row by row, so that a long one needs little memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter
from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from simlib.language.language import Language
from simlib.present.theme import BATCH_COLOURS, colour
from simlib.present.workbook.sheet import ArrayFormula, Cell, Chart, Formula, Link, Sheet, fixed
from simlib.present.workbook.styles import FONTS, WRAPPED, styles_in

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula if somebody typed the text again."""

LONGEST_TEXT = 32_767
A4 = 9
LINE_HEIGHT, TITLE_HEIGHT, MOST_HEIGHT = 13, 24, 400
"""Points of a line of text and of a title, and the highest row that a spreadsheet has, nearly."""

LARGEST_COLUMN = 255
CHARTS = {
    "column": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
}


class Formats:
    """The styles as formats of one workbook; texts that would be taken for formulas have a twin."""

    def __init__(self, book: Workbook, lang: Language):
        styles = styles_in(lang)
        self.plain: Mapping[str, Format] = {name: book.add_format(style) for name, style in styles.items()}
        self.quoted: Mapping[str, Format] = {
            name: book.add_format({**style, "quote_prefix": True}) for name, style in styles.items()
        }

    def of(self, text: str, style: str) -> Format:
        """Return the format of a text."""
        return (self.quoted if text.startswith(STARTS_A_FORMULA) else self.plain)[style]


def write_book(target: Path, sheets: Sequence[Sheet], title: str, made: datetime, lang: Language) -> None:
    """Write a workbook.

    Parameters
    ----------
    target
        The file.
    sheets
        In order.
    title
        For the properties and the foot of each page.
    made
        Time that the file tells; a fixed one makes the same file again.
    lang
        Of the sheets.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    # The file is opened first, so that a folder that is not there is told before anything is made.
    with (
        target.open("wb") as file,
        TemporaryDirectory() as scratch,
        xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": scratch}) as book,
    ):
        book.set_properties({"title": title, "created": made})
        formats = Formats(book, lang)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _write_rows(page, sheet, formats)
            _lay_out(page, sheet, title)
            for name, reference in sheet.names.items():
                book.define_name(name, f"={reference}")
            for chart in sheet.charts:
                if chart.series:
                    page.insert_chart(chart.cell, _drawn(book, chart, lang))


def _write_rows(page: Worksheet, sheet: Sheet, formats: Formats) -> None:
    for row, cells in enumerate(sheet.rows):
        if any(cell.style in WRAPPED for cell in cells):
            page.set_row(row, _height(cells, sheet.widths))
        elif cells[0].style == "title":
            page.set_row(row, TITLE_HEIGHT)
        for place, cell in enumerate(cells):
            if cell.value is not None or cell.style != "text":
                WRITERS[type(cell.value)](page, row, place, cell, formats)


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return how high a row must be for its wrapped texts; a spreadsheet does not see to it by itself."""
    texts = [
        cell.value.value if isinstance(cell.value, Formula) else getattr(cell.value, "text", cell.value)
        for cell in cells
    ]
    lines = [
        ceil(_letters(text) / max(width - 1, 1))
        for text, cell, width in zip(texts, cells, widths, strict=False)
        if isinstance(text, str) and cell.style in WRAPPED and width
    ]
    return min(LINE_HEIGHT * max(lines, default=1) + 2, MOST_HEIGHT)


def _letters(text: str) -> float:
    """Return the width of a text in digits; Chinese characters take two letters."""
    return sum(1.8 if east_asian_width(letter) in "WF" else 0.9 for letter in text)


def _formula(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    page.write_formula(row, place, f"={cell.value.text}", formats.plain[cell.style], cell.value.value)


def _array_formula(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    style, value = formats.plain[cell.style], cell.value.value
    page.write_array_formula(row, place, row, place, f"{{={cell.value.text}}}", style, value)


def _link(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    target = f"internal:{fixed(cell.value.sheet, cell.value.cell)}"
    page.write_url(row, place, target, formats.of(cell.value.text, cell.style), cell.value.text)


def _text(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    """Write a text, which stays one whatever it begins with."""
    page.write_string(row, place, cell.value[:LONGEST_TEXT], formats.of(cell.value, cell.style))


def _number(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    page.write_number(row, place, cell.value, formats.plain[cell.style])


def _day(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    page.write_datetime(row, place, cell.value, formats.plain[cell.style])


def _blank(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    page.write_blank(row, place, None, formats.plain[cell.style])


WRITERS: Mapping[type, Callable[[Worksheet, int, int, Cell, Formats], None]] = {
    Formula: _formula,
    ArrayFormula: _array_formula,
    Link: _link,
    str: _text,
    int: _number,
    float: _number,
    date: _day,
    pd.Timestamp: _day,
    type(None): _blank,
}
"""How a value is written, by its type; nothing is guessed from what a text looks like."""


def _lay_out(page: Worksheet, sheet: Sheet, title: str) -> None:
    """Set columns, and the page for A4."""
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, min(width, LARGEST_COLUMN), None, {"hidden": width == 0})
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    escaped = title.replace("&", "&&")[:100]
    page.set_footer(f"&L{escaped}&C&A&R&P / &N")
    if sheet.heads:
        page.repeat_rows(sheet.heads - 1)
    # A picture above them would stay in sight as well, and leave no room for the table.
    if sheet.heads and not sheet.charts:
        page.freeze_panes(sheet.heads, 0)
    if sheet.printed:
        page.print_area(sheet.printed)
    if sheet.filtered:
        page.autofilter(sheet.filtered)
    page.set_tab_color(sheet.colour)
    for inputs in sheet.inputs:
        bounds = {"minimum": inputs.least, "maximum": inputs.most}
        page.data_validation(inputs.cells, {"validate": "decimal", "criteria": "between", **bounds})
    for choice in sheet.choices:
        page.data_validation(choice.cell, {"validate": "list", "source": f"={choice.among}"})


def _drawn(book: Workbook, chart: Chart, lang: Language) -> Drawn:
    drawn = book.add_chart(CHARTS[chart.kind])
    font = {"name": FONTS[lang.code], "size": 9}
    for place, series in enumerate(chart.series):
        shade = colour(BATCH_COLOURS, place)
        looks = {"line": {"color": shade, "width": 2}} if chart.kind == "line" else {"fill": {"color": shade}}
        references = {name: f"={reference}" for name, reference in series._asdict().items()}
        drawn.add_series({**references, "gap": 60, **looks})
    months = {"num_font": {**font, "rotation": -90}, "num_format": "yyyy-mm", "text_axis": True}
    drawn.set_x_axis(months if chart.months else {"num_font": font})
    grid = {"visible": True, "line": {"color": "#DDDDDD"}}
    amounts = {"name": chart.unit, "name_font": font, "num_font": font, "num_format": "#,##0"}
    drawn.set_y_axis({**amounts, "major_gridlines": grid})
    drawn.set_title({"name": chart.title, "name_font": {**font, "size": 12}})
    drawn.set_legend({"position": "bottom", "font": font})
    drawn.set_size({"width": chart.width, "height": chart.height})
    return drawn
