"""What holds of every clinic's day, and what planners try first."""

from datetime import date

import numpy as np
import pytest
from drawn_towns import (
    ALWAYS_THERE,
    CLINIC,
    DEMAND,
    ENOUGH_DOSES,
    EVERYBODY_BOOKS,
    MORE_THAN_ENOUGH,
    OPEN_FAR_AHEAD,
    ROLLOUT,
    STAGES,
    drawn_towns,
    seeds,
    servers_at,
    steps_of,
)
from hypothesis import given, settings

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.engine_fast import FIRST_ROOM
from simlib.programmes.hpv_rollout.log import Kind
from simlib.scenario.opening import seconds_of_day

CLINICS = ["ash_clinic", "birch_clinic"]
TOWNSHIPS = {"ash": 2, "birch": 1}
PLENTY = {
    f"{ROLLOUT}.sites.daily_capacity": dict.fromkeys(CLINICS, MORE_THAN_ENOUGH),
    **ENOUGH_DOSES,
}
ENDS = (Kind.INJECTION, Kind.DEFERRAL, Kind.CONTRAINDICATION, Kind.TURNED_AWAY)
BOOKED_OR_NOT = (Kind.BOOKING, Kind.WITHOUT_SLOT, Kind.WRONG_AGE)


def courses(steps):
    """Events of each woman in order, as (kind, day, second of the day, detail)."""
    events, found = steps.log.events.in_order(), {}
    events = events.take((events.woman >= 0) & (events.kind != Kind.WASTED))
    day, second = np.divmod(events.time, SECONDS_PER_DAY)
    columns = (events.woman, events.kind, day, second, events.detail)
    for woman, *event in zip(*(column.tolist() for column in columns), strict=True):
        found.setdefault(woman, []).append(event)
    return found


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds)
def test_a_course_goes_from_booking_to_arrival_to_its_end_and_on(town, drawn, seed):
    # Who can come on any day asks on the very day on which she means to, and gets an answer at once.
    drawn = {**drawn, "settings": {**drawn["settings"], **ALWAYS_THERE, **OPEN_FAR_AHEAD, **EVERYBODY_BOOKS}}
    steps = steps_of(town(**drawn), seed)
    clinic, demand = steps.section.clinic, steps.section.demand
    again = {
        Kind.NO_SHOW: demand.rebooking_delay,
        Kind.TURNED_AWAY: demand.rebooking_delay,
        Kind.CANCELLED: demand.rebooking_delay,
        Kind.DEFERRAL: clinic.deferral_delay,
    }
    for course in courses(steps).values():
        assert course[0][0] in BOOKED_OR_NOT
        for (kind, day, second, detail), after in zip(course, [*course[1:], None], strict=True):
            if kind == Kind.BOOKING:
                assert after[0] in (Kind.ARRIVAL, Kind.NO_SHOW, Kind.CANCELLED)
                assert after[1] == detail // SECONDS_PER_DAY >= day
            elif kind == Kind.ARRIVAL:
                assert after[0] in ENDS
                assert (after[1], after[2] >= second) == (day, True)
            elif kind in again and after and after[0] != Kind.GAVE_UP:
                assert after[0] in BOOKED_OR_NOT
                assert after[1:3] == [day + again[kind], 0]
            elif kind in (
                Kind.WITHOUT_SLOT,
                Kind.WRONG_AGE,
                Kind.GAVE_UP,
                Kind.CONTRAINDICATION,
                Kind.DROPOUT,
            ):
                assert after is None


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds)
def test_sites_keep_their_hours(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    clinic, events = steps.section.clinic, steps.log.events
    events = events.take((events.woman >= 0) & (events.site >= 0))
    hours = [clinic.hours_at(site) for site in steps.slots.sites]
    opens, last, closes = (
        np.array([seconds_of_day(getattr(of_site, name)) for of_site in hours])
        for name in ("opens", "last_appointment", "closes")
    )
    second = events.time % SECONDS_PER_DAY
    longest = {stage: int(clinic.service_seconds(stage)[-1]) for stage in clinic.served_stages}
    opens, last, closes = opens[events.site], last[events.site], closes[events.site]
    assert (second >= opens)[events.kind == Kind.ARRIVAL].all()
    assert (second >= closes)[events.kind == Kind.TURNED_AWAY].all()
    # Who starts does so before closing, and is then served to the end.
    assert (second < closes + longest["injection"])[events.kind == Kind.INJECTION].all()
    booked, at = events.kind == Kind.BOOKING, events.detail % SECONDS_PER_DAY
    assert ((at >= opens) & (at <= last))[booked].all()


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds)
def test_nobody_is_booked_or_begun_in_a_break(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    clinic, events = steps.section.clinic, steps.log.events
    shortest = int(clinic.service_seconds("injection")[0])
    for place, site in enumerate(steps.slots.sites):
        noon = clinic.hours_at(site).noon
        here = events.take(events.site == place)
        at = here.of(Kind.BOOKING).detail % SECONDS_PER_DAY
        assert not ((at >= noon.start) & (at < noon.stop)).any()
        longest = int(clinic.service_seconds("injection")[-1])
        ends = here.of(Kind.INJECTION).time % SECONDS_PER_DAY
        assert not ((ends >= noon.start + longest) & (ends < noon.stop + shortest)).any()


def test_who_waits_at_noon_goes_on_waiting(town):
    hours = {"opens": "08:00", "last_appointment": "16:00", "closes": "17:00"}
    noon = {**hours, "noon_break": {"begins": "12:00", "ends": "14:00"}}
    # Everybody books for the morning and comes as late as noon, to one nurse who is slow.
    slow = {f"{CLINIC}.slot_length": 720, f"{CLINIC}.service_mean.injection": 20.0, **PLENTY}
    found = {}
    for name, at_ash in (("without", hours), ("with", noon)):
        result = simlib.run(
            town({**slow, f"{CLINIC}.site_hours": {"ash_clinic": at_ash}}, townships=TOWNSHIPS)
        )
        injections = result.queues[result.queues["stage"] == "injection"].groupby("where", observed=True)
        found[name] = injections["wait_p95"].max()
    assert found["with"]["ash_clinic"] > found["without"]["ash_clinic"] + 90
    assert found["with"]["birch_clinic"] == found["without"]["birch_clinic"]


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds)
def test_the_queues_are_those_of_the_visits(town, drawn, seed):
    scenario = town(**drawn)
    result, stages = simlib.run(scenario, seed), scenario.sections[ROLLOUT].clinic.served_stages
    queues, visits = result.queues, result.visits
    served = queues.groupby("stage", observed=True)["served"].sum().to_dict()
    assert served.get("injection", 0) == visits["vaccinated"].sum()
    assert served.get(stages[0], 0) <= visits["attended"].sum()
    assert (queues["wait_mean"] >= 0).all()
    assert (queues["wait_p95"] >= 0).all()
    assert (queues.loc[queues["longest"] == 0, "wait_mean"] == 0).all()
    assert (queues.loc[queues["wait_mean"] > 0, "longest"] > 0).all()
    assert (queues["utilisation"] >= 0).all()


def test_nobody_gets_two_doses_on_a_day_however_short_the_intervals(town):
    settings = {
        f"{ROLLOUT}.products.{name}.three_dose_intervals": [1, 1] for name in ("walrinvax", "cecolin")
    }
    steps = steps_of(town({**settings, **PLENTY}, townships=TOWNSHIPS))
    pairs = set(zip(steps.log.woman.tolist(), steps.log.day.tolist(), strict=True))
    assert len(pairs) == steps.log.woman.size > 500


def test_where_nobody_works_everybody_is_turned_away_and_comes_again(town):
    nobody = servers_at(CLINICS, 1) | {"birch_clinic": {"prescreen": 1, "registration": 0, "injection": 1}}
    scenario = town({f"{CLINIC}.servers": nobody, f"{CLINIC}.deferral": 0.0}, townships=TOWNSHIPS)
    assert any("nobody works at registration" in notice for notice in scenario.notices)
    visits = simlib.run(scenario).visits.groupby("site", observed=True)[["turned_away", "vaccinated"]].sum()
    assert visits.loc["birch_clinic", "vaccinated"] == 0
    assert visits.loc["birch_clinic", "turned_away"] > 1_000
    assert visits.loc["ash_clinic", "vaccinated"] > 500


def test_who_is_away_is_missed_on_those_days_alone(town):
    days = {"first_day": date(2023, 4, 3), "last_day": date(2023, 5, 31)}
    away = {f"{CLINIC}.absences": [{"site": "ash_clinic", "stage": "injection", "staff": 5, **days}]}
    visits = simlib.run(town(away, townships=TOWNSHIPS)).visits
    there, while_away = visits["site"] == "ash_clinic", visits["date"].between("2023-04-03", "2023-05-31")
    assert visits.loc[there & while_away, "vaccinated"].sum() == 0
    assert visits.loc[there & while_away, "turned_away"].sum() > 20
    assert visits.loc[there & ~while_away, "turned_away"].sum() == 0
    assert visits.loc[~there & while_away, "turned_away"].sum() == 0


def test_a_capacity_of_zero_everywhere_is_noticed_and_gives_nothing(town):
    scenario = town({f"{ROLLOUT}.sites.daily_capacity": dict.fromkeys(CLINICS, 0)}, townships=TOWNSHIPS)
    assert any("0 everywhere" in notice for notice in scenario.notices)
    result = simlib.run(scenario)
    assert result.doses.empty
    assert result.queues.empty
    assert result.visits.empty


def test_the_event_log_grows_beyond_the_room_it_began_with(town):
    storm = {f"{DEMAND}.no_show": 1.0, f"{DEMAND}.give_up": 0.0, f"{DEMAND}.rebooking_delay": 1, **PLENTY}
    steps = steps_of(town(storm, townships=TOWNSHIPS))
    assert len(steps.log.events) > 4 * FIRST_ROOM * len(steps.women)
    assert steps.log.counts["booking"] == steps.log.counts["no_show"]


def test_who_is_deferred_every_time_never_gets_a_dose(town):
    result = simlib.run(
        town({f"{CLINIC}.deferral": 1.0, f"{CLINIC}.contraindication": 0.0, **PLENTY}, townships=TOWNSHIPS)
    )
    assert result.doses.empty
    assert (result.visits["deferred"] + result.visits["turned_away"] == result.visits["attended"]).all()
    assert set(result.queues["stage"]) == {"prescreen"}


def test_who_never_tolerates_the_vaccine_comes_once(town):
    steps = steps_of(town({f"{CLINIC}.contraindication": 1.0, **PLENTY}, townships=TOWNSHIPS))
    found = steps.log.events.of(Kind.CONTRAINDICATION)
    assert np.unique(found.woman).size == len(found) > 300
    assert steps.log.woman.size == 0


def test_without_a_prescreen_nobody_is_deferred_and_a_notice_tells_so(town):
    scenario = town({f"{CLINIC}.stages": ["registration", "injection"]}, townships=TOWNSHIPS)
    assert any("without a prescreen" in notice for notice in scenario.notices)
    visits = simlib.run(scenario).visits
    assert visits["deferred"].sum() == visits["contraindicated"].sum() == 0
    assert visits["vaccinated"].sum() > 500


def test_the_order_of_stages_decides_where_the_deferred_are_seen(town):
    half = {f"{CLINIC}.deferral": 0.5, f"{CLINIC}.contraindication": 0.0}
    served = {}
    for first, second in (("prescreen", "registration"), ("registration", "prescreen")):
        order = {f"{CLINIC}.stages": [first, second, "injection", "observation"]}
        queues = simlib.run(town({**half, **order}, townships=TOWNSHIPS), seed=2).queues
        served[first] = queues.groupby("stage", observed=True)["served"].sum()
    assert served["prescreen"]["registration"] == served["prescreen"]["injection"]
    assert served["registration"]["registration"] == served["registration"]["prescreen"]
    assert served["registration"]["registration"] > 1.5 * served["registration"]["injection"]


def test_the_shares_of_the_prescreen_are_those_asked_for(town):
    shares = {
        f"{CLINIC}.deferral": 0.2,
        f"{CLINIC}.contraindication": 0.1,
        f"{CLINIC}.servers": servers_at(CLINICS, 9),
    }
    counts = steps_of(town({**shares, **PLENTY}, 20_000, TOWNSHIPS)).log.counts
    screened = counts["arrival"] - counts["turned_away"]
    # Of those found to tolerate the vaccine a fifth is deferred; five standard errors.
    assert abs(counts["deferral"] / (screened - counts["contraindication"]) - 0.2) < 5 * 0.4 / np.sqrt(
        screened
    )


def test_service_takes_as_long_as_asked_for(base, base_result):
    queues, clinic = base_result.queues, base.sections[ROLLOUT].clinic
    servers = {
        (site, stage): count for site, stages in clinic.servers.items() for stage, count in stages.items()
    }
    staffed = [540 * servers[key] for key in zip(queues["where"], queues["stage"], strict=True)]
    minutes = (queues["utilisation"] * staffed).groupby(queues["stage"], observed=True).sum()
    mean = minutes / queues.groupby("stage", observed=True)["served"].sum()
    assert mean.to_dict() == pytest.approx({stage: clinic.service_mean[stage] for stage in STAGES}, rel=0.01)
