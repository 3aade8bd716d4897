"""The national programme as an event: whose doses it gives from which day on, and what that does to money."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from drawn_towns import NATIONAL, PRODUCTS, ROLLOUT, SUPPLY, birthday_of, drawn_towns, seeds, steps_of
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_women import national_from

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.log import Kind, product_of
from simlib.programmes.hpv_rollout.national import Order, bought, is_national
from simlib.programmes.hpv_rollout.national_assumptions import NationalProgramme
from simlib.programmes.hpv_rollout.women import NO_DATE, entitled_from

IN_FORCE, STARTS, BORN_FROM = f"{NATIONAL}.in_force", f"{NATIONAL}.starts", f"{NATIONAL}.born_from"
GIRLS = f"{ROLLOUT}.batches.girls_2011_2014"
EVERYBODY_SOON = {IN_FORCE: True, STARTS: date(2023, 6, 1), BORN_FROM: date(2005, 1, 1)}
"""Settings of a national programme that gives many of a small town's doses."""

CAME = NationalProgramme(
    in_force=True, starts=date(2025, 11, 10), born_from=date(2011, 11, 10), youngest=13, price=27.5
)


def entitled(*births, **changed):
    """The days from which on girls get their doses from the country, None for those who never do."""
    days = entitled_from(np.array(births, "datetime64[D]"), CAME.model_copy(update=changed))
    return [None if day == NO_DATE else day.item() for day in days]


# --- whose doses ---


def test_a_girl_born_a_day_too_early_is_not_of_it():
    assert entitled(date(2011, 11, 9), date(2011, 11, 10)) == [None, date(2025, 11, 10)]


def test_a_girl_who_is_not_old_enough_on_its_first_day_waits_for_her_birthday():
    births = [date(2012, 11, 9), date(2012, 11, 10), date(2012, 11, 11), date(2013, 2, 28)]
    days = [date(2025, 11, 10), date(2025, 11, 10), date(2025, 11, 11), date(2026, 2, 28)]
    assert entitled(*births) == days


def test_born_on_29_february_she_is_13_on_1_march():
    assert entitled(date(2012, 2, 29), starts=date(2024, 1, 1)) == [date(2025, 3, 1)]


def test_where_it_is_not_in_force_nobody_is_of_it():
    assert entitled(date(2011, 11, 10), date(2013, 1, 1), in_force=False) == [None, None]


@settings(max_examples=25)
@given(drawn=drawn_towns(), seed=seeds)
def test_its_doses_are_those_of_its_girls_from_their_day_on(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    days = steps.dates.astype(object)
    for woman, day, national in zip(steps.log.woman, days, is_national(steps.women, steps.log), strict=True):
        begins = national_from(birthday_of(steps.women, woman), steps.section.national_programme)
        assert national == (begins is not None and day >= begins)


def test_a_dose_on_the_day_before_it_begins_is_the_countys(town):
    early = {f"{GIRLS}.opens": date(2023, 3, 1), IN_FORCE: True, f"{NATIONAL}.youngest": 9}
    steps = steps_of(town({**early, STARTS: date(2023, 4, 1)}))
    places = np.flatnonzero(is_national(steps.women, steps.log))
    assert places.size > 20
    for place in places[::5]:
        day = steps.dates[place].item()
        for starts in (day, day + timedelta(days=1)):
            again = steps_of(town({**early, STARTS: starts}))
            # Their batch has long opened, so the same happens.
            np.testing.assert_array_equal(again.log.woman, steps.log.woman)
            assert is_national(again.women, again.log)[place] == (starts == day)


def test_its_girls_need_not_wait_for_their_batch_to_open(town):
    never = {f"{GIRLS}.opens": date(2027, 1, 1)}
    assert "girls_2011_2014" not in set(simlib.run(town(never), seed=1).doses["batch"])
    result = simlib.run(town({**never, IN_FORCE: True, STARTS: date(2025, 6, 1)}, residents=30_000), seed=1)
    doses = result.doses[result.doses["batch"] == "girls_2011_2014"]
    assert doses["count"].sum() > 20
    assert (doses["age"] >= 13).all()
    assert (doses["date"] >= "2025-06-01").all()
    coverage = result.coverage[result.coverage["batch"] == "girls_2011_2014"]
    assert str(coverage["month"].min().date()) == "2025-06-01"
    assert coverage.loc[coverage["month"] == coverage["month"].max(), "dose1"].sum() == (
        doses.loc[doses["dose"] == 1, "count"].sum()
    )


# --- what happens without it ---


def plain(table):
    return table.astype(dict.fromkeys(table.select_dtypes("category").columns, str))


@pytest.mark.parametrize(
    "changed",
    [
        {
            STARTS: date(2023, 3, 1),
            BORN_FROM: date(1990, 1, 1),
            f"{NATIONAL}.youngest": 9,
            f"{NATIONAL}.price": 1.0,
        },
        {IN_FORCE: True, STARTS: date(2026, 3, 1), BORN_FROM: date(1990, 1, 1)},
        {IN_FORCE: True, STARTS: date(2023, 3, 1), BORN_FROM: date(2016, 1, 1)},
    ],
    ids=["not in force", "after the horizon", "for nobody"],
)
def test_where_it_gives_nothing_nothing_changes(town, changed):
    without, result = simlib.run(town(), seed=3), simlib.run(town(changed), seed=3)
    assert result.tables.keys() == without.tables.keys()
    for name, table in without.tables.items():
        pd.testing.assert_frame_equal(plain(result.tables[name]), plain(table))
    assert result.measures == without.measures


# --- money ---


def in_fen(frame, *by):
    amount = np.rint(frame["amount"] * 100).astype(np.int64)
    return amount.groupby([frame[column].astype(str) for column in by]).sum().to_dict()


def stage(result, name):
    return result.ledger[result.ledger["stage"] == name]


def quantities(ledger, item, *by):
    rows = ledger[ledger["item"] == item]
    found = rows.groupby([rows[column].astype(str) for column in by])["quantity"].sum()
    return {key: round(count, 6) for key, count in found.items()}


def bought_by_hand(steps):
    """Doses bought by product, day by day: what the country has replaced by then is not bought."""
    log, supply, horizon = steps.log, steps.section.supply, steps.horizon
    owed, bought = dict.fromkeys(PRODUCTS, 0), dict.fromkeys(PRODUCTS, 0)
    given = [
        (day, "", PRODUCTS[log.product[woman]], 1)
        for woman, day, national in zip(log.woman, log.day, is_national(steps.women, log), strict=True)
        if national
    ]
    orders = log.events.of(Kind.ORDER)
    ordered = [
        (time // SECONDS_PER_DAY, "order", PRODUCTS[product_of(woman)], doses)
        for time, woman, doses in zip(orders.time, orders.woman, orders.detail, strict=True)
    ]
    for delivery in supply.central.plan or ():
        day = horizon.day_of(delivery.day) - supply.lead_time
        if day < horizon.days:
            ordered.append((day, "order", delivery.product, delivery.doses))
    # In the evening the order knows the doses of the day.
    for _, what, product, doses in sorted([*given, *ordered], key=lambda row: row[:2]):
        if what:
            free = min(owed[product], doses)
            owed[product] -= free
            bought[product] += doses - free
        else:
            owed[product] += doses
    return bought


def test_an_order_replaces_what_was_given_up_to_its_evening_and_no_more_than_it_is_for():
    def order(day, doses, product="walrinvax"):
        return Order(day, day + timedelta(days=30), product, doses, None)

    given_on = [date(2025, 11, day) for day in (10, 12, 12, 12, 14)]
    national = {"walrinvax": np.array(given_on, "datetime64[D]"), "cecolin": np.zeros(0, "datetime64[D]")}
    orders = [
        order(date(2025, 11, 20), 9),
        order(date(2025, 11, 12), 3),
        order(date(2025, 11, 13), 9, "cecolin"),
    ]
    doses = {
        (left.product, left.ordered.day): left.doses
        for left in bought([*orders, order(date(2025, 11, 9), 5)], national)
    }
    # The order of the 12th is for 3 only, so the fourth dose is left to that of the 20th.
    assert doses == {("walrinvax", 9): 5, ("walrinvax", 12): 0, ("cecolin", 13): 9, ("walrinvax", 20): 7}


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds, starts=st.dates(date(2023, 1, 1), date(2026, 3, 31)))
def test_the_county_buys_what_the_country_does_not_replace(town, drawn, seed, starts):
    drawn["settings"] |= {**EVERYBODY_SOON, STARTS: starts}
    scenario = town(**drawn)
    committed, steps = stage(simlib.run(scenario, seed), "committed"), steps_of(scenario, seed)
    found = {
        product: sum(quantities(committed, f"hpv_vaccine_{product}", "item").values()) for product in PRODUCTS
    }
    assert found == bought_by_hand(steps)


@settings(max_examples=20)
@given(drawn=drawn_towns(), seed=seeds)
def test_vaccine_and_fee_of_the_country_are_posted_for_each_of_its_doses(town, drawn, seed):
    drawn["settings"] |= EVERYBODY_SOON
    scenario = town(**drawn)
    result, steps = simlib.run(scenario, seed), steps_of(scenario, seed)
    log, women, townships = steps.log, steps.women, steps.cohorts.townships
    national = is_national(women, log)
    rows = pd.DataFrame(
        {
            "month": pd.Series(steps.dates.astype("datetime64[M]").astype("datetime64[us]")).astype(str),
            "township": [townships[women.township[woman]] for woman in log.woman],
            "cohort": [list(steps.section.batches)[women.batch[woman]] for woman in log.woman],
            "product": [PRODUCTS[log.product[woman]] for woman in log.woman],
        }
    )
    by = ("month", "township", "cohort")
    payable = stage(result, "payable")
    theirs, others = rows[national], rows[~national]
    assert quantities(payable, "hpv_national_service_fee", *by) == theirs.groupby([*by]).size().to_dict()
    assert quantities(payable, "hpv_service_fee", *by) == others.groupby([*by]).size().to_dict()
    for product in PRODUCTS:
        of_product = theirs[theirs["product"] == product]
        assert (
            quantities(payable, f"hpv_national_{product}", *by) == of_product.groupby([*by]).size().to_dict()
        )


shares = st.integers(0, 1_000).map(lambda part: part / 1_000)


@settings(max_examples=15)
@given(centre=shares, price=st.sampled_from([0.0, 27.5, 0.01, 33.33]), lag=st.integers(0, 40), seed=seeds)
def test_every_way_of_adding_up_gives_the_same(town, centre, price, lag, seed):
    split = [
        {"funder": "centre", "fund": "general_public", "share": centre},
        {"funder": "province", "fund": "government_funds", "share": 1 - centre},
    ]
    rules = "budget.funding_rules"
    settings_ = {
        **EVERYBODY_SOON,
        f"{NATIONAL}.price": price,
        f"{ROLLOUT}.costs.service_fee_payment_lag": lag,
        f"{ROLLOUT}.costs.vaccine_payment_lag": 40 - lag,
        f"{rules}.hpv_national_vaccine.shares": split,
        f"{rules}.hpv_national_service_fee.shares": split[::-1],
    }
    result = simlib.run(town(settings_), seed)
    for name in ("committed", "payable", "paid"):
        rows = stage(result, name)
        total = sum(in_fen(rows, "stage").values())
        assert all(sum(in_fen(rows, by).values()) == total for by in ("funder", "item", "township", "month"))
    paid, owed = in_fen(stage(result, "paid"), "item"), in_fen(result.liabilities, "item")
    payable = in_fen(stage(result, "payable"), "item")
    assert {item: paid.get(item, 0) + owed.get(item, 0) for item in payable} == payable
    assert payable["hpv_national_service_fee"] > 0
    funders = in_fen(stage(result, "payable"), "item", "funder")
    for item in payable:
        of_item = {funder: fen for (name, funder), fen in funders.items() if name == item}
        if not item.startswith("hpv_national"):
            assert of_item == {"county": payable[item]}
            continue
        # A posting gives the centre a fen more or less.
        postings = (stage(result, "payable")["item"] == item).sum()
        assert abs(of_item.get("centre", 0) - centre * payable[item]) <= postings
        assert of_item.keys() <= {"centre", "province"}


def test_what_was_bought_before_it_came_stays_bought(town):
    plan = [
        {"product": product, "day": date(2023, 3, 1), "doses": 3_000, "last_day": date(2027, 1, 1)}
        for product in PRODUCTS
    ]
    result = simlib.run(town({**EVERYBODY_SOON, f"{SUPPLY}.central": {"plan": plan}}), seed=1)
    payable = stage(result, "payable")
    assert quantities(payable, "hpv_vaccine_walrinvax", "item") == {"hpv_vaccine_walrinvax": 3_000}
    assert sum(quantities(payable, "hpv_national_walrinvax", "item").values()) > 50


def test_in_the_base_it_comes_too_late_to_matter(base_result):
    # Its girls were invited in March 2024; whom Gaoping has not reached by then are few.
    result = simlib.run(simlib.load("national-programme"), seed=1)
    fees = quantities(stage(result, "payable"), "hpv_national_service_fee", "item")
    assert 0 < sum(fees.values()) < 50
    pd.testing.assert_frame_equal(result.doses, base_result.doses)


def test_girls_who_are_left_to_the_country_cost_the_county_less_and_come_later(base_result):
    result = simlib.run(simlib.load("left-to-the-country"), seed=1)
    payable, before = stage(result, "payable"), stage(base_result, "payable")
    county = {
        name: in_fen(rows, "funder")["county"] for name, rows in (("after", payable), ("before", before))
    }
    assert county["before"] - county["after"] > 200_000_000
    assert result.measures[f"{ROLLOUT}.first_doses"] < base_result.measures[f"{ROLLOUT}.first_doses"] - 2_000
    doses = result.doses[result.doses["batch"] == "girls_2011_2014_later"]
    assert (doses["date"] >= "2025-11-10").all()
    costs = simlib.cost_effectiveness(result).separately["cost"]
    # 27.5 for the vaccine and 25 for the fee, and their share of the cold chain and of broken doses.
    each = costs["girls_2011_2014_later", 0.0] / doses["count"].sum()
    assert 52.5 < each < 62


# --- what is told ---


def told(**changed):
    scenario = simlib.load(
        "gaoping-2023", set={IN_FORCE: True, **{f"{NATIONAL}.{key}": value for key, value in changed.items()}}
    )
    return [str(notice) for notice in scenario.notices]


def test_a_day_outside_the_horizon_is_told():
    assert (
        "2026-03-01 lies after the horizon; the national programme changes nothing"
        in told(starts=date(2026, 3, 1))[0]
    )
    assert told(starts=date(2026, 2, 28)) == told(starts=date(2023, 3, 1)) == []
    assert "2023-02-28 lies before the horizon" in told(starts=date(2023, 2, 28))[0]


def test_girls_in_no_batch_are_told():
    assert told(born_from=date(2004, 1, 1), youngest=10) == [
        "hpv_rollout.national_programme: girls born 2015-01-01 to 2016-02-28 are in no batch, so they get no "
        "doses from the national programme either; a batch of their own is needed"
    ]
    assert told(youngest=12) == []


def test_it_needs_no_notice_where_it_is_not_in_force():
    elsewhere = {STARTS: date(2030, 1, 1), f"{NATIONAL}.youngest": 9}
    assert simlib.load("gaoping-2023", set=elsewhere).notices == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (IN_FORCE, "yes"),
        (IN_FORCE, 1),
        (STARTS, "soon"),
        (STARTS, None),
        (f"{NATIONAL}.youngest", -1),
        (f"{NATIONAL}.youngest", 13.5),
        (f"{NATIONAL}.price", -0.01),
    ],
)
def test_what_is_no_national_programme_is_refused(path, value):
    with pytest.raises(simlib.InputError, match=path):
        simlib.load("gaoping-2023", set={path: value})
