"""The formulas of a posting: quantity times unit price, and what each payer gives of it."""

from typing import Any

from simlib.core.money import FEN_PER_YUAN
from simlib.present.workbook.payers import DIGITS, TURN
from simlib.present.workbook.sheet import Cell, Formula, column

HEADS = (
    "month", "year", "programme", "label", "item", "kind", "place", "township", "cohort", "funder", "fund",
    "placeholder", "quantity", "price", "share", "exact", "remainder", "adjustment", "amount",
    "quantity_from", "price_name", "rule",
)  # fmt: skip
"""Columns of postings in order; `label` and `place` are what item and township are called, the last three say
what quantity, price and payer rest on."""

LETTER = {name: column(place) for place, name in enumerate(HEADS)}
NOTHING = (Cell(None, "post"), Cell(None, "post"))
NO_SHARE, ALL = (Cell(0, "post_share"), *NOTHING), (Cell(1, "post_share"), *NOTHING)


def amount_cells(line: Any, row: int, shares: dict[str, float]) -> tuple[Cell, ...]:
    """Return share, exact share, remainder, adjustment and amount of a payer.

    Where one payer pays all, the amount is quantity times price. Where several do, it is split to the fen
    by largest remainder as in `simlib.core.apportion`: exact shares in fen are rounded down, and the fen that
    are left go to the largest remainders, ties to the earlier payer.

    Parameters
    ----------
    line
        A row of `Lines.table`.
    row
        Number of its row in the sheet; the payers of a line stand below one another.
    shares
        Shares by the names of their cells.
    """
    whole, fen = f"{LETTER['quantity']}{row}*{LETTER['price']}{row}", line.fen / FEN_PER_YUAN
    adjusted = f"{LETTER['adjustment']}{row}"
    if line.turn >= line.payers:
        parts, text = NO_SHARE, adjusted
    elif line.share:
        parts, text = _split(line, row, whole, shares), _largest(line, row, whole)
    else:
        parts, text = ALL, f"ROUND({whole},2)"
    if line.adjustment and text != adjusted:
        text = f"{text}+{adjusted}"
    adjustment = line.adjustment / FEN_PER_YUAN if line.adjustment else None
    return (*parts, Cell(adjustment, "post_money"), Cell(Formula(text, fen), "post_money"))


def _split(line: Any, row: int, whole: str, shares: dict[str, float]) -> tuple[Cell, ...]:
    share = shares[line.share]
    exact = round(abs(line.whole) * share, DIGITS)
    behind = round(exact - exact // 1, DIGITS) - line.turn * TURN
    at, of = f"{LETTER['exact']}{row}", f"{LETTER['share']}{row}"
    return (
        Cell(Formula(line.share, share), "post_share"),
        Cell(Formula(f"ROUND(ABS(ROUND({whole}*100,0))*{of},{DIGITS})", exact), "post_exact"),
        Cell(Formula(f"ROUND({at}-INT({at}),{DIGITS})-{line.turn}*{TURN:.6f}", behind), "post_exact"),
    )


def _largest(line: Any, row: int, whole: str) -> str:
    first = row - line.turn
    last = first + line.payers - 1
    exact, behind = LETTER["exact"], LETTER["remainder"]
    left = f"ROUND(ABS({whole}*100),0)-SUMPRODUCT(INT({exact}{first}:{exact}{last}))"
    rank = f"RANK({behind}{row},{behind}{first}:{behind}{last})"
    return f"SIGN({whole})*(INT({exact}{row})+IF({rank}<={left},1,0))/100"
