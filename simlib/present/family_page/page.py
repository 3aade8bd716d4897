"""The page of the subsidies: what they cost, whom they reach, and where claims wait."""

import ipywidgets as widgets

from simlib.language.language import mark
from simlib.present.board.page import opened
from simlib.present.board.subject import Subject
from simlib.present.family_page.levers import levers_of
from simlib.present.family_page.shown import AT_ONCE, LATER, notes, reach_tables, shown_of, tiles
from simlib.programmes.family_subsidies import NAME

SUBSIDIES = Subject(
    notebook="02_family_subsidies",
    heading=mark("Family subsidies of Gaoping"),
    question=mark(
        "For planners and finance: what do the subsidies for second and third children cost, month by "
        "month and beyond, whom do they reach, and where do claims wait? A stays as it is; the levers "
        "move B. * marks a placeholder: a value without a source."
    ),
    why=mark("set with the levers of the subsidies' page"),
    programmes={NAME: mark("this scenario has no family subsidies")},
    levers_of=levers_of,
    facts_of=shown_of,
    tiles=tiles,
    at_once=AT_ONCE,
    tables=reach_tables,
    later=LATER,
    notes=notes,
)


def family_page(scenario: str = "gaoping-2023") -> widgets.Widget:
    """Return the page as a widget, with a scenario of this name on both sides at the start."""
    return opened(SUBSIDIES, scenario)
