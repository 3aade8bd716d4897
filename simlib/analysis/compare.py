"""Two scenarios on the same luck: what changes because of what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simlib.budget.words import WORDS
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.programmes.headline import Headline
from simlib.runs.result import Result
from simlib.runs.scenarios import load
from simlib.runs.single import run
from simlib.runs.store import MANIFEST, StoredRun, read_run
from simlib.runs.summary import Summary, table_text
from simlib.scenario.files import find
from simlib.scenario.model import Scenario

Side = str | Path | Scenario | Result | StoredRun
"""What can be compared: a scenario (or its name or file), or a run (or its folder)."""

SIDES = ("a", "b", "difference")

INDEX_HEADINGS = {
    "batch": mark("batch"),
    "instrument": mark("subsidy"),
    "township": mark("township"),
    "coverage_year": mark("year of cover"),
    "disease": mark("disease"),
    "definition": mark("out of pocket"),
    "measure": mark("measure"),
    "year": mark("year"),
    "item": mark("item"),
    "project": mark("project"),
    "milestone": mark("milestone"),
    "building": mark("building"),
    "facility": mark("facility"),
    "care": mark("care"),
    "funder": mark("funder"),
    "fund": mark("fund"),
}
"""What the levels of the tables are called."""


@dataclass(frozen=True)
class Comparison:
    """Two summaries and their differences.

    Attributes
    ----------
    a, b
        The two runs.
    results
        By programme and name of the headline: rows and measures, in columns `a`, `b` and `difference`. A row
        that one side lacks counts as 0.
    money
        Yuan paid, by year and item: columns `a`, `b` and `difference`.
    payers
        The same by year, funder and fund.
    notices
        What to keep in mind when reading the differences.
    lang
        The language in which it tells itself.
    """

    a: Summary
    b: Summary
    results: Mapping[tuple[str, str], pd.DataFrame]
    money: pd.DataFrame
    payers: pd.DataFrame
    notices: tuple[Message, ...]
    lang: Language

    @property
    def coverage(self) -> pd.DataFrame:
        """Women reached by the rollout, by batch and measure: columns `a`, `b` and `difference`."""
        return self.results["hpv_rollout", "coverage"]

    def __str__(self) -> str:
        lang = self.lang
        parts = {self._headline(*place).compared: self._differences(*place) for place in self.results}
        parts[lang.say("Money paid, yuan")] = _differing(self.money)
        parts[lang.say("Who pays, yuan")] = _differing(self.payers)
        same = [heading for heading, table in parts.items() if table.empty]
        return "\n".join(
            [
                _side("a", self.a, lang),
                _side("b", self.b, lang),
                *(notice.told_in(lang) for notice in self.notices),
                lang.say("Rows that are the same in both are left out."),
                "",
                *(line for heading, table in parts.items() for line in self._part(heading, table)),
                *([lang.say("The same in both:"), *(f"  {heading}" for heading in same), ""] if same else []),
                self._totals(),
            ]
        )

    def _headline(self, programme: str, name: str) -> Headline:
        told = (one for side in (self.a, self.b) for one in side.headlines.get(programme, ()))
        return next(headline for headline in told if headline.name == name)

    def _differences(self, programme: str, name: str) -> pd.DataFrame:
        """Return the rows of what a headline labels in which the two differ."""
        table = self.results[programme, name]
        labelled = table.index.get_level_values("measure").isin(list(self._headline(programme, name).labels))
        return _differing(table[labelled])

    def _part(self, heading: str, table: pd.DataFrame) -> list[str]:
        return [] if table.empty else [heading, table_text(self._readable(table)), ""]

    def _readable(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of the comparison as text, with labels instead of names."""
        say = self.lang.say
        payers = {**WORDS["funder"], **WORDS["fund"]}
        names = {**{name: say(text) for name, text in payers.items()}, **self.a.labels, **self.b.labels}
        return (
            table.map(self.lang.number)
            .rename(index=names, columns={"difference": say("difference")})
            .rename_axis(index=[say(INDEX_HEADINGS[name]) for name in table.index.names])
        )

    def _totals(self) -> str:
        lang, total = self.lang, self.money.sum()
        a, b, change = (lang.money(total[side], "yuan", 0) for side in SIDES)
        return lang.say("In all: a {a}, b {b}, difference {change}").format(
            a=a, b=b, change=f"+{change}" if total["difference"] >= 0 else change
        )


def _stacked(payers: pd.DataFrame) -> pd.Series:
    """Return yuan by year, funder and fund, with names as text."""
    plain = payers.set_axis(pd.MultiIndex.from_tuples(list(payers.columns)), axis=1)
    return plain.stack([0, 1], future_stack=True)


def _differing(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["difference"] != 0]


def _side(name: str, summary: Summary, lang: Language) -> str:
    return lang.say("{side}: {title} (seed {seed})").format(side=name, title=summary.title, seed=summary.seed)


def compare(a: Side, b: Side, seed: int = 0, lang: str = "en") -> Comparison:
    """Compare two scenarios, or two runs.

    Parameters
    ----------
    a, b
        Scenarios are run on the same luck; runs are taken as they are.
    seed
        Luck for those that still have to be run.
    lang
        ``en`` or ``zh``: the language in which the comparison tells itself.

    Returns
    -------
    Comparison
        Differences are `b` minus `a`.

    Raises
    ------
    InputError
        If one of the two cannot be loaded.
    """
    one, two = (_summary(side, seed, lang) for side in (a, b))
    notices = []
    if one.seed != two.seed:
        notices.append(Message("The two runs have different seeds: their differences hold luck as well."))
    return Comparison(
        one,
        two,
        _results(one, two),
        _by_year(one.money.stack(), two.money.stack(), ["year", "item"]),
        _by_year(_stacked(one.payers), _stacked(two.payers), ["year", "funder", "fund"]),
        tuple(notices),
        Language(lang),
    )


def _results(one: Summary, two: Summary) -> dict[tuple[str, str], pd.DataFrame]:
    """Return the headlines that are compared, both sides next to each other."""
    tables: dict[tuple[str, str], list[pd.Series]] = {}
    for side, summary in enumerate((one, two)):
        for programme, headlines in summary.headlines.items():
            for headline in headlines:
                if headline.compared:
                    none = pd.Series(dtype="float64")
                    both = tables.setdefault((programme, headline.name), [none, none])
                    both[side] = headline.table.stack()
    return {
        place: _side_by_side(*both, [next(part.index.names[0] for part in both if len(part)), "measure"])
        for place, both in tables.items()
    }


def _summary(side: Side, seed: int, lang: str) -> Summary:
    if isinstance(side, (Result, StoredRun)):
        return side.summary(lang)
    if isinstance(side, Scenario):
        return run(side, seed).summary(lang)
    # A bare name is a scenario first, whatever folders lie about.
    path = find(side)
    if (path / MANIFEST).is_file():
        return read_run(path).summary(lang)
    return run(load(side), seed).summary(lang)


def _by_year(a: pd.Series, b: pd.Series, names: list[str]) -> pd.DataFrame:
    return _side_by_side(a, b, names).sort_index(level="year", sort_remaining=False, kind="stable")


def _side_by_side(a: pd.Series, b: pd.Series, names: list[str]) -> pd.DataFrame:
    both = pd.concat([a, b], axis=1, keys=SIDES[:2]).fillna(0.0).astype("float64")
    return both.assign(difference=both["b"] - both["a"]).rename_axis(index=names)
