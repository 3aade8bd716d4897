"""The statements: by year and by month, for all programmes and for each of them."""

from simlib.language.money import unit_name
from simlib.present.workbook.contents import Contents, ProgrammeMoney
from simlib.present.workbook.sheet import EMPTY, Cell, Chart, Grid, Link, Series, Sheet, cell
from simlib.present.workbook.sums import Is
from simlib.present.workbook.tables import FIRST, YearTable, month_table, series_of
from simlib.present.workbook.words import STAGES

TAB = "#0072B2"


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
        say(
            "Share on placeholders: of the amounts whose price or quantity rests on a value without a source."
        ),
    )
    widths = []
    for stage, postings in contents.postings.items():
        grid.add(Cell(say(STAGES[stage]), "heading"))
        table = YearTable(grid, contents, postings, say("Programme, item"))
        table.line(Cell(say("in all"), "group"), {}, "group_")
        for programme in contents.programmes:
            title = Link(programme.title, contents.sheets[programme.name])
            table.line(Cell(title, "link"), programme.where, "group_")
            for item in programme.items:
                table.line(Cell(contents.items[item], "inside"), {"item": Is.word(item)})
        grid.add(EMPTY)
        widths = table.widths()
    return Sheet(contents.sheets["by_year"], grid.rows, widths, colour=TAB)


def by_month(contents: Contents) -> Sheet:
    """Return money paid by programme and month, its running total, and the other stages."""
    say, paid = contents.lang.say, contents.postings["paid"]
    grid = contents.grid(
        say("Statement by month"), yuan(contents), say("Paid, and the other stages beside it.")
    )
    others = [(say(STAGES[stage]), contents.postings[stage], {}) for stage in STAGES if stage != "paid"]
    columns = [(programme.title, paid, programme.where) for programme in contents.programmes]
    first, last = month_table(grid, contents, [*columns, *others], len(columns))
    name, place = contents.sheets["by_month"], len(columns) + len(others) + 4
    charts = (
        _chart(
            contents,
            name,
            say("Paid a month"),
            first,
            last,
            range(len(columns)),
            f"{'ABCDEFGHIJKLMNOP'[min(place, 15)]}5",
        ),
    )
    widths = [14, *[17] * (len(columns) + len(others) + 2)]
    return Sheet(name, grid.rows, widths, charts=charts, heads=first - 1, colour=TAB)


def programme_sheet(contents: Contents, programme: ProgrammeMoney) -> Sheet:
    """Return the money of one programme: by year and stage, by month and item, by township."""
    say, paid = contents.lang.say, contents.postings["paid"]
    grid = contents.grid(programme.title, yuan(contents))
    table = _stages(grid, contents, programme)
    grid.add(EMPTY)
    grid.add(Cell(say("Paid by month and item"), "heading"))
    items = [(contents.items[item], paid, {"item": Is.word(item)}) for item in programme.items]
    first, last = month_table(grid, contents, items, len(items))
    name = contents.sheets[programme.name]
    chart = _chart(contents, name, say("Paid a month"), first, last, range(len(items)), cell(0, last + 3))
    widths = [*table.widths()]
    widths += [17] * (len(items) + 3 - len(widths))
    return Sheet(name, grid.rows, widths, charts=(chart,), colour="#009E73")


def _stages(grid: Grid, contents: Contents, programme: ProgrammeMoney) -> YearTable:
    """Add what is paid by item and year, and in all in the other stages."""
    say = contents.lang.say
    for stage, postings in contents.postings.items():
        grid.add(Cell(say(STAGES[stage]), "heading"))
        table = YearTable(grid, contents, postings, say("Item"))
        table.line(Cell(programme.title, "group"), programme.where, "group_")
        for item in programme.items:
            table.line(Cell(contents.items[item], "inside"), {"item": Is.word(item)})
    return table


def _chart(
    contents: Contents, sheet: str, title: str, first: int, last: int, places: range, at: str
) -> Chart:
    """Return a chart of columns of a table by month, one on top of the other."""
    series = [Series(*series_of(sheet, FIRST + place, first - 1, first, last)) for place in places]
    return Chart("column", title, yuan(contents), series, at, months=True)
