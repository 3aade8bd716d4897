"""The rollout planner: which capacity, days and order of batches reach how many women, and at what cost."""

from collections.abc import Callable

import ipywidgets as widgets

from simlib.language.language import Language, mark
from simlib.present.board.page import opened
from simlib.present.board.subject import Special, Subject
from simlib.present.planner.levers import OPENING_DAYS, ROLLOUT, SUPPLY, levers_of
from simlib.present.planner.opening_days import OpeningDays
from simlib.present.planner.shown import AT_ONCE, LATER, notes, shown_of, tables, tiles
from simlib.scenario.model import Scenario


def opening_days_of(scenario: Scenario, moved: Callable[[], None], lang: Language) -> tuple[Special, ...]:
    """Return the choice of weekdays on which sites open."""
    sites = scenario.sections[ROLLOUT].sites
    label = scenario.assumptions[OPENING_DAYS].label
    days = OpeningDays(sites.opening_days, sites.names, label, moved, lang)
    return (Special(OPENING_DAYS, SUPPLY, days),)


PLANNER = Subject(
    notebook="01_rollout_planner",
    heading=mark("Rollout planner: free HPV vaccination in Gaoping"),
    question=mark(
        "For planners: which capacity, opening days and order of batches reach how many women, by when, "
        "and at what cost? A stays as it is; the levers on the left move B. * marks a placeholder: "
        "a value without a source."
    ),
    why=mark("set with the levers of the rollout planner"),
    programmes={ROLLOUT: mark("this scenario has no vaccination rollout")},
    levers_of=levers_of,
    specials_of=opening_days_of,
    facts_of=shown_of,
    tiles=tiles,
    at_once=AT_ONCE,
    tables=tables,
    later=LATER,
    notes=notes,
)


def rollout_planner(scenario: str = "gaoping-2023") -> widgets.Widget:
    """Return the planner as a widget, with a scenario of this name on both sides at the start."""
    return opened(PLANNER, scenario)
