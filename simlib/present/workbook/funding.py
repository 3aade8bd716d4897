"""Who pays, from which fund, by which shares."""

from simlib.present.workbook.contents import Contents
from simlib.present.workbook.payers import Payer
from simlib.present.workbook.sheet import (
    EMPTY,
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
from simlib.present.workbook.statements import TAB, yuan
from simlib.present.workbook.sums import Is
from simlib.present.workbook.tables import YearTable
from simlib.present.workbook.words import FUNDERS, FUNDS, STAGES
from simlib.runs.summary import KINDS

Where = dict[str, Is]


def funding(contents: Contents) -> Sheet:
    """Return money by funder and fund, by programme and payer, and the shares that lead to it."""
    say, name = contents.lang.say, contents.sheets["funding"]
    grid = contents.grid(
        say("Funding statement"),
        yuan(contents),
        say("Yellow cells may be changed; shares of a rule add up to 100%."),
    )
    payers = _payers(contents)
    charts = [_by_payer(grid, contents, payers, name)]
    _by_programme(grid, contents, payers)
    names, inputs = _shares(grid, contents, name)
    return Sheet(
        name, grid.rows, [44, *[17] * (len(contents.years) + 2), 30], names, charts, inputs, colour=TAB
    )


def _payers(contents: Contents) -> list[tuple[str, Where]]:
    """Return the payers that there are, as they are called, and their postings."""
    say, table = contents.lang.say, contents.lines.table
    found = set(zip(table["funder"], table["fund"], strict=True))
    return [
        (
            contents.payer(funder, fund),
            {"funder": Is.word(funder, say(FUNDERS[funder])), "fund": Is.word(fund, say(FUNDS[fund]))},
        )
        for funder in FUNDERS
        for fund in FUNDS
        if (funder, fund) in found
    ]


def _by_payer(grid: Grid, contents: Contents, payers: list[tuple[str, Where]], sheet: str) -> Chart:
    say = contents.lang.say
    for stage, postings in contents.postings.items():
        grid.add(Cell(say(STAGES[stage]), "heading"))
        table = YearTable(grid, contents, postings, say("Funder, fund"))
        lines = [table.line(Cell(label, "label"), where) for label, where in payers]
        table.line(Cell(say("in all"), "total"), {}, "total_")
        grid.add(EMPTY)
        if stage == "paid":
            drawn = [
                Series(
                    fixed(sheet, cell(0, row)),
                    fixed(sheet, cell(1, table.heads), cell(table.last_year, table.heads)),
                    fixed(sheet, cell(1, row), cell(table.last_year, row)),
                )
                for row in lines
            ]
    return Chart(
        "column", say("Paid by funder and fund"), yuan(contents), drawn, cell(len(contents.years) + 5, 6)
    )


def _by_programme(grid: Grid, contents: Contents, payers: list[tuple[str, Where]]) -> None:
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
    heads = (say("Who pays for what"), say("funder"), say("fund"), say("share"), say("kind"), say("check"))
    grid.add(*(Cell(head, "head") for head in heads))
    for path, payers in contents.lines.rules.items():
        first, last = grid.next, grid.next + len(payers) - 1
        for payer in payers:
            row = grid.add(*_share_row(contents, path, payer, len(payers), cell(3, first), cell(3, last)))
            names[payer.name] = fixed(sheet, cell(3, row))
        if len(payers) > 1:
            inputs.append(Inputs(f"{cell(3, first)}:{cell(3, last)}", 0, 1))
    if contents.lines.table["adjustment"].any():
        grid.add(
            Cell(
                say("What grants and limits move from one payer to another does not follow prices here."),
                "note",
            )
        )
    return names, inputs


def _share_row(contents: Contents, path: str, payer: Payer, many: int, first: str, last: str) -> list[Cell]:
    say, entry = contents.lang.say, contents.assumptions[path]
    label, kind = contents.lang.label(entry["label"]), say(KINDS[entry["kind"]])
    wrong = Formula(f'IF(ABS(SUM({first}:{last})-1)<0.000000001,"✓","≠ 100%")', "✓")
    return [
        Cell(label, "label"),
        Cell(say(FUNDERS[payer.funder]), "label"),
        Cell(say(FUNDS[payer.fund]), "label"),
        Cell(payer.share, "share_price" if many > 1 else "share"),
        Cell(kind, "doubt" if entry["kind"] == "placeholder" else "label"),
        Cell(wrong, "label"),
    ]
