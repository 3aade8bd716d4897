"""The first sheet: what it costs, who pays, how sure it is, and where to look."""

from simlib.language.money import unit_name
from simlib.present.workbook.contents import SHEETS, Contents
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
from simlib.present.workbook.sums import Is, in_wan, share_of
from simlib.present.workbook.words import FUNDERS, FUNDS, STAGES
from simlib.runs.summary import evidence_lines

LABEL = 0


def summary(contents: Contents, months: tuple[int, int]) -> Sheet:
    """Return the summary; `months` are the first and last row of the statement by month."""
    say, lang = contents.lang.say, contents.lang
    unit = unit_name("wan", lang.code)
    grid = contents.grid(contents.summary.title, unit)
    for line in evidence_lines(contents.summary.evidence, lang):
        grid.add(Cell(line.strip(), "warning"))
    grid.add(EMPTY)
    heads, rows = _by_programme(grid, contents)
    grid.add(EMPTY)
    _by_payer(grid, contents)
    grid.add(EMPTY)
    _against_the_run(grid, contents)
    below = grid.next + 1
    for _ in range(36):
        grid.add(EMPTY)
    _changes(grid, contents)
    _table_of_contents(grid, contents)
    name = contents.sheets["summary"]
    charts = (
        _yearly(contents, name, heads, rows, f"A{below}", unit),
        _running(contents, months, f"A{below + 18}"),
    )
    return Sheet(
        name, grid.rows, [40, *[15] * (len(contents.years) + 1), 14], charts=charts, colour="#222222"
    )


def _wan_row(grid: Grid, contents: Contents, label: Cell, where: dict[str, Is], heads: int, look: str) -> int:
    """Add what is paid each year and in all, and which share of it rests on placeholders."""
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


def _heads(grid: Grid, contents: Contents, heading: str) -> int:
    say = contents.lang.say
    return grid.add(
        Cell(heading, "head"),
        *(Cell(year, "year") for year in contents.years),
        Cell(say("in all"), "head_right"),
        Cell(say("on placeholders"), "head_right"),
    )


def _by_programme(grid: Grid, contents: Contents) -> tuple[int, list[int]]:
    say = contents.lang.say
    heads = _heads(grid, contents, say("Paid, by programme"))
    rows = [
        _wan_row(
            grid,
            contents,
            Cell(Link(programme.title, contents.sheets[programme.name]), "link"),
            programme.where,
            heads,
            "",
        )
        for programme in contents.programmes
    ]
    _wan_row(grid, contents, Cell(say("in all"), "total"), {}, heads, "total_")
    return heads, rows


def _by_payer(grid: Grid, contents: Contents) -> None:
    say, table = contents.lang.say, contents.lines.table
    heads = _heads(grid, contents, say("Paid, by funder"))
    for funder in FUNDERS:
        if (table["funder"] == funder).any():
            where = {"funder": Is.word(funder, say(FUNDERS[funder]))}
            _wan_row(grid, contents, Cell(say(FUNDERS[funder]), "label"), where, heads, "")
    heads = _heads(grid, contents, say("Paid, by fund"))
    for fund in FUNDS:
        if (table["fund"] == fund).any():
            where = {"fund": Is.word(fund, say(FUNDS[fund]))}
            _wan_row(grid, contents, Cell(say(FUNDS[fund]), "label"), where, heads, "")


def _against_the_run(grid: Grid, contents: Contents) -> None:
    """Add each stage as it was in the run beside what the workbook gives now, with its prices and shares."""
    say = contents.lang.say
    words = (
        say("With the prices and shares of this workbook"),
        say("in the run"),
        say("now"),
        say("difference"),
    )
    grid.add(Cell(words[0], "head"), *(Cell(word, "head_right") for word in words[1:]))
    for stage, postings in contents.postings.items():
        row, now = grid.next, in_wan(postings.all())
        change = Formula(f"{cell(2, row)}-{cell(1, row)}", 0.0)
        grid.add(
            Cell(say(STAGES[stage]), "label"),
            Cell(now.value, "still_money"),
            Cell(now, "money"),
            Cell(change, "money"),
        )


def _changes(grid: Grid, contents: Contents) -> None:
    say, changes = contents.lang.say, contents.run.manifest["scenario"]["changes"]
    if not changes:
        return
    grid.add(Cell(say("What this scenario changes"), "heading"))
    for change in changes:
        said = say("{path}: {before} → {after}, {why}")
        text = said.format(
            path=change["path"], before=change["before"], after=change["after"], why=say(change["why"])
        )
        grid.add(Cell(text))
    grid.add(EMPTY)


def _table_of_contents(grid: Grid, contents: Contents) -> None:
    grid.add(Cell(contents.lang.say("Sheets"), "heading"))
    ordered = [*SHEETS][1:4] + [programme.name for programme in contents.programmes] + [*SHEETS][4:]
    for key in ordered:
        grid.add(Cell(Link(contents.sheets[key], contents.sheets[key]), "link"))


def _yearly(contents: Contents, sheet: str, heads: int, rows: list[int], at: str, unit: str) -> Chart:
    last = len(contents.years)
    series = [
        Series(
            fixed(sheet, cell(LABEL, row)),
            fixed(sheet, cell(1, heads), cell(last, heads)),
            fixed(sheet, cell(1, row), cell(last, row)),
        )
        for row in rows
    ]
    return Chart("column", contents.lang.say("Paid a year"), unit, series, at)


def _running(contents: Contents, months: tuple[int, int], at: str) -> Chart:
    """Return the running total of what is paid, from the statement by month."""
    sheet, place, (first, last) = contents.sheets["by_month"], len(contents.programmes) + 2, months
    series = Series(
        fixed(sheet, cell(place, first - 1)),
        fixed(sheet, cell(LABEL, first), cell(LABEL, last)),
        fixed(sheet, cell(place, first), cell(place, last)),
    )
    yuan = unit_name("yuan", contents.lang.code)
    return Chart("line", contents.lang.say("Paid, running total"), yuan, [series], at, months=True)
