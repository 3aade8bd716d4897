"""What running the centre says first: beds and waiting list, who waits how long, whether fees pay for it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Headline

BED_SHOWN = ("care_beds", "care_waits", "care_years")
"""Tables that these headlines read."""

CARE_NAMES = {"elderly": mark("elderly care"), "disabled": mark("care of the disabled elderly")}
"""What the kinds of care are called."""

GROUP_NAMES = {
    "moved_in": mark("moved in from other homes"),
    "destitute": mark("destitute"),
    "disabled": mark("disabled"),
    "partial": mark("need some help"),
    "independent": mark("independent"),
    "others": mark("all others"),
}
"""What the groups of admission are called."""

BED_COLUMNS = {
    "beds_open": mark("beds open"),
    "residents": mark("residents"),
    "waiting": mark("people waiting"),
    "admitted": mark("admitted"),
    "gave_up": mark("found something else"),
    "died_waiting": mark("died while waiting"),
}
WAIT_COLUMNS = {
    "people": mark("asked for a bed"),
    "admitted": mark("admitted"),
    "waiting": mark("people waiting"),
    "wait_mean": mark("mean days until admission"),
    "wait_p95": mark("95 of 100 waited at most, days"),
}
YEAR_COLUMNS = {
    "occupancy": mark("residents to planned beds, %"),
    "fees": mark("fees, yuan"),
    "costs": mark("running costs, yuan"),
    "result": mark("fees less running costs, yuan"),
}

BEDS_NOTE = mark(
    "Beds open, residents and people waiting at the end of the horizon, the others within it. Carers limit "
    "how many beds are open."
)
WAITS_NOTE = mark(
    "Admitted by priority, not first come, first served: in the order of the rows, and within a group who "
    "applied first. Who lives there and becomes disabled goes before all of them."
)
BREAK_EVEN_NOTE = mark(
    "Break-even: share of planned beds that must be taken for fees to pay for running costs once enough "
    "carers are there; what building cost is left out."
)


def bed_headlines(tables: Mapping[str, pd.DataFrame], lang: Language) -> tuple[Headline, ...]:
    """Return the main results of running the centre.

    Parameters
    ----------
    tables
        Those of `BED_SHOWN`, of one replicate.
    lang
        The language in which they tell themselves.
    """
    return (
        _beds(tables["care_beds"], lang),
        _waits(tables["care_waits"], lang),
        _years(tables["care_years"], lang),
    )


def care_labels(lang: Language) -> dict[str, str]:
    """Return what the kinds of care are called."""
    return {name: lang.say(text) for name, text in CARE_NAMES.items()}


def _beds(beds: pd.DataFrame, lang: Language) -> Headline:
    plain = beds.astype({"care": str})
    flows = plain.groupby("care", sort=False)[["admitted", "gave_up", "died_waiting"]].sum()
    last = plain[plain["month"] == plain["month"].max()].set_index("care")
    table = last[["beds_open", "residents", "waiting"]].join(flows)
    columns = {name: lang.say(text) for name, text in BED_COLUMNS.items()}
    text = table.map(lang.number).rename(columns=columns, index=care_labels(lang))
    heading = lang.say("Welfare centre: beds and waiting list")
    return Headline(
        name="beds",
        heading=heading,
        table=table,
        text=text.rename_axis(index=lang.say("care")),
        notes=(lang.say(BEDS_NOTE),),
        compared=heading,
        labels={**care_labels(lang), **columns},
    )


def _waits(waits: pd.DataFrame, lang: Language) -> Headline:
    plain = waits.astype({"care": str, "group": str}).set_index(["care", "group"])
    columns = {name: lang.say(text) for name, text in WAIT_COLUMNS.items()}
    groups = {name: lang.say(text) for name, text in GROUP_NAMES.items()}
    shown = plain[list(WAIT_COLUMNS)].map(lang.number).rename(columns=columns)
    shown = shown.rename(index=care_labels(lang), level=0).rename(index=groups, level=1)
    return Headline(
        name="waits",
        further=True,
        heading=lang.say("Welfare centre: who waits how long for a bed"),
        table=plain,
        text=shown.rename_axis(index=[lang.say("care"), lang.say("group")]),
        notes=(lang.say(WAITS_NOTE),),
    )


def _years(years: pd.DataFrame, lang: Language) -> Headline:
    table = yearly(years)
    columns = {name: lang.say(text) for name, text in YEAR_COLUMNS.items()}
    text = table.map(lang.number).rename(columns=columns)
    text[lang.say("break-even")] = [break_even_text(share, lang) for share in years["break_even"]]
    heading = lang.say("Welfare centre: how full it is, and whether fees pay for running it")
    return Headline(
        name="years",
        further=True,
        heading=heading,
        table=table,
        text=text.rename_axis(index=lang.say("year")),
        notes=(lang.say(BREAK_EVEN_NOTE),),
        compared=heading,
        labels=columns,
    )


def yearly(years: pd.DataFrame) -> pd.DataFrame:
    """Return occupancy in percent, fees, running costs and their difference, by year, from `care_years`."""
    plain = years.set_index("year")
    return pd.DataFrame(
        {
            "occupancy": 100 * plain["resident_days"] / plain["planned_days"].clip(lower=1),
            "fees": plain["fees"],
            "costs": plain["costs"],
            "result": plain["fees"] - plain["costs"],
        }
    )


def break_even_text(share: float, lang: Language) -> str:
    """Return the break-even share as text."""
    if share > 1 or not np.isfinite(share):
        return lang.say("not even when full")
    return lang.percent(share)
