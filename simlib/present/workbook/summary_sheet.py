"""The first sheet: what it costs, who pays, how sure it is, and where to look."""

from collections.abc import Mapping

from simlib.core.money import FEN_PER_YUAN
from simlib.language.money import unit_name
from simlib.present.workbook.assumptions_sheet import Rows, changed_in
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import (
    EMPTY,
    Cell,
    Chart,
    Formula,
    Grid,
    Link,
    Series,
    Sheet,
    cell,
    column,
    fixed,
)
from simlib.present.workbook.styles import SUMMARY_TAB
from simlib.present.workbook.sums import Is, fen_sum, in_wan, share_of
from simlib.present.workbook.tables import series_of
from simlib.runs.summary import evidence_lines

CHART_WIDTH, CHART_HEIGHT = 430, 240
"""Pixels of the two charts, side by side."""


def summary(contents: Contents, months: range, rows: Rows) -> Sheet:
    """Return the summary; `months` are the rows of the statement by month, `rows` those of assumptions."""
    lang, name = contents.lang, contents.sheets["summary"]
    grid = contents.grid(contents.summary.title, unit_name("wan", lang.code))
    for line in evidence_lines(contents.summary.evidence, lang):
        grid.add(Cell(line.strip(), "warning"), *[Cell(None, "warning")] * (len(contents.years) + 2))
    grid.add(EMPTY)
    heads, programmes = _by_programme(grid, contents)
    grid.add(EMPTY)
    below = grid.room(CHART_HEIGHT)
    _by(grid, contents, lang.say("Paid, by funder"), "funder")
    grid.add(EMPTY)
    _by(grid, contents, lang.say("Paid, by fund"), "fund")
    grid.add(EMPTY)
    _against_the_run(grid, contents)
    grid.add(EMPTY)
    _table_of_contents(grid, contents)
    _changes(grid, contents, rows)
    monthly = _by_month(grid, contents, months)
    charts = (
        _yearly(contents, name, heads, programmes, cell(0, below)),
        _running(contents, name, monthly, cell(2, below)),
    )
    widths = [46, *[15] * (len(contents.years) + 2)]
    return Sheet(name, grid.rows, widths, SUMMARY_TAB, charts=charts)


def _heads(grid: Grid, contents: Contents, heading: str) -> int:
    say = contents.lang.say
    return grid.add(
        Cell(heading, "head"),
        *(Cell(year, "year") for year in contents.years),
        Cell(say("in all"), "head_right"),
        Cell(say("on placeholders"), "head_right"),
    )


def _line(
    grid: Grid, contents: Contents, label: Cell, where: Mapping[str, Is], heads: int, look: str = ""
) -> int:
    """Add what is paid each year and in all, in 万元, and which share of it rests on placeholders."""
    paid, row, years = contents.postings["paid"], grid.next, contents.years
    sums = [
        in_wan(paid.sum({**where, "year": Is(year, f"{column(place)}${heads}")}))
        for place, year in enumerate(years, start=1)
    ]
    total = in_wan(paid.sum(where) if where else paid.all())
    doubtful = in_wan(paid.sum({**where, "placeholder": Is(1, "1")}))
    share = share_of(doubtful, total.value, cell(len(years) + 1, row))
    money = [Cell(amount, f"{look}money") for amount in (*sums, total)]
    return grid.add(label, *money, Cell(share, f"{look}share"))


def _by_programme(grid: Grid, contents: Contents) -> tuple[int, list[int]]:
    """Add what is paid by programme, and return the numbers of the headings and of the programmes."""
    heads = _heads(grid, contents, contents.lang.say("Paid, by programme"))
    rows = []
    for programme in contents.programmes:
        there = Link(programme.title, contents.sheets[programme.name])
        rows.append(_line(grid, contents, Cell(there, "link"), programme.where, heads))
    _line(grid, contents, Cell(contents.lang.say("in all"), "total"), {}, heads, "total_")
    return heads, rows


def _by(grid: Grid, contents: Contents, heading: str, axis: str) -> None:
    """Add what is paid by the names on an axis, those that there are."""
    heads, found = _heads(grid, contents, heading), set(contents.lines.table[axis])
    for name, word in contents.labels[axis].items():
        if name in found:
            _line(grid, contents, Cell(word, "label"), {axis: Is.word(name, word)}, heads)


def _against_the_run(grid: Grid, contents: Contents) -> None:
    """Add each stage as it was in the run beside what the workbook gives, with its prices and shares."""
    say = contents.lang.say
    heading = say("With the prices and shares of this workbook")
    words = (say("in the run"), say("in this workbook"), say("difference"))
    grid.add(Cell(heading, "head"), *(Cell(word, "head_right") for word in words))
    for stage, postings in contents.postings.items():
        row, now = grid.next, in_wan(postings.all())
        change = Formula(f"{cell(2, row)}-{cell(1, row)}", 0.0)
        run = Cell(now.value, "still_money")
        grid.add(Cell(contents.stage(stage), "label"), run, Cell(now, "money"), Cell(change, "money"))


def _changes(grid: Grid, contents: Contents, rows: Rows) -> None:
    """Add which assumptions the scenario changes; each leads to its row, which says how and why."""
    changes = changed_in(contents)
    if not changes:
        return
    grid.add(Cell(contents.lang.say("What this scenario changes"), "heading"))
    for path in changes:
        label = contents.lang.label(contents.assumptions[path]["label"]) if path in rows else path
        there = Link(label, contents.sheets["assumptions"], cell(0, rows[path])) if path in rows else label
        grid.add(Cell(there, "link"))
    grid.add(EMPTY)


def _by_month(grid: Grid, contents: Contents, months: range) -> range:
    """Add what is paid each month and until then, from the statement by month; return the rows."""
    say, sheet = contents.lang.say, contents.sheets["by_month"]
    heads = (say("in all"), say("running total"))
    grid.add(Cell(say("Month"), "head"), *(Cell(head, "head_right") for head in heads))
    paid, first, so_far = contents.postings["paid"], grid.next, 0.0
    for month, row in zip(contents.months, months, strict=True):
        amount = paid.fen({"month": Is(month, "")}) / FEN_PER_YUAN
        so_far = fen_sum([so_far, amount])
        places = (len(contents.programmes) + 1, len(contents.programmes) + 2)
        sums = [
            in_wan(Formula(fixed(sheet, cell(place, row)), value))
            for place, value in zip(places, (amount, so_far), strict=True)
        ]
        grid.add(Cell(month, "month"), *(Cell(value, "money") for value in sums))
    return range(first, grid.next)


def _table_of_contents(grid: Grid, contents: Contents) -> None:
    grid.add(Cell(contents.lang.say("Sheets"), "heading"))
    for key, name in contents.sheets.items():
        if key != "summary":
            grid.add(Cell(Link(name, name), "link"))
    grid.add(EMPTY)


def _yearly(contents: Contents, sheet: str, heads: int, rows: list[int], at: str) -> Chart:
    last = len(contents.years)
    series = [
        Series(
            fixed(sheet, cell(0, row)),
            fixed(sheet, cell(1, heads), cell(last, heads)),
            fixed(sheet, cell(1, row), cell(last, row)),
        )
        for row in rows
    ]
    unit, title = unit_name("wan", contents.lang.code), contents.lang.say("Paid a year")
    return Chart("column", title, unit, series, at, width=CHART_WIDTH, height=CHART_HEIGHT)


def _running(contents: Contents, sheet: str, rows: range, at: str) -> Chart:
    series = Series(*series_of(sheet, 2, rows[0] - 1, rows[0], rows[-1]))
    unit, title = unit_name("wan", contents.lang.code), contents.lang.say("Paid, running total")
    return Chart("line", title, unit, [series], at, months=True, width=CHART_WIDTH, height=CHART_HEIGHT)
