"""What if the price falls: for the ages for which it may be used, from its day on, and for nobody else."""

from datetime import date

import pytest

from simlib.analysis.vaccine_prices import vaccine_prices
from simlib.analysis.waterfall import paid_of, run_to_run
from simlib.budget.book import book_of
from simlib.budget.causes import PRICE
from simlib.runs.scenarios import load
from simlib.runs.single import run

TENDERS = "hpv_rollout.supply.tenders"
FALLS = [{"product": "walrinvax", "first_day": date(2024, 1, 1), "price": 27.5}]


@pytest.fixture(scope="module")
def sides(town):
    # Few doses are kept in a small town, so that some are bought every year.
    central = {"order": {name: {"order_at": 60, "order_up_to": 120} for name in ("walrinvax", "cecolin")}}
    made = []
    for tenders in ([], FALLS):
        settings = {TENDERS: tenders, "hpv_rollout.supply.central": central}
        result = run(town(settings, residents=8_000))
        assumptions = result.scenario.resolved()["assumptions"]
        book = book_of(result.tables, assumptions)
        made.append((paid_of(book, result.ledger["quantity"].to_numpy()), assumptions, result))
    return made


def test_the_price_falls_for_the_product_and_the_ages_of_its_licence_alone(sides):
    before, after = (vaccine_prices(paid, assumptions, 2025) for paid, assumptions, _ in sides)
    assert (before.loc["walrinvax", ["youngest", "oldest", "licensed_to"]] == [9, 30, 30]).all()
    assert before.loc["walrinvax", "price"] == 32_900
    assert after.loc["walrinvax", "price"] == 2_750
    assert after.loc["walrinvax", "tendered"]
    # Women of 31 to 45 need the other product, of which no such price is known.
    assert after.loc["cecolin", "youngest"] > before.loc["walrinvax", "licensed_to"]
    assert (before.loc["cecolin"] == after.loc["cecolin"]).all()
    assert (before["doses"] == after["doses"]).all()
    assert before.loc["walrinvax", "doses"] > 0


def test_what_was_delivered_before_keeps_its_price(sides):
    before, after = (vaccine_prices(paid, assumptions, 2023) for paid, assumptions, _ in sides)
    assert (before[["doses", "fen"]] == after[["doses", "fen"]]).all(axis=None)


def test_all_that_changes_is_the_price_of_that_line(sides):
    made = run_to_run(sides[0][0], sides[1][0], 2025)
    changed = made.lines[made.lines["before"] != made.lines["after"]]
    assert changed.index.get_level_values("item").tolist() == ["hpv_vaccine_walrinvax"]
    doses = vaccine_prices(sides[1][0], sides[1][1], 2025).loc["walrinvax", "doses"]
    assert changed[PRICE].iloc[0] == made.in_all["after"] - made.in_all["before"]
    assert changed[PRICE].iloc[0] == -round(doses * (32_900 - 2_750))


def test_nobody_comes_because_doses_are_cheaper(sides):
    assert sides[0][2].doses.equals(sides[1][2].doses)


def test_the_shipped_overlay_is_that_price():
    scenario = load("price-falls-next-year")
    assert [entry.model_dump() for entry in scenario.sections["hpv_rollout"].supply.tenders] == FALLS
    assert scenario.assumptions[TENDERS].source == "price-fall"
