"""The postings: quantity times unit price, split over those who pay, all as formulas."""

from collections.abc import Iterator, Sequence

from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language
from simlib.present.workbook.contents import Contents
from simlib.present.workbook.payers import DIGITS, TURN
from simlib.present.workbook.sheet import Cell, Formula, Sheet, column, fixed
from simlib.present.workbook.statements import yuan
from simlib.present.workbook.sums import COLUMNS
from simlib.present.workbook.words import FUNDERS, FUNDS, KINDS, STAGES

HEADS = (
    "month", "year", "programme", "label", "item", "kind", "place", "township", "cohort", "funder", "fund",
    "placeholder", "quantity", "price", "share", "exact", "remainder", "adjustment", "amount",
)  # fmt: skip
"""Columns in order; `label` and `place` are what item and township are called."""

PLACE = {name: place for place, name in enumerate(HEADS)}
LETTER = {name: column(place) for name, place in PLACE.items()}
WIDTHS = (10, 7, 20, 26, 26, 16, 16, 12, 22, 20, 22, 12, 12, 12, 11, 14, 12, 13, 17)


def postings_sheet(contents: Contents, stage: str) -> Sheet:
    """Return the postings of one stage, one row a posting and payer.

    Where one payer pays all, the amount is quantity times price. Where several do, their shares are split to
    the fen by largest remainder as in `simlib.core.apportion`: `exact` is a payer's share in fen, `remainder`
    what lies behind its point, ties to the earlier payer; the largest get the fen that are left.
    """
    say, sheet = contents.lang.say, contents.sheets[stage]
    grid = contents.grid(
        say("Postings: {stage}").format(stage=say(STAGES[stage])),
        yuan(contents),
        say("Amount = quantity × unit price × share, rounded to the fen by largest remainder."),
        *_notes(contents),
    )
    top = grid.add(*(Cell(head, "head") for head in _headings(contents.lang)))
    count = len(contents.postings[stage].table)
    last = top + max(count, 1)
    names = {
        f"{stage}_{name}": fixed(sheet, f"{LETTER[name]}{top + 1}", f"{LETTER[name]}{last}")
        for name in (*COLUMNS, "quantity", "amount")
    }
    return Sheet(
        sheet,
        _all_rows(grid.rows, contents, stage, top + 1),
        WIDTHS,
        names,
        heads=top,
        filtered=f"A{top}:{LETTER['amount']}{last}",
        colour="#999999",
    )


def _headings(lang: Language) -> list[str]:
    say = lang.say
    return [
        say("month"), say("fiscal year"), say("programme"), say("item"), say("account"), say("kind of money"),
        say("township, street"), say("its name"), say("cohort"), say("funder"), say("fund"), say("placeholder"),
        say("quantity"), say("unit price"), say("share"), say("exact, fen"), say("remainder"),
        say("adjustment"), say("amount"),
    ]  # fmt: skip


def _notes(contents: Contents) -> list[str]:
    say, notes = contents.lang.say, []
    given_up = {"cohort": say("cohorts"), "township": say("townships")}
    if contents.lines.without:
        names = contents.lang.listed(given_up[name] for name in contents.lines.without)
        notes.append(
            say("The ledger has too many rows for a spreadsheet: added up over {names}.").format(names=names)
        )
    if contents.lines.table["adjustment"].any():
        notes.append(
            say(
                "Adjustment: what the run gives a payer beyond its share, by grants, limits and rounding; it stays."
            )
        )
    return notes


def _all_rows(
    head: Sequence[Sequence[Cell]], contents: Contents, stage: str, first: int
) -> Iterator[Sequence[Cell]]:
    yield from head
    yield from _rows(contents, stage, first)


def _rows(contents: Contents, stage: str, first: int) -> Iterator[Sequence[Cell]]:
    """Yield the postings; texts are looked up once a name, not once a row."""
    say = contents.lang.say
    titles = {programme.name: Cell(programme.title, "post") for programme in contents.programmes}
    codes = {name: Cell(name, "post") for name in (*contents.items, *contents.townships)}
    items = {name: Cell(label, "post") for name, label in contents.items.items()}
    places = {name: Cell(label, "post") for name, label in contents.townships.items()}
    cohorts = {name: Cell(label or None, "post") for name, label in contents.cohorts.items()}
    kinds, funders, funds = (
        {name: Cell(say(word), "post") for name, word in words.items()} for words in (KINDS, FUNDERS, FUNDS)
    )
    flags = {flag: Cell(flag, "post") for flag in (0, 1)}
    prices = [
        Cell(Formula(f"ROUND({price.name},2)", price.fen / FEN_PER_YUAN), "post_money")
        for price in contents.lines.prices.all
    ]
    table, share_of = contents.postings[stage].table, _shares(contents)
    months = {month: (Cell(month, "post_month"), Cell(month.year, "post_year")) for month in contents.months}
    for row, line in enumerate(table.itertuples(index=False), start=first):
        yield (
            *months[line.month],
            titles[line.programme],
            items[line.item],
            codes[line.item],
            kinds[line.kind],
            places[line.township],
            codes[line.township],
            cohorts[line.cohort],
            funders[line.funder],
            funds[line.fund],
            flags[line.placeholder],
            Cell(line.quantity, "post_quantity"),
            prices[line.price],
            *_amount(line, row, share_of),
        )


def _shares(contents: Contents) -> dict[str, float]:
    return {payer.name: payer.share for payers in contents.lines.rules.values() for payer in payers}


def _amount(line, row: int, share_of: dict[str, float]) -> tuple[Cell, ...]:
    """Return share, exact share, remainder, adjustment and amount of a payer."""
    adjusted = line.adjustment / FEN_PER_YUAN if line.adjustment else None
    adjustment, yuan_paid = Cell(adjusted, "post_money"), line.fen / FEN_PER_YUAN
    whole = f"{LETTER['quantity']}{row}*{LETTER['price']}{row}"
    more = f"+{LETTER['adjustment']}{row}" if line.adjustment else ""
    if line.turn >= line.payers:
        return (*_BLANK, adjustment, Cell(Formula(f"{LETTER['adjustment']}{row}", yuan_paid), "post_money"))
    if not line.share:
        return (*_ALL, adjustment, Cell(Formula(f"ROUND({whole},2){more}", yuan_paid), "post_money"))
    return (
        *_split(line, row, whole, share_of),
        adjustment,
        Cell(_largest(line, row, whole, more), "post_money"),
    )


_BLANK = (Cell(0, "post_share"), Cell(None, "post"), Cell(None, "post"))
_ALL = (Cell(1, "post_share"), Cell(None, "post"), Cell(None, "post"))


def _split(line, row: int, whole: str, share_of: dict[str, float]) -> tuple[Cell, ...]:
    share = share_of[line.share]
    exact = round(abs(line.whole) * share, DIGITS)
    behind = round(exact - exact // 1, DIGITS) - line.turn * TURN
    at = f"{LETTER['exact']}{row}"
    return (
        Cell(Formula(line.share, share), "post_share"),
        Cell(
            Formula(f"ROUND(ABS(ROUND({whole}*100,0))*{LETTER['share']}{row},{DIGITS})", exact), "post_exact"
        ),
        Cell(Formula(f"ROUND({at}-INT({at}),{DIGITS})-{line.turn}*{TURN:.6f}", behind), "post_exact"),
    )


def _largest(line, row: int, whole: str, more: str) -> Formula:
    """Return the formula of a payer's amount: whole fen, and one more for the largest remainders."""
    first, last = row - line.turn, row - line.turn + line.payers - 1
    exact, behind = LETTER["exact"], LETTER["remainder"]
    left = f"ROUND(ABS({whole}*100),0)-SUMPRODUCT(INT({exact}{first}:{exact}{last}))"
    rank = f"RANK({behind}{row},{behind}{first}:{behind}{last})"
    return Formula(
        f"SIGN({whole})*(INT({exact}{row})+IF({rank}<={left},1,0))/100{more}", line.fen / FEN_PER_YUAN
    )
