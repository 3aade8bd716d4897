"""The unit prices, which a reader may change, and where they come from."""

from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language
from simlib.present.workbook.assumptions_sheet import Rows, source_of
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.prices import Price
from simlib.present.workbook.sheet import EMPTY, Cell, Inputs, Link, Sheet, cell, fixed
from simlib.present.workbook.statements import yuan
from simlib.runs.summary import KINDS

PRICE = 4
"""Column of the price."""

DEAREST = 1e10


def prices(contents: Contents, rows: Rows) -> Sheet:
    """Return one row a unit price, named, with its evidence; `rows` says where each assumption stands."""
    say, name = contents.lang.say, contents.sheets["prices"]
    grid = contents.grid(
        say("Unit prices"),
        yuan(contents),
        say(
            "Yellow cells may be changed: postings, statements and pictures follow. Half a fen is rounded up."
        ),
        say("People's answer to other amounts does not follow, such as births: that takes a run."),
    )
    heads = (
        say("Item"), say("for"), say("from"), say("to"), say("unit price"), say("in the run"), say("unit"),
        say("kind"), say("assumption"), say("source"), say("name"),
    )  # fmt: skip
    grid.add(*(Cell(head, "head") for head in heads))
    first, names = grid.next, {}
    for price in contents.lines.prices.all:
        row = grid.add(*_row(price, contents, rows))
        names[price.name] = fixed(name, cell(PRICE, row))
    inputs = [Inputs(f"{cell(PRICE, first)}:{cell(PRICE, grid.next - 1)}", 0, DEAREST)] if names else []
    grid.add(EMPTY)
    return Sheet(
        name, grid.rows, [36, 14, 12, 12, 14, 14, 20, 16, 36, 40, 40], names, inputs=inputs, heads=first - 1,
        colour="#E69F00",
    )  # fmt: skip


def _row(price: Price, contents: Contents, rows: Rows) -> list[Cell]:
    lang, entry = contents.lang, contents.assumptions.get(price.path)
    yuan_each = price.fen / FEN_PER_YUAN
    cells = [
        Cell(contents.items[price.item], "label"),
        Cell(contents.cohorts.get(price.cohort, "") if price.cohort else lang.say("all"), "label"),
        Cell(price.first, "month"),
        Cell(price.last, "month"),
        Cell(yuan_each, "price"),
        Cell(yuan_each, "still_money"),
    ]
    if entry is None:
        return [*cells, *[Cell("", "label")] * 4, Cell(price.name, "label")]
    label = lang.label(entry["label"])
    doubtful = entry["kind"] == "placeholder"
    return [
        *cells,
        Cell(lang.say(entry["unit"]), "wrapped"),
        Cell(lang.say(KINDS[entry["kind"]]), "doubt" if doubtful else "wrapped"),
        Cell(
            Link(_told(label, price, lang), contents.sheets["assumptions"], cell(0, rows[price.path])), "link"
        ),
        Cell(source_of(entry, contents), "wrapped"),
        Cell(price.name, "label"),
    ]


def _told(label: str, price: Price, lang: Language) -> str:
    return label if price.as_assumed else lang.say("follows from: {label}").format(label=label)
