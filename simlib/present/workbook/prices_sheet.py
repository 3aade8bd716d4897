"""The unit prices, which a reader may change, and where they come from."""

from simlib.core.money import FEN_PER_YUAN
from simlib.present.workbook.assumptions_sheet import Rows, source_of
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.prices import Price
from simlib.present.workbook.rises import Rise, rises_of
from simlib.present.workbook.sheet import Cell, Formula, Inputs, Link, Sheet, cell, fixed
from simlib.present.workbook.statements import Places, yuan
from simlib.present.workbook.styles import EVIDENCE_TAB
from simlib.runs.summary import KINDS

PRICE = 4
"""Column of the price."""

LOOKED_UP = {8: "prices_label", 9: "prices_source", 10: "prices_name"}
DEAREST = 1e10
WIDTHS = (28, 16, 11, 11, 12, 12, 16, 12, 28, 42, 36)


def prices(contents: Contents, rows: Rows) -> tuple[Sheet, Places]:
    """Return one row a unit price, named, with its evidence, and where each item's first price stands.

    `rows` says where each assumption stands.
    """
    say, name = contents.lang.say, contents.sheets["prices"]
    grid = contents.grid(
        say("Unit prices"),
        yuan(contents),
        say("Yellow cells may be changed: postings, statements and pictures follow, to the fen."),
        say("What people do at another price does not follow, such as births: that takes a run."),
        *_sums(contents),
    )
    heads = (
        say("Item"), say("for whom"), say("first month"), say("last month"), say("unit price"),
        say("in the run"), say("unit"), say("kind"), say("assumption"), say("source"), say("name"),
    )  # fmt: skip
    numbers = (say("unit price"), say("in the run"))
    top = grid.add(*(Cell(head, "head_right" if head in numbers else "head") for head in heads))
    names, places, inputs = {}, {}, []
    listed = contents.lines.prices.all
    rises = rises_of(listed, contents.run.tables["accounts"], contents.assumptions)
    for price in listed:
        at = cell(PRICE, grid.add(*_row(price, rises.get(price.name), contents, rows)))
        names[price.name] = fixed(name, at)
        places.setdefault(price.item, at)
        inputs += [] if price.name in rises else [Inputs(at, 0, DEAREST)]
    # Columns that the sheet of traces looks up.
    for place, column_name in LOOKED_UP.items():
        names[column_name] = fixed(name, cell(place, top), cell(place, top + max(len(listed), 1)))
    return Sheet(name, grid.rows, WIDTHS, EVIDENCE_TAB, names, inputs=inputs, heads=top), places


def _sums(contents: Contents) -> list[str]:
    """Return what a price of one yuan means, where there is one."""
    if not any(price.of_sums for price in contents.lines.prices.all):
        return []
    say = contents.lang.say
    return [say("Items told in sums, such as works and bills, cost 1.00 a yuan; 1.05 is 5% dearer.")]


def _row(price: Price, rise: Rise | None, contents: Contents, rows: Rows) -> list[Cell]:
    lang, entry, yuan_each = contents.lang, contents.assumptions.get(price.path), price.fen / FEN_PER_YUAN
    cohort = contents.labels["cohort"][price.cohort] if price.cohort else lang.say("every cohort")
    cells = [
        Cell(contents.labels["item"][price.item], "wrapped"),
        Cell(cohort, "wrapped"),
        Cell(price.first, "month"),
        Cell(price.last, "month"),
        Cell(Formula(rise.text, yuan_each), "money") if rise else Cell(yuan_each, "price"),
        Cell(yuan_each, "still_money"),
    ]
    if entry is None:
        return [*cells, *[Cell(None, "label")] * 4, Cell(price.name, "label")]
    label, source = evidence_of(price, contents)
    there = Link(label, contents.sheets["assumptions"], cell(0, rows[price.path]))
    return [
        *cells,
        Cell(lang.say("a yuan of the run") if price.of_sums else lang.say(entry["unit"]), "wrapped"),
        Cell(lang.say(KINDS[entry["kind"]]), "doubt" if entry["kind"] == "placeholder" else "wrapped"),
        Cell(there, "wrapped_link"),
        Cell(source, "wrapped"),
        Cell(price.name, "label"),
    ]


def evidence_of(price: Price, contents: Contents) -> tuple[str, str]:
    """Return the label of the assumption behind a price, and its source; nothing where there is none."""
    lang, entry = contents.lang, contents.assumptions.get(price.path)
    if entry is None:
        return "", ""
    label, source = lang.label(entry["label"]), source_of(entry, contents)
    told = label if price.as_assumed else lang.say("follows from: {label}").format(label=label)
    return told, source
