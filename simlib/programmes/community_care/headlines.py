"""What community care says first: when centres open, and who uses them."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Assumptions, Headline
from simlib.programmes.works.headlines import chance_by, own_rows, years_within

NAME = "community_care"
CENTRES = f"{NAME}.centres."
CENTRE_NAME = ".name"

USE_COLUMNS = {
    "users_possible": mark("users possible"),
    "users": mark("users"),
    "waiting": mark("people waiting"),
    "began": mark("people who began"),
    "visits": mark("visits"),
}
"""Headings of what happens in the centres."""

OPENING_COLUMNS = {
    "opened_planned": mark("days to the opening without uncertainty"),
    "opened_p50": mark("days to the opening, P50"),
    "opened_p80": mark("days to the opening, P80"),
}
"""Names of what is compared of openings."""

OPENING_NOTE = mark(
    "A centre opens only once it is accepted. P50 and P80: by then in half, and in eight of ten, draws of "
    "luck."
)
USE_NOTE = mark("Possible users, users and people waiting at the end of the horizon; the others within it.")


def headlines(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, lang: Language
) -> tuple[Headline, ...]:
    """Return the main results of community care, see `simlib.programmes.programme.Programme`."""
    labels = cohort_labels(assumptions, lang)
    return _opening(tables, assumptions, labels, lang), _use(tables["community_care"], labels, lang)


def cohort_labels(assumptions: Assumptions, lang: Language) -> dict[str, str]:
    """Return what the centres are called, which are also the cohorts of postings."""
    return {
        path.removeprefix(CENTRES).removesuffix(CENTRE_NAME): lang.label(entry["value"]["label"])
        for path, entry in assumptions.items()
        if path.startswith(CENTRES) and path.endswith(CENTRE_NAME)
    }


def _opening(
    tables: Mapping[str, pd.DataFrame], assumptions: Assumptions, labels: Mapping[str, str], lang: Language
) -> Headline:
    openings = tables["community_openings"].astype({"facility": str, "milestone": str})
    opened = openings[openings["milestone"] == "opened"].set_index("facility")
    first = pd.Timestamp(assumptions["horizon.first_day"]["value"])
    days = {name: (opened[name.removeprefix("opened_")] - first).dt.days for name in OPENING_COLUMNS}
    headings = {
        "planned": lang.say("without uncertainty"),
        "drawn": lang.say("in this replicate"),
        "p50": "P50",
        "p80": "P80",
    }
    text = {heading: opened[name].dt.strftime("%Y-%m-%d") for name, heading in headings.items()}
    chances = own_rows(tables["milestone_chances"], NAME)
    chances = chances[chances["milestone"] == "opened"]
    for year in years_within(assumptions):
        text[lang.say("by end of {year}").format(year=year)] = [
            lang.percent(chance_by(chances[chances["project"] == name], date(year, 12, 1)))
            for name in opened.index
        ]
    heading = lang.say("Community care: when centres open")
    return Headline(
        name="opening",
        heading=heading,
        table=pd.DataFrame(days).astype("float64"),
        text=pd.DataFrame(text, opened.index).rename(index=labels).rename_axis(index=lang.say("centre")),
        notes=(lang.say(OPENING_NOTE),),
        compared=heading,
        labels={**labels, **{name: lang.say(text) for name, text in OPENING_COLUMNS.items()}},
    )


def _use(care: pd.DataFrame, labels: Mapping[str, str], lang: Language) -> Headline:
    plain = care.astype({"facility": str})
    sums = plain.groupby("facility", sort=False)[["began", "visits"]].sum()
    last = plain[plain["month"] == plain["month"].max()].set_index("facility")
    table = last[["users_possible", "users", "waiting"]].join(sums)
    texts = {lang.say(heading): table[name].map(lang.number) for name, heading in USE_COLUMNS.items()}
    heading = lang.say("Community care: who uses the centres")
    return Headline(
        name="use",
        heading=heading,
        table=table,
        text=pd.DataFrame(texts).rename(index=labels).rename_axis(index=lang.say("centre")),
        notes=(lang.say(USE_NOTE),),
        compared=heading,
        labels={**labels, **{name: lang.say(text) for name, text in USE_COLUMNS.items()}},
    )
