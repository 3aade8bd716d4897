"""What holds for every claim in every town, and where the path ends."""

from dataclasses import fields, replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from path_towns import calendar, claims_at, drawn_towns, log_by_claim, path_of

from simlib.core.clock import SECONDS_PER_DAY, WEEKDAYS
from simlib.programmes.family_subsidies.path_claims import NOT_YET, check_claims
from simlib.programmes.family_subsidies.path_engines import run_path
from simlib.programmes.family_subsidies.path_offices import desk_townships, desks_at, staff_by_day

TOWN = ("ash",)
quick = settings(max_examples=100, deadline=None)


@quick
@given(town=drawn_towns())
def test_every_claim_goes_forward_and_stops_where_it_is_stopped(town):
    claims, path, _, on = town
    log = run_path(*town)
    begun = [claims.ready, log.received, log.reviewed, log.noticed, log.approved]
    for earlier, later in pairwise(begun):
        done = later != NOT_YET
        assert (earlier[done] != NOT_YET).all()
        assert (earlier[done] < later[done]).all()
        assert (later[done] < on.horizon.seconds).all()
    paid = log.paid_day != NOT_YET
    assert (log.paid_day[paid] * SECONDS_PER_DAY < on.horizon.seconds).all()
    assert (log.paid_day[paid] - log.approved[paid] // SECONDS_PER_DAY >= path.payment.prepared).all()
    assert (log.noticed[~claims.valid] == NOT_YET).all()
    assert (log.visits[log.received != NOT_YET] == 1 + claims.papers_missing[log.received != NOT_YET]).all()
    assert (log.visits <= 1 + claims.papers_missing).all()


@quick
@given(town=drawn_towns())
def test_no_office_gets_through_more_than_it_can(town):
    claims, path, townships, on = town
    log = run_path(*town)
    offices = [
        ("review", name, log.reviewed[claims.township == place], path.review)
        for place, name in enumerate(townships)
    ]
    for office, name, done, work in [*offices, ("approval", None, log.approved, path.approval)]:
        a_day = np.bincount(done[done != NOT_YET] // SECONDS_PER_DAY, minlength=on.horizon.days)
        assert (a_day <= staff_by_day(path, office, name, on) * work.cases_a_day).all()
        opens, closes = work.hours.seconds
        of_day = done[done != NOT_YET] % SECONDS_PER_DAY
        assert ((of_day >= opens + work.case_seconds) & (of_day <= closes)).all()


@quick
@given(town=drawn_towns())
def test_who_is_received_first_is_reviewed_first(town):
    claims, _, townships, _ = town
    log = run_path(*town)
    for place in range(len(townships)):
        here = np.flatnonzero((claims.township == place) & (log.received != NOT_YET))
        in_order = here[np.lexsort((claims.claim[here], log.received[here]))]
        reviewed = log.reviewed[in_order]
        until = np.where(reviewed == NOT_YET, np.iinfo(np.int64).max, reviewed)
        assert (np.diff(until) >= 0).all()


@quick
@given(town=drawn_towns(), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_the_claims_does_not_matter(town, seed):
    claims, *rest = town
    order = np.random.Generator(np.random.Philox(seed)).permutation(len(claims))
    log, shuffled = run_path(claims, *rest), run_path(claims.take(order), *rest)
    assert log_by_claim(log) == log_by_claim(shuffled)
    assert shuffled.claim.tolist() == claims.claim[order].tolist()


@quick
@given(ready=st.lists(st.integers(0, 200 * SECONDS_PER_DAY), min_size=1, max_size=30), papers=st.booleans())
def test_one_claim_more_moves_nobody_where_nothing_is_full(ready, papers):
    path, on = path_of(TOWN), calendar(last_day=date(2023, 12, 31))
    everybody = claims_at(ready, claim=np.arange(len(ready))[::-1], papers_missing=papers)
    without_first = everybody.take(np.arange(1, len(ready)))
    log = log_by_claim(run_path(everybody, path, TOWN, on))
    del log[len(ready) - 1]
    assert log == log_by_claim(run_path(without_first, path, TOWN, on))


@quick
@given(town=drawn_towns())
def test_one_township_does_not_move_another_before_the_city(town):
    claims, path, townships, on = town
    log = run_path(*town)
    for place in range(len(townships)):
        here = claims.township == place
        alone = run_path(claims.take(here), path, townships, on)
        for name in ("received", "reviewed", "noticed", "visits"):
            np.testing.assert_array_equal(getattr(log, name)[here], getattr(alone, name))


@pytest.mark.parametrize(
    ("groups", "reached"),
    [
        ({"desks": {"staff": {"ash": 0}}}, "ready"),
        ({"desks": {"opening_days": {"ash": ()}}}, "ready"),
        ({"review": {"workers": {"ash": 0}}}, "received"),
        ({"review": {"opening_days": ()}}, "received"),
        ({"notice": {"days": 365}}, "reviewed"),
        ({"approval": {"workers": 0}}, "noticed"),
        ({"payment": {"months": (2,)}}, "approved"),
        ({"payment": {"prepared": 365}}, "approved"),
    ],
)
@pytest.mark.parametrize("engine", ["fast", "simpy"])
def test_where_nobody_works_claims_wait_until_the_end(groups, reached, engine):
    claims, on = claims_at(np.arange(50) * 10_000), calendar(last_day=date(2023, 12, 31))
    log = run_path(claims, path_of(TOWN, **groups), TOWN, on, engine)
    steps = ["ready", "received", "reviewed", "noticed", "approved", "paid_day"]
    for step in steps[1:]:
        came = steps.index(step) <= steps.index(reached)
        assert ((getattr(log, step) != NOT_YET) == came).all(), step
    assert (log.visits == (reached != "ready")).all()


@pytest.mark.parametrize("engine", ["fast", "simpy"])
def test_at_the_end_of_the_horizon_everything_stops(engine):
    on = calendar(last_day=date(2023, 3, 1))
    ready = [SECONDS_PER_DAY - 900, SECONDS_PER_DAY - 601, SECONDS_PER_DAY - 600, 2**40]
    log = run_path(claims_at(ready), path_of(TOWN), TOWN, on, engine)
    # The desk closes at 23:50, ten minutes before midnight; who has begun is finished.
    assert log.received.tolist() == [SECONDS_PER_DAY - 720, SECONDS_PER_DAY - 421, NOT_YET, NOT_YET]
    assert log.visits.tolist() == [1, 1, 0, 0]
    assert (log.reviewed == NOT_YET).all()


@pytest.mark.parametrize("engine", ["fast", "simpy"])
def test_who_still_waits_at_closing_is_first_on_the_next_opening_day(engine):
    path = path_of(
        TOWN,
        desks={
            "staff": {"ash": 1},
            "complete": 20.0,
            "opening_days": {"ash": ("wed", "fri")},
            "hours": {"opens": "09:00", "closes": "10:00"},
        },
    )
    nine = 9 * 3600
    claims = claims_at([nine, nine, nine, nine + 1, 2 * SECONDS_PER_DAY + nine], claim=[5, 4, 3, 2, 1])
    log = run_path(claims, path, TOWN, calendar(), engine)
    friday = 2 * SECONDS_PER_DAY + nine
    assert log.received.tolist() == [nine + 3600, nine + 2400, nine + 1200, friday + 1200, friday + 2400]


def test_no_claims_give_an_empty_log():
    for engine in ("fast", "simpy"):
        log = run_path(claims_at([]), path_of(TOWN), TOWN, calendar(), engine)
        assert [getattr(log, field.name).tolist() for field in fields(log)] == [[]] * 7


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ({"ready": np.array([-1, 0])}, "before the horizon"),
        ({"claim": np.array([7, 7])}, "stands twice"),
        ({"desk": np.array([0, 9], np.int32)}, "desk 0 or 9; there are 3"),
        ({"township": np.array([0, -1], np.int32)}, "township -1 or 0; there are 2"),
        ({"township": np.array([0, 1], np.int32)}, "desk of another township"),
        ({"valid": np.array([True])}, "differ in length"),
    ],
)
def test_claims_that_fit_nowhere_are_refused(broken, complaint):
    path = path_of(("ash", "birch"), desks={"number": {"ash": 2, "birch": 1}})
    claims = replace(claims_at([0, 1]), **broken)
    with pytest.raises(ValueError, match=complaint):
        check_claims(claims, desk_townships(path.desks, ("ash", "birch")), 2)


def test_staff_changes_add_up_and_never_fall_below_nobody():
    change = {
        "office": "review",
        "first_day": date(2023, 3, 6),
        "last_day": date(2023, 3, 7),
        "township": None,
    }
    everywhere_two = change | {"staff": 2}
    ash_one_less = change | {"staff": -1, "township": "ash", "first_day": date(2022, 1, 1)}
    birch_ten_less = change | {"staff": -10, "township": "birch", "last_day": date(2030, 1, 1)}
    path = path_of(
        ("ash", "birch"),
        review={"workers": {"ash": 1, "birch": 1}, "opening_days": tuple(WEEKDAYS[:5])},
        staff_changes=(everywhere_two, ash_one_less, birch_ten_less),
    )
    on = calendar(last_day=date(2023, 3, 9))
    # From Wednesday, 1 March, to Thursday, 9 March.
    assert staff_by_day(path, "review", "ash", on).tolist() == [0, 0, 0, 0, 0, 2, 2, 1, 1]
    assert staff_by_day(path, "review", "birch", on).tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert staff_by_day(path, "approval", None, on).min() == 1_000


def test_helpers_at_the_start_of_a_semester_shorten_the_way_to_the_money():
    claims, on = claims_at(184 * SECONDS_PER_DAY + np.arange(600)), calendar()
    review = {"workers": {"ash": 1}, "cases_a_day": 20}
    helpers = {"office": "review", "first_day": date(2023, 9, 1), "last_day": date(2023, 9, 30), "staff": 2}
    alone = run_path(claims, path_of(TOWN, review=review), TOWN, on)
    helped = run_path(claims, path_of(TOWN, review=review, staff_changes=(helpers,)), TOWN, on)
    assert (helped.reviewed <= alone.reviewed).all()
    # Thirty working days, with the holidays from 29 September to 6 October between them, or ten.
    assert alone.reviewed.max() // SECONDS_PER_DAY - 184 == 30 + 8 - 1
    assert helped.reviewed.max() // SECONDS_PER_DAY - 184 == 10 - 1


def test_desks_lie_by_township_and_people_spread_over_those_of_theirs():
    townships = ("ash", "birch")
    desks = path_of(townships, desks={"number": {"ash": 2, "birch": 3}}).desks
    assert desk_townships(desks, townships).tolist() == [0, 0, 1, 1, 1]
    draws, township = np.array([0.0, 0.5, 0.999, 0.0, 0.34, 0.999]), np.array([0, 0, 0, 1, 1, 1])
    chosen = desks_at(draws, township, desks, townships)
    assert chosen.tolist() == [0, 1, 1, 2, 3, 4]
    assert chosen.dtype == np.int32
