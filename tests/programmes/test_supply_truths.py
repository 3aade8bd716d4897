"""What holds of doses in every store on every day, and what the stores do for those who need them."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from drawn_towns import (
    ALWAYS_THERE,
    ENOUGH_DOSES,
    OPEN_FAR_AHEAD,
    PRODUCTS,
    ROLLOUT,
    SUPPLY,
    drawn_supply,
    drawn_towns,
    seeds,
    steps_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.log import Kind
from simlib.programmes.hpv_rollout.supply import CENTRAL, stock_table

CLINICS = ["ash_clinic", "birch_clinic"]
TOWNSHIPS = {"ash": 2, "birch": 1}
FLOWS = ("received", "issued", "given", "wasted", "expired", "end")


@st.composite
def supplied_towns(draw):
    """Drawn towns, each with drawn stores."""
    drawn, dice = draw(drawn_towns()), Random(draw(st.integers(0, 2**32 - 1)))

    def a_date(first, last):
        return date.fromordinal(dice.randint(first.toordinal(), last.toordinal()))

    supply = drawn_supply(dice, drawn["residents"], a_date)
    return {**drawn, "settings": {**drawn["settings"], **supply}}


def stock_of(steps):
    """Doses by flow, each of shape (days, stores, products), the central store last."""
    products = tuple(steps.section.products)
    columns = stock_table(steps.log, steps.slots, products, steps.horizon)
    return {flow: columns[flow].reshape(steps.log.in_stock.shape) for flow in FLOWS}


def planned(*deliveries):
    """Settings for a plan of deliveries from (product, day, doses) of each."""
    plan = [
        {"product": product, "day": day, "doses": doses, "last_day": date(2030, 1, 1)}
        for product, day, doses in deliveries
    ]
    return {f"{SUPPLY}.central": {"plan": plan}}


@settings(max_examples=20)
@given(drawn=supplied_towns(), seed=seeds)
def test_doses_balance_in_each_store_on_each_day(town, drawn, seed):
    stock = stock_of(steps_of(town(**drawn), seed))
    out = stock["issued"] + stock["given"] + stock["wasted"] + stock["expired"]
    np.testing.assert_array_equal((stock["received"] - out).cumsum(axis=0), stock["end"])
    for flow in FLOWS:
        assert (stock[flow] >= 0).all(), flow
    # What is given lay there in the morning.
    assert (stock["given"][1:] <= stock["end"][:-1] + stock["received"][1:]).all()


@settings(max_examples=20)
@given(drawn=supplied_towns(), seed=seeds)
def test_what_is_issued_is_received_after_the_transport(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    stock, transport = stock_of(steps), steps.section.supply.transport
    issued, received = stock["issued"][:, -1], stock["received"][:, :-1].sum(axis=1)
    # The sites have their first doses on the first morning, before anything is sent by road.
    expected = np.zeros_like(received)
    expected[transport:] = issued[: len(issued) - transport]
    on_the_first_morning = steps.log.events.of(Kind.ISSUE)
    on_the_first_morning = on_the_first_morning.take(on_the_first_morning.time == 0)
    at_once = np.bincount(-1 - on_the_first_morning.woman, on_the_first_morning.detail, len(PRODUCTS))
    expected[0] = at_once
    if transport < len(expected):
        expected[transport] -= at_once.astype(np.int64)
    np.testing.assert_array_equal(received, expected)


@settings(max_examples=15)
@given(drawn=supplied_towns(), seed=seeds)
def test_doses_go_to_women_and_to_nobody_else(town, drawn, seed):
    scenario = town(**drawn)
    result = simlib.run(scenario, seed)
    stock, doses = result.stock, result.doses
    at_sites = stock[stock["store"] != CENTRAL]
    for by in ("product", "date"):
        given_there = at_sites.groupby(by, observed=True)["given"].sum()
        got = doses.groupby(by, observed=True)["count"].sum()
        assert given_there[given_there > 0].to_dict() == got.to_dict()
    central = stock[stock["store"] == CENTRAL]
    assert central["given"].sum() == at_sites["issued"].sum() == 0
    assert result.visits["cancelled"].sum() == result.measures[f"{ROLLOUT}.appointments_cancelled"]


@settings(max_examples=15)
@given(
    first=st.lists(
        st.tuples(st.sampled_from(PRODUCTS), st.integers(-30, 900), st.integers(1, 300)), max_size=6
    ),
    more=st.lists(st.tuples(st.sampled_from(PRODUCTS), st.integers(0, 900), st.integers(1, 300)), max_size=3),
    earlier=st.integers(0, 200),
    seed=seeds,
)
def test_more_supply_by_any_date_never_lowers_the_doses_available_by_it(town, first, more, earlier, seed):
    def available(deliveries):
        settings_ = planned(
            *((product, date(2023, 3, 1) + timedelta(day), doses) for product, day, doses in deliveries)
        )
        steps = steps_of(town({**ENOUGH_DOSES, **settings_}, 1_000, TOWNSHIPS), seed)
        stock = stock_of(steps)
        central = stock["received"][:, -1].cumsum(axis=0)
        in_all = (stock["given"] + stock["wasted"]).sum(axis=1).cumsum(axis=0)
        assert (in_all <= central).all()
        return central

    sooner = [(product, day - earlier, doses) for product, day, doses in first]
    assert (available([*sooner, *more]) >= available(first)).all()


@settings(max_examples=10)
@given(drawn=supplied_towns(), seed=seeds)
def test_nothing_is_used_after_its_last_day_where_all_expires_at_once(town, drawn, seed):
    last_day = date(2023, 12, 31)
    plan = [
        {"product": product, "day": date(2023, 3, 1), "doses": 5_000, "last_day": last_day}
        for product in PRODUCTS
    ]
    settings_ = {**drawn["settings"], f"{SUPPLY}.central": {"plan": plan}}
    steps = steps_of(town(**{**drawn, "settings": settings_}), seed)
    after = max(0, steps.horizon.day_of(last_day) + 1)
    stock = stock_of(steps)
    assert stock["given"][after:].sum() == stock["end"][after:].sum() == 0


def test_a_town_without_doses_vaccinates_nobody_and_women_keep_booking(town):
    result = simlib.run(town({**ENOUGH_DOSES, **planned()}, townships=TOWNSHIPS))
    visits = result.visits
    assert result.doses.empty
    assert visits["cancelled"].sum() == visits["booked"].sum() > 1_000
    assert visits["attended"].sum() == visits["walk_in"].sum() == visits["no_dose"].sum() > 0


def test_where_doses_are_few_each_goes_to_a_woman_and_the_others_are_cancelled(town):
    few = planned(*((product, date(2023, 3, 1), 40) for product in PRODUCTS))
    result = simlib.run(town({**ENOUGH_DOSES, **few}, townships=TOWNSHIPS), seed=3)
    assert result.doses["count"].sum() == 80
    assert result.visits["cancelled"].sum() > 100


def test_a_late_delivery_gives_no_dose_before_it(town):
    late = planned(*((product, date(2023, 6, 1), 5_000) for product in PRODUCTS))
    result = simlib.run(town({**ENOUGH_DOSES, **late}, townships=TOWNSHIPS))
    assert result.doses["date"].min().date() > date(2023, 6, 1)
    assert result.doses["count"].sum() > 500


def test_every_first_dose_that_breaks_costs_a_second_one(town):
    result = simlib.run(town({**ENOUGH_DOSES, f"{SUPPLY}.breakage": 1.0}, townships=TOWNSHIPS))
    stock = result.stock
    assert (stock["wasted"] == stock["given"]).all()
    assert stock["given"].sum() > 500


def test_the_share_that_breaks_is_the_one_asked_for(town):
    stock = simlib.run(town({**ENOUGH_DOSES, f"{SUPPLY}.breakage": 0.1}, 30_000, TOWNSHIPS)).stock
    count = stock["given"].sum()
    assert abs(stock["wasted"].sum() / count - 0.1) < 5 * 0.3 / np.sqrt(count)


def test_where_the_cold_chain_fails_every_day_nobody_gets_a_dose(town):
    result = simlib.run(town({**ENOUGH_DOSES, f"{SUPPLY}.cold_chain_failure": 1.0}, townships=TOWNSHIPS))
    assert result.doses.empty
    assert result.stock["wasted"].sum() > 0
    assert (result.stock.loc[result.stock["store"] != CENTRAL, "end"] == 0).all()


def test_a_cold_chain_fails_as_often_as_asked_for(town):
    share = 0.02
    stock = simlib.run(town({**ENOUGH_DOSES, f"{SUPPLY}.cold_chain_failure": share}, 500, TOWNSHIPS)).stock
    # Nothing breaks, so every loss is the cold chain's; stores are never empty for long.
    lost = stock.groupby(["date", "store"], observed=True)["wasted"].sum() > 0
    assert abs(lost.mean() - share) < 5 * np.sqrt(share / lost.size)


def test_who_is_cancelled_is_told_in_the_morning_and_books_again_as_after_a_no_show(town):
    # Women who are always there, and slots that are open, so that the morning in which they ask is known.
    known = {**ALWAYS_THERE, **OPEN_FAR_AHEAD}
    steps = steps_of(town({**ENOUGH_DOSES, **planned(), **known}, 1_000, TOWNSHIPS))
    events = steps.log.events
    cancelled = events.of(Kind.CANCELLED)
    assert (cancelled.time % SECONDS_PER_DAY == 1).all()
    again = set(zip(cancelled.woman.tolist(), (cancelled.time // SECONDS_PER_DAY + 7).tolist(), strict=True))
    asked = events.take(np.isin(events.kind, (Kind.BOOKING, Kind.WITHOUT_SLOT, Kind.WRONG_AGE)))
    found = set(zip(asked.woman.tolist(), (asked.time // SECONDS_PER_DAY).tolist(), strict=True))
    assert {(woman, day) for woman, day in again if day < steps.horizon.days} <= found


def test_the_doses_that_spoil_first_are_used_first(town):
    plan = [
        {"product": product, "day": date(2023, 3, 1), "doses": doses, "last_day": last_day}
        for product in PRODUCTS
        for doses, last_day in ((3_000, date(2030, 1, 1)), (100, date(2024, 2, 1)))
    ]
    small = {product: {"order_at": 5, "order_up_to": 10} for product in PRODUCTS}
    settings_ = {f"{SUPPLY}.central": {"plan": plan}, f"{SUPPLY}.site_order": small}
    stock = simlib.run(town({**ENOUGH_DOSES, **settings_}, townships=TOWNSHIPS)).stock
    # More than 100 of each are needed by then, so none is left to expire.
    assert stock.loc[stock["date"] < "2024-02-01", "given"].sum() > 250
    assert stock["expired"].sum() == 0


def test_the_base_cancels_next_to_nothing(base_result):
    cancelled, booked = (base_result.visits[column].sum() for column in ("cancelled", "booked"))
    assert cancelled < 0.001 * booked


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("site_order", {product: {"order_at": 9, "order_up_to": 8} for product in PRODUCTS}, "orders at 9"),
        ("site_order", {"walrinvax": {"order_at": 1, "order_up_to": 8}}, '"cecolin" has no order rule'),
        ("central", {"order": {"walrinvax": {"order_at": 1, "order_up_to": 8}}}, '"cecolin" has no order'),
        ("central", {}, "either a plan of deliveries or an order rule"),
        ("central", {"plan": [], "order": {}}, "either a plan of deliveries or an order rule"),
        (
            "central",
            {
                "plan": [
                    {
                        "product": "cecolin",
                        "day": date(2023, 3, 2),
                        "doses": 1,
                        "last_day": date(2023, 3, 1),
                    }
                ]
            },
            "expire .2023-03-01. before they are delivered",
        ),
        (
            "tenders",
            [{"product": "cecolim", "first_day": date(2024, 1, 1), "price": 86.0}],
            '"cecolim" is no product.*cecolin',
        ),
        ("transport", 0, "at least 1"),
        ("breakage", 1.1, "at most 1"),
    ],
)
def test_a_supply_that_cannot_be_is_refused(path, value, message):
    with pytest.raises(simlib.InputError, match=message):
        simlib.load("gaoping-2023", set={f"{SUPPLY}.{path}": value})
