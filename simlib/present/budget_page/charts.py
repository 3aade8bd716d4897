"""The page's pictures of both runs, each under how its amounts are to be read."""

from collections.abc import Callable, Sequence
from functools import wraps

import plotly.graph_objects as go

from simlib.analysis.biggest_lines import biggest_lines
from simlib.analysis.cash_curve import cash_curve
from simlib.analysis.waterfall import AFTER, BEFORE, run_to_run, year_to_year
from simlib.budget.causes import FUNDING, PRICE, STARTS, TIMING, VOLUME
from simlib.budget.statements import LAYOUTS, statement
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language, mark
from simlib.present.board.tiles import SIDES
from simlib.present.budget_charts import cash_chart, funding_chart, headed, lines_chart, waterfall_chart
from simlib.present.budget_page.shown import Shown, plan_year
from simlib.present.theme import figure
from simlib.scenario.problems import InputError

CAUSE_WORDS = {
    STARTS: mark("starts or ends"),
    VOLUME: mark("volume"),
    PRICE: mark("price"),
    FUNDING: mark("funding share"),
}
MONTHS_OF_ONE = mark("months of one year only")
OTHER_YEARS = mark("from or to other years")

LONGEST_NAME = 44
"""Letters of a scenario's title below its steps or in a legend."""

Draw = Callable[[Sequence[Shown], Sequence[str], Language], go.Figure]


def _told_if_wrong(draw: Draw) -> Draw:
    """Say in the picture's place what is wrong, such as a year in which nothing is paid."""

    @wraps(draw)
    def drawn(runs: Sequence[Shown], titles: Sequence[str], lang: Language) -> go.Figure:
        try:
            return draw(runs, titles, lang)
        except InputError as error:
            said = [problem.told_in(lang) for problem in error.problems]
            return headed(figure(lang.say("Nothing to show"), "", "", lang), said)

    return drawn


def cause_words(timing: str, lang: Language) -> dict[str, str]:
    """Return what the causes are called; what timing is depends on what is compared."""
    return {cause: lang.say(word) for cause, word in {**CAUSE_WORDS, TIMING: timing}.items()}


def years_of(runs: Sequence[Shown]) -> tuple[int, int]:
    """Return the shown year and the one before it; without one before, it and the one after."""
    year, years = runs[0].year, runs[0].years
    return (year - 1, year) if year - 1 in years or year + 1 not in years else (year, year + 1)


def names_of(titles: Sequence[str]) -> list[str]:
    """Return what runs are called beside their letter."""
    short = [title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1] + "…" for title in titles]
    return [f"{letter} · {title}" for letter, title in zip(SIDES, short, strict=False)]


@_told_if_wrong
def years_chart(runs: Sequence[Shown], titles: Sequence[str], lang: Language) -> go.Figure:
    """Return why the year costs more or less than the one before, run by run."""
    before, after = years_of(runs)
    sides = {
        name: year_to_year(run.paid, before, after, run.look.funder)
        for name, run in zip(names_of(titles), runs, strict=True)
    }
    words = cause_words(MONTHS_OF_ONE, lang) | {BEFORE: str(before), AFTER: str(after)}
    title = lang.say("From {before} to {after}, by cause").format(before=before, after=after)
    return waterfall_chart(sides, words, title, _head(runs, sides.values()), lang)


@_told_if_wrong
def runs_chart(runs: Sequence[Shown], titles: Sequence[str], lang: Language) -> go.Figure:
    """Return why B costs more or less than A in the year."""
    year = runs[0].year
    one = run_to_run(runs[0].paid, runs[1].paid, year, runs[0].look.funder)
    words = cause_words(OTHER_YEARS, lang) | dict(zip((BEFORE, AFTER), SIDES, strict=True))
    title = lang.say("From A to B in {year}, by cause").format(year=year)
    return waterfall_chart({"": one}, words, title, _head(runs, [one]), lang)


@_told_if_wrong
def cash(runs: Sequence[Shown], titles: Sequence[str], lang: Language) -> go.Figure:
    """Return the year's cash, added up, against the plan and its pro-rata pace."""
    year = plan_year(runs)
    sides = {
        letter: cash_curve(run.nominal, run.plan.amounts if run.plan else None, year, run.look.funder)
        for letter, run in zip(SIDES, runs, strict=False)
    }
    head = [*_head(runs, sides.values()), *plan_notes(runs, year, lang)]
    if all(curve.has_plan for curve in sides.values()):
        said = lang.say(
            "Paid on other lines by the end of the year: {amounts}; a click on the legend shows them."
        )
        besides = [
            f"{letter} {lang.money(curve.months['paid_besides'].iloc[-1] / FEN_PER_YUAN)}"
            for letter, curve in sides.items()
        ]
        head.append(said.format(amounts=lang.listed(besides)))
    resting = lang.say("On placeholders, on the lines of the plan and on others: {shares}")
    shares = [
        f"{letter} {' / '.join(lang.percent(share, 1) for share in curve.on_placeholders)}"
        for letter, curve in sides.items()
    ]
    head.append(resting.format(shares=lang.listed(shares)))
    plan = lang.say("plan: {title}").format(title=lang.label(runs[0].plan.title)) if runs[0].plan else ""
    return cash_chart(sides, plan, head, lang)


def plan_notes(runs: Sequence[Shown], year: int, lang: Language) -> list[str]:
    """Return which plan is shown, and what it says nothing of."""
    plan = runs[0].plan
    if plan is None:
        return [lang.say("Plan: none is shown.")]
    said = lang.say("Plan: {title}; it holds {count} lines, and says nothing of all others.")
    notes = [said.format(title=lang.label(plan.title), count=len(plan.amounts.lines))]
    if year not in plan.amounts.years:
        notes.append(lang.say("It says nothing of {year}.").format(year=year))
    elif year != runs[0].year:
        notes.append(
            lang.say("It says nothing of {shown}: {year} is shown here.").format(
                shown=runs[0].year, year=year
            )
        )
    return notes


@_told_if_wrong
def funding(runs: Sequence[Shown], titles: Sequence[str], lang: Language) -> go.Figure:
    """Return who pays from which fund, year by year."""
    sides = {
        letter: statement(run.book, LAYOUTS["funding"]) for letter, run in zip(SIDES, runs, strict=False)
    }
    return funding_chart(sides, payer_words(runs[0], lang), _head(runs, sides.values()), lang)


def payer_words(run: Shown, lang: Language) -> Callable[[str, str], str]:
    """Return what says what a payer and a fund are called."""
    funders, funds = run.told.labels("funder"), run.told.labels("fund")
    return lambda funder, fund: lang.say("{funder} ({fund})").format(funder=funders[funder], fund=funds[fund])


@_told_if_wrong
def lines(runs: Sequence[Shown], titles: Sequence[str], lang: Language) -> go.Figure:
    """Return the biggest lines of the year."""
    sides = {
        name: biggest_lines(run.book, run.year, funder=run.look.funder)
        for name, run in zip(names_of(titles), runs, strict=True)
    }
    return lines_chart(sides, line_words(runs, lang), _head(runs, sides.values()), lang)


def line_words(runs: Sequence[Shown], lang: Language) -> Callable[[tuple], str]:
    """Return what says what a line is called: its item, and who pays where several do."""
    items = {item: label for run in runs for item, label in run.told.labels("item").items()}
    funders = runs[0].told.labels("funder")
    several = len({funder for run in runs for funder in run.funders}) > 1

    def told(line: tuple) -> str:
        _, item, funder, *_ = line
        label = items.get(item, item)
        if several:
            label = lang.say("{item}, {funder}").format(item=label, funder=funders[funder])
        return label

    return told


def _head(runs: Sequence[Shown], sides) -> list[str]:
    """Return how the amounts of both are to be read: as those of A, where they have the same head."""
    heads = [run.head(one.head) for run, one in zip(runs, sides, strict=False)]
    same = all(head == heads[0] for head in heads)
    if same:
        return heads[0]
    return [f"{letter} · {line}" for letter, head in zip(SIDES, heads, strict=False) for line in head]


TOGETHER: dict[str, Draw] = {
    "runs": runs_chart,
    "years": years_chart,
    "cash": cash,
    "funding": funding,
    "lines": lines,
}
"""The pictures from top to bottom."""
