"""Money paid by the classes of the budget, by kind, by department, and by township."""

from collections.abc import Mapping

from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import EMPTY, Cell, Formula, Grid, Sheet, cell, column
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.styles import STATEMENT_TAB
from simlib.present.workbook.sums import Is, total_of
from simlib.present.workbook.tables import YearTable

CODES = 5
"""Columns of an account that say what it is, between its label and the amounts."""


def classes(contents: Contents) -> Sheet:
    """Return the accounts with what is paid, added up by functional and economic class and by department."""
    say, name = contents.lang.say, contents.sheets["classes"]
    grid = contents.grid(
        say("Paid by class of the budget"), yuan(contents), say("Codes are to be checked by finance.")
    )
    words = _words(contents)
    rows = _accounts(grid, contents, words)
    for place, heading in enumerate((say("Functional class"), say("Economic class"), say("Department"))):
        grid.add(EMPTY)
        _added_up(grid, contents, heading, rows, {item: said[place] for item, said in words.items()})
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


def _words(contents: Contents) -> dict[str, tuple[str, ...]]:
    """Return what the accounts say, by item: functional and economic class, department, earmark, name."""
    accounts = contents.run.tables["accounts"].astype(str).set_index("item")
    departments, earmarks = contents.labels["department"], contents.labels["earmark"]
    return {
        item: (
            accounts.at[item, "functional_code"],
            accounts.at[item, "economic_code"],
            departments.get(accounts.at[item, "department"], accounts.at[item, "department"]),
            earmarks[accounts.at[item, "earmark"]],
            item,
        )
        for programme in contents.programmes
        for item in programme.items
    }


def _accounts(grid: Grid, contents: Contents, words: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Add a row an account and return their numbers by item."""
    say, rows = contents.lang.say, {}
    more = (say("functional class"), say("economic class"), say("department"), say("earmark"), say("account"))
    top = grid.add(*_heads(contents, say("Item"), *more))
    for item, said in words.items():
        label = Cell(contents.labels["item"][item], "wrapped")
        cells = [label, *(Cell(word, "wrapped") for word in said)]
        rows[item] = _sums(grid, contents, cells, top, {"item": Is.word(item)})
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


def _sum_of(grid: Grid, places: list[tuple[int, int]]) -> Formula:
    values = [grid.rows[row - 1][place].value.value for place, row in places]
    return total_of([cell(place, row) for place, row in places], values)


def _kinds(grid: Grid, contents: Contents) -> None:
    say = contents.lang.say
    heads = grid.add(*_heads(contents, say("Current, capital, income")))
    for kind, word in contents.labels["kind"].items():
        label = [Cell(word, "label"), *[Cell(None, "label")] * CODES]
        _sums(grid, contents, label, heads, {"kind": Is.word(kind, word)})


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
    for name, label in contents.labels["township"].items():
        if name in found:
            table.line(Cell(label, "label"), {"township": Is.word(name)})
    table.line(Cell(say("in all"), "total"), {}, "total_")
    return Sheet(contents.sheets["townships"], grid.rows, table.widths(), STATEMENT_TAB)
