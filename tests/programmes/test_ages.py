"""Ages in completed years, and the days on which they decide who may start."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from drawn_towns import ROLLOUT, in_no_time
from hypothesis import given
from hypothesis import strategies as st
from reference_women import age_on

import simlib
from simlib.core.clock import Horizon
from simlib.programmes.hpv_rollout.engines import run_rollout
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.trips import NO_SITE, Pupils, Trips
from simlib.programmes.hpv_rollout.women import NEVER, Women, ages_on, calendar_codes

HORIZON = Horizon(date(2023, 3, 1), date(2026, 2, 28))
KEY = np.uint64(1)

days = st.dates(HORIZON.first, HORIZON.last)
birthdays = st.dates(date(1975, 1, 1), date(2018, 12, 31))


def codes_of(*dates):
    return calendar_codes(np.array(dates, "datetime64[D]"))


def age(day, birthday):
    return int(ages_on(*codes_of(day), *codes_of(birthday))[0])


@pytest.fixture(scope="module")
def punctual(base):
    """The rollout's assumptions with women who miss no appointment and stay to the end."""
    section = base.sections[ROLLOUT]
    nobody = dict.fromkeys(section.demand.dropout_after_first, 0.0)
    demand = section.demand.model_copy(
        update={"no_show": 0.0, "dropout_after_first": nobody, "dropout_after_second": nobody}
    )
    quick = {path.rpartition(".")[2]: value for path, value in in_no_time(["clinic"]).items()}
    return section.model_copy(update={"demand": demand, "clinic": section.clinic.model_copy(update=quick)})


def _no_trips(days):
    return Trips(np.array([NO_SITE], np.int32), np.full((1, days + 1), days, np.int32))


@pytest.fixture(scope="module")
def vaccinated(punctual):
    """A run of one clinic, for women given by birthday and by the day on which they want to book."""

    def run(births, wishes, open_days=None, capacity=1, horizon=HORIZON):
        count = len(births)
        year, code = codes_of(*births)
        women = Women(
            identity=np.arange(count, dtype=np.uint64),
            township=np.zeros(count, np.int32),
            batch=np.zeros(count, np.int8),
            band=np.zeros(count, np.int8),
            birth_year=year,
            birth_code=code,
            unvaccinated=np.ones(count, bool),
            refused=np.zeros(count, bool),
            away=np.zeros(count, bool),
            school_from=np.full(count, NEVER),
            school_until=np.full(count, NEVER),
            invited_day=np.zeros(count, np.int32),
            national_day=np.full(count, NEVER),
            walks_in=np.zeros(count, bool),
            pupils=Pupils(*np.zeros((3, count), np.int32)),
            wish_day=np.array([horizon.day_of(day) if day else NEVER for day in wishes], np.int32),
        )
        slots = np.full((1, horizon.days), capacity, np.int32)
        if open_days is not None:
            slots *= np.isin(horizon.dates, np.array(open_days, "datetime64[D]"))
        clinic = Slots(("clinic",), slots, np.zeros((1, 1), np.int32), _no_trips(horizon.days))
        log = run_rollout(women, clinic, punctual, horizon, KEY, "fast")
        dates = [horizon.date_of(day) for day in log.day]
        return list(zip(log.woman.tolist(), log.dose.tolist(), dates, strict=True))

    return run


@given(
    day=st.dates(date(1990, 1, 1), date(2060, 1, 1)), birthday=st.dates(date(1920, 1, 1), date(1989, 12, 31))
)
def test_ages_are_those_of_the_calendar(day, birthday):
    assert age(day, birthday) == age_on(day, birthday)


@given(birthday=birthdays, years=st.integers(1, 60))
def test_a_year_is_complete_on_the_birthday_and_not_the_day_before(birthday, years):
    try:
        anniversary = birthday.replace(year=birthday.year + years)
    except ValueError:
        anniversary = date(birthday.year + years, 3, 1)
    assert age(anniversary, birthday) == years
    assert age(anniversary - timedelta(days=1), birthday) == years - 1


def test_born_on_29_february_she_is_older_from_1_march():
    leap = date(1980, 2, 29)
    assert age(date(2026, 2, 28), leap) == 45
    assert age(date(2026, 3, 1), leap) == 46
    assert age(date(2024, 2, 28), leap) == 43
    assert age(date(2024, 2, 29), leap) == 44


@given(birthday=birthdays, wish=days)
def test_a_first_dose_is_given_from_9_to_the_day_before_the_46th_birthday(vaccinated, birthday, wish):
    got_it = (0, 1, wish) in vaccinated([birthday], [wish])
    assert got_it == (9 <= age_on(wish, birthday) <= 45)


@pytest.mark.parametrize(
    ("birthday", "last_day"),
    [
        (date(1978, 3, 1), date(2024, 2, 29)),
        (date(1978, 8, 15), date(2024, 8, 14)),
        (date(1980, 2, 29), date(2026, 2, 28)),
    ],
)
def test_the_46th_birthday_is_a_day_too_late(vaccinated, birthday, last_day):
    assert vaccinated([birthday], [last_day])[0] == (0, 1, last_day)
    too_late = last_day + timedelta(days=1)
    if too_late <= HORIZON.last:
        assert vaccinated([birthday], [too_late]) == []


def test_who_turns_46_before_her_slot_gives_it_up_and_leaves_it_to_the_next(vaccinated):
    # The clinic opens once; both want that slot, and the first is 46 by then.
    wish, opens = date(2024, 2, 1), date(2024, 3, 1)
    women = [date(1978, 3, 1), date(1978, 3, 2)]
    assert vaccinated(women, [wish, wish], open_days=[opens]) == [(1, 1, opens)]


def test_later_doses_may_follow_after_the_46th_birthday(vaccinated):
    doses = vaccinated([date(1978, 3, 2)], [date(2024, 3, 1)])
    assert [day for _, _, day in doses] == [date(2024, 3, 1), date(2024, 3, 31), date(2024, 8, 28)]


@pytest.mark.parametrize(
    ("wish", "doses"), [(date(2024, 6, 30), 2), (date(2024, 7, 1), 3)], ids=["at 14", "on the 15th birthday"]
)
def test_two_doses_if_the_first_is_given_before_the_15th_birthday(vaccinated, wish, doses):
    assert len(vaccinated([date(2009, 7, 1)], [wish])) == doses


def test_who_turns_15_after_her_first_dose_still_needs_two(vaccinated):
    doses = vaccinated([date(2009, 7, 1)], [date(2024, 6, 30)])
    assert doses[-1] == (0, 2, date(2024, 6, 30) + timedelta(days=180))


def test_slots_go_by_identity_on_a_day(vaccinated):
    same_day = date(2023, 3, 1)
    first_doses = [entry for entry in vaccinated([date(1985, 1, 1)] * 3, [same_day] * 3) if entry[1] == 1]
    assert first_doses == [(woman, 1, same_day + timedelta(days=woman)) for woman in range(3)]


def test_who_wants_to_come_earlier_is_served_earlier(vaccinated):
    first, second = date(2023, 3, 1), date(2023, 3, 2)
    only_slot = [date(2023, 3, 3)]
    assert vaccinated([date(1985, 1, 1)] * 2, [second, first], open_days=only_slot) == [(1, 1, only_slot[0])]


def test_a_late_dose_continues_the_series(vaccinated):
    # Open on three days far apart: the doses follow, none is given again.
    open_days = [date(2023, 3, 1), date(2024, 6, 1), date(2025, 11, 1)]
    doses = vaccinated([date(1985, 1, 1)], [date(2023, 3, 1)], open_days=open_days)
    assert doses == [(0, number, day) for number, day in enumerate(open_days, start=1)]


def test_a_dose_due_after_the_horizon_is_not_given(vaccinated):
    short = replace(HORIZON, last=date(2023, 3, 30))
    day = date(2023, 3, 1)
    assert vaccinated([date(1985, 1, 1)], [day], horizon=short) == [(0, 1, day)]
    one_more = replace(HORIZON, last=date(2023, 3, 31))
    assert vaccinated([date(1985, 1, 1)], [day], horizon=one_more)[1:] == [(0, 2, date(2023, 3, 31))]


def test_girls_who_are_too_young_at_the_opening_wait_for_their_ninth_birthday(base_result):
    early = simlib.load("gaoping-2023", set={"hpv_rollout.batches.girls_2011_2014.opens": date(2023, 9, 1)})
    result = simlib.run(early, seed=1)
    of_batch = result.doses[result.doses["batch"] == "girls_2011_2014"]
    assert of_batch["age"].min() == 9
    # In the base all of them are old enough when their batch opens; opening earlier loses nobody.
    wrong_age = "hpv_rollout.appointments_wrong_age"
    assert result.measures[wrong_age] <= base_result.measures[wrong_age] + 5
