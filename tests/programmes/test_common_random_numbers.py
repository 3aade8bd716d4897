"""Two scenarios differ by what was changed: nobody's luck moves because of anything beside it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from drawn_towns import (
    DEMAND,
    ENOUGH_DOSES,
    MORE_THAN_ENOUGH,
    ROLLOUT,
    drawn_towns,
    in_no_time,
    seeds,
    steps_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.population.cohorts import ABSENT, FEMALE, HOME
from simlib.programmes.hpv_rollout.engines import run_rollout
from simlib.programmes.hpv_rollout.log import product_of
from simlib.programmes.hpv_rollout.women import eligible_women

TOWNSHIPS = {"ash": 5, "birch": 3, "cedar": 2}
TABLES = ("doses", "visits", "coverage", "ledger", "liabilities", "population", "accounts")
CLINICS = [f"{name}_clinic" for name in TOWNSHIPS]
PLENTY = {
    f"{ROLLOUT}.sites.daily_capacity": dict.fromkeys(CLINICS, MORE_THAN_ENOUGH),
    **in_no_time(CLINICS),
    **ENOUGH_DOSES,
}
PERSONAL = ("township", "batch", "band", "birth_year", "birth_code", "unvaccinated", "away")
PERSONAL += ("refused", "school_from", "school_until", "wish_day")


def sorted_rows(frame):
    """Rows in an order of their own, names as text: what a table says, not how it is laid out."""
    names = frame.select_dtypes("category").columns
    frame = frame.astype(dict.fromkeys(names, str))
    return frame.sort_values(list(frame.columns)).reset_index(drop=True)


def assert_same_tables(one, other, names=TABLES):
    for name in names:
        pd.testing.assert_frame_equal(
            sorted_rows(one.tables[name]), sorted_rows(other.tables[name]), obj=name
        )


def first_doses(steps):
    first = steps.log.dose == 1
    return dict(
        zip(steps.women.identity[steps.log.woman[first]].tolist(), steps.log.day[first].tolist(), strict=True)
    )


@pytest.mark.parametrize("price", [0.0, 27.5, 344.0])
def test_a_price_changes_no_dose(town, price):
    changed = town({f"{ROLLOUT}.products.{product}.price": price for product in ("walrinvax", "cecolin")})
    assert_same_tables(
        simlib.run(town(), seed=5), simlib.run(changed, seed=5), ("doses", "visits", "coverage")
    )


def test_who_pays_changes_no_dose(town):
    halves = [
        {"funder": "province", "fund": "general_public", "share": 0.5},
        {"funder": "county", "fund": "general_public", "share": 0.5},
    ]
    changed = town({f"budget.funding.{ROLLOUT}": halves})
    assert_same_tables(
        simlib.run(town(), seed=5), simlib.run(changed, seed=5), ("doses", "visits", "coverage")
    )


@settings(max_examples=10)
@given(drawn=drawn_towns(), seed=seeds, no_show=st.sampled_from([0.0, 0.3, 1.0]))
def test_no_shows_change_no_wish(town, drawn, seed, no_show):
    more = {**drawn, "settings": {**drawn["settings"], f"{DEMAND}.no_show": no_show}}
    one, other = (steps_of(town(**which), seed).women for which in (drawn, more))
    for name in ("identity", *PERSONAL):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@settings(max_examples=10)
@given(seed=seeds, shares=st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted))
def test_more_no_shows_bring_nobody_forward_where_slots_are_plenty(town, seed, shares):
    few, many = (
        first_doses(
            steps_of(
                town(
                    {f"{DEMAND}.no_show": share / 100, **PLENTY},
                    townships=TOWNSHIPS,
                ),
                seed,
            )
        )
        for share in shares
    )
    assert all(few[woman] <= day for woman, day in many.items())


@settings(max_examples=10)
@given(seed=seeds, uptakes=st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted))
def test_more_uptake_adds_women_and_keeps_the_others(town, seed, uptakes):
    less, more = (
        steps_of(town({f"{DEMAND}.uptake.age_15_17": share / 100}), seed).women for share in uptakes
    )
    kept = less.wish_day < 2**31 - 1
    np.testing.assert_array_equal(less.wish_day[kept], more.wish_day[kept])


def reordered(scenario, luck):
    """The same scenario with its mappings and lists written in another order that says the same."""

    def shuffled(several):
        if isinstance(several, dict):
            return {key: several[key] for key in luck.sample(list(several), len(several))}
        return tuple(luck.sample(several, len(several)))

    def changed(group, *names):
        return group.model_copy(update={name: shuffled(getattr(group, name)) for name in names})

    rollout, population = scenario.sections[ROLLOUT], scenario.sections["population"]
    central = {name: value and shuffled(value) for name, value in rollout.supply.central}
    supply = rollout.supply.model_copy(update={"central": rollout.supply.central.model_copy(update=central)})
    sites = changed(rollout.sites, *type(rollout.sites).model_fields)
    weekdays = {site: shuffled(days) for site, days in sites.opening_days.items()}
    groups = {
        "sites": sites.model_copy(update={"opening_days": weekdays}),
        "clinic": changed(rollout.clinic, "servers", "absences"),
        "presence": changed(rollout.presence, "away_visits", "terms", "exams"),
        "booking": changed(rollout.booking, "city"),
        "supply": changed(supply, "site_order", "tenders"),
    }
    sections = {
        **scenario.sections,
        ROLLOUT: changed(rollout.model_copy(update=groups), "batches", "products"),
        "population": population.model_copy(
            update={"townships": changed(population.townships, "names", "share")}
        ),
        "budget": changed(scenario.sections["budget"], "accounts"),
    }
    return replace(scenario, sections=sections)


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds, luck=st.randoms(use_true_random=False))
def test_the_order_of_names_in_a_file_changes_nothing(town, drawn, seed, luck):
    scenario = town(**drawn)
    assert_same_tables(simlib.run(scenario, seed), simlib.run(reordered(scenario, luck), seed))


def log_by_name(steps):
    """The event log, queues and stock with names and identities in the place of rows: each sorted."""
    sites, stores = [*steps.slots.sites, "nowhere"], [*steps.slots.sites, "central"]
    products = list(steps.section.products)

    def who(row):
        return steps.women.identity[row] if row >= 0 else products[product_of(row)]

    events, queues = (
        zip(*(column.tolist() for column in vars(table).values()), strict=True)
        for table in (steps.log.events, steps.log.queues)
    )
    named = [(time, kind, str(who(row)), sites[site], detail) for time, kind, row, site, detail in events]
    in_stock = {
        (store, product): steps.log.in_stock[:, place, column].tolist()
        for place, store in enumerate(stores)
        for column, product in enumerate(products)
    }
    return sorted(named), sorted((day, sites[site], *rest) for day, site, *rest in queues), in_stock


@settings(max_examples=15)
@given(drawn=drawn_towns(), seed=seeds, luck=st.randoms(use_true_random=False))
def test_the_order_of_sites_and_women_changes_no_event_in_either_engine(town, drawn, seed, luck):
    scenario = town(**drawn)
    log = log_by_name(steps_of(scenario, seed))
    for engine in ("fast", "simpy"):
        assert log_by_name(steps_of(reordered(scenario, luck), seed, engine=engine)) == log


@given(luck=st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_the_order_of_names_changes_nothing_in_the_base(base, base_result, luck):
    assert_same_tables(base_result, simlib.run(reordered(base, luck), seed=1))


def with_one_more(cohorts, cell):
    people = cohorts.people.copy()
    people[cell] += 1
    return replace(cohorts, people=people)


@settings(max_examples=20)
@given(
    drawn=drawn_towns(),
    seed=seeds,
    status=st.sampled_from([HOME, ABSENT]),
    born=st.dates(date(1978, 3, 1), date(2014, 12, 31)),
    place=st.integers(0, 3),
)
def test_one_more_woman_changes_nobody_else(town, drawn, seed, status, born, place):
    steps = steps_of(town(**drawn), seed)
    months = steps.cohorts.birth_months()
    column = int(np.flatnonzero(months == np.datetime64(born, "M"))[0])
    larger = with_one_more(steps.cohorts, (status, place % len(steps.cohorts.townships), FEMALE, column))
    section = steps.section
    women = eligible_women(larger, section, steps.slots.trips, steps.horizon, steps.key)
    others = np.isin(women.identity, steps.women.identity)
    # The windows of the base leave no gap between March 1978 and 2014, so she is in one of them.
    assert (~others).sum() == 1
    np.testing.assert_array_equal(women.identity[others], steps.women.identity)
    for name in PERSONAL:
        np.testing.assert_array_equal(getattr(women, name)[others], getattr(steps.women, name), err_msg=name)


@settings(max_examples=10)
@given(seed=seeds, born=st.dates(date(2005, 1, 1), date(2010, 12, 31)))
def test_one_more_woman_takes_nobodys_dose_where_slots_are_plenty(town, seed, born):
    steps = steps_of(town(PLENTY, townships=TOWNSHIPS), seed)
    column = int(np.flatnonzero(steps.cohorts.birth_months() == np.datetime64(born, "M"))[0])
    larger = with_one_more(steps.cohorts, (HOME, 0, FEMALE, column))
    section = steps.section
    women = eligible_women(larger, section, steps.slots.trips, steps.horizon, steps.key)
    log = run_rollout(women, steps.slots, section, steps.horizon, steps.key, "fast")

    def doses(women, log):
        columns = (women.identity[log.woman], log.day, log.site, log.dose)
        return set(zip(*(column.tolist() for column in columns), strict=True))

    before, after = doses(steps.women, steps.log), doses(women, log)
    assert before <= after
    assert len({identity for identity, *_ in after - before}) <= 1
