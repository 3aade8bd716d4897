"""What comes to nothing is run and told: the answer is honest, and a planner learns why it is nothing."""

from datetime import date

import pytest
from drawn_towns import BOOKING, PRODUCTS, ROLLOUT, SUPPLY

import simlib

TOWNSHIPS = {"ash": 2, "birch": 1}
SITES = f"{ROLLOUT}.sites"
CLINICS = [f"{name}_clinic" for name in TOWNSHIPS]
TRAVEL = {"own_township": 15, "within_city": 20, "to_city": 40, "elsewhere": 60}


def delivery(product, day):
    return {"product": product, "day": day, "doses": 500, "last_day": date(2031, 3, 1)}


NOBODY_COMES = {
    "no site opens": (
        {f"{SITES}.opening_days": {clinic: [] for clinic in CLINICS}},
        ["sites.opening_days: no site ever opens"],
    ),
    "no capacity": ({f"{SITES}.daily_capacity": dict.fromkeys(CLINICS, 0)}, ["it is 0 everywhere"]),
    "out of reach": (
        {f"{BOOKING}.longest_travel": 0},
        ["women of ash, birch reach no site", "nobody reaches ash_clinic, birch_clinic"],
    ),
    "no delivery": (
        {f"{SUPPLY}.central": {"plan": []}},
        [f"supply.central: no dose of {product} comes within the horizon" for product in PRODUCTS],
    ),
    "deliveries too late": (
        {f"{SUPPLY}.central": {"plan": [delivery(product, date(2026, 3, 1)) for product in PRODUCTS]}},
        [f"no dose of {product} comes within the horizon" for product in PRODUCTS],
    ),
    "first delivery too late": (
        {f"{SUPPLY}.first_delivery": date(2026, 3, 1)},
        [f"no dose of {product} comes within the horizon" for product in PRODUCTS],
    ),
    "everybody too old": (
        {
            f"{ROLLOUT}.batches.{name}": {"born_from": born, "born_to": born, "opens": date(2023, 3, 1)}
            for name, born in {
                "girls_2005_2010": date(1950, 1, 1),
                "women_1978_1983": date(1900, 1, 1),
                "girls_2011_2014": date(1977, 3, 1),
                "women_1984_1989": date(1700, 1, 1),
                "women_1990_2004": date(2017, 3, 1),
            }.items()
        },
        [
            f"batches.{name}: nobody of the batch is 9 to 45"
            for name in ("women_1990_2004", "girls_2011_2014")
        ],
    ),
}


@pytest.mark.parametrize(("settings", "words"), NOBODY_COMES.values(), ids=NOBODY_COMES)
@pytest.mark.parametrize("engine", ["fast", "simpy"])
def test_where_nobody_can_get_a_dose_nobody_does_and_it_is_told(town, engine, settings, words):
    scenario = town(settings, 300, TOWNSHIPS)
    for some in words:
        assert any(some in notice for notice in scenario.notices), some
    result = simlib.run(scenario, engine=engine)
    assert result.doses.empty
    assert result.measures[f"{ROLLOUT}.complete"] == 0
    assert result.left_behind["women"].sum() == result.measures[f"{ROLLOUT}.women"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({f"{SUPPLY}.lead_time": 1_096}, "supply.lead_time: 1096 days reach beyond the horizon"),
        (
            {f"{SUPPLY}.central": {"plan": [delivery("cecolin", date(2023, 3, 1))]}},
            "no dose of walrinvax comes within the horizon",
        ),
        (
            {f"{BOOKING}.travel": {**TRAVEL, "own_township": 90}, f"{BOOKING}.longest_travel": 50},
            "women of ash, birch reach no site",
        ),
    ],
)
def test_what_comes_to_nothing_in_part_is_told(town, settings, words):
    assert any(words in notice for notice in town(settings, townships=TOWNSHIPS).notices)


def test_a_site_that_nobody_reaches_has_no_visits_and_is_told(town):
    # Roads inside a township are worse than those to the next one, unless they lie within the city.
    settings = {
        f"{BOOKING}.city": ["ash"],
        f"{BOOKING}.travel": {**TRAVEL, "own_township": 50, "to_city": 20},
        f"{BOOKING}.longest_travel": 25,
        f"{SITES}.township": dict.fromkeys(CLINICS, "ash"),
    }
    scenario = town(settings, townships=TOWNSHIPS)
    assert any("women of ash reach no site" in notice for notice in scenario.notices)
    assert set(simlib.run(scenario).doses["township"]) == {"birch"}
    there = {"ash_clinic": "ash", "birch_clinic": "birch"}
    scenario = town({**settings, f"{SITES}.township": there, f"{BOOKING}.city": []}, townships=TOWNSHIPS)
    assert any("nobody reaches ash_clinic, birch_clinic" in notice for notice in scenario.notices)
    assert simlib.run(scenario).visits["booked"].sum() == 0


@pytest.mark.parametrize(
    ("born_from", "born_to", "told"),
    [
        (date(1977, 2, 1), date(1977, 2, 28), True),
        (date(1977, 2, 1), date(1977, 3, 2), False),
        (date(2017, 2, 28), date(2017, 2, 28), False),
        (date(2017, 3, 1), date(2017, 3, 1), True),
    ],
    ids=["46 on the first day", "45 on the first day", "9 on the last day", "8 on the last day"],
)
def test_a_batch_of_nobody_is_told_to_the_day(born_from, born_to, told):
    window = {"born_from": born_from, "born_to": born_to, "opens": date(2023, 3, 1)}
    scenario = simlib.load("gaoping-2023", set={f"{ROLLOUT}.batches.women_1978_1983": window})
    assert any("nobody of the batch" in notice for notice in scenario.notices) == told


def test_the_base_comes_to_something(base):
    assert base.notices == ()
