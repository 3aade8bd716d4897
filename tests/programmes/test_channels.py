"""How women come: with an appointment, without one, or with their school."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from drawn_towns import (
    ALWAYS_THERE,
    BROUGHT_EVERY_MONTH,
    CHANNELS,
    CLINIC,
    ENOUGH_DOSES,
    EVERYBODY_BOOKS,
    NOBODY_BOOKS,
    PRESENCE,
    PRODUCTS,
    ROLLOUT,
    STAGES,
    SUPPLY,
    birthday_of,
    drawn_towns,
    seeds,
    servers_at,
    steps_of,
)
from hypothesis import given, settings
from reference_women import age_on
from test_rollout_truths import plain

import simlib
from simlib.core.clock import SECONDS_PER_DAY, WEEKDAYS
from simlib.programmes.hpv_rollout.clinic_assumptions import seconds_of_day
from simlib.programmes.hpv_rollout.log import Kind
from simlib.programmes.hpv_rollout.reach import channels_of
from simlib.programmes.hpv_rollout.spans import AGE_BANDS
from simlib.programmes.hpv_rollout.travel import TOO_FAR

TOWNSHIPS = {"ash": 2, "birch": 1}
CLINICS = ["ash_clinic", "birch_clinic"]
GIRLS_GO = {**BROUGHT_EVERY_MONTH, f"{CHANNELS}.school.takes_part": 1.0}


def of_kind(steps, kind):
    """Woman, site, day and second of the events of a kind."""
    events = steps.log.events.of(kind)
    day, second = np.divmod(events.time, SECONDS_PER_DAY)
    return zip(*(column.tolist() for column in (events.woman, events.site, day, second)), strict=True)


# --- without an appointment ---


def test_who_never_books_has_no_appointment_and_nobody_else_comes_without(town):
    steps = steps_of(town({f"{CHANNELS}.walk_in.share": dict.fromkeys(AGE_BANDS, 0.3)}))
    booked, came_by = (np.unique(steps.log.events.of(kind).woman) for kind in (Kind.BOOKING, Kind.WALK_IN))
    assert steps.women.walks_in[came_by].all()
    assert not steps.women.walks_in[booked].any()
    assert min(booked.size, came_by.size) > 100


def test_where_nobody_books_no_slot_is_needed(town):
    # One appointment a day would hold back nearly all of them.
    few = {f"{ROLLOUT}.sites.daily_capacity": dict.fromkeys(CLINICS, 1), **ENOUGH_DOSES}
    by_app, without = (
        simlib.run(town({**few, **who}, townships=TOWNSHIPS)) for who in (EVERYBODY_BOOKS, NOBODY_BOOKS)
    )
    assert without.visits["booked"].sum() == 0
    assert without.visits["walk_in"].sum() == without.visits["attended"].sum()
    assert without.doses["count"].sum() > 1.5 * by_app.doses["count"].sum()


def test_who_comes_by_goes_to_the_nearest_site_that_opens_in_time(town):
    ways = {"own_township": 10, "within_city": 20, "to_city": 30, "elsewhere": 40}
    booking = {"travel": ways, "accepted_days": 2, "longest_travel": 60}
    settings = {
        **{f"{ROLLOUT}.booking.{name}": value for name, value in booking.items()},
        f"{ROLLOUT}.sites.opening_days": {"ash_clinic": ["mon"], "birch_clinic": ["wed"]},
        "calendar.holidays": [],
        **{**ALWAYS_THERE, **NOBODY_BOOKS, **ENOUGH_DOSES},
    }
    steps = steps_of(town(settings, townships=TOWNSHIPS))
    first = {}
    for woman, site, day, _ in of_kind(steps, Kind.WALK_IN):
        first.setdefault(woman, (site, day))
    for woman, (site, day) in first.items():
        wish = int(steps.women.wish_day[woman])
        home = int(steps.women.township[woman])
        opens = {}
        for place, weekday in ((0, "mon"), (1, "wed")):
            opens[place] = wish
            while WEEKDAYS[steps.horizon.date_of(opens[place]).weekday()] != weekday:
                opens[place] += 1
        nearest, other = home, 1 - home
        expected = nearest if opens[nearest] <= wish + 2 or opens[nearest] < opens[other] else other
        assert (site, day) == (expected, opens[expected])
    assert len({site for site, _ in first.values()}) == 2


def test_who_comes_by_comes_at_any_time_of_the_hours_but_in_the_break(town):
    hours = {"opens": "08:00", "last_appointment": "16:00", "closes": "17:00"}
    noon = {**hours, "noon_break": {"begins": "11:30", "ends": "14:00"}}
    steps = steps_of(
        town({f"{CLINIC}.hours": noon, **NOBODY_BOOKS, **ENOUGH_DOSES}, 20_000, townships=TOWNSHIPS)
    )
    second = np.array([second for *_, second in of_kind(steps, Kind.WALK_IN)])
    begins, ends = seconds_of_day("11:30"), seconds_of_day("14:00")
    morning, afternoon = second[second < begins], second[second >= ends]
    assert morning.size + afternoon.size == second.size > 5_000
    assert second.min() >= seconds_of_day("08:00")
    assert second.max() <= seconds_of_day("16:00")
    # Uniform over 5.5 hours at work; five standard errors.
    assert abs(morning.size / second.size - 3.5 / 5.5) < 5 * 0.5 / np.sqrt(second.size)


def test_in_vain_she_comes_again_some_days_later_and_then_gives_up(town):
    nothing = {f"{SUPPLY}.central": {"plan": []}, f"{CHANNELS}.walk_in.comes_again": 5}
    nothing |= {f"{CHANNELS}.walk_in.tries": 4, **ALWAYS_THERE, **NOBODY_BOOKS}
    settings = {
        **nothing,
        f"{ROLLOUT}.sites.opening_days": dict.fromkeys(CLINICS, tuple(WEEKDAYS)),
        "calendar.holidays": [],
        "horizon.last_day": date(2024, 12, 31),
    }
    steps = steps_of(town(settings, townships=TOWNSHIPS))
    in_vain = {}
    for woman, _, day, _ in of_kind(steps, Kind.NO_DOSE):
        in_vain.setdefault(woman, []).append(day)
    gave_up = {woman for woman, *_ in of_kind(steps, Kind.GAVE_UP)}
    assert len(gave_up) > 150
    for woman, days in in_vain.items():
        assert set(np.diff(days)) <= {5}
        assert (len(days) == 4) == (woman in gave_up)
        assert len(days) <= 4
    assert steps.log.woman.size == 0


def test_who_is_turned_away_at_closing_counts_it_as_in_vain(town):
    nobody_there = {f"{CLINIC}.servers": servers_at(CLINICS, 0), f"{CHANNELS}.walk_in.tries": 2}
    steps = steps_of(town({**nobody_there, **NOBODY_BOOKS, **ENOUGH_DOSES}, townships=TOWNSHIPS))
    turned_away = Counter(woman for woman, *_ in of_kind(steps, Kind.TURNED_AWAY))
    gave_up = {woman for woman, *_ in of_kind(steps, Kind.GAVE_UP)}
    assert len(gave_up) > 300
    assert {woman for woman, times in turned_away.items() if times == 2} == gave_up
    assert max(turned_away.values()) == 2


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds)
def test_who_booked_is_never_cancelled_for_who_did_not(town, drawn, seed):
    unbroken = {f"{SUPPLY}.breakage": 0.0}
    steps = steps_of(town(**{**drawn, "settings": {**drawn["settings"], **unbroken}}), seed)
    products = list(steps.section.products)
    cancelled = {
        (site, day, product_on(steps, woman, day)) for woman, site, day, _ in of_kind(steps, Kind.CANCELLED)
    }
    came_by = {(woman, day) for woman, _, day, _ in of_kind(steps, Kind.WALK_IN)}
    given = {
        (site, day, products[steps.log.product[woman]])
        for woman, site, day, _ in of_kind(steps, Kind.INJECTION)
        if (woman, day) in came_by
    }
    assert not cancelled & given


def product_on(steps, woman, day):
    """The product that a woman would get on a day: by her age then, or that of her series."""
    doses = (steps.log.woman == woman) & (steps.log.day < day)
    if doses.any():
        return list(steps.section.products)[steps.log.product[woman]]
    age = age_on(steps.horizon.date_of(day), birthday_of(steps.women, woman))
    for name, product in steps.section.products.items():
        if product.given_ages.youngest <= age <= product.given_ages.oldest:
            return name
    raise AssertionError(age)


# --- with her school ---


@settings(max_examples=10)
@given(drawn=drawn_towns((6_000, 3_000)), seed=seeds)
def test_schools_bring_girls_on_school_days_on_which_the_site_is_open(town, drawn, seed):
    scenario = town(**{**drawn, "settings": {**drawn["settings"], **BROUGHT_EVERY_MONTH}})
    steps = steps_of(scenario, seed)
    school, presence, women = steps.section.channels.school, steps.section.presence, steps.women
    calendar = scenario.sections["calendar"]
    minutes = np.where(steps.slots.minutes == TOO_FAR, 10_000, steps.slots.minutes)
    minutes[:, (steps.slots.capacity == 0).all(axis=1)] = 10_000
    for woman, site, day, second in of_kind(steps, Kind.SCHOOL):
        when = steps.horizon.date_of(day)
        assert any(term.first_day <= when <= term.last_day for term in presence.terms)
        assert not any(exam.first_day <= when <= exam.last_day for exam in presence.exams)
        weekend = when.weekday() > 4 or when in calendar.holidays
        assert not weekend or when in calendar.makeup_workdays
        assert steps.slots.capacity[site, day] > 0
        assert minutes[women.township[woman], site] == minutes[women.township[woman]].min()
        assert not women.away[woman]
        age = age_on(when, birthday_of(women, woman))
        assert school.ages.youngest <= age <= school.ages.oldest
        opens = seconds_of_day(steps.section.clinic.hours_at(steps.slots.sites[site]).opens)
        assert second == max(opens, seconds_of_day(school.hour))


def test_a_round_brings_one_group_a_day_and_every_girl_with_hers(town):
    one_round = {
        f"{CHANNELS}.school.rounds": [date(2023, 3, 15)],
        f"{CHANNELS}.school.groups": 4,
        f"{CHANNELS}.school.takes_part": 1.0,
        f"{CHANNELS}.school.missing": 0.0,
        f"{ROLLOUT}.demand.uptake.age_9_14": 1.0,
        f"{ROLLOUT}.demand.uptake.age_15_17": 1.0,
        f"{ROLLOUT}.demand.mean_delay": 3_000.0,
        f"{ROLLOUT}.demand.prior_vaccination": dict.fromkeys(AGE_BANDS, 0.0),
        **ENOUGH_DOSES,
    }
    steps = steps_of(town(one_round, 20_000, {"ash": 1}))
    women = steps.women
    came = {woman: day for woman, _, day, _ in of_kind(steps, Kind.SCHOOL)}
    # Mondays and Thursdays from Wednesday, 15 March.
    dates = {group: set() for group in range(4)}
    for woman, day in came.items():
        dates[int(women.pupils.group[woman])].add(str(steps.horizon.date_of(day)))
    assert dates == {0: {"2023-03-16"}, 1: {"2023-03-20"}, 2: {"2023-03-23"}, 3: {"2023-03-27"}}
    invited = (women.batch == 0) & ~women.away
    by_app = {woman for woman, _, day, _ in of_kind(steps, Kind.ARRIVAL) if day < 27}
    ages = [age_on(date(2023, 3, 20), birthday_of(women, row)) for row in np.flatnonzero(invited)]
    at_school = set(np.flatnonzero(invited)[np.array(ages) <= 16].tolist())
    # The few who heard of it before went to the site by themselves, and wait no more.
    assert len(at_school - came.keys()) <= len(by_app) + 5
    assert len(came) > 250


def test_the_next_dose_waits_for_the_school_where_it_comes_in_time(town):
    months_apart = {
        **GIRLS_GO,
        f"{CHANNELS}.school.waits": 40,
        f"{CHANNELS}.school.missing": 0.0,
        f"{ROLLOUT}.demand.mean_delay": 3_000.0,
        f"{CLINIC}.servers": servers_at(["ash_clinic"], 20),
        f"{CLINIC}.deferral": 0.0,
        **ENOUGH_DOSES,
    }
    steps = steps_of(town(months_apart, 10_000, {"ash": 1}))
    school = channels_of(steps.log) == 2
    later = school & (steps.log.dose > 1)
    assert later.sum() > 100
    due = {}
    for woman, day, dose in zip(steps.log.woman, steps.log.day, steps.log.dose, strict=True):
        due[woman, dose] = day
    interval = steps.section.products["walrinvax"].two_dose_interval
    for woman, day, dose in zip(
        steps.log.woman[later], steps.log.day[later], steps.log.dose[later], strict=True
    ):
        if steps.log.series[woman] == 2:
            assert interval <= day - due[woman, dose - 1] <= interval + 40


@pytest.mark.parametrize("servers", [0, 1])
def test_held_in_school_nobody_queues_at_the_site(town, servers):
    # Nobody works at the clinic, so only who is seen in school gets a dose.
    settings = {
        **GIRLS_GO,
        f"{CHANNELS}.school.held": "in_school",
        f"{CHANNELS}.school.staff": dict.fromkeys(STAGES, servers),
        f"{CLINIC}.servers": servers_at(CLINICS, 0),
        **ENOUGH_DOSES,
    }
    result = simlib.run(town(settings, townships=TOWNSHIPS))
    assert (set(result.doses["channel"]) == {"school"}) == (servers > 0)
    assert result.visits["school"].sum() > 100
    assert (result.queues["served"] == 0).all()


def test_held_in_school_the_sites_queues_are_those_of_all_others(town):
    there, away = (
        simlib.run(town({**GIRLS_GO, f"{CHANNELS}.school.held": held, **ENOUGH_DOSES}, 10_000, TOWNSHIPS))
        for held in ("at_site", "in_school")
    )
    for result, in_queue in ((there, 1), (away, 0)):
        first_stage = result.queues[result.queues["stage"] == "prescreen"]["served"].sum()
        visits = result.visits[["attended", "school", "turned_away"]].sum()
        assert first_stage <= visits["attended"] - (1 - in_queue) * visits["school"]
        assert first_stage >= visits["attended"] - (1 - in_queue) * visits["school"] - visits["turned_away"]
    assert away.queues["wait_mean"].max() < there.queues["wait_mean"].max()


def test_trips_reach_girls_who_board_and_bring_first_doses_forward(town):
    term = [{"first_day": date(2023, 3, 1), "last_day": date(2023, 7, 7)}]
    kept = {f"{PRESENCE}.terms": term, f"{PRESENCE}.boarding_cycle": 30, f"{PRESENCE}.exams": []}
    kept |= {f"{PRESENCE}.school_ages": {"youngest": 9, "oldest": 17}, **ENOUGH_DOSES}
    alone, brought = (simlib.run(town({**kept, **schools}, 10_000, TOWNSHIPS)) for schools in ({}, GIRLS_GO))

    def in_term(result):
        doses = result.doses[result.doses["batch"] == "girls_2005_2010"]
        return doses.loc[doses["date"].between("2023-03-08", "2023-07-07"), "count"].sum()

    # Without trips only those come in term who live elsewhere or are older.
    assert in_term(brought) > 5 * in_term(alone)


def test_without_rounds_nothing_of_schools_matters(town):
    other = {f"{CHANNELS}.school.held": "in_school", f"{CHANNELS}.school.groups": 3}
    other |= {f"{CHANNELS}.school.hour": "09:00", f"{CHANNELS}.school.takes_part": 1.0}
    one, two = (steps_of(town(settings)) for settings in ({}, other))
    np.testing.assert_array_equal(one.log.events.time, two.log.events.time)
    assert one.log.counts == two.log.counts
    assert one.log.counts["school"] == 0


# --- what is told of it ---


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds)
def test_the_channels_of_doses_are_how_women_came_that_day(town, drawn, seed):
    scenario = town(**drawn)
    result = simlib.run(scenario, seed, events=True)
    events, names = plain(result.events), {"arrival": "app", "walk_in": "walk_in", "school": "school"}
    came = events[events["kind"].isin(names)].assign(day=lambda frame: frame["time"] // SECONDS_PER_DAY)
    how = {(row.person, row.day): names[row.kind] for row in came.itertuples()}
    given = events[events["kind"] == "injection"]
    found = Counter(how[row.person, row.time // SECONDS_PER_DAY] for row in given.itertuples())
    assert plain(result.doses).groupby("channel")["count"].sum().to_dict() == dict(found)
    visits = result.visits
    kinds = Counter(events["kind"])
    for column, kind in (("walk_in", "walk_in"), ("school", "school"), ("no_dose", "no_dose")):
        assert visits[column].sum() == kinds[kind]
    assert visits["attended"].sum() == len(came)


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds)
def test_reach_by_channel_adds_up_to_coverage(town, drawn, seed):
    result = simlib.run(town(**drawn), seed)
    by_channel, coverage = plain(result.reach_by_channel), plain(result.coverage)
    key = ["month", "township", "batch"]
    columns = ["dose1", "complete"]
    ours = by_channel.groupby(key)[columns].sum()
    theirs = coverage.groupby(key)[columns].sum()
    theirs = theirs[(theirs > 0).any(axis=1)]
    assert ours.to_dict() == theirs.to_dict()
    if not by_channel.empty:
        last = by_channel[by_channel["month"] == by_channel["month"].max()]
        doses = plain(result.doses)
        first = doses[doses["dose"] == 1].groupby("channel")["count"].sum()
        reached = last.groupby("channel")["dose1"].sum()
        assert reached[reached > 0].to_dict() == first.to_dict()


def test_in_the_base_some_come_by_and_no_school_brings_anybody(base_result):
    doses = base_result.doses.groupby("channel", observed=False)["count"].sum()
    assert doses["school"] == 0
    assert 0.01 < doses["walk_in"] / doses.sum() < 0.1
    assert base_result.visits["walk_in"].sum() > 4_000


def test_stocks_hold_where_doses_break_and_nobody_books(town):
    names = {product: {"order_at": 3, "order_up_to": 6} for product in PRODUCTS}
    scarce = {f"{SUPPLY}.site_order": names, f"{SUPPLY}.breakage": 0.5, **NOBODY_BOOKS}
    stock = simlib.run(town(scarce, townships=TOWNSHIPS)).stock
    assert (stock["end"] >= 0).all()
    assert stock.loc[stock["store"] != "central", "wasted"].sum() > 50
