"""Figures, tables and notes of the page, two runs beside each other."""

from collections.abc import Sequence
from datetime import date
from html import escape

import pandas as pd

from simlib.language.language import Language
from simlib.present.assistance_charts import BENEFIT_NAMES
from simlib.present.board.tiles import SIDES, Tile, notes_html, tiles_html
from simlib.present.care_page.shown import Shown
from simlib.present.tables import sides_table
from simlib.programmes.medical_assistance.headlines import (
    ARM_NAMES,
    DEFINITION_NAMES,
    HARDSHIP_NOTES,
    REACHED,
)
from simlib.programmes.welfare_centre.beds_headlines import BREAK_EVEN_NOTE, YEAR_COLUMNS, break_even_text
from simlib.programmes.works.headlines import DRAWS_NOTE, MILESTONE_NAMES

FIRST_DEFINITION = "who_40"


def tiles(runs: Sequence[Shown], lang: Language) -> str:
    """Return the figures that are asked for first, of each run."""

    def day(ordinal: float) -> str:
        return lang.day(date.fromordinal(int(ordinal)))

    def days(number: float) -> str:
        return lang.say("{count} days").format(count=lang.number(number))

    def opened(column: str) -> list[float]:
        return [float(run.milestones.loc["opened", column].toordinal()) for run in runs]

    def at_the_end(column: str) -> list[float]:
        return [float(run.beds_at_the_end[column]) for run in runs]

    def share(value: float) -> str:
        return lang.percent(value, 1)

    def points(value: float) -> str:
        return lang.say("{count} percentage points").format(count=lang.number(100 * value, 1))

    result = [float(run.years["result"].sum()) for run in runs]
    hit = [float(run.hardship.loc[FIRST_DEFINITION, "with"]) for run in runs]
    promised = [float(run.milestones.loc["ready", "chance"]) for run in runs]
    return tiles_html(
        (
            Tile(lang.say("Welfare centre opens, P50"), opened("p50"), day, days),
            Tile(lang.say("Welfare centre opens, P80"), opened("p80"), day, days),
            Tile(lang.say("Chance to be ready on the promised day"), promised, share, points),
            Tile(lang.say("Residents at the end"), at_the_end("residents"), lang.number),
            Tile(lang.say("Waiting for a bed at the end"), at_the_end("waiting"), lang.number),
            Tile(lang.say("Fees less running costs"), result, lang.money),
            Tile(lang.say("Assistance paid"), [run.benefits["amount"].sum() for run in runs], lang.money),
            Tile(lang.say("Households hit (WHO, 40%), with relief"), hit, share, points),
        )
    )


def tables(runs: Sequence[Shown], lang: Language) -> str:
    """Return openings, years of the centre, benefits, premium support and hardship."""
    parts = (
        (lang.say("When facilities are ready and open"), _openings(runs, lang), lang.say(DRAWS_NOTE)),
        (lang.say("The welfare centre by year"), _years(runs, lang), lang.say(BREAK_EVEN_NOTE)),
        (lang.say("Assistance by benefit, over the whole horizon"), _benefits(runs, lang), ""),
        (lang.say("Premium support by year of cover"), _premium(runs, lang), ""),
        (
            lang.say("Catastrophic health spending, with relief and without it"),
            _hardship(runs, lang),
            " ".join(lang.say(note) for note in HARDSHIP_NOTES),
        ),
    )
    return "".join(
        f"<h3>{escape(heading)}</h3>{table}{notes_html([note] if note else [])}"
        for heading, table, note in parts
    )


def _openings(runs: Sequence[Shown], lang: Language) -> str:
    def day(value: pd.Timestamp) -> str:
        return value.strftime("%Y-%m-%d")

    centre = lang.say("Welfare centre: {milestone}")
    rows = {name: centre.format(milestone=lang.say(text)) for name, text in MILESTONE_NAMES.items()}
    opened = lang.say("{centre}: opened")
    for run in runs:
        rows |= {name: opened.format(centre=label) for name, label in run.labels["community"].items()}
    columns = {"p50": ("P50", day), "p80": ("P80", day)}
    for year in runs[0].year_ends:
        columns[year] = (lang.say("by end of {year}").format(year=year), lang.percent)
    return sides_table(
        [run.openings for run in runs], rows, lang.say("milestone"), columns, "simlib-openings"
    )


def _years(runs: Sequence[Shown], lang: Language) -> str:
    columns = {name: (lang.say(heading), lang.number) for name, heading in YEAR_COLUMNS.items()}
    columns["break_even"] = (lang.say("break-even"), lambda share: break_even_text(share, lang))
    rows = {year: year for run in runs for year in run.years.index}
    return sides_table([run.years for run in runs], rows, lang.say("year"), columns, "simlib-years")


def _benefits(runs: Sequence[Shown], lang: Language) -> str:
    columns = {
        "amount": (lang.say("Paid"), lang.money),
        "people": (lang.say("People in a month of payment"), lang.number),
    }
    rows = {name: lang.say(text) for name, text in BENEFIT_NAMES.items()}
    return sides_table([run.benefits for run in runs], rows, lang.say("benefit"), columns, "simlib-benefits")


def _premium(runs: Sequence[Shown], lang: Language) -> str:
    columns = {name: (lang.say(heading), lang.number) for name, heading in REACHED.items()}
    rows = {year: year for run in runs for year in run.premium.index}
    return sides_table(
        [run.premium for run in runs], rows, lang.say("year of cover"), columns, "simlib-premium"
    )


def _hardship(runs: Sequence[Shown], lang: Language) -> str:
    columns = {
        arm: (lang.say(heading), lambda share: lang.percent(share, 1)) for arm, heading in ARM_NAMES.items()
    }
    rows = {name: lang.say(text) for name, text in DEFINITION_NAMES.items()}
    return sides_table(
        [run.hardship for run in runs], rows, lang.say("out of pocket"), columns, "simlib-hardship"
    )


def notes(runs: Sequence[Shown], lang: Language) -> str:
    """Return which figures are of many draws of luck, and which of one."""
    lines = [
        lang.say(
            "Dates and chances are of many draws of durations and stops. Beds, money and hardship are of one "
            "replicate each, on the same luck, in which the centre opens on the day given here:"
        )
    ]
    for letter, run in zip(SIDES, runs, strict=False):
        lines.append(f"{letter}: {lang.day(run.milestones.loc['opened', 'drawn'].date())}")
    lines.append(lang.say("* marks a placeholder: a value without a source."))
    return notes_html(lines)
