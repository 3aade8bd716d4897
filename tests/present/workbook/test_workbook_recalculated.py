"""What an office makes of the workbook: our totals to the fen, and those of a run at other prices and shares.

The office starts once for all that is asked of it, since its start takes longer than its work.
"""

import re

import pandas as pd
import pytest
from office import cells, changed, differing, formulas, needs_office, recalculated, values

import simlib
from simlib.language.language import Language
from simlib.present.workbook.book import write_workbook
from simlib.present.workbook.trace_list import DAY_ZERO, LISTED
from simlib.runs.store import read_run, write_run

TOWNSHIPS = {"upper": 3, "lower": 1}
TWO = ("hpv_rollout", "family_subsidies")
ALL = (*TWO, "medical_assistance", "welfare_centre", "community_care", "capital_projects")
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
OTHER_SHARES = [
    {**payer, "share": share} for payer, share in zip(SHARED[FUNDING], (0.2, 0.2, 0.6), strict=True)
]
DEARER = {"hpv_rollout.products.walrinvax.price": 27.53, "hpv_rollout.costs.service_fee": 31.99}
TYPED = {
    "price_hpv_vaccine_walrinvax": 27.53,
    # The fee rises each year; the price of the base year moves all of them.
    "price_hpv_service_fee_1": 31.99,
    **{f"share_hpv_rollout_{place}": payer["share"] for place, payer in enumerate(OTHER_SHARES, start=1)},
}
MONTH = pd.Timestamp(2024, 3, 1)
ASKED = {
    "chosen_stage": "应付",
    "chosen_programme": "生育补贴",
    "chosen_item": "",
    "chosen_month": (MONTH - DAY_ZERO).days,
    "chosen_funder": "高平市本级财政资金",
}
SCHOOLS, FACTOR = "price_capital_school", 1.07


@pytest.fixture(scope="module")
def write(town, tmp_path_factory):
    """Write the workbook of a small town; settings, programmes and a scenario as for `town`."""

    def make(settings, lang, scenario, programmes):
        folder = tmp_path_factory.mktemp("workbook")
        made = town(settings, residents=1_500, townships=TOWNSHIPS, programmes=programmes, scenario=scenario)
        write_run(simlib.run(made, seed=5), folder / "run")
        run = read_run(folder / "run")
        return run, write_workbook(run, Language(lang))

    return make


@pytest.fixture(scope="module")
def whole(write):
    """Everything that a workbook may hold: all programmes, grants, limits."""
    return write(BOUNDED, "zh", "shared-funding", ALL)


@pytest.fixture(scope="module")
def pair(write):
    """Two workbooks that differ in prices and shares, and what differs."""
    other = {**SHARED, **DEARER, FUNDING: OTHER_SHARES}
    return tuple(write(settings, "en", "prices-rise", TWO)[1] for settings in (SHARED, other))


@pytest.fixture(scope="module")
def answers(whole, pair, tmp_path_factory):
    """Let the office calculate workbooks anew: everything, another trace, and other prices and shares."""
    needs_office()
    folder = tmp_path_factory.mktemp("office")
    typed = {"everything": {}, "traced": {**ASKED, SCHOOLS: FACTOR}, "dearer": TYPED}
    books = {"everything": whole[1], "traced": whole[1], "dearer": pair[0]}
    bare = [changed(books[name], folder / f"{name}.xlsx", typed[name]) for name in books]
    return {path.stem: path for path in recalculated(bare, folder)}


def test_every_formula_gives_what_we_say_it_gives(whole, answers):
    places = formulas(whole[1])
    assert len(places) > 5_000
    assert differing(places, values(whole[1]), values(answers["everything"])) == {}


def test_other_prices_and_shares_give_what_a_run_with_them_gives(pair, answers):
    first, second = pair
    # The first sheet says how far the workbook is from its own run; a trace begins with the dearest item.
    places, others = (
        [place for place in formulas(book) if place[0] not in ("Summary", "Trace")] for book in pair
    )
    assert places == others
    theirs = values(answers["dearer"])
    assert differing(places, values(second), theirs) == {}
    moved = {sheet for sheet, _ in differing(places, values(first), theirs)}
    assert {"By year", "By month", "Funding", "HPV vaccination", "Classes", "Postings, paid"} <= moved
    assert "Family subsidies" not in moved


def test_what_is_told_in_sums_gets_dearer_as_a_whole(whole, answers):
    ours, theirs = cells(whole[1]), values(answers["traced"])
    named = [
        place
        for place, (formula, _) in ours.items()
        if formula and formula.startswith("SUMIFS") and '"capital_school"' in formula
    ]
    assert len(named) > 20
    for place in named:
        # Each posting is rounded to the fen.
        assert theirs[place] == pytest.approx(ours[place][1] * FACTOR, abs=1.0)
    owed = next(place for place, value in theirs.items() if place[0] == "期后支付" and value == "新建学校")[1]
    assert theirs["期后支付", owed.replace("A", "C")] > 0
    for column in "BC":
        place = "期后支付", owed.replace("A", column)
        assert theirs[place] == pytest.approx(ours[place][1] * FACTOR, abs=1.0)


def test_any_figure_leads_to_its_postings(whole, answers):
    ledger = whole[0].tables["ledger"]
    asked = ledger[
        (ledger["stage"] == "payable")
        & (ledger["programme"] == "family_subsidies")
        & (ledger["month"] == MONTH)
        & (ledger["funder"] == "county")
    ]
    shown = values(answers["traced"])
    amount, count = (_beside(shown, label) for label in ("金额", "明细笔数"))
    assert amount == pytest.approx(asked["amount"].sum(), abs=0.001)
    assert amount > 0
    listed = {place[1]: value for place, value in shown.items() if place[0] == "追溯"}
    rows = sorted(int(address[1:]) for address in listed if re.fullmatch(r"J\d+", address))[1:]
    assert len(rows) == min(count, LISTED)
    for row in rows:
        posting = int(float(listed[f"J{row}"]))
        # Each leads to its row among the postings, and says the same of it.
        assert listed[f"I{row}"] == shown["明细-应付", f"S{posting}"]
        assert listed[f"A{row}"] == shown["明细-应付", f"D{posting}"]
        assert listed[f"C{row}"] == shown["明细-应付", f"A{posting}"] == (MONTH - DAY_ZERO).days
        assert all("." in listed[f"{column}{row}"] for column in "KLM")


def _beside(shown, label):
    """Return what stands beside a label in the sheet of traces."""
    (at,) = [
        at for (sheet, at), value in shown.items() if sheet == "追溯" and value == label and at[0] == "A"
    ]
    return shown["追溯", at.replace("A", "B")]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_base_recalculated_gives_what_we_say_it_gives(base_result, tmp_path, lang):
    needs_office()
    write_run(base_result, tmp_path / "run")
    ours = write_workbook(read_run(tmp_path / "run"), Language(lang))
    (theirs,) = recalculated([changed(ours, tmp_path / "bare.xlsx")], tmp_path)
    assert differing(formulas(ours), values(ours), values(theirs)) == {}
