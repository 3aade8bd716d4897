"""What all sheets draw on: the money of one run, its years and months, and what everything is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from simlib.budget.price_basis import as_of, price_basis
from simlib.budget.statements import Head
from simlib.core.posting import NO_COHORT
from simlib.language.language import Language, mark
from simlib.present.budget_text import Told, head_lines
from simlib.present.workbook.lines import MOST_LINES, Lines, lines_of
from simlib.present.workbook.sheet import EMPTY, Cell, Grid, sheet_name
from simlib.present.workbook.sums import STAGES, Is, Postings
from simlib.programmes.headline import Assumptions
from simlib.programmes.registry import programmes_in
from simlib.runs.labels import axis_labels
from simlib.runs.store import StoredRun
from simlib.runs.summary import Summary

FIRST_SHEETS = {
    "summary": mark("Summary"),
    "by_year": mark("By year"),
    "by_month": mark("By month"),
    "funding": mark("Funding"),
}
LAST_SHEETS = {
    "after": mark("After the horizon"),
    "classes": mark("Classes"),
    "townships": mark("Townships"),
    "trace": mark("Trace"),
    "prices": mark("Unit prices"),
    "assumptions": mark("Assumptions"),
    "paid": mark("Postings, paid"),
    "payable": mark("Postings, payable"),
    "committed": mark("Postings, committed"),
}
"""Sheets by key; those of the programmes come between, under their titles."""

LABELLED = ("item", "stage", "funder", "fund", "kind", "township", "cohort", "department", "earmark")
"""Axes whose names are called otherwise."""

FIRST_DAY, LAST_DAY = "horizon.first_day", "horizon.last_day"


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
    labels
        What the names on each of `LABELLED` are called.
    sheets
        Names of the sheets, by key of `FIRST_SHEETS` and `LAST_SHEETS` or by programme, in order.
    """

    lang: Language
    run: StoredRun
    summary: Summary
    lines: Lines
    postings: Mapping[str, Postings]
    years: tuple[int, ...]
    months: tuple[pd.Timestamp, ...]
    programmes: tuple[ProgrammeMoney, ...]
    labels: Mapping[str, Mapping[str, str]]
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

    def stage(self, stage: str) -> str:
        """Return what a stage is called at the beginning of a line."""
        word = self.labels["stage"][stage]
        return word[0].upper() + word[1:]

    def payer(self, funder: str, fund: str) -> str:
        """Return what a payer is called."""
        return self.lang.listed((self.labels["funder"][funder], self.labels["fund"][fund]))

    def grid(self, title: str, unit: str, *notes: str, stage: str = "", programme: str = "") -> Grid:
        """Return the head of a sheet: title, basis, scope, up to which day, unit, notes, a blank row.

        Its money is that of one stage and programme, or of all of them, each by itself.
        """
        head = Head(
            basis=price_basis(self.assumptions),
            programmes=(programme,) if programme else tuple(one.name for one in self.programmes),
            stage=stage,
            as_of=as_of(self.assumptions),
            months=(f"{self.months[0]:%Y-%m}", f"{self.months[-1]:%Y-%m}"),
        )
        told = Told(self.run.tables, self.assumptions, self.lang)
        said = self.lang.say("Unit: {unit}. Scenario: {title}, seed {seed}, one replicate.")
        run = said.format(unit=unit, title=self.summary.title, seed=self.run.seed)
        texts = [*head_lines(head, told), run, *notes]
        return Grid([(Cell(title, "title"),), *((Cell(text, "note"),) for text in texts), (EMPTY,)])


def contents_of(run: StoredRun, lang: Language, most: int = MOST_LINES) -> Contents:
    """Return what the sheets of a run are made of; more than `most` rows of its ledger are added up."""
    assumptions, accounts = run.manifest["scenario"]["assumptions"], run.tables["accounts"]
    lines = lines_of(run.tables["ledger"], accounts, assumptions, most)
    months, programmes = _months(assumptions), _programmes(run, lang)
    labels = {
        axis: _names(lines.table, axis) | axis_labels(axis, accounts, assumptions, lang) for axis in LABELLED
    }
    return Contents(
        lang=lang,
        run=run,
        summary=run.summary(lang.code),
        lines=lines,
        postings={stage: Postings(stage, lines.table[lines.table["stage"] == stage]) for stage in STAGES},
        years=tuple(sorted({month.year for month in months})),
        months=months,
        programmes=programmes,
        labels={**labels, "cohort": {**labels["cohort"], NO_COHORT: ""}},
        sheets=_sheet_names(programmes, lang),
    )


def _names(table: pd.DataFrame, axis: str) -> dict[str, str]:
    """Return the names on an axis as what they are called, where nobody calls them otherwise."""
    return {str(name): str(name) for name in table[axis].unique()} if axis in table else {}


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
    """Return names of all sheets in order; one of ours keeps its name, whatever a programme is called."""
    ours = {key: lang.say(text) for key, text in (FIRST_SHEETS | LAST_SHEETS).items()}
    taken = list(ours.values())
    titles = {}
    for programme in programmes:
        titles[programme.name] = sheet_name(programme.title, taken)
        taken.append(titles[programme.name])
    return {key: (ours | titles)[key] for key in (*FIRST_SHEETS, *titles, *LAST_SHEETS)}
