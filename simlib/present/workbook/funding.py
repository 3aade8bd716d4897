"""Who pays, from which fund, by which shares."""

from itertools import product

from simlib.present.workbook.contents import Contents
from simlib.present.workbook.payers import Payer
from simlib.present.workbook.sheet import (
    EMPTY,
    PICTURE_HEIGHT,
    Cell,
    Chart,
    Formula,
    Grid,
    Inputs,
    Series,
    Sheet,
    cell,
    fixed,
)
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.styles import STATEMENT_TAB
from simlib.present.workbook.sums import Is
from simlib.present.workbook.tables import FIRST, YearTable
from simlib.runs.summary import KINDS

SHARE = 3
"""Column of the shares."""

Payers = list[tuple[str, dict[str, Is]]]
"""What payers are called, and what their postings hold."""


def funding(contents: Contents) -> Sheet:
    """Return money by funder and fund, by programme and payer, and the shares that lead to it."""
    say, name = contents.lang.say, contents.sheets["funding"]
    grid = contents.grid(
        say("Funding statement"),
        yuan(contents),
        say("Yellow cells may be changed; the shares of a rule add up to 100%."),
    )
    payers = _payers(contents)
    heads, rows, room = _by_payer(grid, contents, payers)
    _by_programme(grid, contents, payers)
    names, inputs = _shares(grid, contents, name)
    chart = _chart(contents, name, heads, rows, cell(0, room))
    widths = [44, *[18] * (len(contents.years) + 2)]
    return Sheet(name, grid.rows, widths, STATEMENT_TAB, names, (chart,), inputs)


def _payers(contents: Contents) -> Payers:
    table, funders, funds = contents.lines.table, contents.labels["funder"], contents.labels["fund"]
    found = set(zip(table["funder"], table["fund"], strict=True))
    return [
        (
            contents.payer(funder, fund),
            {"funder": Is.word(funder, funders[funder]), "fund": Is.word(fund, funds[fund])},
        )
        for funder, fund in product(funders, funds)
        if (funder, fund) in found
    ]


def _by_payer(grid: Grid, contents: Contents, payers: Payers) -> tuple[int, list[int], int]:
    """Add each stage by payer, and return headings and rows of the first, and where its picture lies."""
    say, drawn = contents.lang.say, ()
    for stage, postings in contents.postings.items():
        grid.add(Cell(contents.stage(stage), "heading"))
        table = YearTable(grid, contents, postings, say("Funder, fund"))
        rows = [table.line(Cell(label, "label"), where) for label, where in payers]
        table.line(Cell(say("in all"), "total"), {}, "total_")
        grid.add(EMPTY)
        drawn = drawn or (table.heads, rows, grid.room(PICTURE_HEIGHT))
    return drawn


def _by_programme(grid: Grid, contents: Contents, payers: Payers) -> None:
    say, paid = contents.lang.say, contents.postings["paid"]
    grid.add(Cell(say("Paid by programme and payer"), "heading"))
    table = YearTable(grid, contents, paid, say("Programme, payer"))
    for programme in contents.programmes:
        table.line(Cell(programme.title, "group"), programme.where, "group_")
        for label, where in payers:
            if paid.fen({**programme.where, **where}):
                table.line(Cell(label, "inside"), {**programme.where, **where})
    grid.add(EMPTY)


def _shares(grid: Grid, contents: Contents, sheet: str) -> tuple[dict[str, str], list[Inputs]]:
    """Add the shares of each rule, and return their names and which may be changed."""
    say, names, inputs = contents.lang.say, {}, []
    grid.add(Cell(say("Shares"), "heading"))
    if contents.lines.table["adjustment"].any():
        grid.add(
            Cell(say("What grants and limits move to another payer stays as it was in the run."), "note")
        )
    heads = (say("Who pays for what"), say("Funder"), say("Fund"), say("Share"), say("kind"), say("Check"))
    grid.add(*(Cell(head, "head") for head in heads))
    for path, payers in contents.lines.rules.items():
        first = grid.next
        ends = f"{cell(SHARE, first)}:{cell(SHARE, first + len(payers) - 1)}"
        for payer in payers:
            row = grid.add(*_share_row(contents, path, payer, ends, len(payers) > 1))
            names[payer.name] = fixed(sheet, cell(SHARE, row))
        inputs += [Inputs(ends, 0, 1)] if len(payers) > 1 else []
    return names, inputs


def _share_row(contents: Contents, path: str, payer: Payer, ends: str, given: bool) -> list[Cell]:
    say, entry = contents.lang.say, contents.assumptions[path]
    check = Formula(f'IF(ABS(SUM({ends})-1)<0.000000001,"✓","≠ 100%")', "✓")
    return [
        Cell(contents.lang.label(entry["label"]), "label"),
        Cell(contents.labels["funder"][payer.funder], "label"),
        Cell(contents.labels["fund"][payer.fund], "label"),
        Cell(payer.share, "share_price" if given else "share"),
        Cell(say(KINDS[entry["kind"]]), "doubt" if entry["kind"] == "placeholder" else "label"),
        Cell(check, "label"),
    ]


def _chart(contents: Contents, sheet: str, heads: int, rows: list[int], at: str) -> Chart:
    last = FIRST + len(contents.years) - 1
    series = [
        Series(
            fixed(sheet, cell(0, row)),
            fixed(sheet, cell(FIRST, heads), cell(last, heads)),
            fixed(sheet, cell(FIRST, row), cell(last, row)),
        )
        for row in rows
    ]
    return Chart("column", contents.lang.say("Paid by funder and fund"), yuan(contents), series, at)
