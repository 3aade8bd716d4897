"""Days on which work is possible: seasons to the day, alerts in number and length, and counting in them."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_works import ALERTS, HORIZON, WINTER, works_section

from simlib.core.luck import Luck
from simlib.programmes.works.network import dates_of, network_of
from simlib.programmes.works.stops import (
    PLACES,
    Span,
    WorkDays,
    drawn_work_days,
    planned_work_days,
    years_of,
)

KEY = Luck(1).key(50)
SPAN = Span(HORIZON, -100, 1500)


def possible(work_days, place, row=0):
    return np.diff(work_days.before[PLACES.index(place)][row]).astype(bool)


def stops_of(**stops):
    return works_section(stops=stops).stops


def test_a_season_that_passes_new_year_stops_exactly_its_own_days():
    plan = planned_work_days(stops_of(winter=WINTER), SPAN)
    for day, works in enumerate(possible(plan, "outdoors")):
        when = HORIZON.date_of(SPAN.first + day)
        winter = when.month in (12, 1) or (when.month == 2 and when.day <= 28)
        assert works != winter, when


def test_a_season_within_a_year_stops_exactly_its_own_days():
    summer = {"season": {"first_day": "07-10", "last_day": "07-12"}, "places": ("indoors",)}
    plan = planned_work_days(stops_of(heat=summer), SPAN)
    stopped = [HORIZON.date_of(SPAN.first + day) for day in np.flatnonzero(~possible(plan, "indoors"))]
    assert (
        stopped
        == [date(year, 7, day) for year in (2023, 2024, 2025, 2026) for day in (10, 11, 12)][: len(stopped)]
    )
    assert len(stopped) >= 9


def test_what_a_stop_does_not_name_goes_on():
    plan = planned_work_days(stops_of(winter=WINTER), SPAN)
    assert possible(plan, "indoors").all()
    assert possible(plan, "office").all()


def test_without_luck_no_alert_comes():
    assert possible(planned_work_days(stops_of(pollution=ALERTS), SPAN), "outdoors").all()


def test_alerts_stop_as_many_days_as_told_on_average():
    """Alerts of two to seven days that are few and lie far apart, so that next to none overlap."""
    draws = 4_000
    few = {**ALERTS, "alerts": {"number": 0.5, "days": {"p10": 4.0, "likely": 4.0, "p90": 4.0}}}
    span = Span(HORIZON, HORIZON.day_of(date(2023, 10, 1)), 200)
    drawn = drawn_work_days(stops_of(pollution=few), span, KEY, draws)
    stopped = span.days - drawn.before[PLACES.index("outdoors")][:, -1]
    expected = 0.5 * 4
    assert abs(stopped.mean() - expected) < 4 * stopped.std() / np.sqrt(draws) + 0.05


def test_alerts_come_in_their_season_or_soon_after():
    drawn = drawn_work_days(stops_of(pollution=ALERTS), SPAN, KEY, 200)
    days = np.flatnonzero((~np.stack([possible(drawn, "outdoors", row) for row in range(200)])).any(axis=0))
    months = {HORIZON.date_of(SPAN.first + int(day)).month for day in days}
    assert {10, 11, 12, 1, 2, 3} <= months <= {10, 11, 12, 1, 2, 3, 4}


def test_more_draws_begin_with_the_same_ones_and_the_span_does_not_matter():
    stops = stops_of(pollution=ALERTS)
    many = drawn_work_days(stops, SPAN, KEY, 20)
    few = drawn_work_days(stops, Span(HORIZON, SPAN.first, 400), KEY, 5)
    outdoors = PLACES.index("outdoors")
    assert (many.before[outdoors][:5, :401] == few.before[outdoors]).all()


@given(
    possible_days=st.lists(st.lists(st.booleans(), min_size=30, max_size=30), min_size=1, max_size=3),
    day=st.integers(0, 29),
    work=st.integers(0, 12),
)
def test_days_of_work_are_counted_one_by_one(possible_days, day, work):
    possible_days = np.array(possible_days)
    before = np.zeros((len(possible_days), 31), np.int16)
    np.cumsum(possible_days, axis=1, out=before[:, 1:], dtype=np.int16)
    work_days = WorkDays(7, (before,))
    days_left = np.full((len(before), 1), work)
    found = dates_of(network_of([()]), days_left, 7 + day, np.zeros(1, np.int32), work_days).finish[:, 0]
    for row, days in enumerate(possible_days):
        here, left = day, work
        while left and here < 30:
            left -= days[here]
            here += 1
        assert found[row] == 7 + here


@pytest.mark.parametrize(
    ("day", "year", "when"),
    [
        ("02-29", 2023, date(2023, 2, 28)),
        ("02-29", 2024, date(2024, 2, 29)),
        ("12-31", 2023, date(2023, 12, 31)),
    ],
)
def test_the_last_day_of_a_season_exists_in_every_year(day, year, when):
    stops = stops_of(cold={"season": {"first_day": "01-10", "last_day": day}, "places": ()})
    ends = {of: HORIZON.date_of(end) - timedelta(1) for of, _, end in years_of(stops["cold"].season, SPAN)}
    assert ends[year] == when
