"""Tables as HTML: texts escaped, numbers to the right, two runs side by side."""

from collections.abc import Mapping, Sequence
from html import escape

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
    letters = "AB"[: len(sides)]
    measures = {
        "dose1_of_all": lang.say("First dose, % of all"),
        "dose1_of_unvaccinated": lang.say("First dose, % of unvaccinated"),
        "complete_of_all": lang.say("Full series, % of all"),
        "complete_of_unvaccinated": lang.say("Full series, % of unvaccinated"),
    }
    groups = [("", [lang.say("Batch")]), (lang.say("Target population"), list(letters))]
    groups += [(heading, list(letters)) for heading in measures.values()]
    rows = []
    for batch in dict.fromkeys(batch for side in sides for batch in side.index):
        entries = [side.loc[batch] if batch in side.index else None for side in sides]
        row = [names.get(batch, batch)]
        row += ["–" if entry is None else lang.number(entry["eligible"]) for entry in entries]
        for measure in measures:
            row += ["–" if entry is None else lang.percent(entry[measure], 1) for entry in entries]
        rows.append(row)
    return html_table(groups, rows, "simlib-batches")


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
    letters = "AB"[: len(sides)]
    measures = {
        "days": lang.say("Open days"),
        "capacity": lang.say("Slots"),
        "load": lang.say("Slots booked"),
        "booked_out": lang.say("Days booked out"),
        "vaccinated": lang.say("Doses"),
    }
    groups = [("", [lang.say("Site")]), *((heading, list(letters)) for heading in measures.values())]
    rows = []
    for site, name in names.items():
        entries = [side.loc[site] if site in side.index else None for side in sides]
        row = [name]
        for measure in measures:
            form = lang.percent if measure == "load" else lang.number
            row += ["–" if entry is None else form(entry[measure]) for entry in entries]
        rows.append(row)
    return html_table(groups, rows, "simlib-sites")


def visits_by_site(visits: pd.DataFrame) -> pd.DataFrame:
    """Return open days, slots, bookings, doses and days booked out by site, from the table `visits`."""
    full = (visits["booked"] >= visits["capacity"]).rename("booked_out")
    by_site = visits.assign(booked_out=full).groupby("site", observed=True)
    table = by_site[["capacity", "booked", "vaccinated", "booked_out"]].sum()
    return table.assign(days=by_site.size(), load=table["booked"] / table["capacity"])
