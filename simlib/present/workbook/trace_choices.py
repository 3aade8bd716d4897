"""What a figure of the workbook may be about, and which of it is chosen at first."""

from collections import Counter
from typing import Any, NamedTuple

from simlib.present.workbook.contents import Contents
from simlib.present.workbook.sums import STAGES

ANYTHING = "<>"
"""The criterion that every cell meets that is not empty."""


class Axis(NamedTuple):
    """Something that a figure may be about.

    Attributes
    ----------
    column
        Of postings, which holds it.
    heading
        What it is called.
    choices
        What may be chosen, and how postings write it.
    otherwise
        The criterion where nothing is chosen.
    style
        Of the cell in which it is chosen.
    """

    column: str
    heading: str
    choices: list[tuple[Any, Any]]
    otherwise: Any = ANYTHING
    style: str = "chosen"


def axes_of(contents: Contents) -> list[Axis]:
    """Return what a figure may be about, its stage first."""
    say = contents.lang.say
    stages = [(contents.stage(stage), place) for place, stage in enumerate(STAGES, start=1)]
    titles = [(programme.title, programme.title) for programme in contents.programmes]
    months = [(month, month) for month in contents.months]
    return [
        Axis("stage", say("Stage"), stages, otherwise=1),
        Axis("programme", say("Programme"), titles),
        Axis("item", say("Item"), items_of(contents)),
        Axis("kind", say("Kind of money"), _labels(contents, "kind")),
        Axis("year", say("Fiscal year"), [(year, year) for year in contents.years]),
        Axis("month", say("Month"), months, style="chosen_month"),
        Axis("township", say("Township, street"), _named(contents, "township")),
        Axis("funder", say("Funder"), _labels(contents, "funder")),
        Axis("fund", say("Fund"), _labels(contents, "fund")),
    ]


def items_of(contents: Contents) -> list[tuple[str, str]]:
    """Return labels and names of items; where two are called the same, the name stands behind."""
    items = [item for programme in contents.programmes for item in programme.items]
    labels = {item: contents.labels["item"][item] for item in items}
    often = Counter(labels.values())
    return [(label if often[label] == 1 else f"{label} ({item})", item) for item, label in labels.items()]


def _labels(contents: Contents, axis: str) -> list[tuple[str, str]]:
    """Return what postings say on an axis."""
    return [(label, label) for label, _ in _named(contents, axis)]


def _named(contents: Contents, axis: str) -> list[tuple[str, str]]:
    found = set(contents.lines.table[axis].astype(str))
    return [(label, name) for name, label in contents.labels[axis].items() if name in found]
