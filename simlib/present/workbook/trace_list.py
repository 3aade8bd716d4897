"""The postings that a figure is made of, one below the other, with what each rests on."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from simlib.core.money import FEN_PER_YUAN
from simlib.present.workbook.assumptions_sheet import source_of
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.prices_sheet import evidence_of
from simlib.present.workbook.sheet import ArrayFormula, Cell, Formula, Grid, cell, fixed, quoted
from simlib.present.workbook.sums import STAGES

LISTED = 20
"""Postings that are listed; the filters of their sheet find the others."""

DAY_ZERO = pd.Timestamp(1899, 12, 30)
"""From which spreadsheets count days."""

PLACE = 13
"""The hidden column with the place of a posting among those of its stage."""

WIDTHS = (30, 26, 16, 16, 20, 24, 16, 13, 16, 8, 38, 38, 38)

COLUMNS = {
    "label": "wrapped", "place": "wrapped", "month": "month", "cohort": "wrapped", "funder": "wrapped",
    "fund": "wrapped", "quantity": "quantity", "price": "money", "amount": "money",
}  # fmt: skip
"""Columns of postings that are listed, and their styles."""

GROUNDS = {"quantity_from": "assumptions_path", "price_name": "prices_name", "rule": "assumptions_path"}
"""Columns of postings that say what they rest on, and where that is looked up."""


def list_postings(grid: Grid, contents: Contents, chosen: pd.DataFrame, first: int) -> None:
    """Add the first of the postings that are chosen.

    Parameters
    ----------
    grid
        Gets them.
    contents
        What is told.
    chosen
        Rows of the first stage's postings, by their places in it.
    first
        Row of the first posting in the sheet of each stage.
    """
    say = contents.lang.say
    grid.add(Cell(say("The first {count} postings").format(count=LISTED), "heading"))
    heads = (
        say("item"), say("township, street"), say("month"), say("cohort"), say("funder"), say("fund"),
        say("quantity"), say("unit price"), say("amount"), say("row"), say("quantity rests on"),
        say("price rests on"), say("payer by"),
    )  # fmt: skip
    numbers = (say("quantity"), say("unit price"), say("amount"), say("row"))
    grid.add(*(Cell(head, "head_right" if head in numbers else "head") for head in heads))
    lines, values, where = list(chosen.head(LISTED).itertuples()), _values(contents), _where(contents, first)
    for number in range(1, LISTED + 1):
        line = lines[number - 1] if number <= len(lines) else None
        grid.add(*_cells(number, grid.next, line, values, where))


Values = Mapping[str, Callable[[Any], Any]]


class Where(NamedTuple):
    """Where postings stand.

    Attributes
    ----------
    first
        Row of the first one in the sheet of each stage.
    column
        Formula of the first column of the sheet of the stage that is chosen.
    ruler
        Formula of as many cells from the first row on as that has postings.
    """

    first: int
    column: str
    ruler: str


def _where(contents: Contents, first: int) -> Where:
    columns = [fixed(contents.sheets[stage], "A1").removesuffix("$1") for stage in STAGES]
    links = ",".join(quoted(f"#{column}") for column in columns)
    # Not the rows of the chosen range itself: an office does not count those of a range that is a choice.
    edge = f"{columns[0]}:$A"
    ruler = f"INDEX({edge},1):INDEX({edge},ROWS(traced_item))"
    return Where(first, f"CHOOSE(sought_stage,{links})", ruler)


def _cells(number: int, row: int, line: Any, values: Values, where: Where) -> list[Cell]:
    """Return one posting of the list; nothing where there are fewer."""
    place, first = f"${cell(PLACE, row)}", where.first
    found = {name: values[name](line) if line else "" for name in values}
    texts = {name: f"INDEX(traced_{name},{place})" for name in (*COLUMNS, *GROUNDS)}
    shown = [
        _if_there(place, f'{texts[name]}&""' if style == "wrapped" else texts[name], found[name], style)
        for name, style in COLUMNS.items()
    ]
    at, to = f"({place}+{first - 1})", line.Index + first if line else ""
    link = _if_there(place, f"HYPERLINK({where.column}&{at},{at})", to, "row_link")
    grounds = [
        _if_there(place, _looked_up(texts[name], among), found[name], "wrapped")
        for name, among in GROUNDS.items()
    ]
    search = f'IFERROR(SMALL(IF(traced>0,ROW({where.ruler})),{number}),"")'
    return [*shown, link, *grounds, Cell(ArrayFormula(search, line.Index + 1 if line else ""))]


def _if_there(place: str, text: str, value: Any, style: str) -> Cell:
    return Cell(Formula(f'IF({place}="","",{text})', value), style)


def _looked_up(text: str, among: str) -> str:
    """Return the formula of an assumption's label and source, or of its path where it is unknown."""
    table, at = among.partition("_")[0], f"MATCH({text},{among},0)"
    return f'IFERROR(INDEX({table}_label,{at})&". "&INDEX({table}_source,{at}),{text}&"")'


def _values(contents: Contents) -> Values:
    """Return what each column of the list shows of a line."""
    labels, prices = contents.labels, contents.lines.prices.all
    known = {
        path: _grounds(contents.lang.label(entry["label"]), source_of(entry, contents))
        for path, entry in contents.assumptions.items()
    }
    priced = [_grounds(*evidence_of(price, contents)) for price in prices]
    return {
        "label": lambda line: labels["item"][line.item],
        "place": lambda line: labels["township"][line.township],
        "month": lambda line: (line.month - DAY_ZERO).days,
        "cohort": lambda line: labels["cohort"][line.cohort],
        "funder": lambda line: labels["funder"][line.funder],
        "fund": lambda line: labels["fund"][line.fund],
        "quantity": lambda line: line.quantity,
        "price": lambda line: prices[line.price].fen / FEN_PER_YUAN,
        "amount": lambda line: line.fen / FEN_PER_YUAN,
        "quantity_from": lambda line: known.get(line.quantity_from, line.quantity_from),
        "price_name": lambda line: priced[line.price],
        "rule": lambda line: known.get(line.rule, line.rule),
    }


def _grounds(label: str, source: str) -> str:
    return f"{label}. {source}"
