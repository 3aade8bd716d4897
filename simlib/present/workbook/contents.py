"""What all sheets draw on: the money of one run, its years and months, and what everything is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from simlib.core.posting import CITY, NO_COHORT
from simlib.language.language import Language, mark
from simlib.present.workbook.lines import MOST_LINES, Lines, lines_of
from simlib.present.workbook.sheet import EMPTY, Cell, Grid, sheet_name
from simlib.present.workbook.sums import Is, Postings
from simlib.present.workbook.words import FUNDERS, FUNDS, STAGES
from simlib.programmes.headline import Assumptions
from simlib.programmes.registry import programmes_in
from simlib.runs.labels import batch_labels, item_labels
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

SHEETS = {
    "summary": mark("Summary"),
    "by_year": mark("By year"),
    "by_month": mark("By month"),
    "funding": mark("Funding"),
    "after": mark("After the horizon"),
    "classes": mark("Classes"),
    "townships": mark("Townships"),
    "prices": mark("Unit prices"),
    "assumptions": mark("Assumptions"),
    "paid": mark("Postings, paid"),
    "payable": mark("Postings, payable"),
    "committed": mark("Postings, committed"),
}
"""Sheets by key; those of the programmes come between, under their titles."""

TOWNSHIPS, FIRST_DAY, LAST_DAY = "population.townships.names", "horizon.first_day", "horizon.last_day"
AS_OF = "budget.prices.as_of"


@dataclass(frozen=True)
class ProgrammeMoney:
    """A programme that has money in the ledger: its name, its title in the language, its items in order."""

    name: str
    title: str
    items: tuple[str, ...]

    @property
    def where(self) -> dict[str, Is]:
        """Its postings."""
        return {"programme": Is.word(self.name, self.title)}


@dataclass(frozen=True)
class Contents:
    """What sheets are made of.

    Attributes
    ----------
    lang
        Language of all texts.
    run, summary
        The run, and its main results.
    lines, postings
        Its money line by line, and by stage.
    years, months
        Of the horizon, in order; months as timestamps of their first days.
    programmes
        In order.
    items, townships, cohorts
        What they are called, by name.
    sheets
        Names of the sheets, by key of `SHEETS` or programme.
    """

    lang: Language
    run: StoredRun
    summary: Summary
    lines: Lines
    postings: Mapping[str, Postings]
    years: tuple[int, ...]
    months: tuple[pd.Timestamp, ...]
    programmes: tuple[ProgrammeMoney, ...]
    items: Mapping[str, str]
    townships: Mapping[str, str]
    cohorts: Mapping[str, str]
    sheets: Mapping[str, str]

    @property
    def assumptions(self) -> Assumptions:
        """Assumptions by path, as plain data."""
        return self.run.manifest["scenario"]["assumptions"]

    @property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """Sources by name, as plain data; none in runs written before sources were kept."""
        return self.run.manifest["scenario"].get("sources", {})

    @property
    def written(self) -> datetime:
        """When the run was written."""
        return datetime.fromisoformat(self.run.manifest["written"])

    def payer(self, funder: str, fund: str) -> str:
        """Return what a payer is called."""
        both = self.lang.say("{funder}, {fund}")
        return both.format(funder=self.lang.say(FUNDERS[funder]), fund=self.lang.say(FUNDS[fund]))

    def grid(self, title: str, unit: str, *notes: str) -> Grid:
        """Return the head of a sheet: title, basis, scope, up to which day, unit, notes, a blank row."""
        texts = [self._basis(), self._scope(), self._as_of(unit), *notes]
        return Grid([(Cell(title, "title"),), *((Cell(text, "note"),) for text in texts), (EMPTY,)])

    def _basis(self) -> str:
        return self.lang.say("Basis: nominal prices, not discounted; Gaoping's programmes, whoever pays.")

    def _scope(self) -> str:
        said = self.lang.say("Scope: {programmes}; {first} to {last}; {title}, seed {seed}, one replicate.")
        ends = (self.assumptions[path]["value"] for path in (FIRST_DAY, LAST_DAY))
        first, last = (self.lang.day(date.fromisoformat(day)) for day in ends)
        return said.format(
            programmes=self.lang.listed(programme.title for programme in self.programmes),
            first=first,
            last=last,
            title=self.summary.title,
            seed=self.run.seed,
        )

    def _as_of(self, unit: str) -> str:
        told = self.assumptions.get(AS_OF, self.assumptions[LAST_DAY])["value"]
        said = self.lang.say("As of {day}. Unit: {unit}.")
        return said.format(day=self.lang.day(date.fromisoformat(told)), unit=unit)


def contents_of(run: StoredRun, lang: Language, most: int = MOST_LINES) -> Contents:
    """Return what the sheets of a run are made of; more than `most` rows of its ledger are added up."""
    assumptions, accounts = run.manifest["scenario"]["assumptions"], run.tables["accounts"]
    lines = lines_of(run.tables["ledger"], accounts, assumptions, most)
    table = lines.table
    months = _months(assumptions)
    programmes = _programmes(run, lang)
    cohorts = batch_labels(table["cohort"].astype(str).unique(), assumptions, lang)
    townships = {name: lang.label(label) for name, label in assumptions[TOWNSHIPS]["value"].items()}
    return Contents(
        lang=lang,
        run=run,
        summary=run.summary(lang.code),
        lines=lines,
        postings={stage: Postings(stage, table[table["stage"] == stage]) for stage in STAGES},
        years=tuple(sorted({month.year for month in months})),
        months=months,
        programmes=programmes,
        items=item_labels(accounts, lang),
        townships={**townships, CITY: lang.say("whole city")},
        cohorts={**cohorts, NO_COHORT: ""},
        sheets=_sheet_names(programmes, lang),
    )


def _months(assumptions: Assumptions) -> tuple[pd.Timestamp, ...]:
    first, last = (pd.Timestamp(assumptions[path]["value"]) for path in (FIRST_DAY, LAST_DAY))
    return tuple(pd.date_range(first.replace(day=1), last, freq="MS"))


def _programmes(run: StoredRun, lang: Language) -> tuple[ProgrammeMoney, ...]:
    """Return the programmes that have money."""
    named = programmes_in(run.manifest["scenario"]["assumptions"])
    found = (ProgrammeMoney(one.name, lang.say(one.title), _items_of(one.name, run)) for one in named)
    return tuple(programme for programme in found if programme.items)


def _items_of(programme: str, run: StoredRun) -> tuple[str, ...]:
    """Return the items of a programme for which there is money, in the order of the ledger."""
    found: dict[str, None] = {}
    for table in (run.tables["ledger"], run.tables["liabilities"]):
        of_programme = table.loc[table["programme"] == programme, "item"].cat.remove_unused_categories()
        found |= dict.fromkeys(str(item) for item in of_programme.cat.categories)
    return tuple(found)


def _sheet_names(programmes: tuple[ProgrammeMoney, ...], lang: Language) -> dict[str, str]:
    names: dict[str, str] = {}
    for key, text in SHEETS.items():
        names[key] = sheet_name(lang.say(text), names.values())
    for programme in programmes:
        names[programme.name] = sheet_name(programme.title, names.values())
    return names
