"""What was really spent: read whole or not at all, month by month."""

from collections.abc import Collection, Mapping
from pathlib import Path

from simlib.budget.line_tables import Entry, entries_in
from simlib.budget.lines import Amounts, Line, amounts_of, months_of_year
from simlib.budget.sheets import read_grid
from simlib.language.message import Message
from simlib.scenario.problems import InputError, Problem

SHEET = ("actuals", "实际支出")
"""What the sheet of actuals may be called."""


def read_actuals(path: Path, plan: Amounts, further: Collection[Line], labels: Mapping[str, str]) -> Amounts:
    """Read what was spent.

    A month counts once an amount stands in any of its rows; then every line of the plan needs one, 0 where
    nothing was paid.

    Parameters
    ----------
    path
        An XLSX or CSV file; see `simlib template actuals`.
    plan
        Whose lines are expected, and whose months are allowed.
    further
        Lines that there may be besides.
    labels
        Items by what they are called.

    Returns
    -------
    Amounts
        From the plan's first month to the last that counts.

    Raises
    ------
    InputError
        Holding everything that is not understood; nothing is read then.
    """
    grid = read_grid(path, SHEET)
    entries = entries_in(grid, {*plan.lines, *further}, labels)
    paid = [entry for entry in entries if entry.fen is not None]
    problems = [*_outside(entries, plan), *_gaps(str(path), entries, paid, plan)]
    if not paid and not problems:
        problems.append(Problem(str(path), 0, "", Message("no amount is filled in yet")))
    if problems:
        raise InputError(problems)
    rows = {(entry.line, entry.month): (entry.fen, entry.quantity) for entry in paid}
    last = max(month for _, month in rows)
    made = amounts_of(rows)
    lines = tuple(dict.fromkeys((*plan.lines, *made.lines)))
    return made.of(lines, [month for month in plan.months if month <= last])


def _outside(entries: list[Entry], plan: Amounts) -> list[Problem]:
    told = [
        (
            entry,
            Message(
                "{month} is not in the plan ({first} to {last})",
                month=entry.month,
                first=plan.months[0],
                last=plan.months[-1],
            ),
        )
        for entry in entries
        if entry.month not in plan.months
    ]
    return [entry.place.problem(message) for entry, message in told]


def _gaps(file: str, entries: list[Entry], paid: list[Entry], plan: Amounts) -> list[Problem]:
    """Tell which line lacks which month, where its row is, or that it has none."""
    closed = {entry.month for entry in paid}
    months = [month for month in plan.months if closed and month <= max(closed)]
    rows = {(entry.line, entry.month): entry for entry in entries}
    problems = []
    for month in months:
        if month not in closed:
            told = Message(
                "{month} is missing, and later months are there; write 0 where nothing was paid", month=month
            )
            problems.append(Problem(file, 0, "", told))
            continue
        for line in _expected(plan, month):
            entry = rows.get((line, month))
            if entry is None:
                told = Message(
                    "{month} has no row for {item} ({funder}, {fund}); write 0 if nothing was paid",
                    month=month,
                    item=line.item,
                    funder=line.funder,
                    fund=line.fund,
                )
                problems.append(Problem(file, 0, "", told))
            elif entry.fen is None:
                told = Message(
                    "{item} lacks its amount of {month}; write 0 if nothing was paid",
                    item=line.item,
                    month=month,
                )
                problems.append(entry.place.problem(told))
    return problems


def _expected(plan: Amounts, month: str) -> list[Line]:
    """Return the lines to which anything is appropriated in the fiscal year of a month."""
    year = plan.of(plan.lines, months_of_year(plan, int(month[:4])))
    return [line for line, fen in zip(plan.lines, year.fen, strict=True) if fen.any()]
