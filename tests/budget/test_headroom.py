"""The programmes against the city's budget."""

import pytest

import simlib
from simlib.budget.book import book_of
from simlib.budget.headroom import headroom_by_year


def test_room_is_the_citys_share_less_what_gaoping_pays_itself(town):
    funding = "budget.funding.hpv_rollout"
    half = [{"funder": funder, "fund": "general_public", "share": 0.5} for funder in ("centre", "county")]
    settings = {
        funding: half,
        "budget.headroom.expenditure": 1_000_000.0,
        "budget.headroom.for_programmes": 0.5,
        "budget.headroom.growth": 0.1,
        "budget.prices.base_year": 2021,
    }
    scenario = town(settings)
    result = simlib.run(scenario, seed=2)
    assumptions = scenario.resolved()["assumptions"]
    found = headroom_by_year(book_of(result.tables, assumptions), assumptions)
    paid = result.ledger.query("stage == 'paid' and funder == 'county'")
    by_year = paid.groupby(paid["month"].dt.year)["amount"].sum()
    for year, row in found.iterrows():
        years = int(year) - 2021
        assert row["needed"] == round(by_year[int(year)] * 100)
        assert row["expenditure"] == pytest.approx(100_000_000 * 1.1**years, abs=1)
        assert row["room"] == pytest.approx(row["expenditure"] / 2, abs=1)
        assert row["left"] == row["room"] - row["needed"]
        assert row["share"] == pytest.approx(row["needed"] / row["expenditure"])


def test_what_others_pay_needs_no_room(town):
    settings = {"budget.funding.hpv_rollout": [{"funder": "centre", "fund": "general_public", "share": 1.0}]}
    scenario = town(settings)
    assumptions = scenario.resolved()["assumptions"]
    found = headroom_by_year(book_of(simlib.run(scenario, seed=2).tables, assumptions), assumptions)
    assert (found["needed"] == 0).all()
    assert (found["left"] == found["room"]).all()
