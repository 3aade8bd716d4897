"""The page of care and assistance: when the centre opens, who gets a bed, whom assistance helps."""

import ipywidgets as widgets

from simlib.language.language import mark
from simlib.present.board.page import opened
from simlib.present.board.subject import Subject
from simlib.present.care_page.levers import ASSISTANCE, CENTRE, COMMUNITY, OTHERS, levers_of, winter_of
from simlib.present.care_page.shown import AT_ONCE, LATER, shown_of
from simlib.present.care_page.texts import notes, tables, tiles

CARE = Subject(
    notebook="03_care_and_assistance",
    heading=mark("Care and assistance in Gaoping"),
    question=mark(
        "For planners and finance: when does the welfare centre open, how sure is that, and who waits for a "
        "bed? What does assistance cost, and whom does it keep from hardship? A stays as it is; the levers "
        "move B. * marks a placeholder: a value without a source."
    ),
    why=mark("set with the levers of the page on care and assistance"),
    programmes={
        ASSISTANCE: mark("this scenario has no medical assistance"),
        COMMUNITY: mark("this scenario has no community care"),
        CENTRE: mark("this scenario has no welfare centre"),
        OTHERS: mark("this scenario has no other works"),
    },
    levers_of=levers_of,
    specials_of=winter_of,
    facts_of=shown_of,
    tiles=tiles,
    at_once=AT_ONCE,
    tables=tables,
    later=LATER,
    notes=notes,
)


def care_page(scenario: str = "gaoping-2023") -> widgets.Widget:
    """Return the page as a widget, with a scenario of this name on both sides at the start."""
    return opened(CARE, scenario)
