"""A run held against a plan and what was really spent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simlib.budget.actuals import read_actuals
from simlib.budget.assumed import budget_assumed
from simlib.budget.assumptions import BudgetSection
from simlib.budget.book import book_of, fen_of
from simlib.budget.carry_over import Leavings, leavings, open_at_end
from simlib.budget.closed_months import check_closed
from simlib.budget.execution import Execution, execution_of
from simlib.budget.lines import Amounts, Line, amounts_of, lines_of, posted
from simlib.budget.plan import read_plan
from simlib.budget.virement import LineRules, Suggestions, rules_of, suggested
from simlib.language.language import LANGUAGES
from simlib.language.message import Message
from simlib.runs.ensemble import read_paid
from simlib.runs.kept_actuals import Kept, read_kept, write_kept
from simlib.runs.result import Result
from simlib.runs.store import StoredRun, read_manifest
from simlib.scenario.problems import problem_in


@dataclass(frozen=True)
class PlanAndActuals:
    """A fiscal year of a plan.

    Attributes
    ----------
    run
        The run that tells what is still to come.
    execution
        Spent against plan, and what the year will cost.
    rules
        What holds for the money of each line.
    suggestions
        What could be moved.
    leavings
        What the year is expected to leave.
    on_placeholders
        Share of what the run expects for the months that are not closed; NaN where that is nothing.
    history
        Changes of closed months, as plain data.
    """

    run: StoredRun
    execution: Execution
    rules: Mapping[Line, LineRules]
    suggestions: Suggestions
    leavings: Leavings
    on_placeholders: float
    history: Sequence[Mapping]


@dataclass(frozen=True)
class Import:
    """Actuals to be read in.

    Attributes
    ----------
    file
        XLSX or CSV.
    reopened
        Closed months that may change.
    why
        The reason.
    """

    file: Path
    reopened: tuple[str, ...] = ()
    why: str = ""


def run_amounts(run: StoredRun, stage: str = "paid") -> Amounts:
    """Return what a run posts in a stage, by line and month."""
    book = book_of(run.tables, run.manifest["scenario"]["assumptions"])
    return posted(book, run.tables["ledger"]["quantity"].to_numpy(), stage)


def read_plan_of(run: StoredRun, file: Path) -> Amounts:
    """Return a plan for what a run may pay.

    Raises
    ------
    InputError
        Holding everything that is not understood.
    """
    return read_plan(file, run_lines(run), item_words(run))


def run_lines(run: StoredRun) -> tuple[Line, ...]:
    """Return the lines that a run posts to in any stage, and those that its accounts and funding allow."""
    stages = (run_amounts(run, stage).lines for stage in ("paid", "payable", "committed"))
    budget = budget_assumed(run.manifest["scenario"]["assumptions"])
    return tuple(
        dict.fromkeys((*(line for lines in stages for line in lines), *lines_of(budget, budget.accounts)))
    )


def item_words(run: StoredRun | Result) -> dict[str, str]:
    """Return items by what they are called in any language."""
    accounts = run.tables["accounts"].astype(str)
    return {
        label: item
        for code in LANGUAGES
        for label, item in zip(accounts[f"label_{code}"], accounts["item"], strict=True)
    }


def actuals_beside(run: StoredRun, plan: Amounts, given: Import | None) -> Kept:
    """Return the actuals of a run: those that are given, read in, or else those read in before.

    Raises
    ------
    InputError
        If there are none, or those given are not understood or change closed months.
    """
    if given is not None:
        return import_actuals(run, plan, given)
    kept = read_kept(run.folder)
    if kept is None:
        raise problem_in(
            str(run.folder), Message("no actuals were read in yet; give them with --actuals FILE")
        )
    return kept


def import_actuals(run: StoredRun, plan: Amounts, given: Import) -> Kept:
    """Read actuals in and keep them beside the run; nothing is kept unless all is understood.

    Raises
    ------
    InputError
        Holding everything that is not understood, and every change of a closed month that was not allowed.
    """
    amounts = read_actuals(given.file, plan, run_lines(run), item_words(run))
    before = read_kept(run.folder)
    if before is None:
        if given.reopened:
            raise problem_in("--reopen", Message("no month is closed yet"))
        kept = Kept(amounts, ())
    else:
        changes = check_closed(str(given.file), before.amounts, amounts, given.reopened, given.why)
        kept = before.changed(amounts, changes, given.why)
    write_kept(run.folder, kept)
    return kept


def plan_and_actuals(
    run: StoredRun, plan: Amounts, kept: Kept, ensemble: Path | None = None, year: int | None = None
) -> PlanAndActuals:
    """Hold a plan against what was spent and what is still to come.

    Parameters
    ----------
    run
        Tells what is still to come, and what is committed.
    plan
        What is appropriated.
    kept
        What was spent.
    ensemble
        Folder of an ensemble of the run's scenario; with it the forecast has a range.
    year
        Fiscal year; that of the last closed month by default.

    Raises
    ------
    InputError
        If no month of the year is closed, or the ensemble is of another scenario.
    """
    year = year or int(kept.amounts.months[-1][:4])
    paid = run_amounts(run)
    replicates = (paid,) if ensemble is None else _replicates(run, ensemble)
    budget = budget_assumed(run.manifest["scenario"]["assumptions"])
    forecast = budget.forecast
    execution = execution_of(plan, kept.amounts, replicates, year, forecast.catch_up)
    rules = _rules(run, execution.lines, budget)
    unspent = execution.appropriation - execution.forecast
    still_open = open_at_end(run_amounts(run, "committed"), paid, execution.lines, year)
    return PlanAndActuals(
        run,
        execution,
        rules,
        suggested(execution.lines, execution.appropriation, execution.forecast, rules),
        leavings(unspent, still_open),
        _on_placeholders(run, execution.months[execution.closed :]),
        kept.history,
    )


def _on_placeholders(run: StoredRun, months: Sequence[str]) -> float:
    """Return which share of what a run pays in some months rests on placeholders."""
    book = book_of(run.tables, run.manifest["scenario"]["assumptions"])
    chosen = book.has("stage", "paid") & np.logical_or.reduce([book.has("month", month) for month in months])
    size = np.abs(book.fen[chosen])
    return float(size[book.placeholder[chosen]].sum() / size.sum()) if size.sum() else np.nan


def _rules(run: StoredRun, lines: Sequence[Line], budget: BudgetSection) -> dict[Line, LineRules]:
    accounts = run.tables["accounts"].astype(str).set_index("item")
    return rules_of(
        lines,
        accounts["department"].to_dict(),
        accounts["earmark"].to_dict(),
        budget.tied_money,
        budget.virement,
    )


def _replicates(run: StoredRun, ensemble: Path) -> tuple[Amounts, ...]:
    """Return what each replicate of an ensemble pays."""
    if read_manifest(ensemble)["digest"] != run.manifest["digest"]:
        raise problem_in(str(ensemble), Message("this ensemble is of another scenario than the run"))
    return tuple(_paid(of_one) for _, of_one in read_paid(ensemble).groupby("replicate"))


def _paid(ledger: pd.DataFrame) -> Amounts:
    """Return what one replicate pays; an ensemble keeps no units."""
    heads = [ledger[name].astype(str) for name in Line._fields]
    months = ledger["month"].dt.strftime("%Y-%m")
    fen = pd.Series(fen_of(ledger["amount"]), ledger.index).groupby([*heads, months]).sum()
    return amounts_of({(Line(*line), month): (int(paid), np.nan) for (*line, month), paid in fen.items()})
