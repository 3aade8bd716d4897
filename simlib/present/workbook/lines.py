"""The lines of the workbook: postings as the ledger has them, one line for each payer.

A ledger with more rows than a spreadsheet can work with is added up over cohorts, and then over townships;
the workbook says so. What carries a price stays apart in any case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.budget.evidence import grounds_of, on_placeholders, usual_payers
from simlib.core.money import FEN_PER_YUAN
from simlib.core.posting import CITY, NO_COHORT
from simlib.present.workbook.payers import Payer, Rules, payers_of, split
from simlib.present.workbook.prices import Prices, prices_of
from simlib.programmes.headline import Assumptions
from simlib.scenario.model import containing

MOST_LINES = 60_000
"""More rows of a ledger are added up: a spreadsheet must open, and answer when a price is changed."""

ADDED_UP = {"cohort": NO_COHORT, "township": CITY}
"""What is given up where there are too many rows, in order, and the name that stands in its place."""

LINE = (
    "stage", "programme", "month", "item", "kind", "township", "cohort", "price", "rule", "quantity_from",
    "placeholder",
)  # fmt: skip
"""What tells lines apart."""

PAYER = ("funder", "fund")


@dataclass(frozen=True)
class Lines:
    """The money of a run, line by line.

    Attributes
    ----------
    table
        One row a line and payer, ordered by stage, programme, month, item; `PAYER`, `LINE` (`price` is a
        place in `prices`, `rule` a path in `rules`, `quantity_from` that of what the quantity rests on) and

        - ``quantity``: units of the whole line, of all payers; not whole where a payer's limit lets a part of
          the payment wait;
        - ``share``: name of the cell of the payer's share; empty where the payer pays all, or has no share;
        - ``turn``, ``payers``: which of how many payers of the line it is, from 0;
        - ``fen``: what the payer pays; ``whole``: what all payers pay;
        - ``adjustment``: fen by which that differs from its share.
    prices
        Unit prices.
    rules
        Who pays.
    without
        Names of `ADDED_UP` over which rows were added up.
    """

    table: pd.DataFrame
    prices: Prices
    rules: Rules
    without: tuple[str, ...]


def lines_of(
    ledger: pd.DataFrame, accounts: pd.DataFrame, assumptions: Assumptions, most: int = MOST_LINES
) -> Lines:
    """Return the lines of a ledger.

    Parameters
    ----------
    ledger, accounts
        The tables of one replicate.
    assumptions
        By path, as plain data.
    most
        Rows above which rows are added up, over as little as needed.
    """
    grounds = grounds_of(ledger, accounts, assumptions)
    prices = prices_of(ledger, accounts, assumptions)
    rows = ledger[["stage", "programme", "month", "item", "kind", "township", "cohort", *PAYER]].assign(
        price=prices.of_row,
        rule=usual_payers(ledger, assumptions).cat.remove_unused_categories(),
        quantity_from=_assumed(grounds.quantity, assumptions),
        placeholder=on_placeholders(grounds, assumptions).astype(np.int64),
        quantity=ledger["quantity"],
        fen=np.rint(ledger["amount"].to_numpy() * FEN_PER_YUAN).astype(np.int64),
    )
    rows, without = _added_up(rows, most)
    rules = payers_of(assumptions, [str(path) for path in rows["rule"].cat.categories])
    price = np.array([price.fen for price in prices.all], np.int64)
    return Lines(_with_payers(rows, rules, price), prices, rules, without)


def _assumed(paths: pd.Series, assumptions: Assumptions) -> pd.Series:
    """Return the assumptions in which paths lie."""
    found = {path: containing(assumptions, path) or path for path in paths.cat.categories}
    return paths.astype(str).map(found).astype("category")


def _added_up(rows: pd.DataFrame, most: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return rows added up to lines and payers, over more and more until there are few enough."""
    without: list[str] = []
    while True:
        # Two payers of one line may be the same one, where a rule and what follows from it meet.
        grouped = rows.groupby([*LINE, *PAYER], observed=True, as_index=False)[["quantity", "fen"]].sum()
        left = [name for name in ADDED_UP if name not in without]
        if len(grouped) <= most or not left:
            return grouped, tuple(without)
        without.append(left[0])
        rows = grouped.assign(
            **{left[0]: pd.Categorical([ADDED_UP[left[0]]] * len(grouped))},
            quantity_from=_of_whole_items(grouped),
        )


def _of_whole_items(rows: pd.DataFrame) -> pd.Series:
    """Return what the quantities rest on where that is the same for all of an item, and nothing elsewhere."""
    several = rows.groupby("item", observed=True)["quantity_from"].transform("nunique") > 1
    return rows["quantity_from"].astype(str).mask(several, "").astype("category")


def _with_payers(rows: pd.DataFrame, rules: Rules, price: np.ndarray) -> pd.DataFrame:
    """Return one row for each line and payer of its rule, and for whoever else pays."""
    line = rows.groupby(list(LINE), observed=True).ngroup().to_numpy()
    parts = [_ruled(rows[chosen], line[chosen], payers, price) for chosen, payers in _by_rule(rows, rules)]
    table = pd.concat(parts, ignore_index=True) if parts else _ruled(rows, line, (), price)
    return table.sort_values(["line", "turn"], ignore_index=True).drop(columns="line")


def _by_rule(rows: pd.DataFrame, rules: Rules):
    for path, payers in rules.items():
        chosen = (rows["rule"] == path).to_numpy()
        if chosen.any():
            yield chosen, payers


def _ruled(rows: pd.DataFrame, line: np.ndarray, payers: Sequence[Payer], price: np.ndarray) -> pd.DataFrame:
    """Return the lines of one rule, each with all of the rule's payers and whoever else pays."""
    told = [(payer.funder, payer.fund) for payer in payers]
    found = list(zip(rows["funder"].astype(str), rows["fund"].astype(str), strict=True))
    pairs = list(dict.fromkeys([*told, *found]))
    places = {pair: place for place, pair in enumerate(pairs)}
    distinct, first, where = np.unique(line, return_index=True, return_inverse=True)
    fen = np.zeros((distinct.size, len(pairs)), np.int64)
    np.add.at(fen, (where, np.array([places[pair] for pair in found], np.int64)), rows["fen"].to_numpy())
    by_share = np.zeros_like(fen)
    by_share[:, : len(told)] = split(fen.sum(axis=1), np.array([payer.share for payer in payers]))
    names = [*(payer.name for payer in payers), *[""] * (len(pairs) - len(told))]
    quantity = _quantity(rows, where, price[rows["price"].to_numpy()[first]], fen.sum(axis=1))
    repeated = rows.iloc[np.repeat(first, len(pairs))][list(LINE)]
    return repeated.reset_index(drop=True).assign(
        line=np.repeat(distinct, len(pairs)),
        turn=np.tile(np.arange(len(pairs)), distinct.size),
        payers=len(told),
        funder=[funder for funder, _ in pairs] * distinct.size,
        fund=[fund for _, fund in pairs] * distinct.size,
        share=(names if len(told) > 1 else [""] * len(pairs)) * distinct.size,
        quantity=np.repeat(quantity, len(pairs)),
        fen=fen.ravel(),
        whole=np.repeat(fen.sum(axis=1), len(pairs)),
        adjustment=(fen - by_share).ravel(),
    )


def _quantity(rows: pd.DataFrame, where: np.ndarray, price: np.ndarray, fen: np.ndarray) -> np.ndarray:
    """Return the units of lines: what they cost by their price, or as told where they are free."""
    told = np.zeros(fen.size)
    np.add.at(told, where, rows["quantity"].to_numpy())
    return np.where(price == 0, np.rint(told), fen / np.where(price == 0, 1, price))
