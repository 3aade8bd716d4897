"""Statements as text, each under the basis of its prices, its scope and the day up to which it knows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simlib.budget.book import book_of
from simlib.budget.headroom import OWN, headroom_by_year
from simlib.budget.price_basis import NOMINAL
from simlib.budget.statements import (
    BEYOND,
    LAYOUTS,
    Head,
    Impact,
    Layout,
    Statement,
    beyond_the_horizon,
    head_of,
    impact,
    statement,
)
from simlib.budget.words import AXIS_NAMES, WORDS
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.programmes.headline import Assumptions
from simlib.runs.labels import axis_labels
from simlib.runs.store import StoredRun
from simlib.runs.summary import table_text
from simlib.scenario.problems import nearest, problem_in, shown

HEADROOM = "headroom"
NAMES = (*LAYOUTS, BEYOND, HEADROOM)
"""What can be shown of a run's money."""

TO_BE_CHECKED = {
    "functional": mark("The functional classes are recalled or assumed; to be checked by finance."),
    "economic": mark("The economic classes are recalled or assumed; to be checked by finance."),
    "department": mark("The departments are assumed; to be checked by finance."),
    "funder": mark("Who pays, and from which fund, is assumed; to be checked by finance."),
}
"""What is to be said below a statement that has one of these axes down its side."""


@dataclass(frozen=True)
class Told:
    """A run, and the language in which its money is told.

    Attributes
    ----------
    tables
        Of the run.
    assumptions
        By path, as plain data.
    lang
        The language.
    """

    tables: Mapping[str, pd.DataFrame]
    assumptions: Assumptions
    lang: Language

    def labels(self, axis: str) -> dict[str, str]:
        """Return what the names on an axis are called."""
        return axis_labels(axis, self.tables["accounts"], self.assumptions, self.lang)


def budget_text(run: StoredRun, lang: Language, names: tuple[str, ...] = (), basis: str = NOMINAL) -> str:
    """Return statements of a run.

    Parameters
    ----------
    run
        Read from disk.
    lang
        The language.
    names
        Some of `NAMES`; all of them by default.
    basis
        Of prices.

    Raises
    ------
    InputError
        If a name or the basis is not known.
    """
    told = _told(run, lang)
    parts = [_run_line(run, lang)]
    for name in _known(names):
        if name == HEADROOM:
            parts += ["", *_headroom(told)]
        else:
            parts += ["", *_statement(made(told, name, basis), told)]
    return "\n".join(parts)


def impact_text(
    with_option: StoredRun,
    without: StoredRun,
    lang: Language,
    names: tuple[str, ...] = (),
    basis: str = NOMINAL,
) -> str:
    """Return statements of a run with an option beside those of one without it, and the difference."""
    runs = (with_option, without)
    sides = [_told(run, lang) for run in runs]
    heads = [lang.say("with: {title}"), lang.say("without: {title}")]
    parts = [head.format(title=_run_line(run, lang)) for head, run in zip(heads, runs, strict=True)]
    if with_option.seed != without.seed:
        parts.append(lang.say("The seeds are not the same: part of the difference is luck."))
    for name in _known(names):
        if name == HEADROOM:
            for side, word in zip(sides, _words(lang), strict=False):
                parts += ["", f"{word}:", *_headroom(side)]
        else:
            parts += ["", *_impact(impact(*(made(side, name, basis) for side in sides)), sides[0])]
    return "\n".join(parts)


def _told(run: StoredRun, lang: Language) -> Told:
    return Told(run.tables, run.manifest["scenario"]["assumptions"], lang)


def _run_line(run: StoredRun, lang: Language) -> str:
    said = lang.say("{title} (seed {seed}, one replicate: no uncertainty is shown)")
    return said.format(title=lang.label(run.manifest["scenario"]["title"]), seed=run.seed)


def _words(lang: Language) -> tuple[str, str, str]:
    return lang.say("with"), lang.say("without"), lang.say("difference")


def made(told: Told, name: str, basis: str) -> Statement:
    """Return a statement of a run by its name."""
    book = book_of(told.tables, told.assumptions, basis)
    if name == BEYOND:
        return beyond_the_horizon(book, told.tables["liabilities"])
    return statement(book, LAYOUTS[name])


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in NAMES:
            raise problem_in(
                "--statement",
                Message(
                    "{given} is not allowed; one of {names} is needed{hint}",
                    given=shown(name),
                    names=", ".join(NAMES),
                    hint=nearest(name, NAMES),
                ),
            )
    return names or NAMES


def head_lines(head: Head, told: Told) -> list[str]:
    """Return what stands on every table of money: basis, scope and day."""
    lang = told.lang
    labels, stage = told.labels("programme"), WORDS["stage"].get(head.stage)
    whose = lang.say("by calendar year, all funders")
    if head.funder:
        whose = lang.say("by calendar year, {funder} alone").format(funder=told.labels("funder")[head.funder])
    scope = [
        lang.say(stage) if stage else lang.say("each stage by itself"),
        " – ".join(dict.fromkeys(head.months)),
        lang.listed(labels[name] for name in head.programmes),
        whose,
    ]
    between = ", " if lang.code == "en" else "，"
    return [
        lang.say("Basis: {basis}").format(basis=head.basis.told.told_in(lang)),
        lang.say("Scope: {scope}").format(scope=between.join(filter(None, scope))),
        lang.say("As of: {day}").format(day=lang.day(head.as_of)),
    ]


def _statement(table: Statement, told: Told) -> list[str]:
    return [
        _title(table.layout, told),
        *(f"  {line}" for line in head_lines(table.head, told)),
        *_lines(readable_statement(table, told), told),
        *_checks(table.layout, told),
    ]


def _title(layout: Layout, told: Told) -> str:
    return told.lang.say("{title} (yuan)").format(title=told.lang.say(layout.title))


def readable_statement(table: Statement, told: Told) -> pd.DataFrame:
    """Return a statement as text: whole yuan, totals, and the share that rests on placeholders."""
    lang, numbers = told.lang, table.fen.copy()
    if table.layout.stage:
        numbers[lang.say("in all")] = numbers.sum(axis=1)
    whole = numbers.sum().to_frame().T
    whole.index = pd.MultiIndex.from_tuples([(lang.say("in all"), *[""] * (table.fen.index.nlevels - 1))])
    shares = [*table.on_placeholders, table.in_all_on_placeholders]
    text = _labelled(pd.concat([numbers, whole]), table.layout, told).map(lambda fen: _yuan(fen, lang))
    text[lang.say("on placeholders")] = [lang.percent(share) for share in shares]
    return text


def _labelled(table: pd.DataFrame, layout: Layout, told: Told) -> pd.DataFrame:
    """Return a table with labels instead of names."""
    levels = []
    for place, axis in enumerate(layout.rows):
        labels = told.labels(axis)
        levels.append([labels.get(name, name) for name in table.index.get_level_values(place)])
    heads = [told.lang.say(AXIS_NAMES[axis]) for axis in layout.rows]
    columns = told.labels(layout.columns)
    return table.set_axis(pd.MultiIndex.from_arrays(levels, names=heads)).rename(columns=columns)


def _yuan(fen: float, lang: Language) -> str:
    return lang.number(fen / FEN_PER_YUAN)


def _lines(text: pd.DataFrame, told: Told) -> list[str]:
    if len(text) == 1:
        return [f"  {told.lang.say('none')}"]
    return [f"  {line}" for line in table_text(text.rename_axis(columns=None)).splitlines()]


def _impact(sides: Impact, told: Told) -> list[str]:
    """Return with, without and difference below each other in each row; a difference rests on both sides."""
    difference = replace(
        sides.with_option,
        fen=sides.difference,
        on_placeholders=sides.with_option.on_placeholders * np.nan,
        in_all_on_placeholders=np.nan,
    )
    tables = [readable_statement(side, told) for side in (sides.with_option, sides.without, difference)]
    text = pd.concat(dict(zip(_words(told.lang), tables, strict=True)), names=[""])
    width, order = len(tables[0]), np.arange(len(text)).reshape(len(tables), -1).T.ravel()
    text = text.reorder_levels([*range(1, text.index.nlevels), 0]).iloc[order]
    head = (f"  {line}" for line in head_lines(sides.head, told))
    lines = _lines(text, told) if width > 1 else [f"  {told.lang.say('none')}"]
    return [_title(sides.with_option.layout, told), *head, *lines, *_checks(sides.with_option.layout, told)]


def _checks(layout: Layout, told: Told) -> list[str]:
    """Return what finance has to check of a statement."""
    return [f"  {told.lang.say(TO_BE_CHECKED[axis])}" for axis in layout.rows if axis in TO_BE_CHECKED]


def _headroom(told: Told) -> list[str]:
    lang = told.lang
    book = book_of(told.tables, told.assumptions)
    table = headroom_by_year(book, told.assumptions)
    money = table.drop(columns="share").map(lambda fen: _yuan(fen, lang))
    money["share"] = [lang.percent(share, 2) for share in table["share"]]
    headings = {
        "needed": lang.say("from Gaoping's own funds"),
        "expenditure": lang.say("the city's expenditure"),
        "room": lang.say("room for these programmes"),
        "left": lang.say("left"),
        "share": lang.say("of the expenditure"),
    }
    named = money.rename(columns=headings).rename_axis(index=lang.say(AXIS_NAMES["year"]))
    lines = table_text(named.rename_axis(columns=None)).splitlines() if len(named) else [lang.say("none")]
    note = lang.say("The city's expenditure and the room in it are assumptions; finance has to confirm them.")
    head = replace(head_of(book, LAYOUTS["funding"]), funder=OWN[0])
    return [
        lang.say("{title} (yuan)").format(title=lang.say("Headroom in the city's budget")),
        *(f"  {line}" for line in head_lines(head, told)),
        *(f"  {line}" for line in lines),
        f"  {note}",
    ]
