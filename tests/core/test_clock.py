"""Days, months and seconds of a horizon, and the days on which a place is open."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.core.clock import WEEKDAYS, WORKING_WEEK, Calendar, Horizon

ROLLOUT = Horizon(date(2023, 3, 1), date(2026, 2, 28))


@st.composite
def horizons(draw):
    first = draw(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
    return Horizon(first, first + timedelta(days=draw(st.integers(0, 1500))))


def test_the_rollout_lasts_three_years_with_one_leap_day():
    assert ROLLOUT.days == 3 * 365 + 1
    assert ROLLOUT.months == 36
    assert ROLLOUT.seconds == 1096 * 86_400


def test_a_single_day_is_a_horizon():
    day = Horizon(date(2023, 3, 1), date(2023, 3, 1))
    assert (day.days, day.months) == (1, 1)
    assert day.month_edges().tolist() == [0, 1]


def test_february_2024_has_29_days():
    edges = ROLLOUT.month_edges()
    february = 11
    assert ROLLOUT.month_start(february) == np.datetime64("2024-02-01")
    assert edges[february + 1] - edges[february] == 29
    assert ROLLOUT.date_of(ROLLOUT.day_of(date(2024, 2, 28)) + 1) == date(2024, 2, 29)


def test_days_before_the_horizon_are_negative():
    assert ROLLOUT.day_of(date(2023, 3, 1)) == 0
    assert ROLLOUT.day_of(date(2023, 2, 28)) == -1


@given(horizons())
def test_month_edges_cut_the_days_into_calendar_months(horizon):
    edges = horizon.month_edges()
    assert edges[0] == 0
    assert edges[-1] == horizon.days
    assert edges.size == horizon.months + 1
    for month, (start, end) in enumerate(pairwise(edges)):
        days = {(horizon.date_of(day).year, horizon.date_of(day).month) for day in (start, end - 1)}
        assert len(days) == 1
        assert (horizon.month_of_day[start:end] == month).all()
        if month:
            assert horizon.date_of(start).day == 1


@given(horizons())
def test_dates_and_day_numbers_lead_to_each_other(horizon):
    assert horizon.dates.astype(object).tolist() == [horizon.date_of(day) for day in range(horizon.days)]
    assert [horizon.day_of(horizon.date_of(day)) for day in range(horizon.days)] == list(range(horizon.days))
    assert horizon.date_of(horizon.days - 1) == horizon.last


@given(horizons(), st.integers(-30, 200))
def test_a_month_starts_on_its_first_day_even_beyond_the_horizon(horizon, month):
    count = horizon.first.year * 12 + horizon.first.month - 1 + month
    assert horizon.month_start(month).item() == date(count // 12, count % 12 + 1, 1)


def test_many_months_start_at_once():
    starts = ROLLOUT.month_start([0, 1, 36])
    assert starts.tolist() == [date(2023, 3, 1), date(2023, 4, 1), date(2026, 3, 1)]


def calendar(holidays=(), makeup_workdays=(), horizon=ROLLOUT):
    return Calendar(horizon, frozenset(holidays), frozenset(makeup_workdays))


def opens_on(place, when):
    return bool(place[ROLLOUT.day_of(when)])


@given(horizons(), st.sets(st.sampled_from(WEEKDAYS)))
def test_without_holidays_a_place_opens_on_its_weekdays(horizon, weekdays):
    expected = [WEEKDAYS[horizon.date_of(day).weekday()] in weekdays for day in range(horizon.days)]
    assert calendar(horizon=horizon).open_days(weekdays).tolist() == expected


def test_a_holiday_closes_every_place():
    dragon_boat = date(2023, 6, 22)
    for weekdays in (WEEKDAYS, tuple(WORKING_WEEK), ("thu",)):
        assert not opens_on(calendar([dragon_boat]).open_days(weekdays), dragon_boat)
        assert opens_on(calendar().open_days(weekdays), dragon_boat)


@pytest.mark.parametrize(
    ("weekdays", "opens"),
    [
        (WEEKDAYS[:5], True),
        (WEEKDAYS[:6], True),
        (WEEKDAYS, True),
        (WEEKDAYS[:4], False),
        (("tue", "fri"), False),
        ((), False),
        (("sat", "sun"), True),
    ],
    ids=["five days", "six days", "all week", "four days", "two days", "no day", "its own sunday"],
)
def test_a_makeup_workday_opens_only_places_of_the_five_day_week(weekdays, opens):
    sunday = date(2023, 6, 25)
    assert sunday.weekday() == 6
    assert opens_on(calendar(makeup_workdays=[sunday]).open_days(weekdays), sunday) is opens


def test_holidays_outside_the_horizon_are_ignored():
    outside = [date(2023, 2, 28), date(2026, 3, 1), date(1999, 1, 1)]
    np.testing.assert_array_equal(
        calendar(outside, outside).open_days(WEEKDAYS[:5]), calendar().open_days(WEEKDAYS[:5])
    )


@given(
    st.sets(st.dates(date(2023, 3, 1), date(2023, 12, 31)), max_size=20),
    st.sets(st.sampled_from(WEEKDAYS)),
)
def test_one_more_holiday_never_opens_a_place(holidays, weekdays):
    fewer = calendar(list(holidays)[1:]).open_days(weekdays)
    assert (calendar(holidays).open_days(weekdays) <= fewer).all()
