"""What an office makes of the workbook: our totals to the fen, and those of a run at another price."""

import pytest
from office import changed, differing, formulas, needs_office, recalculated, values

import simlib
from simlib.language.language import Language
from simlib.present.workbook.book import write_workbook
from simlib.runs.store import read_run, write_run

TOWNSHIPS = {"upper": 3, "lower": 1}
BOTH = ("hpv_rollout", "family_subsidies")
FUNDING = "budget.funding.hpv_rollout"
SHARED = {
    "hpv_rollout.products.walrinvax.price": 329.37,
    "hpv_rollout.costs.service_fee": 25.03,
    FUNDING: [
        {"funder": "county", "fund": "general_public", "share": 0.5},
        {"funder": "province", "fund": "general_public", "share": 0.3},
        {"funder": "centre", "fund": "government_funds", "share": 0.2},
    ],
}
BOUNDED = {
    "budget.matching_grants.province_hpv.per_year": 20_000,
    "budget.funding_limits.jincheng_childcare.per_year": 3_000,
    "budget.funding_limits.own_money_for_preschool.per_year": 9_000,
}


@pytest.fixture(scope="module")
def workbook(town, tmp_path_factory):
    """Write the workbook of a small town; settings and a scenario as for `town`."""
    needs_office()

    def make(settings=None, lang="en", scenario="gaoping-2023"):
        folder = tmp_path_factory.mktemp("workbook")
        made = town(settings, residents=1_500, townships=TOWNSHIPS, programmes=BOTH, scenario=scenario)
        write_run(simlib.run(made, seed=5), folder / "run")
        return write_workbook(read_run(folder / "run"), Language(lang))

    return make


@pytest.mark.parametrize(
    ("settings", "lang", "scenario"),
    [(None, "zh", "gaoping-2023"), (SHARED, "en", "gaoping-2023"), (BOUNDED, "en", "shared-funding")],
)
def test_every_formula_gives_what_we_say_it_gives(workbook, tmp_path, settings, lang, scenario):
    ours = workbook(settings, lang, scenario)
    (theirs,) = recalculated([changed(ours, tmp_path / "bare.xlsx")], tmp_path)
    places = formulas(ours)
    assert len(places) > 1_000
    assert differing(places, values(ours), values(theirs)) == {}


@pytest.mark.parametrize(
    ("before", "scenario", "path", "name", "value"),
    [
        ({}, "gaoping-2023", "hpv_rollout.products.walrinvax.price", "price_hpv_vaccine_walrinvax", 27.53),
        (SHARED, "gaoping-2023", "hpv_rollout.costs.service_fee", "price_hpv_service_fee", 31.99),
        # The fee rises each year; the price of the base year moves all of them.
        ({}, "prices-rise", "hpv_rollout.costs.service_fee", "price_hpv_service_fee_1", 31.99),
    ],
)
def test_another_price_gives_what_a_run_with_it_gives(
    workbook, tmp_path, before, scenario, path, name, value
):
    first, second = (workbook(settings, scenario=scenario) for settings in (before, {**before, path: value}))
    (theirs,) = recalculated([changed(first, tmp_path / "dearer.xlsx", {name: value})], tmp_path)
    # The first sheet says how far the workbook is from its own run.
    places = [place for place in formulas(first) if place[0] != "Summary"]
    assert places == [place for place in formulas(second) if place[0] != "Summary"]
    assert differing(places, values(second), values(theirs)) == {}
    assert differing(places, values(first), values(theirs)) != {}


def test_other_shares_give_what_a_run_with_them_gives(workbook, tmp_path):
    other = [{**payer, "share": share} for payer, share in zip(SHARED[FUNDING], (0.2, 0.2, 0.6), strict=True)]
    first, second = workbook(SHARED), workbook({**SHARED, FUNDING: other})
    shares = {f"share_hpv_rollout_{place}": payer["share"] for place, payer in enumerate(other, start=1)}
    (theirs,) = recalculated([changed(first, tmp_path / "shared.xlsx", shares)], tmp_path)
    assert differing(formulas(first), values(second), values(theirs)) == {}
