"""Women ask, and are booked, on days only on which they are there."""

from datetime import date, timedelta

import numpy as np
import pytest
from drawn_towns import ALWAYS_THERE, DEMAND, EVERY_DAY, PRESENCE, ROLLOUT, drawn_towns, seeds, steps_of
from hypothesis import given, settings
from reference_women import age_on
from test_rollout_truths import birthday_of

from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.log import Kind

CLOSES_NEVER = {
    f"{ROLLOUT}.sites.opening_days": {"ash_clinic": EVERY_DAY},
    f"{ROLLOUT}.sites.daily_capacity": {"ash_clinic": 100},
    "calendar.holidays": [],
}


def period(first, last):
    return {"first_day": first, "last_day": last}


def kept_at_school(presence, day):
    """Whether schoolgirls cannot come on a day; a second writing, by the Monday of each week."""
    for term in presence.terms:
        if term.first_day <= day <= term.last_day:
            monday = term.first_day - timedelta(days=term.first_day.weekday())
            free = {
                monday + timedelta(weeks=presence.boarding_cycle * n, days=d)
                for n in range(60)
                for d in range(7)
            }
            if day not in free:
                return True
    return any(exam.first_day <= day <= exam.last_day for exam in presence.exams)


@settings(max_examples=10)
@given(drawn=drawn_towns(), seed=seeds)
def test_everybody_is_there_when_asking_and_on_the_day(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    presence, women = steps.section.presence, steps.women
    kept = {day: kept_at_school(presence, day) for day in steps.horizon.dates.tolist()}
    visits = {day for day in kept if any(v.first_day <= day <= v.last_day for v in presence.away_visits)}
    bookings = steps.log.events.of(Kind.BOOKING)
    for moment in (bookings.time, bookings.detail):
        days = steps.horizon.dates[moment // SECONDS_PER_DAY].tolist()
        for woman, day in zip(bookings.woman.tolist(), days, strict=True):
            age = age_on(day, birthday_of(women, woman))
            if women.away[woman]:
                assert day in visits
            elif presence.school_ages.youngest <= age <= presence.school_ages.oldest:
                assert not kept[day]


def test_women_who_live_elsewhere_come_on_their_visits_alone(town):
    visits = [period(date(2023, 7, 1), date(2023, 7, 31)), period(date(2024, 2, 3), date(2024, 2, 24))]
    elsewhere = {**ALWAYS_THERE, f"{PRESENCE}.away_visits": visits, f"{DEMAND}.absent_factor": 1.0}
    steps = steps_of(town({**CLOSES_NEVER, **elsewhere}, townships={"ash": 1}))
    away = steps.women.away[steps.log.woman]
    days = steps.dates[away]
    assert away.sum() > 20
    in_july = (days >= np.datetime64("2023-07-01")) & (days <= np.datetime64("2023-07-31"))
    at_new_year = (days >= np.datetime64("2024-02-03")) & (days <= np.datetime64("2024-02-24"))
    assert (in_july | at_new_year).all()


def test_who_is_never_there_is_never_asked_for(town):
    never = {**ALWAYS_THERE, f"{PRESENCE}.away_visits": [], f"{DEMAND}.absent_factor": 1.0}
    steps = steps_of(town(never))
    woman = steps.log.events.woman
    # Events about doses are about no woman.
    assert not steps.women.away[woman[woman >= 0]].any()
    assert steps.log.given[~steps.women.away].sum() > 500


@pytest.mark.parametrize("cycle", [1, 3])
def test_schoolgirls_come_in_one_week_of_so_many(town, cycle):
    # The term begins on Wednesday, 1 March 2023; its first week counts from Monday, 27 February.
    term = [period(date(2023, 3, 1), date(2025, 2, 28))]
    school = {**ALWAYS_THERE, f"{PRESENCE}.terms": term, f"{PRESENCE}.boarding_cycle": cycle}
    ages = {f"{PRESENCE}.school_ages": {"youngest": 9, "oldest": 19}}
    steps = steps_of(town({**CLOSES_NEVER, **school, **ages}, townships={"ash": 1}))
    girls = (steps.women.band[steps.log.woman] < 2) & ~steps.women.away[steps.log.woman]
    in_term = steps.log.day[girls & (steps.log.day < 700)]
    assert set((in_term + 2) // 7 % cycle) == {0}
    assert len(set((in_term + 2) // 7)) > 20


def test_nobody_comes_on_a_day_of_exams(town):
    exams = [period(date(2023, 6, 1), date(2023, 6, 30))]
    steps = steps_of(town({**CLOSES_NEVER, **ALWAYS_THERE, f"{PRESENCE}.exams": exams}, townships={"ash": 1}))
    june = (steps.dates >= np.datetime64("2023-06-01")) & (steps.dates <= np.datetime64("2023-06-30"))
    band = steps.women.band[steps.log.woman]
    ages = [
        age_on(day, birthday_of(steps.women, woman))
        for woman, day in zip(
            steps.log.woman[june & (band < 3)], steps.dates[june & (band < 3)].tolist(), strict=True
        )
        if not steps.women.away[woman]
    ]
    assert june.sum() > 5
    assert not {13, 14, 15, 16, 17} & set(ages)
