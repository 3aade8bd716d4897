"""What bounds those who pay: matching grants, limits of a fiscal year, and what follows when money is out.

Each stage of an amount is looked at by itself, in the order of months, programmes and postings. Income does
not count: it neither uses a limit up nor refills it.
"""

from dataclasses import replace

import numpy as np

from simlib.budget.assumptions import BudgetSection
from simlib.budget.entries import Entries, joined, years_of
from simlib.budget.grant_assumptions import LAST_YEAR, FundingLimit, MatchingGrant
from simlib.budget.payers import FunderShare
from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.core.posting import STAGES

PAID = STAGES.index("paid")
MONTHS_IN_YEAR = 12


def bounded(entries: Entries, budget: BudgetSection, horizon: Horizon) -> Entries:
    """Return the entries after matching grants and limits, each in the order in which it is declared."""
    accounts = list(budget.accounts)
    for grant in budget.matching_grants.values():
        entries = _matched(entries, grant, accounts, horizon)
    for limit in budget.funding_limits.values():
        change = _taken_over if limit.then else _waiting
        entries = change(entries, limit, accounts, horizon)
    return entries


def _matched(entries: Entries, grant: MatchingGrant, accounts: list[str], horizon: Horizon) -> Entries:
    """Let a grant pay its part of what the matched payer pays, as far as it reaches."""
    chosen = _concerned(entries, grant.matches.payer, grant, accounts, horizon)
    before = entries.take(chosen)
    given = np.rint(before.amount * (grant.ratio / (1 + grant.ratio))).astype(np.int64)
    if grant.per_year is not None:
        given = _within(given, before, to_fen(grant.per_year), horizon)
    kept, granted = before.with_amount(before.amount - given), before.with_amount(given)
    shares = (FunderShare(funder=grant.funder, fund=grant.fund, share=1.0),)
    return joined([entries.take(~chosen), kept, granted.take(given > 0).over(shares)])


def _taken_over(entries: Entries, limit: FundingLimit, accounts: list[str], horizon: Horizon) -> Entries:
    """Let others pay what is beyond a limit."""
    chosen = _concerned(entries, limit.payer, limit, accounts, horizon)
    before = entries.take(chosen)
    kept = _within(before.amount, before, to_fen(limit.per_year), horizon)
    beyond = before.amount - kept
    over = before.with_amount(beyond).take(beyond > 0).over(limit.then)
    return joined([entries.take(~chosen), before.with_amount(kept).take(kept > 0), over])


def _waiting(entries: Entries, limit: FundingLimit, accounts: list[str], horizon: Horizon) -> Entries:
    """Let payments beyond a limit wait for the January after; those that waited longest are paid first."""
    chosen = _concerned(entries, limit.payer, limit, accounts, horizon) & (entries.stage == PAID)
    settled, waiting = [entries.take(~chosen)], entries.take(chosen)
    due_in, arrears = years_of(waiting.month, horizon), waiting.take(np.zeros(0, np.int64))
    year, ends = int(due_in.min(initial=LAST_YEAR)), min(limit.years[1], LAST_YEAR - 1)
    while len(arrears) or (due_in >= year).any():
        due = joined([arrears, waiting.take(due_in == year)])
        room = to_fen(limit.per_year) if year <= ends else due.amount.sum()
        paid = _within(due.amount, due, room, horizon)
        settled.append(due.with_amount(paid).take(paid > 0))
        year += 1
        late = due.with_amount(due.amount - paid).take(paid < due.amount)
        arrears = replace(late, month=np.full(len(late), _january(year, horizon)))
    return joined(settled)


def _concerned(
    entries: Entries,
    payer: tuple[str, str],
    rule: FundingLimit | MatchingGrant,
    accounts: list[str],
    horizon: Horizon,
) -> np.ndarray:
    """Return which entries a rule is about: costs of a payer, for its items, in its years."""
    (first, last), year = rule.years, years_of(entries.month, horizon)
    chosen = entries.paid_by(payer) & (year >= first) & (year <= last) & (entries.amount > 0)
    if rule.items is None:
        return chosen
    return chosen & np.isin(
        entries.item, [place for place, item in enumerate(accounts) if item in rule.items]
    )


def _within(wanted: np.ndarray, entries: Entries, room: int, horizon: Horizon) -> np.ndarray:
    """Return how much of the wanted amounts fits into the room of its stage and year, the earliest first."""
    year = years_of(entries.month, horizon)
    order = np.lexsort([entries.month, year, entries.stage])
    amount, running = wanted[order], np.cumsum(wanted[order])
    turns = (np.diff(year[order], prepend=-1) != 0) | (np.diff(entries.stage[order], prepend=-1) != 0)
    group = np.cumsum(turns) - 1
    used = running - amount
    used -= used[turns][group]
    fits = np.empty_like(wanted)
    fits[order] = np.clip(room - used, 0, amount)
    return fits


def _january(year: int, horizon: Horizon) -> int:
    return (year - horizon.first.year) * MONTHS_IN_YEAR + 1 - horizon.first.month
