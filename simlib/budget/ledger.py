"""The ledger: every posting of every programme, split over those who pay.

Splits are made in fen by largest remainder, posting by posting, so that funders add up exactly. What is paid
after the horizon stands not in the ledger but in `liabilities`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from simlib.budget.assumptions import BudgetSection, Fund, Funder, FunderShare
from simlib.core.apportion import largest_remainder
from simlib.core.clock import Horizon
from simlib.core.money import to_yuan
from simlib.core.posting import CITY, KINDS, NO_COHORT, STAGES, Postings
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum, joined

LEDGER = Table(
    "ledger",
    "Postings by month. The stages are the same money seen three times: sum within one stage only.",
    (
        "replicate",
        "month",
        "programme",
        "item",
        "stage",
        "funder",
        "fund",
        "kind",
        "township",
        "cohort",
        "unit_price",
    ),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("programme", "name", "Programme."),
        Column("item", "name", "Item of the chart of accounts."),
        Column("stage", "name", "`committed`, `payable` or `paid`."),
        Column("funder", "name", "Who pays; `county` is 高平市本级."),
        Column("fund", "name", "Which of the four budgets."),
        Column("kind", "name", "`current`, `capital` or `income` (negative)."),
        Column("township", "name", "Township, or `city` where none applies."),
        Column("cohort", "name", "Batch or birth year, or `none`."),
        Column("quantity", "number", "Units that the amount pays for (the funder's part of them)."),
        Column("unit_price", "yuan", "Yuan a unit."),
        Column("amount", "yuan", "Yuan, a whole number of fen."),
    ),
)

LIABILITIES = Table(
    "liabilities",
    "Committed within the horizon, to be paid after it.",
    ("replicate", "year", "programme", "item"),
    (
        REPLICATE,
        Column("year", "integer", "Fiscal year of the payment."),
        Column("programme", "name", "Programme."),
        Column("item", "name", "Item of the chart of accounts."),
        Column("amount", "yuan", "Yuan, a whole number of fen."),
    ),
)

FUNDERS, FUNDS = get_args(Funder), get_args(Fund)


@dataclass(frozen=True)
class Entries:
    """Postings of one programme after the split: arrays of one entry a posting and payer.

    Attributes
    ----------
    row
        Place in the postings.
    funder, fund
        Places in `FUNDERS` and `FUNDS`.
    share
        The payer's share of the posting.
    amount
        Fen.
    """

    row: np.ndarray
    funder: np.ndarray
    fund: np.ndarray
    share: np.ndarray
    amount: np.ndarray


def split_over_funders(
    programme: str, postings: Postings, budget: BudgetSection, horizon: Horizon
) -> Entries:
    """Split postings over those who pay: by the funding rule of item and year, or the programme's funders.

    What costs nothing, such as a donated vaccine, stays.
    """
    year = _fiscal_year(postings.month, horizon)
    parts, unruled = [], postings.quantity != 0
    for rule in budget.funding_rules.values():
        items = [place for place, item in enumerate(postings.items) if item in rule.items]
        first, last = rule.years
        ruled = unruled & np.isin(postings.item, items) & (year >= first) & (year <= last)
        parts.append(_split(postings, np.flatnonzero(ruled), rule.shares))
        unruled = unruled & ~ruled
    parts.append(_split(postings, np.flatnonzero(unruled), budget.funding[programme]))
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
    return Entries(**columns)


def _split(postings: Postings, rows: np.ndarray, shares: Sequence[FunderShare]) -> Entries:
    share = np.array([entry.share for entry in shares])
    paying = np.flatnonzero(share > 0)
    amount = largest_remainder(postings.amount[rows], share)
    payer = np.tile(paying, rows.size)
    return Entries(
        row=np.repeat(rows, paying.size),
        funder=np.array([FUNDERS.index(entry.funder) for entry in shares])[payer],
        fund=np.array([FUNDS.index(entry.fund) for entry in shares])[payer],
        share=share[payer],
        amount=amount[:, paying].ravel(),
    )


def _fiscal_year(month: np.ndarray, horizon: Horizon) -> np.ndarray:
    return horizon.month_start(month).astype("datetime64[Y]").astype(np.int64) + 1970


def ledger_tables(
    postings: Mapping[str, Postings], budget: BudgetSection, horizon: Horizon
) -> tuple[Columns, Columns]:
    """Return the columns of `ledger` and `liabilities`.

    Parameters
    ----------
    postings
        By programme; each programme has its funding in the budget.
    budget
        Who pays.
    horizon
        Payments in later months become liabilities.
    """
    ledgers, owed = [], []
    for programme, posted in postings.items():
        entries = split_over_funders(programme, posted, budget, horizon)
        inside = posted.month[entries.row] < horizon.months
        ledgers.append(_ledger(programme, posted, _take(entries, inside), horizon))
        owed.append(_liabilities(programme, posted, _take(entries, ~inside), horizon))
    return joined(ledgers), joined(owed)


def _take(entries: Entries, chosen: np.ndarray) -> Entries:
    return Entries(**{name: column[chosen] for name, column in vars(entries).items()})


def _ledger(programme: str, posted: Postings, entries: Entries, horizon: Horizon) -> Columns:
    keys = (
        posted.month,
        posted.item,
        posted.stage,
        posted.kind,
        posted.township + 1,
        posted.cohort + 1,
    )
    order = np.lexsort([entries.fund, entries.funder, *(key[entries.row] for key in reversed(keys))])
    row, amount = entries.row[order], entries.amount[order]
    price = posted.unit_price[row]
    return {
        "month": horizon.month_start(posted.month[row]),
        "programme": Names.constant(programme, row.size),
        "item": Names(posted.item[row], posted.items),
        "stage": Names(posted.stage[row], STAGES),
        "funder": Names(entries.funder[order], FUNDERS),
        "fund": Names(entries.fund[order], FUNDS),
        "kind": Names(posted.kind[row], KINDS),
        "township": Names(posted.township[row] + 1, (CITY, *posted.townships)),
        "cohort": Names(posted.cohort[row] + 1, (NO_COHORT, *posted.cohorts)),
        "quantity": np.where(
            price == 0, posted.quantity[row] * entries.share[order], amount / np.maximum(price, 1)
        ),
        "unit_price": to_yuan(price),
        "amount": to_yuan(amount),
    }


def _liabilities(programme: str, posted: Postings, entries: Entries, horizon: Horizon) -> Columns:
    paid = posted.stage[entries.row] == STAGES.index("paid")
    row, amount = entries.row[paid], entries.amount[paid]
    year = _fiscal_year(posted.month[row], horizon)
    costs = amount != 0
    (year, item), amount = group_sum((year[costs], posted.item[row][costs]), amount[costs])
    return {
        "year": year,
        "programme": Names.constant(programme, year.size),
        "item": Names(item, posted.items),
        "amount": to_yuan(amount),
    }
