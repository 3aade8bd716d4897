"""The numbers that a reader asks for first, taken from the tables of a run."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simlib.budget.ledger import NO_COHORT
from simlib.language.language import Language, mark
from simlib.programmes.programme import Programme
from simlib.programmes.registry import PROGRAMMES
from simlib.runs.labels import Assumptions, batch_labels, item_labels

DENOMINATORS = {
    "of_all": ("eligible", mark("of all women with hukou in the window")),
    "of_unvaccinated": ("eligible_unvaccinated", mark("of those not vaccinated before at their own cost")),
}
"""Both denominators of coverage: column of the table, and the words for it."""

HEADINGS = {
    "eligible": mark("women"),
    "eligible_unvaccinated": mark("unvaccinated"),
    "dose1": mark("first dose"),
    "complete": mark("full series"),
    "dose1_of_all": mark("first / all"),
    "complete_of_all": mark("full / all"),
    "dose1_of_unvaccinated": mark("first / unvacc."),
    "complete_of_unvaccinated": mark("full / unvacc."),
}
"""Short headings of `Summary.coverage`."""

COVERAGE_NOTE = (
    mark(
        "women: with hukou in the birth window; unvaccinated: those not vaccinated before at their own cost."
    ),
    mark("Shares: doses of the programme over each of the two."),
)
"""What the headings mean, line by line."""

FUNDING_RULES = "budget.funding_rules."
"""Paths of the rules that say who pays for some items."""

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
class Summary:
    """The main results, which tell themselves in one language.

    Attributes
    ----------
    title
        Of the scenario, in the language.
    seed
        Luck of the run.
    doses
        Doses by calendar year (rows) and number of the dose (columns).
    coverage
        One row a batch at the end of the horizon: women, first doses, complete series, and the shares by both
        denominators.
    money
        Yuan paid by calendar year (rows) and item (columns).
    owed
        Yuan committed within the horizon and paid after it.
    evidence
        What the figures rest on.
    labels
        What batches and items are called, by name.
    lang
        The language.
    """

    title: str
    seed: int
    doses: pd.DataFrame
    coverage: pd.DataFrame
    money: pd.DataFrame
    owed: float
    evidence: Evidence
    labels: Mapping[str, str]
    lang: Language

    def __str__(self) -> str:
        lang = self.lang
        doses, paid = self.doses.to_numpy().sum(), self.money.to_numpy().sum()
        head = lang.say("{title} (seed {seed}, one replicate: no uncertainty is shown)")
        spent = lang.say("Money paid: {paid}; after the horizon: {owed}. By year and item, in yuan:")
        return "\n".join(
            [
                head.format(title=self.title, seed=self.seed),
                "",
                lang.say("Doses given: {doses}").format(doses=lang.number(doses)),
                _indented(readable_doses(self.doses, lang), lang),
                "",
                lang.say("Coverage by batch at the end of the horizon"),
                _indented(readable_coverage(self.coverage, self.labels, lang), lang),
                *(f"  {lang.say(line)}" for line in COVERAGE_NOTE),
                "",
                spent.format(paid=lang.money(paid), owed=lang.money(self.owed)),
                _indented(readable_money(self.money, self.labels, lang), lang),
                "",
                *evidence_lines(self.evidence, lang),
            ]
        )

    def _repr_html_(self) -> str:
        tables = (
            readable_doses(self.doses, self.lang),
            readable_coverage(self.coverage, self.labels, self.lang),
            readable_money(self.money, self.labels, self.lang),
        )
        return "".join(table.to_html() for table in tables)


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
    coverage = coverage_by_batch(tables["coverage"])
    labels = batch_labels(coverage.index, assumptions, lang) | item_labels(tables["accounts"], lang)
    return Summary(
        title=lang.label(scenario["title"]),
        seed=seed,
        doses=doses_by_year(tables["doses"]),
        coverage=coverage,
        money=money_by_year(tables["ledger"].query("stage == 'paid'")),
        owed=float(tables["liabilities"]["amount"].sum()),
        evidence=evidence_of(tables, assumptions),
        labels=labels,
        lang=lang,
    )


def doses_by_year(doses: pd.DataFrame) -> pd.DataFrame:
    """Return doses by calendar year and number of the dose."""
    by_year = doses.pivot_table(
        index=doses["date"].dt.year.rename("year"),
        columns="dose",
        values="count",
        aggfunc="sum",
        fill_value=0,
    )
    return by_year.rename_axis(columns=None)


def money_by_year(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return yuan by calendar year and item, of ledger rows of one stage."""
    year = ledger["month"].dt.year.rename("year")
    totals = ledger.groupby([year, "item"], observed=True)["amount"].sum()
    return totals.unstack(fill_value=0.0).rename_axis(columns=None).rename(columns=str)


def coverage_by_batch(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return women reached by batch in the last month, with shares by both denominators."""
    last = coverage[coverage["month"] == coverage["month"].max()]
    counts = ["eligible", "eligible_unvaccinated", "dose1", "complete"]
    by_batch = last.groupby("batch", observed=True)[counts].sum()
    for name, (column, _) in DENOMINATORS.items():
        for reached in ("dose1", "complete"):
            by_batch[f"{reached}_{name}"] = by_batch[reached] / by_batch[column]
    return by_batch.rename(index=str)


def dose_label(dose: int, lang: Language) -> str:
    """Return what a dose of a series is called."""
    return lang.say("Dose {number}").format(number=dose)


def readable_doses(doses: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return doses by year as text, with headings in a language."""
    named = doses.rename(columns=lambda dose: dose_label(dose, lang))
    return named.map(lang.number).rename_axis(index=lang.say("year"))


def readable_coverage(coverage: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> pd.DataFrame:
    """Return coverage by batch as text: counts with separators, shares in percent, short headings."""
    texts = {}
    for column, heading in HEADINGS.items():
        if "_of_" in column:
            texts[lang.say(heading)] = [lang.percent(share, 1) for share in coverage[column]]
        else:
            texts[lang.say(heading)] = coverage[column].map(lang.number)
    return pd.DataFrame(texts, coverage.index).rename(index=labels).rename_axis(index=lang.say("batch"))


def readable_money(money: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> pd.DataFrame:
    """Return whole yuan by year and item as text, with a total of each year."""
    named = money.rename(columns=labels)
    named[lang.say("total")] = money.sum(axis=1)
    return named.map(lang.number).rename_axis(index=lang.say("year"))


def evidence_of(tables: Mapping[str, pd.DataFrame], assumptions: Assumptions) -> Evidence:
    """Return how much of a run's money rests on placeholders."""
    kinds = {path: entry["kind"] for path, entry in assumptions.items()}
    payable = tables["ledger"].query("stage == 'payable'")
    # Names as text: pandas takes one category for another when both sides of a mapping hold categories.
    accounts = tables["accounts"].astype(str)
    prices = dict(zip(accounts["item"], accounts["price_assumption"], strict=True))
    price_kind = payable["item"].astype(str).map(prices).map(kinds)
    programmes = {programme.name: programme for programme in PROGRAMMES}
    cohort_kind = [
        kinds.get(_path_behind(programmes[programme], cohort))
        for programme, cohort in zip(payable["programme"], payable["cohort"], strict=True)
    ]
    funding_kind = _funding_paths(payable, assumptions).map(kinds)
    amount = payable["amount"]
    total = amount.sum()

    def share(unsupported: pd.Series) -> float:
        return float(amount[unsupported].sum() / total) if total else float("nan")

    on_placeholders = (price_kind == "placeholder") | (pd.Series(cohort_kind, payable.index) == "placeholder")
    counts = pd.Series(list(kinds.values())).value_counts().to_dict()
    return Evidence(counts, share(on_placeholders), share(funding_kind == "placeholder"))


def _path_behind(programme: Programme, cohort: str) -> str:
    """Return the path of the assumption that says for how many there is to be paid."""
    return programme.purchase_path if cohort == NO_COHORT else programme.cohort_path.format(cohort=cohort)


def _funding_paths(payable: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    """Return the path of the assumption that says who pays, for each row of the ledger."""
    paths = "budget.funding." + payable["programme"].astype(str)
    year = payable["month"].dt.year
    for path, entry in assumptions.items():
        if path.startswith(FUNDING_RULES):
            rule = entry["value"]
            first, last = rule.get("first_year") or year, rule.get("last_year") or year
            ruled = payable["item"].isin(rule["items"]) & (year >= first) & (year <= last)
            paths = paths.mask(ruled, path)
    return paths


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
