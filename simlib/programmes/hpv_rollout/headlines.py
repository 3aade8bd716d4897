"""What the rollout says first: doses by year, and coverage by batch with both denominators."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Assumptions, Headline, assumption_label

BATCHES = "hpv_rollout.batches."
"""What the paths of batches begin with."""

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
"""Short headings of coverage by batch."""

COVERAGE_NOTE = (
    mark(
        "women: with hukou in the birth window; unvaccinated: those not vaccinated before at their own cost."
    ),
    mark("Shares: doses of the programme over each of the two."),
)
"""What the headings mean, line by line."""


def headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of a rollout, see `simlib.programmes.programme.Programme`."""
    doses, coverage = doses_by_year(tables["doses"]), coverage_by_batch(tables["coverage"])
    batches = batch_labels(assumptions, lang)
    given = lang.say("Doses given: {doses}").format(doses=lang.number(doses.to_numpy().sum()))
    counts = {name: lang.say(heading) for name, heading in HEADINGS.items() if "_of_" not in name}
    return (
        Headline("doses", given, doses, readable_doses(doses, lang)),
        Headline(
            name="coverage",
            heading=lang.say("Coverage by batch at the end of the horizon"),
            table=coverage,
            text=readable_coverage(coverage, batches, lang),
            notes=tuple(lang.say(line) for line in COVERAGE_NOTE),
            compared=lang.say("Women reached by batch at the end of the horizon"),
            labels=counts | batches,
        ),
    )


def batch_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return labels of the batches by name; those that are placeholders say so."""
    return {
        path.removeprefix(BATCHES): assumption_label(entry, lang)
        for path, entry in assumptions.items()
        if path.startswith(BATCHES)
    }


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
