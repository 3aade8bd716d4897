"""Break-even, costs and the relief station, worked out by hand."""

import numpy as np
import pytest
from bed_towns import beds_of, key, nobody_using, people

from simlib.core.clock import Calendar
from simlib.core.luck import Luck
from simlib.core.money import fen_a_day, to_fen
from simlib.core.posting import STAGES
from simlib.programmes.programme import Context
from simlib.programmes.welfare_centre.beds_money import (
    BED_ITEMS,
    CARERS,
    STATION,
    UPKEEP,
    break_even,
    planned_mix,
)
from simlib.programmes.welfare_centre.beds_operation import operate
from simlib.programmes.welfare_centre.beds_station import visits_by_month

PLAIN = {
    "places": {"number": 100, "disabled_share": 0.0},
    "fees": {"independent": 2_000, "partial": 2_500, "disabled": 3_000},
    "costs": {
        "carer": 4_000,
        "supplies": {"independent": 600, "partial": 700, "disabled": 800},
        "upkeep": 50_000,
    },
    "staff": {"residents_per_carer": {"elderly": 10.0, "disabled": 4.0}},
}


def test_break_even_is_where_what_residents_leave_over_pays_for_the_house():
    # 2,000 - 600 - 4,000 / 10 = 1,000 yuan a resident; the house needs 50 of them, of 100.
    section = beds_of(**PLAIN)
    assert break_even(planned_mix(section), section) == pytest.approx(0.5)
    assert break_even(planned_mix(section), section, yearly_capital=600_000) == pytest.approx(1.0)


def test_break_even_knows_care_grades_and_who_pays():
    section, mix = beds_of(**PLAIN), np.zeros((2, 3, 2))
    mix[1, 2, 0] = 1  # disabled and paying: 3,000 - 800 - 1,000 = 1,200
    assert break_even(mix, section) == pytest.approx(50_000 / 1_200 / 100)
    mix[0, 0, 1] = 1  # independent and destitute: -600 - 400 = -1,000; the mean of both is 100
    assert break_even(mix, section) == pytest.approx(50_000 / 100 / 100)
    mix[0, 0, 1] = 2
    assert break_even(mix, section) == float("inf")


def test_with_no_beds_nothing_pays():
    section = beds_of(**{**PLAIN, "places": {"number": 0}})
    assert break_even(planned_mix(section), section) == float("inf")


def test_more_beds_than_half_taken_pay_and_fewer_do_not():
    section = beds_of(**PLAIN)
    margin = 2_000 - 600 - 400
    for taken in (0.4, 0.6):
        result = taken * section.places.number * margin - 50_000
        assert (result > 0) == (taken > break_even(planned_mix(section), section))


def test_carers_and_the_house_are_paid_for_the_days_on_which_they_are_there():
    population, horizon = people(1_500)
    section = beds_of(
        staff={"at_opening": {"elderly": 3.0, "disabled": 2.0}, "hired": {"elderly": 0.0, "disabled": 0.0}}
    )
    context = Context(Calendar(horizon, frozenset(), frozenset()), population, Luck(0))
    using = nobody_using(population, horizon)
    postings = operate(context, section, 1_000, using, key()).postings
    owed = postings.stage == STAGES.index("payable")
    days = horizon.days - 1_000
    for item, expected in ((CARERS, 5 * days), (UPKEEP, days)):
        assert postings.quantity[owed & (postings.item == BED_ITEMS.index(item))].sum() == expected
    paid = postings.stage == STAGES.index("paid")
    upkeep = postings.item == BED_ITEMS.index(UPKEEP)
    assert (postings.month[paid & upkeep] == postings.month[owed & upkeep] + section.costs.payment_lag).all()
    assert postings.month[paid].max() == horizon.months


def test_a_price_a_month_is_twelve_of_them_over_the_days_of_a_year():
    assert fen_a_day(0) == 0
    assert fen_a_day(365.25) == 1_200
    assert fen_a_day(1_600) == to_fen(1_600 * 12 / 365.25)


def test_visits_to_the_station_are_poisson_with_the_seasons_of_the_scenario():
    _, horizon = people()
    station = beds_of(station={"visits_a_year": 240.0}).station
    visits = np.array([visits_by_month(station, 0, horizon, key(0, replicate)) for replicate in range(400)])
    month = horizon.month_start(np.arange(horizon.months)).astype("datetime64[M]").astype(int) % 12
    days = np.diff(horizon.month_edges())
    season = np.array(station.by_month)[month] * 12 / sum(station.by_month)
    expected = 240 / 365.25 * days * season
    assert (abs(visits.mean(axis=0) - expected) <= 4 * np.sqrt(expected / len(visits))).all()
    assert visits.var(axis=0).sum() / expected.sum() == pytest.approx(1, abs=0.1)


def test_the_station_takes_in_nobody_before_the_centre_opens():
    _, horizon = people()
    section = beds_of()
    assert visits_by_month(section.station, 100, horizon, key())[:3].sum() == 0
    assert visits_by_month(section.station, horizon.days, horizon, key()).sum() == 0
    none = beds_of(station={"by_month": (0.0,) * 12}).station
    assert visits_by_month(none, 0, horizon, key()).sum() == 0
    assert BED_ITEMS[-1] == STATION
