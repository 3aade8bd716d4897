"""Tables as HTML: texts escaped, numbers to the right, two runs side by side."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from simlib.language.language import Language

Row = Sequence[str]


def html_table(groups: Sequence[tuple[str, Sequence[str]]], rows: Sequence[Row], name: str) -> str:
    """Return a table with two rows of headings.

    Parameters
    ----------
    groups
        Heading of each group of columns, and the headings in it.
    rows
        Texts; the first of each is the name of the row.
    name
        Class of the table.
    """
    over = "".join(f"<th colspan='{len(inside)}'>{escape(head)}</th>" for head, inside in groups)
    under = "".join(f"<th>{escape(head)}</th>" for _, inside in groups for head in inside)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return (
        f"<div class='simlib-wide'><table class='simlib-table {name}'><thead><tr>{over}</tr><tr>{under}</tr>"
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def sides_table(
    sides: Sequence[pd.DataFrame],
    rows: Mapping[str, str],
    first: str,
    columns: Mapping[str, tuple[str, Callable[[Any], str]]],
    name: str,
) -> str:
    """Return a table of runs beside each other, column by column; a row that a run has not is a dash.

    Parameters
    ----------
    sides
        A table of each run.
    rows
        Rows of these tables in the order in which they are shown, and what they are called.
    first
        Heading of the names of rows.
    columns
        Columns of these tables, with their headings and what writes their values.
    name
        Class of the table.
    """
    letters = list("AB"[: len(sides)])
    groups = [("", [first]), *((heading, letters) for heading, _ in columns.values())]
    body = []
    for key, label in rows.items():
        entries = [side.loc[key] if key in side.index else None for side in sides]
        texts = [
            "–" if entry is None else form(entry[column])
            for column, (_, form) in columns.items()
            for entry in entries
        ]
        body.append([label, *texts])
    return html_table(groups, body, name)


def batch_table(sides: Sequence[pd.DataFrame], names: Mapping[str, str], lang: Language) -> str:
    """Return coverage by batch at the end of the horizon, by both denominators.

    Parameters
    ----------
    sides
        Coverage by batch of each run, see `coverage_by_batch`.
    names
        Names of the batches as shown.
    lang
        Language of the texts.
    """

    def share(value: float) -> str:
        return lang.percent(value, 1)

    columns = {
        "eligible": (lang.say("Target population"), lang.number),
        "dose1_of_all": (lang.say("First dose, % of all"), share),
        "dose1_of_unvaccinated": (lang.say("First dose, % of unvaccinated"), share),
        "complete_of_all": (lang.say("Full series, % of all"), share),
        "complete_of_unvaccinated": (lang.say("Full series, % of unvaccinated"), share),
    }
    rows = {batch: names.get(batch, batch) for side in sides for batch in side.index}
    return sides_table(sides, rows, lang.say("Batch"), columns, "simlib-batches")


def site_table(sides: Sequence[pd.DataFrame], names: Mapping[str, str], lang: Language) -> str:
    """Return slots, their use and doses by site over the whole horizon.

    Parameters
    ----------
    sides
        Use of the sites in each run, see `visits_by_site`.
    names
        Names of the sites as shown.
    lang
        Language of the texts.
    """
    columns = {
        "days": (lang.say("Open days"), lang.number),
        "capacity": (lang.say("Slots"), lang.number),
        "load": (lang.say("Slots booked"), lang.percent),
        "booked_out": (lang.say("Days booked out"), lang.number),
        "vaccinated": (lang.say("Doses"), lang.number),
    }
    return sides_table(sides, names, lang.say("Site"), columns, "simlib-sites")


def visits_by_site(visits: pd.DataFrame) -> pd.DataFrame:
    """Return open days, slots, bookings, doses and days booked out by site, from the table `visits`."""
    full = (visits["booked"] >= visits["capacity"]).rename("booked_out")
    by_site = visits.assign(booked_out=full).groupby("site", observed=True)
    table = by_site[["capacity", "booked", "vaccinated", "booked_out"]].sum()
    return table.assign(days=by_site.size(), load=table["booked"] / table["capacity"])
