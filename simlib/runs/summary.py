"""The numbers that a reader asks for first, taken from the tables of a run."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simlib.programmes.registry import PROGRAMMES

DENOMINATORS = {
    "of_all": ("eligible", "of all women with hukou in the window"),
    "of_unvaccinated": ("eligible_unvaccinated", "of those not vaccinated before at their own cost"),
}
"""Both denominators of coverage: column of the table, and the words for it."""


@dataclass(frozen=True)
class Evidence:
    """How well a scenario is supported.

    Attributes
    ----------
    kinds
        Number of assumptions by kind.
    money_on_placeholders
        Share of the payable amount whose price or cohort is a placeholder; NaN if nothing is payable.
    paid_by_placeholder
        Share of the payable amount whose funders are a placeholder.
    """

    kinds: Mapping[str, int]
    money_on_placeholders: float
    paid_by_placeholder: float


@dataclass(frozen=True)
class Summary:
    """The main results.

    Attributes
    ----------
    title
        Of the scenario, in English.
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
    """

    title: str
    seed: int
    doses: pd.DataFrame
    coverage: pd.DataFrame
    money: pd.DataFrame
    owed: float
    evidence: Evidence

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.title} (seed {self.seed}, one replicate: no uncertainty is shown)",
                "",
                f"Doses given: {self.doses.to_numpy().sum():,.0f}",
                _indented(self.doses.map("{:,.0f}".format)),
                "",
                "Coverage by batch at the end of the horizon",
                _indented(readable_coverage(self.coverage)),
                *(f"  {line}" for line in COVERAGE_NOTE.splitlines()),
                "",
                f"Money paid, yuan: {self.money.to_numpy().sum():,.0f}; after the horizon: {self.owed:,.0f}",
                _indented(self.money.assign(total=self.money.sum(axis=1)).map("{:,.0f}".format)),
                "",
                *evidence_lines(self.evidence),
            ]
        )

    def _repr_html_(self) -> str:
        tables = (self.doses, readable_coverage(self.coverage), self.money)
        return "".join(table.to_html(float_format="{:,.0f}".format) for table in tables)


def summarise(title: str, seed: int, tables: Mapping[str, pd.DataFrame], kinds: Mapping[str, str]) -> Summary:
    """Return the main results of a run.

    Parameters
    ----------
    title, seed
        Of the run.
    tables
        The tables of one replicate.
    kinds
        Kind of every assumption by path.
    """
    paid = tables["ledger"].query("stage == 'paid'")
    return Summary(
        title=title,
        seed=seed,
        doses=doses_by_year(tables["doses"]),
        coverage=coverage_by_batch(tables["coverage"]),
        money=money_by_year(paid),
        owed=float(tables["liabilities"]["amount"].sum()),
        evidence=evidence_of(tables, kinds),
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
    return by_year.rename(columns=lambda dose: f"dose {dose}").rename_axis(columns=None)


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


HEADINGS = {
    "eligible": "women",
    "eligible_unvaccinated": "unvaccinated",
    "dose1": "first dose",
    "complete": "full series",
    "dose1_of_all": "first / all",
    "complete_of_all": "full / all",
    "dose1_of_unvaccinated": "first / unvacc.",
    "complete_of_unvaccinated": "full / unvacc.",
}
"""Short headings of `Summary.coverage`."""

COVERAGE_NOTE = (
    "women: with hukou in the birth window; unvaccinated: those not vaccinated before at their own cost.\n"
    "Shares: doses of the programme over each of the two."
)


def readable_coverage(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return coverage by batch as text: counts with separators, shares in percent, short headings."""
    texts = {
        heading: coverage[column].map(("{:.1%}" if "_of_" in column else "{:,.0f}").format)
        for column, heading in HEADINGS.items()
    }
    return pd.DataFrame(texts)


def evidence_of(tables: Mapping[str, pd.DataFrame], kinds: Mapping[str, str]) -> Evidence:
    """Return how much of a run's money rests on placeholders."""
    payable = tables["ledger"].query("stage == 'payable'")
    prices = tables["accounts"].set_index("item")["price_assumption"]
    price_kind = payable["item"].map(prices).astype(str).map(kinds)
    cohort_paths = {programme.name: programme.cohort_path for programme in PROGRAMMES}
    cohort_kind = [
        kinds.get(cohort_paths[programme].format(cohort=cohort))
        for programme, cohort in zip(payable["programme"], payable["cohort"], strict=True)
    ]
    funding_kind = ("budget.funding." + payable["programme"].astype(str)).map(kinds)
    amount = payable["amount"]
    total = amount.sum()

    def share(unsupported: pd.Series) -> float:
        return float(amount[unsupported].sum() / total) if total else float("nan")

    on_placeholders = (price_kind == "placeholder") | (pd.Series(cohort_kind, payable.index) == "placeholder")
    counts = pd.Series(list(kinds.values())).value_counts().to_dict()
    return Evidence(counts, share(on_placeholders), share(funding_kind == "placeholder"))


def evidence_lines(evidence: Evidence) -> list[str]:
    """Return the evidence in sentences."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(evidence.kinds.items()))
    placeholders = evidence.kinds.get("placeholder", 0) / sum(evidence.kinds.values())
    if math.isnan(evidence.money_on_placeholders):
        return [f"No money is spent. Assumptions: {placeholders:.0%} are placeholders ({kinds})."]
    return [
        f"Resting on placeholders: {evidence.money_on_placeholders:.0%} of the money (its price or its birth "
        f"window), {evidence.paid_by_placeholder:.0%} of who pays it,",
        f"  {placeholders:.0%} of all assumptions ({kinds}); townships and sites throughout.",
    ]


def _indented(table: pd.DataFrame) -> str:
    if table.empty:
        return "  none"
    return "\n".join(f"  {line}" for line in table.to_string().splitlines())
