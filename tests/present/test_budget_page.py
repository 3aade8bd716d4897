"""The budget's page without a browser: levers of money, choices, two sides, traces, both languages."""

import json

import ipywidgets as widgets
import pytest

import simlib
from simlib.language.language import Language
from simlib.present.board.page import Board
from simlib.present.budget_page.levers import levers_of, shares_with
from simlib.present.budget_page.page import budget_subject

pytestmark = pytest.mark.usefixtures("no_loop")

ENGLISH, CHINESE = Language("en"), Language("zh")
SMALL = """extends: gaoping-2023
title: {en: Small town, zh: 小镇}
changes:
  population.census.residents: {value: 4000, why: quick}
  hpv_rollout.supply.central:
    value: {order: {walrinvax: {order_at: 60, order_up_to: 90}, cecolin: {order_at: 60, order_up_to: 90}}}
    why: so that some are bought every year
"""
PLAN = """title: {en: "Plan <of> the town", zh: 小镇预算指标}
kind: placeholder
confidence: low
source: working-estimate
lines:
  - item: hpv_service_fee
    funder: county
    fund: general_public
    kind: current
    amounts: {2024-01: 1200, 2024-07: 800}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("budget")
    (folder / "scenarios" / "plans").mkdir(parents=True)
    (folder / "scenarios" / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "scenarios" / "plans" / "a-town.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "scenarios" / "plans" / "wrong.yaml").write_text(
        PLAN.replace("_fee", "_feee"), encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def opened(folder):
    return Board(budget_subject(folder / "scenarios"), "small", folder, ENGLISH)


@pytest.fixture
def page(opened):
    """One page for all tests, each time as it is at the start."""
    views = opened._subject.views[0]
    start = views.look
    yield opened
    views.look = start
    choose(opened, "line", None)
    opened._panel.reset()
    opened.tell(ENGLISH)


def texts(page):
    def all_widgets(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from all_widgets(child)

    return "\n".join(one.value for one in all_widgets(page.box) if isinstance(one, widgets.HTML))


def view(page, name):
    return page._subject.views[0]._choices[name]


def choose(page, name, value):
    view(page, name).value = value


def row(page, path):
    return next(row for row in page._panel._rows if row.lever.path.endswith(path))


def charts(page):
    return {name: json.loads(one.figure) for name, one in page._results._together._widgets.items()}


def told(chart):
    return [note["text"] for note in chart["layout"]["annotations"]]


def paid(page, side, year=2024):
    ledger = page._answers[side].result.ledger
    chosen = (ledger["stage"] == "paid") & (ledger["month"].dt.year == year)
    return round(ledger["amount"][chosen].sum(), 2)


def test_there_are_levers_for_prices_payers_and_rises(base):
    levers = levers_of(base)
    paths = [lever.path for lever in levers]
    assert len(set(paths)) == len(paths)
    assert {
        "hpv_rollout.products.walrinvax.price",
        "hpv_rollout.products.cecolin.price",
        "hpv_rollout.supply.tenders",
        "hpv_rollout.costs.service_fee",
        "budget.funding.family_subsidies",
        "budget.prices.inflation",
        "budget.prices.discount_rate",
    } <= set(paths)
    assert "hpv_rollout.national_programme.price" not in paths
    assert not any(path.startswith("budget.prices.lines") for path in paths)
    for lever in levers:
        assert lever.low <= lever.default <= lever.high
        assert lever.low < lever.high, lever.path


def test_further_levers_come_with_scenarios_that_they_bear_on():
    paths = {lever.path for lever in levers_of(simlib.load("prices-rise"))}
    assert {"budget.prices.lines.wages", "budget.prices.lines.services"} <= paths
    paths = {lever.path for lever in levers_of(simlib.load("national-programme"))}
    assert "hpv_rollout.national_programme.price" in paths
    tenders = next(
        lever for lever in levers_of(simlib.load("later-tenders")) if lever.path.endswith("tenders")
    )
    assert tenders.default == 329.0
    # What the scenario says of later years stays.
    assert [entry["price"] for entry in tenders.value_at(100)] == [86.0, 27.5, 100.0]


@pytest.mark.parametrize("end", ["low", "high"])
def test_every_lever_gives_a_scenario_that_loads(base, end):
    changes = {lever.path: lever.value_at(getattr(lever, end)) for lever in levers_of(base)}
    assert simlib.load("gaoping-2023", set=changes)


def test_what_gaoping_does_not_pay_others_pay_as_before():
    split = shares_with(0.4, [{"funder": "centre", "fund": "general_public", "share": 0.2}])
    assert sum(entry["share"] for entry in split) == pytest.approx(1)
    assert [entry["funder"] for entry in split] == ["centre", "county"]
    assert [entry["funder"] for entry in shares_with(0.4, [])] == ["province", "county"]
    assert [entry["funder"] for entry in shares_with(1.0, [])] == ["county"]


def test_a_move_of_money_simulates_nothing_again(page):
    before = {side: paid(page, side) for side in "AB"}
    doses = page._answers["B"].result.doses
    row(page, "costs.service_fee")._slider.value = 35.0
    assert paid(page, "A") == before["A"] == before["B"]
    assert paid(page, "B") > before["B"]
    assert page._answers["B"].result.doses is doses
    assert page._panel.changes == {"hpv_rollout.costs.service_fee": 35.0}
    bars = charts(page)["runs"]["data"][1]
    assert sum(bars["y"]) == pytest.approx((paid(page, "B") - paid(page, "A")) / 1e6)
    assert "1 changed" in str(charts(page)["lines"]["data"][1]["name"])


def test_a_price_that_falls_next_year_falls_for_one_product_alone(page):
    row(page, "supply.tenders")._slider.value = 27.5
    ledger = page._answers["B"].result.ledger
    later = ledger[(ledger["stage"] == "committed") & (ledger["month"] >= "2024-02-01")]
    prices = {item: set(rows["unit_price"]) for item, rows in later.groupby("item", observed=True)}
    assert prices["hpv_vaccine_walrinvax"] == {27.5}
    assert prices["hpv_vaccine_cecolin"] == {329.0}
    assert "licensed up to 30; women of 31 to 45 need Cecolin" in texts(page)
    choose(page, "line", "hpv_vaccine_walrinvax")
    assert "at other prices than these" not in texts(page)
    choose(page, "side", "B")
    assert "at other prices than these" in texts(page)
    choose(page, "side", "A")


def test_basis_scope_and_day_stand_on_every_table_and_picture(page):
    said = texts(page)
    tables = said.count("<table")
    assert said.count("Basis: nominal yuan, undiscounted") == said.count("As of: 21 March 2023") == tables
    for name, chart in charts(page).items():
        lines = told(chart)
        for word in ("Basis: ", "Scope: ", "As of: "):
            assert any(line.startswith(word) for line in lines), (name, word)
    choose(page, "basis", "real")
    assert "in prices of 2023" in texts(page)
    assert any("in prices of 2023" in line for line in told(charts(page)["years"]))
    # A plan is nominal, whatever is chosen.
    assert any("nominal" in line for line in told(charts(page)["cash"]))


def test_the_share_on_placeholders_stands_beside_each_total(page):
    assert texts(page).count("on placeholders") >= 5
    ends = [trace for trace in charts(page)["runs"]["data"] if trace["type"] == "scatter"]
    assert all("%" in trace["text"][0] for trace in ends)


def test_year_programme_and_payer_are_chosen(page):
    choose(page, "year", 2025)
    choose(page, "programme", "hpv_rollout")
    assert "From A to B in 2025, by cause" in told(charts(page)["runs"])
    assert "Childcare" not in str(charts(page)["lines"])
    row(page, "funding.hpv_rollout")._slider.value = 0.4
    choose(page, "funder", "county")
    end = charts(page)["runs"]["data"][-1]["y"][0]
    ledger = page._answers["B"].result.ledger
    own = ledger.query("stage == 'paid' and funder == 'county' and programme == 'hpv_rollout'")
    assert end == pytest.approx(own["amount"][own["month"].dt.year == 2025].sum() / 1e6)
    assert "funding" in " ".join(charts(page)["runs"]["layout"]["xaxis"]["ticktext"])
    assert "own funds alone" in texts(page)


def test_a_year_without_money_is_told_and_the_page_lives_on(page):
    choose(page, "programme", "medical_assistance")
    choose(page, "year", 2023)
    assert page._problem.value == ""
    assert "From 2023 to 2024, by cause" in told(charts(page)["years"])


def test_the_plan_that_is_shown_is_named_and_one_that_is_wrong_is_told(page, folder):
    assert any(
        "Plan: Plan &lt;of&gt; the town; it holds 1 lines" in line for line in told(charts(page)["cash"])
    )
    planned = next(trace for trace in charts(page)["cash"]["data"] if trace["name"].startswith("plan:"))
    assert planned["y"][0] == 0.0012
    assert planned["y"][-1] == 0.002
    choose(page, "plan", folder / "scenarios" / "plans" / "wrong.yaml")
    assert "hpv_service_fee" in page._results._notes.value
    assert "Plan: none is shown." in told(charts(page)["cash"])
    choose(page, "plan", None)
    assert "hpv_service_fee" not in page._results._notes.value
    choose(page, "plan", folder / "scenarios" / "plans" / "a-town.yaml")


def test_a_figure_is_traced_to_postings_assumptions_and_sources(page):
    assert "smaller ones" not in texts(page)
    choose(page, "line", "hpv_service_fee")
    said = page._subject.views[0]._trace.value
    for words in (
        "hpv_rollout.costs.service_fee",
        "What sets the price",
        "source: ",
        "rests on placeholders",
    ):
        assert words in said
    fee = page._answers["A"].result.ledger.query("stage == 'paid' and item == 'hpv_service_fee'")
    amount = fee["amount"][fee["month"].dt.year == 2024].sum()
    assert f"{amount:,.2f} yuan paid" in said
    choose(page, "line", "")
    assert f"{paid(page, 'A'):,.2f} yuan paid" in page._subject.views[0]._trace.value


def test_the_page_speaks_chinese(page):
    choose(page, "line", "hpv_service_fee")
    page.tell(CHINESE)
    said = texts(page) + str([told(chart) for chart in charts(page).values()])
    for words in (
        "高平市民生实事预算",
        "截至：",
        "统计口径：",
        "高平市本级财政资金",
        "预防接种服务费",
        "序时进度",
    ):
        assert words in said + str(charts(page)["cash"]), words
    for foreign in ("Scope", "placeholders", "Basis", "county", "general_public", "Service fee", "by cause"):
        assert foreign not in said, foreign
    options = [
        label
        for name in ("year", "programme", "funder", "basis", "line")
        for label, _ in view(page, name).options
    ]
    assert not any(word in label for label in options for word in ("all ", "hpv_", "nominal"))


def test_moved_levers_are_saved(page, folder):
    row(page, "funding.hpv_rollout")._slider.value = 0.5
    page._saving._name.value = "half-each"
    page._saving._save.click()
    saved = simlib.load(folder / "scenarios" / "half-each.yaml")
    shares = {entry.funder: entry.share for entry in saved.sections["budget"].funding["hpv_rollout"]}
    assert shares == {"province": 0.5, "county": 0.5}
