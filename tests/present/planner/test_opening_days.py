"""Opening days: a day more or less, for one site or for all."""

import pytest

from simlib.language.language import Language
from simlib.present.planner.opening_days import OpeningDays
from simlib.scenario.assumption import Label

NAMES = {"north": Label(en="North", zh="北"), "south": Label(en="South", zh="南")}
PLANNED = {"north": ("mon", "sat"), "south": ("mon",)}


@pytest.fixture
def days():
    moves = []
    days = OpeningDays(
        PLANNED, NAMES, Label(en="Opening days", zh="开诊日"), lambda: moves.append(1), Language("en")
    )
    days.moves = moves
    return days


def press(days, day):
    days._buttons[day].click()


def test_nothing_has_changed_at_the_start(days):
    assert days.changed is None
    assert days._buttons["mon"].description == "Mon\n2"


def test_a_day_that_some_sites_lack_opens_all_of_them(days):
    press(days, "sat")
    assert days.changed == {"north": ["mon", "sat"], "south": ["mon", "sat"]}
    press(days, "sat")
    assert days.changed == {"north": ["mon"], "south": ["mon"]}
    assert days.moves == [1, 1]


def test_a_day_looks_open_where_all_chosen_sites_open_and_half_open_where_some_do(days):
    assert [days._buttons[day].button_style for day in ("mon", "sat", "sun")] == ["primary", "info", ""]


def test_one_site_changes_alone(days):
    days._site.value = "south"
    press(days, "sun")
    press(days, "mon")
    assert days.changed == {"north": ["mon", "sat"], "south": ["sun"]}


def test_the_plan_comes_back(days):
    press(days, "tue")
    days.reset()
    assert days.changed is None


def test_the_chosen_site_stays_chosen_in_the_other_language(days):
    days._site.value = "south"
    days.tell(Language("zh"))
    assert days._site.value == "south"
    assert days._site.label == "南"
    assert days._buttons["sat"].description == "周六\n1"
