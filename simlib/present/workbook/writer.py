"""Writes sheets into one .xlsx file, row by row, so that a long one needs little memory."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from simlib.language.language import Language
from simlib.present.theme import BATCH_COLOURS, colour
from simlib.present.workbook.sheet import Cell, Chart, Formula, Link, Sheet
from simlib.present.workbook.styles import FONTS, styles_in

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula if somebody typed the text again."""

LONGEST_TEXT = 32_767
A4 = 9
CHART_WIDTH, CHART_HEIGHT = 720, 320
CHARTS = {
    "column": {"type": "column", "subtype": "stacked"},
    "bar": {"type": "bar", "subtype": "stacked"},
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
    """
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        book.set_properties({"title": title, "created": made})
        book.set_calc_mode("auto")
        formats = Formats(book, lang)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _write_rows(page, sheet, formats)
            _lay_out(page, sheet, title)
            for name, reference in sheet.names.items():
                book.define_name(name, f"={reference}")
            for chart in sheet.charts:
                page.insert_chart(chart.cell, _drawn(book, chart, lang))


def _write_rows(page: Worksheet, sheet: Sheet, formats: Formats) -> None:
    for row, cells in enumerate(sheet.rows):
        for place, cell in enumerate(cells):
            if cell.value is not None or cell.style != "text":
                _write(page, row, place, cell, formats)


def _write(page: Worksheet, row: int, place: int, cell: Cell, formats: Formats) -> None:
    """Write one cell as what it is; a text stays a text whatever it begins with."""
    value, form = cell.value, formats.plain[cell.style]
    if isinstance(value, Formula):
        page.write_formula(row, place, f"={value.text}", form, value.value)
    elif isinstance(value, Link):
        page.write_url(row, place, f"internal:'{value.sheet}'!{value.cell}", form, value.text)
    elif isinstance(value, str):
        form = formats.quoted[cell.style] if value.startswith(STARTS_A_FORMULA) else form
        page.write_string(row, place, value[:LONGEST_TEXT], form)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, form)
    elif value is None:
        page.write_blank(row, place, None, form)
    else:
        page.write_number(row, place, value, form)


def _lay_out(page: Worksheet, sheet: Sheet, title: str) -> None:
    """Set columns, and the page for A4."""
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    escaped = title.replace("&", "&&")[:100]
    page.set_footer(f"&L{escaped}&C&A&R&P / &N")
    if sheet.heads:
        page.freeze_panes(sheet.heads, 0)
        page.repeat_rows(sheet.heads - 1)
    if sheet.filtered:
        page.autofilter(sheet.filtered)
    if sheet.colour:
        page.set_tab_color(sheet.colour)
    for inputs in sheet.inputs:
        page.data_validation(
            inputs.cells,
            {"validate": "decimal", "criteria": "between", "minimum": inputs.least, "maximum": inputs.most},
        )


def _drawn(book: Workbook, chart: Chart, lang: Language):
    drawn = book.add_chart(CHARTS[chart.kind])
    font = {"name": FONTS[lang.code], "size": 9}
    for place, series in enumerate(chart.series):
        shade = colour(BATCH_COLOURS, place)
        looks = {"line": {"color": shade, "width": 2}} if chart.kind == "line" else {"fill": {"color": shade}}
        drawn.add_series(
            {
                "name": f"={series.name}",
                "categories": f"={series.categories}",
                "values": f"={series.values}",
                "gap": 60,
                **looks,
            }
        )
    axis = (
        {"num_font": {**font, "rotation": -90}, "num_format": "yyyy-mm"}
        if chart.months
        else {"num_font": font}
    )
    drawn.set_x_axis({**axis, **({"text_axis": True} if chart.months else {})})
    drawn.set_y_axis(
        {
            "name": chart.unit,
            "name_font": font,
            "num_font": font,
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
        }
    )
    drawn.set_title({"name": chart.title, "name_font": {**font, "size": 12}, "overlay": False})
    drawn.set_legend({"position": "bottom", "font": font})
    drawn.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return drawn
