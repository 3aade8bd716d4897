"""One small town, pinned to the dose and the fen, so that no result changes unnoticed.

When results are meant to change, put in what the failing assertions show, and say in the commit why the
numbers moved.
"""

from datetime import date

import numpy as np
import pytest
from drawn_towns import CHANNELS, CLINIC, PRODUCTS, ROLLOUT, SUPPLY

import simlib

PEOPLE = {
    "at the start": {"residents": 4998, "hukou": 5241},
    "at the end": {"residents": 4947, "hukou": 5215},
}
DOSES = {1: 605, 2: 566, 3: 390}
BY_CHANNEL = {"app": 1426, "school": 78, "walk_in": 57}
APPOINTMENTS = {
    "appointments_missed": 177,
    "appointments_gave_up": 19,
    "appointments_without_slot": 0,
    "appointments_dropped_out": 68,
    "appointments_deferred": 30,
    "appointments_contraindicated": 1,
    "appointments_turned_away": 0,
    "appointments_cancelled": 91,
    "walk_ins": 70,
    "walk_ins_without_dose": 12,
    "brought_by_school": 80,
}
AGES_OF_THE_FIRST_WEEK = {
    "beishi_clinic": [15],
    "chenqu_clinic": [17],
    "dongcheng_clinic": [12],
    "hexi_clinic": [16],
    "jianning_clinic": [14],
    "mishan_clinic": [15],
    "nancheng_centre": [40],
    "shennong_clinic": [17, 41],
    "shimo_clinic": [40],
    "sizhuang_clinic": [17],
}
# 1,561 doses at 25 yuan, 17 sites in 36 months at 500, 62 buses at 800, and the vaccine delivered at 329.
PAYABLE_FEN = {
    "hpv_cold_chain": 30600000,
    "hpv_school_trips": 4960000,
    "hpv_service_fee": 3902500,
    "hpv_vaccine_cecolin": 27701800,
    "hpv_vaccine_walrinvax": 28228200,
}
OWED_FEN = 70000
STOCK = {"received": 3384, "issued": 1684, "given": 1561, "wasted": 12, "expired": 58}


@pytest.fixture(scope="module")
def golden(town, base):
    # One woman a day and site and small stores, so that slots and doses that run out are pinned, too; schools
    # bring girls, and sites break off at noon.
    one_a_day = dict.fromkeys(base.sections[ROLLOUT].sites.names, 1)
    small = {product: {"order_at": 40, "order_up_to": 60} for product in PRODUCTS}
    settings = {
        f"{ROLLOUT}.sites.daily_capacity": one_a_day,
        f"{SUPPLY}.central": {"order": small},
        f"{SUPPLY}.site_order": {product: {"order_at": 0, "order_up_to": 2} for product in PRODUCTS},
        f"{SUPPLY}.shelf_life": 200,
        f"{CHANNELS}.school.rounds": [date(2023, 5, 8), date(2023, 11, 13), date(2024, 5, 13)],
        f"{CHANNELS}.school.groups": 2,
        f"{CLINIC}.hours.noon_break": {"begins": "12:00", "ends": "14:00"},
    }
    return simlib.run(town(settings, residents=5_000), seed=7)


def test_people(golden):
    first, last = golden.population["date"].min(), golden.population["date"].max()
    table = golden.population.groupby("date")[["residents", "hukou"]].sum()
    found = {"at the start": table.loc[first].to_dict(), "at the end": table.loc[last].to_dict()}
    assert found == PEOPLE


def test_doses(golden):
    assert golden.doses.groupby("dose")["count"].sum().to_dict() == DOSES


def test_doses_by_channel(golden):
    doses = golden.doses
    assert doses.groupby(doses["channel"].astype(str))["count"].sum().to_dict() == BY_CHANNEL


def test_appointments(golden):
    found = {name: golden.measures[f"{ROLLOUT}.{name}"] for name in APPOINTMENTS}
    assert found == APPOINTMENTS


def test_who_came_in_the_first_week(golden):
    doses = golden.doses[golden.doses["date"] < "2023-03-08"]
    assert doses.groupby(doses["site"].astype(str))["age"].agg(list).to_dict() == AGES_OF_THE_FIRST_WEEK


def test_money(golden):
    ledger = golden.ledger[golden.ledger["stage"] == "payable"]
    fen = np.rint(100 * ledger["amount"]).astype(np.int64)
    assert fen.groupby(ledger["item"].astype(str)).sum().to_dict() == PAYABLE_FEN
    assert round(100 * golden.liabilities["amount"].sum()) == OWED_FEN


def test_stock(golden):
    assert golden.stock[list(STOCK)].sum().to_dict() == STOCK
