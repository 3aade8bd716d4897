"""Money paid by the classes of the budget, by kind, by department, and by township."""

from collections.abc import Mapping

from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import EMPTY, Cell, Grid, Sheet, cell, column
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.styles import STATEMENT_TAB
from simlib.present.workbook.sums import Is, total_of
from simlib.present.workbook.tables import YearTable
from simlib.present.workbook.words import EARMARKS, KINDS

CODES = 5
"""Columns of an account that say what it is, between its label and the amounts."""


def classes(contents: Contents) -> Sheet:
    """Return the accounts with what is paid, added up by functional and economic class and by department."""
    say, name = contents.lang.say, contents.sheets["classes"]
    grid = contents.grid(
        say("Paid by class of the budget"), yuan(contents), say("Codes are to be checked by finance.")
    )
    rows = _accounts(grid, contents)
    accounts = contents.run.tables["accounts"].astype(str).set_index("item")
    for heading, field in (
        (say("Functional class"), "functional_code"),
        (say("Economic class"), "economic_code"),
        (say("Department"), "department"),
    ):
        grid.add(EMPTY)
        _added_up(grid, contents, heading, rows, accounts[field].to_dict())
    grid.add(EMPTY)
    _kinds(grid, contents)
    widths = [30, 10, 10, 26, 13, 28, *[16] * (len(contents.years) + 1)]
    return Sheet(name, grid.rows, widths, STATEMENT_TAB)


def _heads(contents: Contents, heading: str, *more: str) -> list[Cell]:
    words = [*more, *[""] * (CODES - len(more))]
    return [
        Cell(heading, "head"),
        *(Cell(word, "head") for word in words),
        *(Cell(year, "year") for year in contents.years),
        Cell(contents.lang.say("in all"), "head_right"),
    ]


def _accounts(grid: Grid, contents: Contents) -> dict[str, int]:
    """Add a row an account and return their numbers by item."""
    say, rows = contents.lang.say, {}
    more = (say("functional class"), say("economic class"), say("department"), say("earmark"), say("account"))
    top = grid.add(*_heads(contents, say("Item"), *more))
    accounts = contents.run.tables["accounts"].astype(str).set_index("item")
    for item in (item for programme in contents.programmes for item in programme.items):
        account = accounts.loc[item]
        words = (
            account["functional_code"],
            account["economic_code"],
            account["department"],
            say(EARMARKS.get(account["earmark"], account["earmark"])),
            item,
        )
        label = Cell(contents.items[item], "label")
        where = {"item": Is.word(item)}
        rows[item] = _sums(grid, contents, [label, *(Cell(word, "wrapped") for word in words)], top, where)
    return rows


def _sums(grid: Grid, contents: Contents, words: list[Cell], heads: int, where: Mapping[str, Is]) -> int:
    """Add a row of what is paid each year."""
    row, first = grid.next, CODES + 1
    sums = [
        contents.postings["paid"].sum({**where, "year": Is(year, f"{column(place)}${heads}")})
        for place, year in enumerate(contents.years, first)
    ]
    ends = f"{cell(first, row)}:{cell(first + len(sums) - 1, row)}"
    total = total_of([ends], [amount.value for amount in sums])
    return grid.add(*words, *(Cell(amount, "money") for amount in (*sums, total)))


def _added_up(
    grid: Grid, contents: Contents, heading: str, rows: Mapping[str, int], of_item: Mapping[str, str]
) -> None:
    """Add a row for each class, the sum of the rows of its accounts."""
    grid.add(*_heads(contents, heading))
    columns = range(CODES + 1, CODES + 2 + len(contents.years))
    for name in sorted({of_item[item] for item in rows}):
        inside = [row for item, row in rows.items() if of_item[item] == name]
        cells = [Cell(_sum_of(grid, [(place, row) for row in inside]), "money") for place in columns]
        grid.add(Cell(name, "label"), *[Cell(None, "label")] * CODES, *cells)


def _sum_of(grid: Grid, places: list[tuple[int, int]]):
    values = [grid.rows[row - 1][place].value.value for place, row in places]
    return total_of([cell(place, row) for place, row in places], values)


def _kinds(grid: Grid, contents: Contents) -> None:
    say = contents.lang.say
    heads = grid.add(*_heads(contents, say("Current, capital, income")))
    for kind, word in KINDS.items():
        label = [Cell(say(word), "label"), *[Cell(None, "label")] * CODES]
        _sums(grid, contents, label, heads, {"kind": Is.word(kind, say(word))})


def townships(contents: Contents) -> Sheet:
    """Return what is paid by township and year."""
    say, paid = contents.lang.say, contents.postings["paid"]
    grid = contents.grid(
        say("Paid by township and street"),
        yuan(contents),
        say("Money that belongs to no township stands under the whole city."),
    )
    table = YearTable(grid, contents, paid, say("Township, street"))
    found = set(contents.lines.table["township"].astype(str))
    for name, label in contents.townships.items():
        if name in found:
            table.line(Cell(label, "label"), {"township": Is.word(name)})
    table.line(Cell(say("in all"), "total"), {}, "total_")
    return Sheet(contents.sheets["townships"], grid.rows, table.widths(), STATEMENT_TAB)
