"""The path of a claim where it can be worked out by hand: no queues, one queue, and dates of batches."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from path_towns import calendar, claims_at, path_of, plain_calendar

from simlib.core.clock import SECONDS_PER_DAY, WORKING_WEEK
from simlib.programmes.family_subsidies.path_assumptions import Payment
from simlib.programmes.family_subsidies.path_claims import NOT_YET
from simlib.programmes.family_subsidies.path_engines import run_path
from simlib.programmes.family_subsidies.path_offices import batch_days

TOWN = ("ash",)
HALF_PAST_EIGHT, HALF_PAST_FIVE = 8 * 3600 + 1800, 17 * 3600 + 1800
MINUTE = 60


def at(day, second=0):
    return day * SECONDS_PER_DAY + second


def next_start(second, open_days, latest):
    """The second at which an office takes up a claim at once, open from half past eight up to `latest`."""
    day, of_day = divmod(second, SECONDS_PER_DAY)
    if open_days[day] and of_day < latest:
        return at(day, max(of_day, HALF_PAST_EIGHT))
    day = next(later for later in range(day + 1, len(open_days)) if open_days[later])
    return at(day, HALF_PAST_EIGHT)


@settings(max_examples=30, deadline=None)
@given(
    ready=st.lists(st.integers(0, at(900)), min_size=1, max_size=20),
    papers_missing=st.booleans(),
    notice=st.integers(0, 20),
    second_visit=st.integers(1, 20),
    day_of_month=st.integers(1, 31),
    prepared=st.integers(0, 20),
)
def test_without_queues_a_claim_takes_what_its_steps_take(
    ready, papers_missing, notice, second_visit, day_of_month, prepared
):
    hours = {"opens": "08:30", "closes": "17:30"}
    path = path_of(
        TOWN,
        desks={"hours": hours, "second_visit": second_visit, "opening_days": {"ash": tuple(WORKING_WEEK)}},
        review={"opening_days": tuple(WORKING_WEEK)},
        notice={"days": notice},
        approval={"opening_days": tuple(WORKING_WEEK)},
        payment={"day_of_month": day_of_month, "prepared": prepared},
    )
    on = calendar()
    log = run_path(claims_at(ready, papers_missing=papers_missing), path, TOWN, on)
    working = on.open_days(WORKING_WEEK)
    shift = HALF_PAST_FIVE - HALF_PAST_EIGHT
    for row, second in enumerate(ready):
        if papers_missing:
            second = next_start(second, working, HALF_PAST_FIVE) + 8 * MINUTE + at(second_visit)
        received = next_start(second, working, HALF_PAST_FIVE) + 3 * MINUTE
        reviewed = next_start(received, working, HALF_PAST_FIVE - shift // 30 + 1) + shift // 30
        noticed = at(reviewed // SECONDS_PER_DAY + 1 + notice)
        approved = next_start(noticed, working, HALF_PAST_FIVE - shift // 60 + 1) + shift // 60
        assert log.received[row] == received
        assert log.reviewed[row] == reviewed
        assert log.noticed[row] == noticed
        assert log.approved[row] == approved
        ready_for_batch = on.horizon.date_of(approved // SECONDS_PER_DAY + prepared)
        assert log.paid_day[row] == by_hand_paid(ready_for_batch, day_of_month, working, on.horizon)
        assert log.visits[row] == 1 + papers_missing


def by_hand_paid(from_date, day_of_month, working, horizon):
    """Walk from a date on to the first batch of any month, of this one or of one before that was put off."""
    month = date(from_date.year, from_date.month, 1) - timedelta(days=1)
    while True:
        last = monthrange(month.year, month.month)[1]
        day = horizon.day_of(month.replace(day=min(day_of_month, last)))
        while 0 <= day < horizon.days and not working[day]:
            day += 1
        if day >= horizon.days:
            return NOT_YET
        if day >= max(0, horizon.day_of(from_date)):
            return day
        month = month.replace(day=last) + timedelta(days=1)


@pytest.mark.parametrize("load", [0.5, 0.8])
def test_the_wait_at_a_busy_desk_is_that_of_one_server_with_fixed_service(load):
    """M/D/1: the mean wait is load / (2 (1 - load)) services, once the queue of the day has settled."""
    service, days, desks = 100, 250, 12
    path = path_of(TOWN, desks={"number": {"ash": desks}, "staff": {"ash": 1}, "complete": service / MINUTE})
    on = plain_calendar(date(2023, 3, 1), date(2023, 3, 1) + timedelta(days=days - 1))
    luck = np.random.Generator(np.random.Philox(20230301))
    count = luck.poisson(load / service * SECONDS_PER_DAY * days * desks)
    ready, desk = luck.random(count) * at(days), luck.integers(0, desks, count)
    claims = claims_at(ready.astype(np.int64), desk=desk, path=path, townships=TOWN)
    log = run_path(claims, path, TOWN, on)
    second = claims.ready % SECONDS_PER_DAY
    settled = (second > 30_000) & (second < 80_000)
    waits = (log.received - service - claims.ready)[settled] / service
    blocks = (claims.ready[settled] // SECONDS_PER_DAY) * desks + desk[settled]
    means = np.bincount(blocks, waits) / np.maximum(np.bincount(blocks), 1)
    mean, error = waits.mean(), means.std(ddof=1) / np.sqrt(means.size)
    expected = load / (2 * (1 - load))
    assert error <= 0.01 * expected
    # Arrivals in whole seconds come up to a second early.
    assert abs(mean - expected) <= 3 * error + 0.5 / service


def test_a_crowd_is_worked_off_at_the_capacity_of_the_review():
    path = path_of(
        TOWN, review={"workers": {"ash": 2}, "cases_a_day": 7, "opening_days": tuple(WORKING_WEEK)}
    )
    on = calendar()
    log = run_path(claims_at(np.zeros(1_000, np.int64)), path, TOWN, on)
    a_day = np.bincount(log.reviewed // SECONDS_PER_DAY, minlength=on.horizon.days)
    working = np.flatnonzero(on.open_days(WORKING_WEEK))
    assert a_day[working[:71]].tolist() == [14] * 71
    assert a_day[working[71]] == 1_000 - 71 * 14
    assert a_day.sum() == 1_000


@pytest.mark.parametrize("cases", [1, 2, 7, 30, 169, 180])
def test_a_worker_gets_through_exactly_her_cases_a_day(cases):
    path = path_of(TOWN, approval={"workers": 1, "cases_a_day": cases}, notice={"days": 0})
    on = plain_calendar(date(2023, 3, 1), date(2023, 4, 30))
    log = run_path(claims_at(np.zeros(4_000, np.int64)), path, TOWN, on)
    a_day = np.bincount(log.approved[log.approved != NOT_YET] // SECONDS_PER_DAY)
    # All are received within a day and a night, and wait for the approval from then on.
    assert set(a_day[4:14].tolist()) == {cases}


def days_of_batches(payment, on):
    return [on.horizon.date_of(day) for day in batch_days(Payment.model_validate(payment), on)]


def monthly(day_of_month, months=tuple(range(1, 13))):
    return {"months": months, "day_of_month": day_of_month, "prepared": 0}


def test_the_thirty_first_is_the_last_day_of_a_shorter_month():
    on = plain_calendar(date(2023, 12, 1), date(2024, 4, 30))
    # 31 March 2024 is a Sunday.
    assert days_of_batches(monthly(31), on) == [
        date(2023, 12, 29) + timedelta(days=3),
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 4, 1),
        date(2024, 4, 30),
    ]


def test_a_batch_on_a_holiday_is_paid_on_the_next_working_day():
    paid = days_of_batches(monthly(1), calendar())
    assert date(2023, 5, 4) in paid  # after 1 to 3 May
    assert date(2023, 10, 7) in paid  # a Saturday, worked in exchange
    assert date(2024, 10, 8) in paid
    assert date(2024, 2, 1) in paid


def test_a_batch_that_moves_past_the_horizon_is_not_paid_in_it():
    on = plain_calendar(date(2023, 3, 1), date(2023, 4, 30))
    assert days_of_batches(monthly(29), on) == [date(2023, 3, 29)]


def test_batches_are_paid_in_their_months_alone():
    paid = days_of_batches(monthly(15, months=(9, 3)), calendar())
    assert [day.month for day in paid] == [3, 9] * 3


def test_there_may_be_no_batch_at_all():
    on = plain_calendar(date(2023, 3, 1), date(2023, 4, 30))
    assert days_of_batches(monthly(15, months=(12,)), on) == []
    nowhere = plain_calendar(
        date(2023, 3, 1), date(2023, 3, 31), [date(2023, 3, day) for day in range(1, 32)]
    )
    assert days_of_batches(monthly(15), nowhere) == []


def test_a_batch_holds_what_was_approved_up_to_the_day_on_which_it_is_closed():
    path = path_of(TOWN, notice={"days": 0}, payment={"prepared": 5})
    on = plain_calendar(date(2023, 3, 1), date(2023, 5, 31))
    log = run_path(claims_at([at(20, 9 * 3600), at(21, 9 * 3600)]), path, TOWN, on)
    assert (log.approved // SECONDS_PER_DAY).tolist() == [21, 22]
    # The batch of Saturday, 25 March, is paid on the 27th and closed after the 22nd; the next is of 25 April.
    assert log.paid_day.tolist() == [26, 55]
