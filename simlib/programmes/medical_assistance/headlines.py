"""What the assistance says first: whom premium support reaches, who pays for care, what hardship is left."""

from collections.abc import Mapping

import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.medical_assistance.money import COVERAGE
from simlib.programmes.medical_assistance.settlement import LAYERS

REACHED = {
    "listed": mark("on the list"),
    "insured": mark("insured"),
    "met": mark("met at home"),
    "signed": mark("signed"),
    "paid": mark("paid to the card"),
}
"""Headings of counts of people."""

DISEASE_NAMES = {
    "hypertension": mark("hypertension (two diseases)"),
    "diabetes": mark("diabetes (two diseases)"),
    "hypertension_and_diabetes": mark("hypertension and diabetes (two diseases)"),
    "other_chronic": mark("other chronic (chronic, special)"),
    "dialysis": mark("dialysis (chronic, special)"),
}

LAYER_NAMES = {
    "basic": mark("basic insurance"),
    "serious_illness": mark("serious-illness insurance"),
    "assistance": mark("medical assistance"),
    "relief": mark("relief"),
    "co_payment": mark("co-payment left"),
    "uncovered": mark("uncovered cost"),
}
"""Headings of the layers of settlement."""

DEFINITION_NAMES = {
    "who_40": mark("above 40% of the capacity to pay (WHO)"),
    "consumption_10": mark("above 10% of consumption"),
    "consumption_25": mark("above 25% of consumption"),
    "sdg_40": mark("above 40% of the discretionary budget (SDG 3.8.2 of 2025)"),
}

ARM_NAMES = {"with": mark("with relief"), "without": mark("without relief")}

HIT_NAMES = {
    "hit_with": mark("household years hit, with relief"),
    "hit_without": mark("household years hit, without relief"),
}
"""What is compared of hardship: counts, as shares of a run would all be told as nothing."""

PREMIUM_NOTE = mark(
    "The premium is collected in the year before the year of cover; support is paid after it."
)
CARE_NOTES = (
    mark("Care within the horizon, in yuan; the six columns add up to what it costs."),
    mark("Relief pays the co-payment; the uncovered cost, off the list, stays with the household."),
)
HARDSHIP_NOTES = (
    mark(
        "Share of patients' households, mean of the years; incomes are assumed: take differences, not levels."
    ),
    mark("Premiums are not paid out of pocket: premium support changes none of these shares."),
)


def headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of the assistance, see `simlib.programmes.programme.Programme`."""
    reached = premium_by_year(tables["premium_support"])
    care = care_by_disease(tables["settlements"])
    hardship = hardship_by_definition(tables["hardship"])
    reach_heading = lang.say("Premium support by year of cover")
    care_heading = lang.say("Who pays for the care of patients in need")
    hardship_heading = lang.say("Catastrophic health spending, with relief and without it")
    return (
        Headline(
            name="premium",
            heading=reach_heading,
            table=reached,
            text=_counts(reached, REACHED, lang).rename_axis(index=lang.say("year of cover")),
            notes=(lang.say(PREMIUM_NOTE),),
            compared=reach_heading,
            labels=_said(REACHED, lang),
        ),
        Headline(
            name="care",
            heading=care_heading,
            table=care,
            text=_counts(care, {"patients": mark("patients a month"), **LAYER_NAMES}, lang)
            .rename(index=_said(DISEASE_NAMES, lang))
            .rename_axis(index=lang.say("disease")),
            notes=tuple(lang.say(note) for note in CARE_NOTES),
            compared=care_heading,
            labels=_said(LAYER_NAMES | DISEASE_NAMES, lang),
        ),
        Headline(
            name="hardship",
            further=True,
            heading=hardship_heading,
            table=hardship,
            text=pd.DataFrame(
                {
                    lang.say(heading): [lang.percent(share, 1) for share in hardship[arm]]
                    for arm, heading in ARM_NAMES.items()
                },
                hardship.index,
            )
            .rename(index=_said(DEFINITION_NAMES, lang))
            .rename_axis(index=lang.say("out of pocket")),
            notes=tuple(lang.say(note) for note in HARDSHIP_NOTES),
            compared=hardship_heading,
            labels=_said(HIT_NAMES | DEFINITION_NAMES, lang),
        ),
    )


def premium_by_year(support: pd.DataFrame) -> pd.DataFrame:
    """Return people reached by premium support, by year of cover."""
    return support.groupby("coverage_year")[list(REACHED)].sum()


def care_by_disease(settlements: pd.DataFrame) -> pd.DataFrame:
    """Return patients of a mean month and yuan by layer, by disease."""
    plain = settlements.astype({"disease": str})
    sums = plain.groupby("disease", sort=False)[["patients", *LAYERS]].sum()
    months = settlements["month"].nunique()
    return sums.assign(patients=sums["patients"] / max(months, 1))


def hardship_by_definition(hardship: pd.DataFrame) -> pd.DataFrame:
    """Return by definition the share of household years hit and their number, with relief and without it."""
    plain = hardship.astype({"definition": str, "arm": str})
    sums = plain.groupby(["arm", "definition"], sort=False)[["households", "hit"]].sum()
    # Within less than a year there are no rows, and so no arms.
    arms = {arm: sums[sums.index.get_level_values("arm") == arm].droplevel("arm") for arm in ARM_NAMES}
    shares = {arm: counts["hit"] / counts["households"] for arm, counts in arms.items()}
    return pd.DataFrame(shares | {f"hit_{arm}": counts["hit"] for arm, counts in arms.items()})


def cohort_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return what the cohorts of postings, the years of cover, are called."""
    years = assumptions["medical_assistance.premium.yearly"]["value"]
    return {f"{COVERAGE}{year}": lang.say("cover of {year}").format(year=year) for year in years}


def _said(names: Mapping[str, str], lang: Language) -> dict[str, str]:
    return {name: lang.say(text) for name, text in names.items()}


def _counts(table: pd.DataFrame, headings: Mapping[str, str], lang: Language) -> pd.DataFrame:
    texts = {lang.say(heading): table[column].map(lang.number) for column, heading in headings.items()}
    return pd.DataFrame(texts, table.index)
