"""The ledger: every posting of every programme, split over those who pay.

What is paid after the horizon stands not in the ledger but in `liabilities`.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simlib.budget.assumptions import BudgetSection
from simlib.budget.entries import Entries, split_over_funders, years_of
from simlib.budget.grants import bounded
from simlib.budget.payers import FUNDERS, FUNDS
from simlib.core.clock import Horizon
from simlib.core.money import to_yuan
from simlib.core.posting import CITY, KINDS, NO_COHORT, STAGES, Postings
from simlib.core.price import grown, risen
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
    ("replicate", "year", "programme", "item", "funder", "fund"),
    (
        REPLICATE,
        Column("year", "integer", "Fiscal year of the payment."),
        Column("programme", "name", "Programme."),
        Column("item", "name", "Item of the chart of accounts."),
        Column("funder", "name", "Who pays."),
        Column("fund", "name", "Which of the four budgets."),
        Column("amount", "yuan", "Yuan, a whole number of fen."),
    ),
)


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
    posted = {name: _at_prices_of_their_years(own, budget, horizon) for name, own in postings.items()}
    entries = bounded(split_over_funders(posted, budget, horizon), budget, horizon)
    ledgers, owed = [], []
    for place, (programme, own) in enumerate(posted.items()):
        of_programme = entries.take(entries.programme == place)
        inside = of_programme.month < horizon.months
        ledgers.append(_ledger(programme, own, of_programme.take(inside), horizon))
        owed.append(_liabilities(programme, own, of_programme.take(~inside), horizon))
    return joined(ledgers), joined(owed)


def _at_prices_of_their_years(posted: Postings, budget: BudgetSection, horizon: Horizon) -> Postings:
    """Return postings whose prices have risen with the line of their account; most follow none."""
    lines = [budget.accounts[item].price_line if item in budget.accounts else None for item in posted.items]
    rates = np.array([budget.prices.lines[line] if line else 0.0 for line in lines])
    if not rates.any():
        return posted
    years = np.maximum(years_of(posted.priced_in, horizon) - budget.prices.base_year, 0)
    return replace(posted, unit_price=risen(posted.unit_price, grown(rates[posted.item], years)))


def _ledger(programme: str, posted: Postings, entries: Entries, horizon: Horizon) -> Columns:
    """Return the ledger of a programme: what stands under the same heads is one row."""
    row = entries.row
    heads = np.stack(
        [
            entries.month,
            posted.item[row],
            entries.stage,
            posted.kind[row],
            posted.township[row] + 1,
            posted.cohort[row] + 1,
            entries.funder,
            entries.fund,
            posted.unit_price[row],
        ]
    )
    order = np.lexsort(heads[::-1])
    heads = heads[:, order]
    starts = np.flatnonzero((np.diff(heads, axis=1, prepend=-1) != 0).any(axis=0))
    month, item, stage, kind, township, cohort, funder, fund, price = heads[:, starts]
    amount = _summed(entries.amount[order], starts)
    units = _summed((posted.quantity[row] * entries.share)[order], starts)
    return {
        "month": horizon.month_start(month),
        "programme": Names.constant(programme, starts.size),
        "item": Names(item, posted.items),
        "stage": Names(stage, STAGES),
        "funder": Names(funder, FUNDERS),
        "fund": Names(fund, FUNDS),
        "kind": Names(kind, KINDS),
        "township": Names(township, (CITY, *posted.townships)),
        "cohort": Names(cohort, (NO_COHORT, *posted.cohorts)),
        "quantity": np.where(price == 0, units, amount / np.maximum(price, 1)),
        "unit_price": to_yuan(price),
        "amount": to_yuan(amount),
    }


def _summed(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return np.add.reduceat(values, starts) if starts.size else values


def _liabilities(programme: str, posted: Postings, entries: Entries, horizon: Horizon) -> Columns:
    late = entries.take((entries.stage == STAGES.index("paid")) & (entries.amount != 0))
    keys = (years_of(late.month, horizon), posted.item[late.row], late.funder, late.fund)
    (year, item, funder, fund), amount = group_sum(keys, late.amount)
    return {
        "year": year,
        "programme": Names.constant(programme, year.size),
        "item": Names(item, posted.items),
        "funder": Names(funder, FUNDERS),
        "fund": Names(fund, FUNDS),
        "amount": to_yuan(amount),
    }
