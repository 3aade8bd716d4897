"""Where a figure comes from, on the page: its postings, and the assumptions and sources behind them."""

from collections.abc import Sequence
from html import escape

from simlib.analysis.trace import Trace, trace
from simlib.analysis.trace_text import (
    ROLE_NAMES,
    evidence_lines,
    figure_line,
    other_prices,
    postings_table,
    smaller_ones,
)
from simlib.core.money import FEN_PER_YUAN
from simlib.language.language import Language
from simlib.present.board.tiles import SIDES, notes_html
from simlib.present.budget_page.shown import Shown
from simlib.present.tables import html_table
from simlib.scenario.problems import InputError

MOST = 12
"""Postings that are shown one by one."""


def traced(runs: Sequence[Shown], side: str, line: str, lang: Language) -> str:
    """Return where the year's figure of a line, or of all lines, comes from, as HTML.

    Parameters
    ----------
    runs
        As shown.
    side
        Of which of them.
    line
        An item; empty for all of them.
    lang
        The language.
    """
    run = runs[SIDES.index(side)]
    what = [str(run.year), *filter(None, (run.look.programme, run.look.funder, line))]
    try:
        found = trace(run.result, what)
    except InputError as error:
        return notes_html(problem.told_in(lang) for problem in error.problems)
    said = [*run.head(run.year_head(run.nominal)), figure_line(found, lang)]
    return (
        notes_html(said) + _postings(found, lang) + "".join(_role(found, role, lang) for role in ROLE_NAMES)
    )


def _postings(found: Trace, lang: Language) -> str:
    table = postings_table(found, lang, MOST)
    heads = [("", [*map(str, table.columns)])]
    rows = [[str(cell) for cell in row] for row in table.itertuples(index=False)]
    return html_table(heads, rows, "simlib-postings") + notes_html(smaller_ones(found, lang, MOST))


def _role(found: Trace, role: str, lang: Language) -> str:
    """Return the assumptions of one role, with how much rests on each."""
    grounds = found.grounds[found.grounds["role"] == role]
    if grounds.empty:
        return ""
    rows = "".join(
        f"<li><b>{escape(lang.number(ground.fen / FEN_PER_YUAN, 2))} {escape(lang.say('yuan'))}</b> · "
        f"<code>{escape(ground.path)}</code><br>"
        f"{'<br>'.join(escape(line) for line in evidence_lines(found, ground.entry, lang))}</li>"
        for ground in grounds.itertuples()
    )
    said = notes_html(other_prices(found, lang)) if role == "price" else ""
    return f"<h4>{escape(lang.say(ROLE_NAMES[role]))}</h4><ul class='simlib-grounds'>{rows}</ul>{said}"
