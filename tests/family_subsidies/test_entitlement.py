"""Entitlements against a second, slow way to reckon them: day by day, child by child, in plain Python."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.programmes.family_subsidies.ages import day_of_age, month_of, month_starts
from simlib.programmes.family_subsidies.entitlement import dues_of, room
from simlib.programmes.family_subsidies.examples import Example, children_like
from simlib.programmes.family_subsidies.instrument_assumptions import (
    Instrument,
    Semester,
    whole_semesters,
)
from simlib.programmes.family_subsidies.rules import rules_of

FIRST = date(2023, 3, 1)
HORIZON = Horizon(FIRST, date(2024, 2, 29))
STARTS = month_starts(HORIZON)
SEMESTERS = tuple(
    Semester(
        first_day=date(year, 3 + 6 * half, 1), last_day=date(year + half, 9 - 6 * half, 1) - timedelta(1)
    )
    for year in range(2023, 2034)
    for half in (0, 1)
)
PARITIES = ("first", "second", "third")


@st.composite
def semester_calendars(draw):
    """Halves of the year, or semesters of any length that is allowed, down to a month."""
    lengths = draw(st.sampled_from([None, (31,), (31, 150), (91, 92), (120, 245)]))
    if lengths is None:
        return SEMESTERS
    semesters, first = [], date(2023, 2, 1)
    while len(semesters) < 200 and first.year < 2034:
        last = first + timedelta(lengths[len(semesters) % len(lengths)] - 1)
        semesters.append(Semester(first_day=first, last_day=last))
        first = last + timedelta(1)
    return whole_semesters(tuple(semesters))


days = st.dates(date(2019, 1, 1), HORIZON.last)
windows = st.sampled_from(
    [
        {"early": {"from_month": 0, "before_month": 13}},
        {"early": {"from_month": 7, "before_month": 30}},
        {"early": {"from_month": 0, "before_month": 3}, "late": {"from_month": 20, "before_month": 26}},
    ]
)


@st.composite
def instruments(draw, yields_to=()):
    born = sorted([draw(days), draw(days)])
    runs = sorted([draw(st.dates(date(2022, 6, 1), date(2024, 6, 1))) for _ in range(2)])
    return Instrument.model_validate(
        {
            "amount": draw(
                st.sampled_from([{"second": 10.01, "third": 20.0}, {"first": 7.0, "second": 0.0}])
            ),
            "ages": draw(windows),
            "most": draw(st.sampled_from([None, 0.0, 25.0, 80.0])),
            "claim_within": 12,
            "rule": {
                "pays": draw(st.sampled_from(["once", "month", "semester", "year"])),
                "counts_on": draw(st.sampled_from(["first_day", "last_day"])),
                "for_each": draw(st.sampled_from(["child", "birth"])),
                "child_hukou": draw(st.booleans()),
                "parents_hukou": draw(st.sampled_from(["any", "one", "mother", "both"])),
                "born_from": draw(st.sampled_from([None, born[0]])),
                "born_to": draw(st.sampled_from([None, born[1]])),
                "starts": runs[0],
                "ends": draw(st.sampled_from([None, runs[1]])),
                "claimed": "once",
                "yields_to": yields_to,
            },
        }
    )


@st.composite
def families(draw):
    born = draw(days)

    def sometimes():
        return draw(st.sampled_from([None, born + timedelta(draw(st.integers(-100, 900)))]))

    return Example(
        born,
        draw(st.integers(1, 4)),
        draw(st.booleans()),
        sometimes(),
        sometimes(),
        sometimes(),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def months_old(born, day):
    """Completed months of age on a day."""
    return 12 * (day.year - born.year) + day.month - born.month - (day.day < born.day)


def periods(kind, semesters):
    """First and last days of all periods from before the horizon to long after it."""
    if kind == "semester":
        return [(semester.first_day, semester.last_day) for semester in semesters]
    firsts = [date(year, month, 1) for year in range(2023, 2034) for month in range(1, 13)]
    if kind == "year":
        firsts = firsts[::12]
    return [(one, following - timedelta(1)) for one, following in pairwise(firsts)]


def counts(child, instrument, day):
    """Whether a day counts for a child, apart from its age."""
    rule = instrument.rule
    parents = {
        "any": True,
        "one": child.mother_here or child.father_here,
        "mother": child.mother_here,
        "both": child.mother_here and child.father_here,
    }
    return (
        day >= FIRST
        and (rule.born_from or date.min) <= child.born <= (rule.born_to or date.max)
        and rule.starts <= day <= (rule.ends or date.max)
        and parents[rule.parents_hukou]
        and day < (child.lives_until or date.max)
        and (not rule.child_hukou or (child.hukou_from or date.min) <= day < (child.hukou_until or date.max))
        and (rule.for_each == "child" or child.stands_for_birth)
    )


def first_day_of_age(born, months):
    day = born + timedelta(27 * months)
    while months_old(born, day) < months:
        day += timedelta(1)
    return day


def expected(child, named, semesters):
    """What a child is due: (instrument, day, fen), reckoned without any shortcut."""
    due, covered = [], {}
    for name, instrument in named.items():
        rule, had = instrument.rule, 0
        most = np.inf if instrument.most is None else to_fen(instrument.most)
        amount = to_fen(instrument.amount.get(PARITIES[min(child.parity, 3) - 1], 0.0))
        covered[name] = []
        for window in instrument.windows:
            of_age = first_day_of_age(child.born, window.from_month)
            spans = [(of_age, of_age)] if rule.pays == "once" else periods(rule.pays, semesters)
            for first, last in spans:
                day = last if rule.counts_on == "last_day" else first
                in_window = window.from_month <= months_old(child.born, day) < window.before_month
                beside = any(
                    one <= last and first <= other
                    for before in rule.yields_to
                    for one, other in covered[before]
                )
                paid = min(amount, most - had)
                if in_window and counts(child, instrument, day) and not beside and paid > 0:
                    had += paid
                    due.append((name, day, paid))
                    covered[name].append((first, last))
    return due


@settings(max_examples=200)
@given(
    child=families(),
    first=instruments(),
    second=instruments(("one",)),
    semesters=semester_calendars(),
)
def test_every_child_is_due_what_a_slow_reckoning_says(child, first, second, semesters):
    if first.rule.pays == "once":
        second = second.model_copy(update={"rule": second.rule.model_copy(update={"yields_to": ()})})
    named = {"one": first, "two": second}
    rules = rules_of(named, semesters, HORIZON)
    dues = dues_of(children_like([child], HORIZON, STARTS), rules, STARTS)
    found = [
        (list(named)[instrument], HORIZON.date_of(day), amount)
        for instrument, day, amount in zip(dues.instrument, dues.day, dues.amount, strict=True)
    ]
    assert found == expected(child, named, semesters)


@given(born=days, months=st.integers(0, 300))
def test_a_month_of_age_is_completed_on_the_first_day_that_has_it(born, months):
    birth = HORIZON.day_of(born)
    month = month_of(STARTS.day, STARTS.zero, birth)
    day = HORIZON.date_of(day_of_age(STARTS.day, STARTS.zero, month, birth, months))
    assert months_old(born, day) == months
    assert months == 0 or months_old(born, day - timedelta(1)) == months - 1


@given(day=st.dates(date(2000, 1, 1), date(2080, 12, 31)))
def test_a_day_lies_in_its_month(day):
    month = month_of(STARTS.day, STARTS.zero, HORIZON.day_of(day))
    assert month == 12 * (day.year - FIRST.year) + day.month - FIRST.month


@pytest.mark.parametrize("days", [31, 61, 91])
def test_there_is_room_for_the_payments_of_short_semesters(days):
    """Too small a room would be overrun in silence, so the room is looked at beside the payments."""
    firsts = [FIRST + timedelta(days * place) for place in range(120)]
    short = tuple(Semester(first_day=first, last_day=first + timedelta(days - 1)) for first in firsts)
    rules = rules_of({"one": Instrument.model_validate(ONE)}, short, HORIZON)
    town = children_like([Example(FIRST + timedelta(place), 2) for place in range(60)], HORIZON, STARTS)
    assert len(dues_of(town, rules, STARTS)) <= room(town, rules)


def test_the_youngest_child_of_the_horizon_is_due_everything_until_it_has_grown_out_of_it():
    monthly = {**ONE, "rule": {**ONE["rule"], "pays": "month"}}
    rules = rules_of({"one": Instrument.model_validate(monthly)}, SEMESTERS, HORIZON)
    # Born on a leap day: from 1 March 2024 to 1 February 2027, the last first of a month below 36 months.
    dues = dues_of(children_like([Example(HORIZON.last, 2)], HORIZON, STARTS), rules, STARTS)
    assert len(dues) == 36
    assert HORIZON.date_of(dues.day[-1]) == date(2027, 2, 1)


def test_children_do_not_change_each_other():
    """What is due to one child is the same whoever stands beside it, and in whatever order."""
    named = {"one": Instrument.model_validate(ONE)}
    rules = rules_of(named, SEMESTERS, HORIZON)
    town = [Example(date(2022, 1, 5) + timedelta(17 * place), 1 + place % 4) for place in range(40)]
    together = dues_of(children_like(town, HORIZON, STARTS), rules, STARTS)
    for place, child in enumerate(town):
        alone = dues_of(children_like([child], HORIZON, STARTS), rules, STARTS)
        rows = together.child == place
        np.testing.assert_array_equal(together.day[rows], alone.day)
        np.testing.assert_array_equal(together.amount[rows], alone.amount)


ONE = {
    "amount": {"second": 10.0, "third": 20.0},
    "ages": {"early": {"from_month": 0, "before_month": 36}},
    "claim_within": 12,
    "rule": {
        "pays": "semester",
        "child_hukou": True,
        "parents_hukou": "one",
        "starts": FIRST,
        "claimed": "once",
    },
}
