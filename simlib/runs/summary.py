"""The numbers that a reader asks for first, taken from the tables of a run."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simlib.budget.evidence import grounds_of, on_placeholders, paid_by_placeholders
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.registry import programmes_in
from simlib.runs.labels import item_labels
from simlib.scenario.problems import problem_in

KINDS = {
    "policy": mark("policy"),
    "fact": mark("fact"),
    "estimate": mark("estimate"),
    "placeholder": mark("placeholder"),
}
"""What the kinds of assumptions are called."""


@dataclass(frozen=True)
class Evidence:
    """How well a scenario is supported.

    Attributes
    ----------
    kinds
        Number of assumptions by kind.
    money_on_placeholders
        Share of the payable amount whose price, cohort or purchase is a placeholder; NaN if nothing is.
    paid_by_placeholder
        Share of the payable amount whose funders are a placeholder.
    """

    kinds: Mapping[str, int]
    money_on_placeholders: float
    paid_by_placeholder: float


@dataclass(frozen=True)
class Spent:
    """The money of one programme.

    Attributes
    ----------
    title
        Of the programme, in the language of the reader.
    money
        Yuan paid by calendar year (rows) and item (columns).
    """

    title: str
    money: pd.DataFrame


@dataclass(frozen=True)
class Summary:
    """The main results, told in one language: as text an overview, with `of` all about a programme.

    Attributes
    ----------
    title
        Of the scenario, in the language.
    seed
        Luck of the run.
    headlines
        The main results of each programme, by its name.
    money
        Yuan paid by calendar year (rows) and item (columns).
    payers
        The same by funder and fund (columns, two levels).
    spent
        The same by programme.
    owed
        Yuan committed within the horizon and paid after it.
    evidence
        What the figures rest on.
    labels
        What rows of headlines and items are called, by name.
    lang
        The language.
    """

    title: str
    seed: int
    headlines: Mapping[str, tuple[Headline, ...]]
    money: pd.DataFrame
    payers: pd.DataFrame
    spent: Mapping[str, Spent]
    owed: float
    evidence: Evidence
    labels: Mapping[str, str]
    lang: Language

    def table(self, programme: str, name: str) -> pd.DataFrame:
        """Return the numbers of a headline."""
        return next(headline.table for headline in self.headlines[programme] if headline.name == name)

    def of(self, programme: str) -> str:
        """Return everything about one programme as text.

        Raises
        ------
        InputError
            If the run does not hold the programme.
        """
        if programme not in self.headlines:
            known = ", ".join(self.headlines)
            told = Message('no programme "{name}" in this run; it holds {known}', name=programme, known=known)
            raise problem_in("PROGRAMME", told)
        spent = self.spent[programme]
        money = self.lang.say("{programme}: money paid, by year and item, in yuan").format(
            programme=spent.title
        )
        lines = _headlines(self.headlines[programme], self.lang)
        return "\n".join([*lines, money, _indented(self._by_item(spent), self.lang)])

    def __str__(self) -> str:
        lang = self.lang
        head = lang.say("{title} (seed {seed}, one replicate: no uncertainty is shown)")
        spent = lang.say("Money paid: {paid}; after the horizon: {owed}. {axes}, in yuan:")
        paid = self.money.to_numpy().sum()
        axes = lang.say("By year and programme") if len(self.spent) > 1 else lang.say("By year and item")
        return "\n".join(
            [
                head.format(title=self.title, seed=self.seed),
                "",
                *_headlines(self._overview(), lang),
                spent.format(paid=lang.money(paid), owed=lang.money(self.owed), axes=axes),
                _indented(self._spent(), lang),
                "",
                *evidence_lines(self.evidence, lang),
            ]
        )

    def _repr_html_(self) -> str:
        texts = [headline.text for headline in self._overview()]
        return "".join(text.to_html() for text in [*texts, self._spent()])

    def _overview(self) -> list[Headline]:
        """Return all main results of a programme, or the first ones of several."""
        told = [headline for headlines in self.headlines.values() for headline in headlines]
        return told if len(self.headlines) == 1 else [headline for headline in told if not headline.further]

    def _spent(self) -> pd.DataFrame:
        """Return the money by item, or by programme if there are several, as text."""
        if len(self.spent) == 1:
            return self._by_item(*self.spent.values())
        by_programme = {spent.title: spent.money.sum(axis=1) for spent in self.spent.values()}
        return readable_money(pd.DataFrame(by_programme).fillna(0.0), {}, self.lang)

    def _by_item(self, spent: Spent) -> pd.DataFrame:
        return readable_money(spent.money, self.labels, self.lang)


def _headlines(headlines: Iterable[Headline], lang: Language) -> list[str]:
    lines = []
    for headline in headlines:
        lines += [
            headline.heading,
            _indented(headline.text, lang),
            *(f"  {note}" for note in headline.notes),
            "",
        ]
    return lines


def summarise(
    scenario: Mapping[str, Any], seed: int, tables: Mapping[str, pd.DataFrame], lang: Language
) -> Summary:
    """Return the main results of a run.

    Parameters
    ----------
    scenario
        What was run, as plain data; see `Scenario.resolved`.
    seed
        Of the run.
    tables
        The tables of one replicate.
    lang
        In which the results are told.
    """
    assumptions = scenario["assumptions"]
    programmes = programmes_in(assumptions)
    headlines = {programme.name: programme.headlines(tables, assumptions, lang) for programme in programmes}
    paid = tables["ledger"].query("stage == 'paid'")
    labels = {
        name: label
        for told in headlines.values()
        for headline in told
        for name, label in headline.labels.items()
    }
    return Summary(
        title=lang.label(scenario["title"]),
        seed=seed,
        headlines=headlines,
        money=money_by_year(paid),
        payers=yearly(paid, ["funder", "fund"]),
        spent={
            programme.name: Spent(
                lang.say(programme.title), money_by_year(paid[paid["programme"] == programme.name])
            )
            for programme in programmes
        },
        owed=float(tables["liabilities"]["amount"].sum()),
        evidence=evidence_of(tables["ledger"], tables["accounts"], assumptions),
        labels=labels | item_labels(tables["accounts"], lang),
        lang=lang,
    )


def money_by_year(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return yuan by calendar year and item, of ledger rows of one stage."""
    return yearly(ledger, ["item"]).rename_axis(columns=None).rename(columns=str)


def yearly(ledger: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return yuan by calendar year (rows) and columns of the ledger, each a whole number of fen."""
    year = ledger["month"].dt.year.rename("year")
    totals = ledger.groupby([year, *names], observed=True)["amount"].sum()
    # A sum of floats may be a hair off; the money behind it is whole.
    return totals.round(2).unstack(names, fill_value=0.0)


def readable_money(money: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> pd.DataFrame:
    """Return whole yuan by year and item as text, with a total of each year."""
    named = money.rename(columns=labels)
    named[lang.say("total")] = money.sum(axis=1)
    return named.map(lang.number).rename_axis(index=lang.say("year"))


def evidence_of(ledger: pd.DataFrame, accounts: pd.DataFrame, assumptions: Assumptions) -> Evidence:
    """Return how much of the money in a ledger rests on placeholders.

    Parameters
    ----------
    ledger, accounts
        The tables of one replicate, or rows of them.
    assumptions
        Of the scenario, by path.
    """
    payable = ledger[ledger["stage"] == "payable"]
    grounds = grounds_of(payable, accounts, assumptions)
    # Income, such as what a bond brings, rests on assumptions as well and takes nothing away from the sum.
    amount = payable["amount"].abs().to_numpy()
    total = amount.sum()

    def share(unsupported: np.ndarray) -> float:
        return float(amount[unsupported].sum() / total) if total else float("nan")

    return Evidence(
        Counter(entry["kind"] for entry in assumptions.values()),
        share(on_placeholders(grounds, assumptions)),
        share(paid_by_placeholders(grounds, assumptions)),
    )


def evidence_lines(evidence: Evidence, lang: Language) -> list[str]:
    """Return the evidence in sentences."""
    counts = kinds_text(evidence.kinds, lang)
    share = lang.percent(evidence.kinds.get("placeholder", 0) / sum(evidence.kinds.values()))
    if math.isnan(evidence.money_on_placeholders):
        said = lang.say("No money is spent. Assumptions: {share} are placeholders ({kinds}).")
        return [said.format(share=share, kinds=counts)]
    money = lang.say(
        "Resting on placeholders: {money} of the money (its price, its birth window, or how much is bought), "
        "{payer} of who pays it,"
    )
    rest = lang.say("{share} of all assumptions ({kinds}); townships and sites throughout.")
    return [
        money.format(
            money=lang.percent(evidence.money_on_placeholders),
            payer=lang.percent(evidence.paid_by_placeholder),
        ),
        "  " + rest.format(share=share, kinds=counts),
    ]


def kinds_text(kinds: Mapping[str, int], lang: Language) -> str:
    """Return how many assumptions of each kind there are."""
    return lang.listed(
        lang.say("{count} {kind}").format(count=count, kind=lang.say(KINDS[kind]))
        for kind, count in sorted(kinds.items())
    )


def table_text(table: pd.DataFrame) -> str:
    """Return a table as text whose columns stand below each other, Chinese characters or not."""
    with pd.option_context("display.unicode.east_asian_width", True):
        return table.to_string()


def _indented(table: pd.DataFrame, lang: Language) -> str:
    if table.empty:
        return f"  {lang.say('none')}"
    return "\n".join(f"  {line}" for line in table_text(table).splitlines())
