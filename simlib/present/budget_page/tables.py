"""The page's tables: figures asked for first, lines by cause, payers, the biggest lines, vaccine prices."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd

from simlib.analysis.biggest_lines import biggest_lines, share_on_placeholders
from simlib.analysis.vaccine_prices import products_of, vaccine_prices
from simlib.analysis.waterfall import AFTER, BEFORE, Waterfall, run_to_run, year_to_year
from simlib.budget.causes import CAUSES, FUNDING
from simlib.budget.headroom import headroom_by_year
from simlib.budget.statements import LAYOUTS, Head, statement
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language
from simlib.present.board.tiles import SIDES, Tile, notes_html, tiles_html
from simlib.present.budget_page.charts import (
    MONTHS_OF_ONE,
    OTHER_YEARS,
    cause_words,
    line_words,
    payer_words,
    years_of,
)
from simlib.present.budget_page.shown import Shown
from simlib.present.tables import html_table
from simlib.programmes.hpv_rollout import NAME as ROLLOUT
from simlib.scenario.problems import InputError

MOST = 12
"""Lines of a table; what is beyond is told together."""


def tiles(runs: Sequence[Shown], lang: Language) -> str:
    """Return the figures that are asked for first, of each run."""
    year = runs[0].year
    sums = [_sums(run, year) for run in runs]

    def tile(heading: str, name: str, form: Callable[[float], str] = lang.money) -> Tile:
        return Tile(heading.format(year=year), [one[name] for one in sums], form)

    return tiles_html(
        (
            tile(lang.say("Paid in {year}"), "paid"),
            tile(lang.say("of it on placeholders"), "resting", lambda share: lang.percent(share, 1)),
            tile(lang.say("Capital spending in {year}"), "capital"),
            tile(lang.say("Income in {year}"), "income"),
            tile(lang.say("Committed in {year}"), "committed"),
            tile(lang.say("From Gaoping's own funds in {year}"), "own"),
            tile(lang.say("Left of the room for it (nominal)"), "left"),
            tile(lang.say("Owed after the horizon (nominal)"), "owed"),
        )
    )


def _sums(run: Shown, year: int) -> dict[str, float]:
    """Return yuan of a year, and the share of what is paid that rests on placeholders."""
    book, funder = run.book, run.look.funder
    in_year = book.has("year", str(year))
    whose = book.has("funder", funder) if funder else np.ones(book.fen.size, bool)
    paid = in_year & whose & book.has("stage", "paid")

    def yuan(chosen: np.ndarray) -> float:
        return float(book.fen[chosen].sum()) / FEN_PER_YUAN

    size = np.abs(book.fen) * paid
    headroom = headroom_by_year(run.nominal, run.told.assumptions)
    owed = run.result.liabilities
    if run.look.programme:
        owed = owed[owed["programme"] == run.look.programme]
    if funder:
        owed = owed[owed["funder"] == funder]
    return {
        "paid": yuan(paid),
        # To the digits that are shown, so that no difference of nothing is told.
        "resting": round(float(size[book.placeholder].sum() / size.sum()), 3) if size.sum() else np.nan,
        "capital": yuan(paid & book.has("kind", "capital")),
        "income": yuan(paid & book.has("kind", "income")),
        "committed": yuan(in_year & whose & book.has("stage", "committed")),
        "own": yuan(in_year & book.has("stage", "paid") & book.has("funder", "county")),
        "left": float(headroom["left"].get(str(year), np.nan)) / FEN_PER_YUAN,
        "owed": float(owed["amount"].sum()),
    }


def tables(runs: Sequence[Shown], lang: Language) -> str:
    """Return all tables, each under how its amounts are to be read."""
    return "".join(
        _told_if_wrong(table, runs, lang)
        for table in (_between_runs, _between_years, _biggest, _payers, _vaccine)
    )


def _told_if_wrong(
    table: Callable[[Sequence[Shown], Language], str], runs: Sequence[Shown], lang: Language
) -> str:
    try:
        return table(runs, lang)
    except InputError as error:
        return notes_html(problem.told_in(lang) for problem in error.problems)


def _between_runs(runs: Sequence[Shown], lang: Language) -> str:
    year = runs[0].year
    made = run_to_run(runs[0].paid, runs[1].paid, year, runs[0].look.funder)
    heading = lang.say("From A to B in {year}, by line and cause (yuan)").format(year=year)
    return _waterfall(made, heading, OTHER_YEARS, ("A", "B"), runs, lang)


def _between_years(runs: Sequence[Shown], lang: Language) -> str:
    before, after = years_of(runs)
    made = year_to_year(runs[1].paid, before, after, runs[1].look.funder)
    heading = lang.say("B from {before} to {after}, by line and cause (yuan)").format(
        before=before, after=after
    )
    return _waterfall(made, heading, MONTHS_OF_ONE, (str(before), str(after)), runs, lang)


def _waterfall(
    made: Waterfall, heading: str, timing: str, ends: tuple[str, str], runs: Sequence[Shown], lang: Language
) -> str:
    """Return the lines that change most, all others together, and all of them."""
    causes = [
        cause for cause in CAUSES if cause != FUNDING or made.in_all[FUNDING] or made.lines[FUNDING].any()
    ]
    words = cause_words(timing, lang)
    columns = [BEFORE, *causes, AFTER]
    names = [ends[0], *(words[cause] for cause in causes), ends[1]]
    changed = made.lines[(made.lines[AFTER] != made.lines[BEFORE]) | made.lines[list(CAUSES)].any(axis=1)]
    items = {item: label for run in runs for item, label in run.told.labels("item").items()}
    kinds = runs[0].told.labels("kind")
    rows = [
        [items.get(item, item), kinds[kind], *_yuan(line[columns], lang)]
        for (_, item, kind), line in changed.iloc[:MOST].iterrows()
    ]
    rest = made.lines.drop(changed.index[:MOST])
    rows.append([lang.say("all other lines"), "", *_yuan(rest[columns].sum(), lang)])
    rows.append([lang.say("in all"), "", *_yuan(made.in_all[columns], lang)])
    shares = [lang.percent(share, 1) for share in made.on_placeholders]
    rows.append([lang.say("on placeholders"), "", shares[0], *[""] * len(causes), shares[1]])
    table = html_table(
        [("", [lang.say("line"), lang.say("kind")]), (lang.say("yuan"), names)], rows, "simlib-waterfall"
    )
    return _headed(heading, made.head, runs[-1], table)


def _biggest(runs: Sequence[Shown], lang: Language) -> str:
    sides = [biggest_lines(run.book, run.year, funder=run.look.funder) for run in runs]
    known = sides[0].biggest.index.union(sides[1].biggest.index, sort=False)
    told, kinds, funds = line_words(runs, lang), runs[0].told.labels("kind"), runs[0].told.labels("fund")
    tables = [one.lines.reindex(known.union(one.lines.index, sort=False), fill_value=0) for one in sides]
    rows = [
        [
            told(line),
            kinds[line[4]],
            funds[line[3]],
            *_amount_and_share([one.iloc[[place]] for one in tables], lang),
        ]
        for place, line in enumerate(known)
    ]
    others = [one.iloc[len(known) :] for one in tables]
    rows.append([lang.say("all other lines"), "", "", *_amount_and_share(others, lang)])
    rows.append([lang.say("in all"), "", "", *_amount_and_share(tables, lang)])
    groups = [("", [lang.say("line"), lang.say("kind"), lang.say("fund")])]
    groups += [(side, [lang.say("yuan"), lang.say("on placeholders")]) for side in SIDES[: len(runs)]]
    groups.append(("B − A", [lang.say("yuan")]))
    heading = lang.say("The {count} biggest lines of A and of B in {year} (yuan)").format(
        count=sides[0].shown, year=runs[0].year
    )
    return _headed(heading, sides[0].head, runs[0], html_table(groups, rows, "simlib-lines"))


def _amount_and_share(sides: Sequence[pd.DataFrame], lang: Language) -> list[str]:
    sums = [int(lines["fen"].sum()) for lines in sides]
    cells = []
    for fen, lines in zip(sums, sides, strict=True):
        cells += [_one(fen, lang), lang.percent(share_on_placeholders(lines), 1)]
    return [*cells, _one(sums[1] - sums[0], lang)]


def _payers(runs: Sequence[Shown], lang: Language) -> str:
    sides = [statement(run.book, LAYOUTS["funding"]) for run in runs]
    years = list(dict.fromkeys(year for one in sides for year in one.fen.columns))
    told, rows = payer_words(runs[0], lang), []
    for payer in dict.fromkeys(who for one in sides for who in one.fen.index):
        for letter, one in zip(SIDES, sides, strict=False):
            paid = one.fen.reindex([payer], fill_value=0)
            share = one.on_placeholders.get(payer, np.nan)
            rows.append([told(*payer), letter, *_by_year(paid, years, share, lang)])
    for letter, one in zip(SIDES, sides, strict=False):
        rows.append([lang.say("in all"), letter, *_by_year(one.fen, years, one.in_all_on_placeholders, lang)])
    groups = [("", [lang.say("who pays"), ""]), (lang.say("yuan"), [*map(str, years), lang.say("in all")])]
    groups.append(("", [lang.say("on placeholders")]))
    heading = lang.say("Who pays, by fiscal year (yuan)")
    return _headed(heading, sides[0].head, runs[0], html_table(groups, rows, "simlib-payers"))


def _by_year(paid: pd.DataFrame, years: Sequence, share: float, lang: Language) -> list[str]:
    cells = [_one(paid[year].sum() if year in paid else 0, lang) for year in years]
    return [*cells, _one(paid.to_numpy().sum(), lang), lang.percent(share, 1)]


def _vaccine(runs: Sequence[Shown], lang: Language) -> str:
    """Return what is paid for a dose, by product and the ages that get it, and what a price cannot do."""
    if any(ROLLOUT not in run.book.programmes for run in runs):
        return ""
    year = runs[0].year
    sides = [vaccine_prices(run.paid, run.told.assumptions, year) for run in runs]
    rows = []
    for product in products_of(runs[0].told.assumptions):
        entries = [one.loc[product] for one in sides if product in one.index]
        ages = lang.say("{youngest} to {oldest}").format(**entries[0][["youngest", "oldest"]])
        licensed = lang.say("up to {oldest}").format(oldest=entries[0]["licensed_to"])
        row = [runs[0].told.labels("item").get(f"hpv_vaccine_{product}", product), ages, licensed]
        row += [lang.number(entry["doses"]) for entry in entries]
        row += [
            "–" if np.isnan(entry["price"]) else lang.number(entry["price"] / FEN_PER_YUAN, 2)
            for entry in entries
        ]
        row += [_one(entry["fen"], lang) for entry in entries]
        row.append(_one(entries[-1]["fen"] - entries[0]["fen"], lang))
        rows.append(row)
    letters = list(SIDES[: len(runs)])
    groups = [("", [lang.say("vaccine"), lang.say("given at ages"), lang.say("licensed")])]
    groups += [
        (name, letters) for name in (lang.say("doses paid for"), lang.say("yuan a dose"), lang.say("yuan"))
    ]
    groups.append(("B − A", [lang.say("yuan")]))
    heading = lang.say("What if the price falls? Vaccine paid for in {year}").format(year=year)
    table = html_table(groups, rows, "simlib-vaccine")
    head = replace(runs[0].year_head(runs[0].book), programmes=(ROLLOUT,), funder="")
    return _headed(heading, head, runs[0], table) + notes_html(vaccine_notes(lang))


def vaccine_notes(lang: Language) -> list[str]:
    """Return what a lower price bears on, and what it cannot do."""
    return [
        lang.say(
            "27.5 yuan is a price of Walrinvax, which is licensed up to 30; women of 31 to 45 need "
            "Cecolin, of which no such price is known, so that it keeps its own. Nobody knew this price "
            "in March 2023."
        ),
        lang.say(
            "A tender's price holds for deliveries from its day on: doses delivered before keep theirs, "
            "though they may be paid for later. Nobody comes because doses are cheaper, and the maker is "
            "taken to deliver."
        ),
    ]


def notes(runs: Sequence[Shown], lang: Language) -> str:
    """Return what to keep in mind when reading the figures."""
    lines = [
        f"{letter}: {problem}" for letter, run in zip(SIDES, runs, strict=False) for problem in run.problems
    ]
    lines += [
        lang.say(
            "One replicate each, on the same luck: no uncertainty is shown. Estimates and placeholders "
            "carry more doubt than luck does."
        ),
        lang.say(
            "Causes: volume is told in old prices, price in new units; they add up exactly and depend on "
            "no order of changes. Works have no unit price, so that all their change is volume or timing. "
            "A batch that takes the place of another one is volume. In real or discounted terms, what "
            "money is worth is part of the price."
        ),
        lang.say(
            "Who pays is a placeholder throughout: Gaoping's own funds stand in until finance says otherwise."
        ),
        lang.say("A plan is nominal, so cash is held against it in nominal yuan whatever basis is chosen."),
    ]
    return notes_html(lines)


def _headed(heading: str, head: Head, run: Shown, table: str) -> str:
    return f"<h3>{escape(heading)}</h3>{notes_html(run.head(head))}{table}"


def _yuan(fen: pd.Series, lang: Language) -> list[str]:
    return [_one(value, lang) for value in fen]


def _one(fen: float, lang: Language) -> str:
    return lang.number(round(float(fen) / FEN_PER_YUAN) + 0.0)
