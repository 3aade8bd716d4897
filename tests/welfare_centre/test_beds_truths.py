"""What holds for the beds in every town: people, beds, money."""

from random import Random

import numpy as np
import pytest
from bed_towns import WANTED, beds_of, drawn_town, key, nobody_using, people, shipped
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.core.clock import Calendar
from simlib.core.luck import Luck
from simlib.core.money import to_fen, to_yuan
from simlib.core.posting import KINDS, STAGES
from simlib.core.tables import Names
from simlib.programmes.programme import Context
from simlib.programmes.welfare_centre.beds_assumptions import CARES, GRADES
from simlib.programmes.welfare_centre.beds_capacity import beds_by_day, carers_by_day
from simlib.programmes.welfare_centre.beds_census import DESTITUTE
from simlib.programmes.welfare_centre.beds_engines import run_beds
from simlib.programmes.welfare_centre.beds_money import BED_ITEMS, FEES
from simlib.programmes.welfare_centre.beds_operation import BED_MEASURES, BED_TABLES, operate
from simlib.programmes.welfare_centre.beds_tables import care_beds_table

some = settings(max_examples=40, deadline=None)
drawn = given(seed=st.integers(0, 2**32 - 1))


def operated(population, section, horizon, opened, using, luck):
    context = Context(Calendar(horizon, frozenset(), frozenset()), population, Luck(0), events=True)
    return operate(context, section, opened, using, luck)


def by_month(table, column):
    return np.asarray(table[column]).reshape(-1, len(CARES))


@some
@drawn
def test_residents_are_never_above_beds_open_nor_these_above_beds_planned(seed):
    town = drawn_town(Random(seed))
    census, section = run_beds(*town), town[1]
    assert (census.residents <= census.beds).all()
    assert (census.beds <= section.places.by_care).all()
    assert sum(section.places.by_care) == section.places.number
    assert (census.present >= 0).all()
    assert (census.waiting >= 0).all()


@some
@drawn
def test_people_balance_month_by_month(seed):
    town = drawn_town(Random(seed))
    table = care_beds_table(run_beds(*town), town[2])
    flow = {name: by_month(table, name) for name in table if name not in ("month", "care", "wait_mean")}
    waiting = np.cumsum(
        flow["applied"]
        + flow["changed_in"]
        - flow["changed_out"]
        - flow["admitted"]
        - flow["gave_up"]
        - flow["died_waiting"],
        axis=0,
    )
    residents = np.cumsum(
        flow["admitted"]
        + flow["transferred_in"]
        - flow["transferred_out"]
        - flow["moved_out"]
        - flow["died"],
        axis=0,
    )
    np.testing.assert_array_equal(flow["waiting"], waiting)
    np.testing.assert_array_equal(flow["residents"], residents)
    np.testing.assert_array_equal(flow["transferred_in"].sum(axis=1), flow["transferred_out"].sum(axis=1))
    np.testing.assert_array_equal(flow["changed_in"].sum(axis=1), flow["changed_out"].sum(axis=1))
    assert (flow["resident_days"] <= flow["bed_days"]).all()


@some
@drawn
def test_money_is_what_the_tables_say(seed):
    town = drawn_town(Random(seed))
    section, operation, census = town[1], operated(*town), run_beds(*town)
    postings = operation.postings
    for stage in range(len(STAGES)):
        amounts = postings.amount[postings.stage == stage]
        assert amounts.sum() == postings.amount[postings.stage == 0].sum()
    owed = postings.stage == STAGES.index("payable")
    income = owed & (postings.kind == KINDS.index("income"))
    assert (postings.amount[income] <= 0).all()
    assert (postings.amount[owed & ~income] >= 0).all()
    assert set(np.unique(postings.item[income])) <= {BED_ITEMS.index(FEES)}
    paying = census.present.sum(axis=(0, 1))[:, 0]
    fees = [to_fen(getattr(section.fees, grade) * 12 / 365.25) for grade in GRADES]
    assert -postings.amount[income].sum() == (paying * fees).sum()
    years = operation.tables["care_years"]
    assert round(years["fees"].sum() * 100) == -postings.amount[income].sum()
    assert round(years["costs"].sum() * 100) == postings.amount[owed & ~income].sum()
    assert operation.measures["beds_result"] == pytest.approx(-to_yuan(postings.amount[owed].sum()))


@some
@drawn
def test_before_the_opening_nobody_is_there_and_nothing_is_paid(seed):
    town = drawn_town(Random(seed))
    horizon, opened = town[2:4]
    operation, census = operated(*town), run_beds(*town)
    before = np.arange(horizon.days) < opened
    assert census.beds[before].sum() == census.present[before].sum() == census.carers[before].sum() == 0
    if opened < horizon.days:
        assert (operation.postings.month >= max(opened, 0) // 31).all()
    else:
        assert len(operation.postings) == 0
        assert operation.measures["beds_admitted"] == 0
        assert len(operation.tables["care_years"]["year"]) == 0


@some
@drawn
def test_every_table_is_as_declared(seed):
    town = drawn_town(Random(seed))
    operation, horizon = operated(*town), town[2]
    for table in BED_TABLES:
        columns = operation.tables[table.name]
        rows = len(next(iter(columns.values())))
        table.check(table.frame({"replicate": np.zeros(rows, np.int64), **columns}))
    assert operation.measures.keys() == BED_MEASURES.keys()
    for column in ("beds_open", "residents", "waiting"):
        table = by_month(operation.tables["care_beds"], column)
        np.testing.assert_array_equal(getattr(operation, column), table)
        assert getattr(operation, column).shape == (horizon.months, len(CARES))


@some
@drawn
def test_waits_by_group_are_everybody_who_asked(seed):
    town = drawn_town(Random(seed))
    operation = operated(*town)
    waits, flow = operation.tables["care_waits"], operation.tables["care_beds"]
    for column, there in (("admitted", "admitted"), ("gave_up", "gave_up"), ("died_waiting", "died_waiting")):
        assert waits[column].sum() == flow[there].sum()
    assert waits["people"].sum() == flow["applied"].sum()
    ended = sum(waits[name] for name in ("admitted", "gave_up", "died_waiting", "waiting"))
    np.testing.assert_array_equal(waits["people"], ended)
    assert isinstance(waits["group"], Names)


def test_more_carers_open_beds_earlier_and_never_fewer():
    _, horizon = people()
    few = beds_of()
    many = beds_of(staff={"hired": {"elderly": 3.0, "disabled": 3.0}})
    assert (beds_by_day(many, 100, horizon) >= beds_by_day(few, 100, horizon)).all()
    assert (np.diff(beds_by_day(few, 100, horizon), axis=0) >= 0).all()
    assert (beds_by_day(many, 100, horizon)[-1] == (300, 200)).all()


def test_beds_open_are_those_that_carers_look_after():
    _, horizon = people()
    section = beds_of(
        staff={"at_opening": {"elderly": 2.5, "disabled": 1.0}, "hired": {"elderly": 0.5, "disabled": 0.25}}
    )
    carers, beds = carers_by_day(section.staff, 10, horizon), beds_by_day(section, 10, horizon)
    assert carers[9].tolist() == [0, 0]
    assert carers[10].tolist() == [2, 1]
    assert carers[10 + 31].tolist() == [3, 1]
    assert carers[10 + 4 * 31].tolist() == [4, 2]
    assert beds[10 + 4 * 31].tolist() == [40, 8]


def test_the_destitute_pay_nothing():
    population, horizon = people(4_000)
    section = beds_of(places={"number": 20}, demand={**WANTED, "destitute": 1.0, "destitute_factor": 1.0})
    town = population, section, horizon, 100, nobody_using(population, horizon), key()
    census, operation = run_beds(*town), operated(*town)
    assert census.present[..., DESTITUTE].sum() == census.present.sum() > 0
    assert operation.measures["beds_result"] < 0
    assert (operation.postings.item != BED_ITEMS.index(FEES)).all()


def test_a_whole_city_runs_as_it_is_meant_to():
    """Recalled for new public homes: 20% (10 to 35) of beds taken in the first year, 35% in the second."""
    sections = shipped().sections
    population, horizon = people(sections["population"].census.residents)
    section = sections["welfare_centre"].beds
    shares = []
    for seed in range(3):
        town = population, section, horizon, 100, nobody_using(population, horizon), key(seed)
        taken = run_beds(*town).residents.sum(axis=1) / section.places.number
        shares.append([taken[100:465].mean(), taken[465:830].mean()])
    first, second = np.mean(shares, axis=0)
    assert 0.1 <= first <= 0.35
    assert first < second <= 0.6
