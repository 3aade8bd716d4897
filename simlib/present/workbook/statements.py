"""The statements: by year and by month, for all programmes and for each of them."""

from collections.abc import Mapping

from simlib.language.money import unit_name
from simlib.present.workbook.contents import Contents, ProgrammeMoney
from simlib.present.workbook.sheet import EMPTY, PICTURE_HEIGHT, Cell, Chart, Link, Series, Sheet, cell
from simlib.present.workbook.styles import PROGRAMME_TAB, STATEMENT_TAB
from simlib.present.workbook.sums import Is
from simlib.present.workbook.tables import FIRST, YearTable, month_table, series_of

Places = Mapping[str, str]
"""Cells of the sheet of unit prices, by item: where its first price stands."""


def yuan(contents: Contents) -> str:
    """Return what the unit of the statements is called."""
    return unit_name("yuan", contents.lang.code)


def by_year(contents: Contents) -> Sheet:
    """Return all stages of money by programme, item and year."""
    say = contents.lang.say
    grid = contents.grid(
        say("Statement by year"),
        yuan(contents),
        say("The stages are the same money seen three times: they are not to be added up."),
        say("On placeholders: the share of money whose price or quantity rests on a value without a source."),
    )
    widths = []
    for stage, postings in contents.postings.items():
        grid.add(Cell(contents.stage(stage), "heading"))
        table = YearTable(grid, contents, postings, say("Programme, item"))
        table.line(Cell(say("in all"), "group"), {}, "group_")
        for programme in contents.programmes:
            title = Link(programme.title, contents.sheets[programme.name])
            table.line(Cell(title, "link"), programme.where, "group_")
            for item in programme.items:
                table.line(Cell(contents.labels["item"][item], "inside"), {"item": Is.word(item)})
        grid.add(EMPTY)
        widths = table.widths()
    return Sheet(contents.sheets["by_year"], grid.rows, widths, STATEMENT_TAB)


def by_month(contents: Contents) -> Sheet:
    """Return money paid by programme and month, its running total, and the other stages."""
    say, paid = contents.lang.say, contents.postings["paid"]
    grid = contents.grid(
        say("Statement by month"),
        yuan(contents),
        say("Paid, by programme; behind the running total what is payable and committed in all."),
    )
    others = [
        (contents.stage(stage), contents.postings[stage], {})
        for stage in contents.postings
        if stage != "paid"
    ]
    columns = [(programme.title, paid, programme.where) for programme in contents.programmes]
    above = grid.room(PICTURE_HEIGHT)
    first, last = month_table(grid, contents, [*columns, *others], len(columns))
    name = contents.sheets["by_month"]
    chart = _chart(contents, name, range(first, last + 1), len(columns), above)
    widths = [14, *[17] * (len(columns) + len(others) + 2)]
    return Sheet(name, grid.rows, widths, STATEMENT_TAB, charts=(chart,), heads=first - 1)


def programme_sheet(contents: Contents, programme: ProgrammeMoney, places: Places) -> Sheet:
    """Return the money of one programme: by stage, item and year, and paid by month and item."""
    say, paid = contents.lang.say, contents.postings["paid"]
    note = say("Items lead to their unit prices.")
    grid = contents.grid(programme.title, yuan(contents), note, programme=programme.name)
    rooms = []
    for stage, postings in contents.postings.items():
        grid.add(Cell(contents.stage(stage), "heading"))
        table = YearTable(grid, contents, postings, say("Item"))
        table.line(Cell(programme.title, "group"), programme.where, "group_")
        for item in programme.items:
            table.line(_item(contents, item, places), {"item": Is.word(item)})
        grid.add(EMPTY)
        rooms += [] if rooms else [grid.room(PICTURE_HEIGHT)]
    grid.add(Cell(say("Paid by month and item"), "heading"))
    items = [(contents.labels["item"][item], paid, {"item": Is.word(item)}) for item in programme.items]
    first, last = month_table(grid, contents, items, len(items))
    name = contents.sheets[programme.name]
    chart = _chart(contents, name, range(first, last + 1), len(items), rooms[0])
    widths = table.widths(34)
    widths += [17] * (len(items) + FIRST + 2 - len(widths))
    return Sheet(name, grid.rows, widths, PROGRAMME_TAB, charts=(chart,))


def _item(contents: Contents, item: str, places: Places) -> Cell:
    """Return the label of an item, which leads to its price if it has one."""
    label = contents.labels["item"][item]
    if item not in places:
        return Cell(label, "inside")
    return Cell(Link(label, contents.sheets["prices"], places[item]), "inside_link")


def _chart(contents: Contents, sheet: str, months: range, columns: int, row: int) -> Chart:
    """Return a chart of the first columns of a table by month, one on top of the other.

    It lies above its table, on the first page, where no end of a page cuts it.
    """
    first, last = months[0], months[-1]
    series = [Series(*series_of(sheet, FIRST + place, first - 1, first, last)) for place in range(columns)]
    title = contents.lang.say("Paid a month")
    return Chart("column", title, yuan(contents), series, cell(0, row), months=True, width=960)
