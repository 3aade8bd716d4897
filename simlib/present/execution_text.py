"""Plan and actuals as text: execution and forecast, variance, what could be moved, what the year leaves."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from simlib.analysis.plan_and_actuals import PlanAndActuals
from simlib.budget.execution import HIGH, LOW, Execution
from simlib.budget.lines import Line
from simlib.budget.price_basis import NOMINAL, price_basis
from simlib.budget.statements import Head
from simlib.budget.virement import BETWEEN, NOT_TIED, WITHIN
from simlib.budget.words import WORDS
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language, mark
from simlib.present.budget_text import Told, head_lines
from simlib.runs.summary import table_text

HOW = {
    WITHIN: mark("within the department"),
    BETWEEN: mark("between departments: finance has to approve"),
}
TIES = {**WORDS["earmark"], "fund": mark("money of a fund")}


def execution_text(held: PlanAndActuals, lang: Language) -> str:
    """Return how a fiscal year of a plan goes, in tables that each say basis, scope and day."""
    told = Told(held.run.tables, held.run.manifest["scenario"]["assumptions"], lang)
    names = _names(held.execution.lines, told)
    head = [f"  {line}" for line in head_lines(_head(held, told), told)]
    return "\n".join(
        [
            lang.label(held.run.manifest["scenario"]["title"]),
            "",
            *_part(lang.say("Execution of the budget (yuan)"), head, _execution(held.execution, names, lang)),
            *_pace(held.execution, lang),
            *_resting(held, lang),
            "",
            *_part(
                lang.say("Variance of the closed months: plan + volume + price + timing = actual (yuan)"),
                head,
                _variance(held.execution, names, lang),
            ),
            "",
            *_part(lang.say("What the year is expected to leave (yuan)"), head, _leavings(held, names, lang)),
            "",
            *_moves(held, told, lang),
            *_history(held, told, lang),
        ]
    )


def _head(held: PlanAndActuals, told: Told) -> Head:
    """Return the head of the tables: they know all up to the end of the last closed month."""
    execution = held.execution
    year, month = map(int, execution.months[execution.closed - 1].split("-"))
    ends = date(year, month, calendar.monthrange(year, month)[1])
    accounts = held.run.tables["accounts"].astype(str).set_index("item")["programme"]
    programmes = dict.fromkeys(accounts[line.item] for line in execution.lines)
    months = execution.months[0], execution.months[-1]
    return Head(price_basis(told.assumptions, NOMINAL), tuple(programmes), "paid", ends, months)


def _names(lines: Sequence[Line], told: Told) -> list[str]:
    """Return what lines are called: their item, and who pays where an item has several lines."""
    items = [line.item for line in lines]
    return [_name(line, told, several=items.count(line.item) > 1) for line in lines]


def _name(line: Line, told: Told, *, several: bool = True) -> str:
    item = told.labels("item").get(line.item, line.item)
    if not several:
        return item
    parts = [told.labels(axis)[getattr(line, axis)] for axis in ("funder", "fund", "kind")]
    return f"{item} ({told.lang.listed(parts)})"


def _part(title: str, head: list[str], table: pd.DataFrame) -> list[str]:
    return [title, *head, *(f"  {line}" for line in table_text(table).splitlines())]


def _yuan(fen: Sequence[float], lang: Language) -> list[str]:
    """Return amounts as whole yuan, with their total below; what is not known is a dash."""
    values = np.asarray(fen, float)
    return [_one(value, lang) for value in (*values, values.sum())]


def _one(fen: float, lang: Language) -> str:
    return "–" if np.isnan(fen) else lang.number(fen / FEN_PER_YUAN)


def _execution(execution: Execution, names: list[str], lang: Language) -> pd.DataFrame:
    low, high = (
        [
            *execution.quantile(share),
            np.quantile(execution.in_all, share) if len(execution.later) > 1 else np.nan,
        ]
        for share in (LOW, HIGH)
    )
    in_all = np.nan
    if len(execution.later) > 1:
        in_all = float((execution.in_all > execution.appropriation.sum()).mean())
    chances = [*execution.chance_of_exceeding, in_all]
    return pd.DataFrame(
        {
            lang.say("appropriation"): _yuan(execution.appropriation, lang),
            lang.say("spent"): _yuan(execution.spent, lang),
            lang.say("execution"): [
                lang.percent(share, 1) for share in (*execution.execution, execution.execution_in_all)
            ],
            lang.say("against pace"): [
                _points(share - execution.pace, lang)
                for share in (*execution.execution, execution.execution_in_all)
            ],
            lang.say("remaining"): _yuan(execution.remaining, lang),
            lang.say("expected for the year"): _yuan(execution.forecast, lang),
            lang.say("5% are below"): [_one(fen, lang) for fen in low],
            lang.say("95% are below"): [_one(fen, lang) for fen in high],
            lang.say("chance of exceeding"): [lang.percent(chance) for chance in chances],
        },
        index=[*names, lang.say("in all")],
    )


def _points(lead: float, lang: Language) -> str:
    """Return how far ahead of pace something is, in points, with its sign."""
    return "–" if np.isnan(lead) else ("+" if lead > 0 else "") + lang.number(100 * lead, 1)


def _pace(execution: Execution, lang: Language) -> list[str]:
    said = lang.say("Pace: {closed} of {months} months are over ({pace}); executed {executed}, {lag}.")
    lead = 100 * (execution.execution_in_all - execution.pace)
    ahead = (
        lang.say("{points} points ahead of pace") if lead >= 0 else lang.say("{points} points behind pace")
    )
    lines = [
        said.format(
            closed=execution.closed,
            months=len(execution.months),
            pace=lang.percent(execution.pace, 1),
            executed=lang.percent(execution.execution_in_all, 1),
            lag="–" if np.isnan(lead) else ahead.format(points=lang.number(abs(lead), 1)),
        )
    ]
    if len(execution.later) > 1:
        ranged = lang.say("The range is luck alone, over {count} replicates; assumptions are held.")
        lines.append(ranged.format(count=len(execution.later)))
    else:
        lines.append(lang.say("One run tells no range; an ensemble of the scenario does (--ensemble DIR)."))
    return [f"  {line}" for line in lines]


def _resting(held: PlanAndActuals, lang: Language) -> list[str]:
    if np.isnan(held.on_placeholders):
        return []
    said = lang.say("{share} of what the run expects for the rest of the year rests on placeholders.")
    return ["  " + said.format(share=lang.percent(held.on_placeholders))]


def _variance(execution: Execution, names: list[str], lang: Language) -> pd.DataFrame:
    variance = execution.variance
    return pd.DataFrame(
        {
            lang.say("planned so far"): _yuan(execution.planned, lang),
            lang.say("volume"): _yuan(variance.volume, lang),
            lang.say("price"): _yuan(variance.price, lang),
            lang.say("timing"): _yuan(variance.timing, lang),
            lang.say("spent"): _yuan(execution.spent, lang),
        },
        index=[*names, lang.say("in all")],
    )


def _leavings(held: PlanAndActuals, names: list[str], lang: Language) -> pd.DataFrame:
    unspent = held.execution.appropriation - held.execution.forecast
    return pd.DataFrame(
        {
            lang.say("unspent"): _yuan(unspent, lang),
            lang.say("carried over"): _yuan(held.leavings.carried_over, lang),
            lang.say("surplus"): _yuan(held.leavings.surplus, lang),
        },
        index=[*names, lang.say("in all")],
    )


def _moves(held: PlanAndActuals, told: Told, lang: Language) -> list[str]:
    lines = [lang.say("Virement: suggestions, to be decided by those in charge")]
    moved = lang.say("  {amount} yuan from {source} to {target} ({how})")
    lines += [
        moved.format(
            amount=_one(move.fen, lang),
            source=_name(move.source, told),
            target=_name(move.target, told),
            how=lang.say(HOW[move.how]),
        )
        for move in held.suggestions.moves
    ]
    lacking = lang.say(
        "  {line} lacks {amount} yuan that no virement covers: a budget revision, or less spending"
    )
    for line, fen in held.suggestions.uncovered.items():
        lines.append(lacking.format(line=_name(line, told), amount=_one(fen, lang)))
    stays = lang.say("  {line} has {amount} yuan to spare that cannot be moved: {tie}")
    for line, fen in held.suggestions.untouched.items():
        tie = held.rules[line].tie
        if tie != NOT_TIED:
            lines.append(
                stays.format(line=_name(line, told), amount=_one(fen, lang), tie=lang.say(TIES[tie]))
            )
    return lines if len(lines) > 1 else [*lines, "  " + lang.say("none")]


def _history(held: PlanAndActuals, told: Told, lang: Language) -> list[str]:
    if not held.history:
        return []
    changes = [_change(change, told, lang) for change in held.history]
    return ["", lang.say("Closed months that were changed"), *changes]


def _change(change: Mapping, told: Told, lang: Language) -> str:
    """Return what a closed month said before and after; of units only where the money is the same."""
    if change["fen"][0] != change["fen"][1]:
        said = lang.say("  {month}, {line}: {before} → {after} yuan, because: {why}")
        before, after = (lang.number(fen / FEN_PER_YUAN, 2) for fen in change["fen"])
    else:
        said = lang.say("  {month}, {line}: quantity {before} → {after}, because: {why}")
        before, after = (
            "–" if units is None else lang.number(units, 2).removesuffix(".00")
            for units in change["quantity"]
        )
    line = _name(Line(*change["line"]), told)
    return said.format(month=change["month"], line=line, before=before, after=after, why=change["why"])
