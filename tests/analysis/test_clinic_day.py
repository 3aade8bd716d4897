"""A day played again is the day of the run; with more women or fewer staff it is another one."""

from datetime import date

import numpy as np
import pytest

import simlib
from simlib.analysis.clinic_day import clinic_day_of
from simlib.programmes.hpv_rollout.clinic_kernel import DEFERRED, INJECTED, TURNED_AWAY
from simlib.programmes.hpv_rollout.spans import AGE_BANDS

CHANNELS = "hpv_rollout.channels"
SERVERS = "hpv_rollout.clinic.servers"
STAGES = ("prescreen", "registration", "injection")
ONE_NURSE = {f"{SERVERS}.nancheng_centre": dict.fromkeys(STAGES, 1)}
SITE = "nancheng_centre"


@pytest.fixture(scope="module")
def busy():
    """The base with one nurse at each stage of its largest site, and twice as many slots there."""
    return simlib.load("gaoping-2023", set={**ONE_NURSE, f"hpv_rollout.sites.daily_capacity.{SITE}": 200})


@pytest.fixture(scope="module")
def result(busy):
    return simlib.run(busy, seed=4)


def busiest_days(result, count):
    there = result.visits[result.visits["site"] == SITE]
    return there.sort_values("booked", kind="stable")["date"].dt.date.tolist()[-count:]


@pytest.mark.parametrize("place", range(3))
def test_the_day_is_that_of_the_run(busy, result, place):
    day = busiest_days(result, 3)[place]
    found = clinic_day_of(busy, SITE, day, seed=4)
    played = found.played
    here = result.visits[(result.visits["site"] == SITE) & (result.visits["date"] == np.datetime64(day))]
    (visits,) = here.to_dict("records")
    # Who finds no dose at the door does not queue.
    let_in = visits["attended"] - visits["no_dose"]
    assert (found.booked, played.visitors.outcome.size) == (visits["booked"], let_in)
    ends = [played.ending(outcome) for outcome in (INJECTED, DEFERRED, TURNED_AWAY)]
    assert ends == [visits["vaccinated"], visits["deferred"], visits["turned_away"]]
    assert played.overtime / 60 == visits["overtime"]
    queues = result.queues[(result.queues["where"] == SITE) & (result.queues["date"] == np.datetime64(day))]
    np.testing.assert_allclose(played.mean_waits / 60, queues["wait_mean"])
    np.testing.assert_allclose(played.utilisation, queues["utilisation"])
    assert played.waits.max() > 0


@pytest.mark.parametrize("held", ["at_site", "in_school"])
def test_the_day_knows_who_came_without_an_appointment_or_with_her_school(town, held):
    rounds = [date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)]
    settings = {f"{CHANNELS}.school.rounds": rounds, f"{CHANNELS}.school.held": held}
    settings |= {f"{CHANNELS}.school.groups": 3, f"{CHANNELS}.walk_in.share": dict.fromkeys(AGE_BANDS, 0.5)}
    scenario = town(settings, 20_000, {"ash": 2, "birch": 1})
    result = simlib.run(scenario, seed=4)
    here = result.visits[(result.visits["site"] == "ash_clinic") & (result.visits["school"] > 5)]
    assert len(here) > 10
    for row in here.tail(3).itertuples():
        played = clinic_day_of(scenario, "ash_clinic", row.date.date(), seed=4).played
        in_school = row.school if held == "in_school" else 0
        assert played.visitors.outcome.size == row.attended - row.no_dose - in_school
        queues = result.queues[(result.queues["where"] == "ash_clinic") & (result.queues["date"] == row.date)]
        np.testing.assert_allclose(played.mean_waits / 60, queues["wait_mean"])


def test_more_women_wait_longer_and_fewer_staff_serve_fewer(busy, result):
    found = clinic_day_of(busy, SITE, busiest_days(result, 1)[0], seed=4)
    assert found.more_women[2].visitors.outcome.size == 2 * found.played.visitors.outcome.size
    waits = [played.waits.mean() for played in (found.played, *found.more_women.values())]
    assert waits == sorted(waits)
    # With the only nurse away nobody gets a dose.
    assert all(played.ending(INJECTED) == 0 for played in found.fewer_staff.values())
    assert found.more_women[4].ending(TURNED_AWAY) > 0


def test_queues_bind_from_the_first_multiple_that_does(busy, result):
    found = clinic_day_of(busy, SITE, busiest_days(result, 1)[0], seed=4)
    assert found.binds_from is not None
    assert found.played.binds == (found.binds_from == 1)
    assert all(played.binds == (times >= found.binds_from) for times, played in found.more_women.items())


def test_the_placeholders_of_the_clinic_are_named(base, result):
    found = clinic_day_of(base, SITE, busiest_days(result, 1)[0])
    assert "Staff at each stage" in {label.en for label in found.placeholders}


def test_a_day_on_which_nobody_comes_is_empty_and_told(town):
    quiet = town({"hpv_rollout.demand.no_show": 1.0}, residents=1_000)
    found = clinic_day_of(quiet, SITE, date(2023, 5, 4))
    assert found.played.visitors.outcome.size == 0
    assert found.played.total_wait_p95 == found.played.overtime == 0
    assert found.binds_from is None


@pytest.mark.parametrize(
    ("site", "day", "words"),
    [
        ("nancheng_center", date(2023, 5, 4), 'did you mean "nancheng_centre"'),
        ("mishan_clinic", date(2023, 5, 4), "2023-04-28, 2023-05-05, 2023-05-09"),
        ("mishan_clinic", date(2026, 3, 1), "a day from 2023-03-01 to 2026-02-28"),
    ],
)
def test_what_cannot_be_played_is_refused_with_what_can(base, site, day, words):
    with pytest.raises(simlib.InputError) as refusal:
        clinic_day_of(base, site, day)
    assert words in str(refusal.value)


def test_a_site_that_never_opens_has_no_day(base):
    closed = simlib.load("gaoping-2023", set={f"hpv_rollout.sites.daily_capacity.{SITE}": 0})
    with pytest.raises(simlib.InputError, match="never opens"):
        clinic_day_of(closed, SITE, date(2023, 5, 4))
