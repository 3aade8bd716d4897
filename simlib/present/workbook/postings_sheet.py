"""The postings, one row a posting and payer, whose amounts are formulas."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language
from simlib.present.workbook.amounts import HEADS, LETTER, amount_cells
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sheet import Cell, Formula, Sheet, fixed
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.styles import POSTINGS_TAB

WIDTHS = (9, 7, 15, 32, 27, 13, 15, 11, 22, 18, 22, 13, 16, 13, 9, 12, 10, 14, 16, 30, 30, 30)
CALLED = ("item", "kind", "township", "cohort", "funder", "fund")
SPLIT, ADJUSTED = ("share", "exact", "remainder"), ("adjustment",)
"""Columns that are hidden where every payer pays all, and where nothing is adjusted."""


def postings_sheet(contents: Contents, stage: str) -> Sheet:
    """Return the postings of one stage; its rows are made as they are written."""
    say, name = contents.lang.say, contents.sheets[stage]
    grid = contents.grid(
        say("Postings: {stage}").format(stage=contents.labels["stage"][stage]),
        yuan(contents),
        say("Amount = quantity × unit price × share, rounded to the fen by largest remainder."),
        *_notes(contents),
        stage=stage,
    )
    top = grid.add(*(Cell(head, "head") for head in _headings(contents.lang)))
    last = top + max(len(contents.postings[stage].table), 1)
    names = {
        f"{stage}_{column}": fixed(name, f"{LETTER[column]}{top + 1}", f"{LETTER[column]}{last}")
        for column in HEADS
    }
    rows = chain(grid.rows, _rows(contents, stage, top + 1))
    filtered = f"A{top}:{LETTER[HEADS[-1]]}{last}"
    return Sheet(name, rows, _widths(contents), POSTINGS_TAB, names, heads=top, filtered=filtered)


def _widths(contents: Contents) -> list[float]:
    table = contents.lines.table
    split, adjusted = table["share"].any(), table["adjustment"].any()
    hidden = {*(() if split else SPLIT), *(() if adjusted else ADJUSTED)}
    return [0 if name in hidden else width for name, width in zip(HEADS, WIDTHS, strict=True)]


def _headings(lang: Language) -> list[str]:
    say = lang.say
    return [
        say("month"), say("fiscal year"), say("programme"), say("item"), say("account"), say("kind of money"),
        say("township, street"), say("code"), say("cohort"), say("funder"), say("fund"),
        say("on a placeholder: 1"), say("quantity"), say("unit price"), say("share"), say("exact, fen"),
        say("remainder"), say("adjustment"), say("amount"), say("quantity rests on"), say("price stands at"),
        say("payer by"),
    ]  # fmt: skip


def _notes(contents: Contents) -> list[str]:
    say, notes = contents.lang.say, []
    given_up = {"cohort": say("cohorts"), "township": say("townships")}
    if contents.lines.without:
        names = contents.lang.listed(given_up[name] for name in contents.lines.without)
        said = say("The ledger has too many rows for a spreadsheet: added up over {names}.")
        notes.append(said.format(names=names))
    if contents.lines.table["adjustment"].any():
        notes.append(
            say("Adjustment: what a payer gave beyond its share, by grants, limits, rounding; it stays.")
        )
    return notes


def _rows(contents: Contents, stage: str, first: int) -> Iterator[Sequence[Cell]]:
    """Yield the postings; what a name is called is looked up once, not once a row."""
    table, called = contents.postings[stage].table, {axis: _cells(contents.labels[axis]) for axis in CALLED}
    codes = _cells({name: name for axis in ("item", "township") for name in contents.labels[axis]})
    titles = _cells({programme.name: programme.title for programme in contents.programmes})
    prices = [
        Cell(Formula(f"ROUND({price.name},2)", price.fen / FEN_PER_YUAN), "post_money")
        for price in contents.lines.prices.all
    ]
    months = {month: (Cell(month, "post_month"), Cell(month.year, "post_year")) for month in contents.months}
    paths = _cells(
        {str(path): str(path) for name in ("quantity_from", "rule") for path in table[name].unique()}
    )
    named = [Cell(price.name, "post") for price in contents.lines.prices.all]
    shares = {payer.name: payer.share for payers in contents.lines.rules.values() for payer in payers}
    for row, line in enumerate(table.itertuples(index=False), start=first):
        yield (
            *months[line.month],
            titles[line.programme],
            called["item"][line.item],
            codes[line.item],
            called["kind"][line.kind],
            called["township"][line.township],
            codes[line.township],
            called["cohort"][line.cohort],
            called["funder"][line.funder],
            called["fund"][line.fund],
            Cell(line.placeholder, "post"),
            Cell(line.quantity, "post_quantity"),
            prices[line.price],
            *amount_cells(line, row, shares),
            paths[line.quantity_from],
            named[line.price],
            paths[line.rule],
        )


def _cells(texts: Mapping[str, str]) -> dict[str, Cell]:
    return {name: Cell(text, "post") for name, text in texts.items()}
