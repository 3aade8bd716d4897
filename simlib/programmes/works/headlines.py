"""What programmes that build say first: when their projects are ready, on what that hangs, what they cost."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Assumptions, Headline

MILESTONE_NAMES = {
    "accepted": mark("completion acceptance"),
    "ready": mark("ready to operate"),
    "opened": mark("opened"),
}
"""What milestones are called."""

LATE_COLUMNS = {
    "late_planned": mark("days late without uncertainty"),
    "late_p50": mark("days late, P50"),
    "late_p80": mark("days late, P80"),
    "percent_promised": mark("reached by the promised day, %"),
}
"""Names of what is compared: days from the promised day, and a chance."""

COST_COLUMNS = {
    "contract": mark("planned, yuan"),
    "done_before": mark("done before, yuan"),
    "paid_before": mark("paid before, yuan"),
    "overrun": mark("overrun, yuan"),
    "due_within": mark("due within the horizon, yuan"),
    "due_later": mark("due after it, yuan"),
}
"""Headings of costs."""

DRAWS_NOTE = mark(
    "P50 and P80: by then in half, and in eight of ten, draws of luck; the estimates of durations, and their "
    "doubt, stay as they are."
)
COSTS_NOTE = mark(
    "Overrun and dates of payments are those of this one replicate. Planned and overrun are what is paid "
    "before and due within and after the horizon; what was paid before does not stand in the ledger."
)


def own_rows(table: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return the rows of one programme, with names as text."""
    names = table.select_dtypes("category").columns
    plain = table.astype(dict.fromkeys(names, str))
    return plain[plain["programme"] == programme]


def lateness(milestones: pd.DataFrame) -> pd.DataFrame:
    """Return days from the promised day to dates of rows of `milestones`, and the chance to keep it, in %."""
    late = {
        f"late_{name}": (milestones[name] - milestones["promised"]).dt.days.astype("float64")
        for name in ("planned", "p50", "p80")
    }
    return pd.DataFrame({**late, "percent_promised": 100 * milestones["chance"]})


def chance_by(chances: pd.DataFrame, month: date) -> float:
    """Return the chance of a milestone by the end of a month, from its rows of `milestone_chances`."""
    place = np.searchsorted(chances["month"].to_numpy(), np.datetime64(month, "us"), side="right")
    return float(chances["chance"].iloc[place - 1]) if place else 0.0


def years_within(assumptions: Assumptions) -> range:
    """Return the years whose last month lies in the horizon."""
    first, last = (
        date.fromisoformat(assumptions[f"horizon.{name}"]["value"]) for name in ("first_day", "last_day")
    )
    return range(first.year, last.year + (last.month == 12))


def readable_dates(
    milestones: pd.DataFrame, chances: Sequence[pd.DataFrame], years: range, lang: Language
) -> pd.DataFrame:
    """Return dates of milestones as text, with the chances by the end of years.

    Parameters
    ----------
    milestones
        Rows of the table `milestones`, by what they are called.
    chances
        For each, its rows of `milestone_chances`.
    years
        The years.
    lang
        Language of the texts.
    """
    headings = {
        "promised": lang.say("promised"),
        "planned": lang.say("without uncertainty"),
        "p50": "P50",
        "p80": "P80",
    }
    texts = {heading: milestones[name].dt.strftime("%Y-%m-%d") for name, heading in headings.items()}
    texts[lang.say("by the promised day")] = [lang.percent(chance, 1) for chance in milestones["chance"]]
    for year in years:
        by_then = [chance_by(rows, date(year, 12, 1)) for rows in chances]
        texts[lang.say("by end of {year}").format(year=year)] = [lang.percent(chance) for chance in by_then]
    return pd.DataFrame(texts, milestones.index)


def costs_headline(costs: pd.DataFrame, heading: str, labels: Mapping[str, str], lang: Language) -> Headline:
    """Return what projects cost, from the programme's rows of `works_costs`.

    Parameters
    ----------
    costs
        The rows.
    heading
        In the language.
    labels
        What the projects are called.
    lang
        Language of the texts.
    """
    table = costs.set_index("project")[list(COST_COLUMNS)]
    texts = {lang.say(heading): table[name].map(lang.number) for name, heading in COST_COLUMNS.items()}
    text = pd.DataFrame(texts).rename(index=labels).rename_axis(index=lang.say("project"))
    return Headline(
        name="costs",
        further=True,
        heading=heading,
        table=table,
        text=text,
        notes=(lang.say(COSTS_NOTE),),
        compared=heading,
        labels={**labels, **{name: lang.say(text) for name, text in COST_COLUMNS.items()}},
    )


def late_labels(lang: Language) -> dict[str, str]:
    """Return what the columns of `lateness` are called."""
    return {name: lang.say(heading) for name, heading in LATE_COLUMNS.items()}
