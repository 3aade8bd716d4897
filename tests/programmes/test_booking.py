"""Slots open some days ahead, the nearest site comes first, and who has waited longest is asked first."""

import numpy as np
import pytest
from drawn_towns import (
    ALWAYS_THERE,
    BOOKING,
    DEMAND,
    EVERY_DAY,
    OPEN_FAR_AHEAD,
    ROLLOUT,
    drawn_towns,
    seeds,
    steps_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.log import Kind
from simlib.programmes.hpv_rollout.travel import TOO_FAR, rings_of

THREE = {"ash": 5, "birch": 3, "cedar": 2}
CLINICS = [f"{name}_clinic" for name in THREE]
OPEN_DAILY = {
    f"{ROLLOUT}.sites.opening_days": dict.fromkeys(CLINICS, EVERY_DAY),
    "calendar.holidays": [],
    **ALWAYS_THERE,
}
OPEN_DAILY_AT_ASH = {
    **OPEN_DAILY,
    f"{ROLLOUT}.sites.opening_days": {"ash_clinic": EVERY_DAY},
    f"{DEMAND}.mean_delay": 20.0,
}


def way(booking, home, there):
    """Minutes from one township to another, a second writing."""
    if home == there:
        return booking.travel.own_township
    if home in booking.city and there in booking.city:
        return booking.travel.within_city
    return booking.travel.to_city if {home, there} & set(booking.city) else booking.travel.elsewhere


def minutes_of(steps):
    """Minutes from each township to each site."""
    place_of, booking = steps.section.sites.township, steps.section.booking
    homes = steps.cohorts.townships
    return np.array([[way(booking, home, place_of[site]) for site in steps.slots.sites] for home in homes])


def first_bookings(steps):
    """Row, day of asking, day of the appointment, and site of each woman's first booking."""
    bookings = steps.log.events.of(Kind.BOOKING).in_order()
    _, first = np.unique(bookings.woman, return_index=True)
    bookings = bookings.take(np.sort(first))
    asked, day = bookings.time // SECONDS_PER_DAY, bookings.detail // SECONDS_PER_DAY
    return list(
        zip(bookings.woman.tolist(), asked.tolist(), day.tolist(), bookings.site.tolist(), strict=True)
    )


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_goes_farther_than_she_accepts_nor_books_before_slots_open(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    booking, bookings = steps.section.booking, steps.log.events.of(Kind.BOOKING)
    minutes = minutes_of(steps)[steps.women.township[bookings.woman], bookings.site]
    assert (minutes <= booking.longest_travel).all()
    ahead = bookings.detail // SECONDS_PER_DAY - bookings.time // SECONDS_PER_DAY
    assert (ahead >= 0).all()
    assert (ahead <= booking.days_ahead).all()


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_passes_a_nearer_site_that_has_a_slot_in_time(town, drawn, seed):
    drawn = {**drawn, "settings": {**drawn["settings"], **ALWAYS_THERE}}
    steps = steps_of(town(**drawn), seed)
    minutes, booked = minutes_of(steps), steps.log.by_site_and_day["booking"]
    free = booked < steps.slots.capacity
    accepted = steps.section.booking.accepted_days
    for woman, asked, day, site in first_bookings(steps):
        way = minutes[steps.women.township[woman]]
        last = steps.women.wish_day[woman] + accepted
        nearer, as_near = way < way[site], way == way[site]
        # What was free to the end was free when she asked.
        assert not free[nearer, asked : last + 1].any()
        assert not free[as_near, asked:day].any()
        if day > last:
            assert not free[way <= steps.section.booking.longest_travel, asked:day].any()


@pytest.mark.parametrize("days_ahead", [0, 10])
def test_who_has_waited_longest_comes_first(town, days_ahead):
    one_a_day = {f"{ROLLOUT}.sites.daily_capacity": {"ash_clinic": 1}}
    one_a_day |= {f"{BOOKING}.days_ahead": days_ahead, f"{BOOKING}.ask_again": 1}
    steps = steps_of(town({**OPEN_DAILY_AT_ASH, **one_a_day}, residents=8_000, townships={"ash": 1}))
    wishes = [steps.women.wish_day[woman] for woman, *_ in first_bookings(steps)]
    assert len(wishes) > 200
    assert wishes == sorted(wishes)


def test_who_reaches_no_site_stays_without_a_slot(town):
    far = {f"{BOOKING}.travel.own_township": 61, **OPEN_FAR_AHEAD}
    scenario = town(
        {**OPEN_DAILY, f"{BOOKING}.longest_travel": 45, f"{BOOKING}.city": ["ash"], **far}, 5_000, THREE
    )
    steps = steps_of(scenario)
    # Each reaches the others by way of the city, which is ash; birch and cedar do not reach each other.
    sites = {
        home: {steps.slots.sites[site] for site in np.unique(steps.log.site[homes == place])}
        for homes in [steps.women.township[steps.log.woman]]
        for place, home in enumerate(steps.cohorts.townships)
    }
    assert sites == {
        "ash": {"birch_clinic", "cedar_clinic"},
        "birch": {"ash_clinic"},
        "cedar": {"ash_clinic"},
    }


def test_where_every_way_is_too_long_nobody_gets_a_dose(town):
    steps = steps_of(town({**OPEN_DAILY, f"{BOOKING}.longest_travel": 5}, townships=THREE))
    asked = (steps.women.wish_day < steps.horizon.days).sum()
    assert steps.log.counts["without_slot"] == asked > 200
    # All others are about doses.
    assert (steps.log.events.woman >= 0).sum() == asked


def test_the_impatient_go_to_another_township_and_the_patient_wait(town):
    few = {f"{ROLLOUT}.sites.daily_capacity": {"ash_clinic": 1, "birch_clinic": 50, "cedar_clinic": 50}}
    at_home = []
    for accepted in (0, 3_000):
        steps = steps_of(town({**OPEN_DAILY, **few, f"{BOOKING}.accepted_days": accepted}, townships=THREE))
        of_ash = steps.women.township[steps.log.woman] == steps.cohorts.townships.index("ash")
        at_home.append((steps.site_names()[of_ash] == "ash_clinic").mean())
    assert at_home[0] < 0.8
    assert at_home[1] == 1.0


@given(minutes=st.lists(st.lists(st.sampled_from([TOO_FAR, 5, 10, 20]), min_size=4, max_size=4), min_size=1))
def test_rings_hold_every_site_in_reach_by_distance(minutes):
    first, sites, ends = rings_of(np.array(minutes, np.int32))
    for home, row in enumerate(minutes):
        reached, place = sites[first[home] : first[home + 1]].tolist(), first[home]
        assert sorted(reached) == [site for site, way in enumerate(row) if way != TOO_FAR]
        nearest = [row[site] for site in reached]
        assert nearest == sorted(nearest)
        while place < first[home + 1]:
            ring = sites[place : ends[place]]
            assert {row[site] for site in ring} == {row[sites[place]]}
            assert list(ring) == sorted(ring)
            place = ends[place]
            assert place == first[home + 1] or row[sites[place]] > row[ring[0]]
