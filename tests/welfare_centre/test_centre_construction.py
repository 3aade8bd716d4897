"""The building of the welfare centre: as the article tells it, by hand, and in many draws."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import simlib
from simlib.runs.scenarios import only
from simlib.runs.single import TABLES

CENTRE = "welfare_centre"
CONSTRUCTION = f"{CENTRE}.construction"
SECONDARY = {2: 0.2, 3: 0.6, 4: 0.25, 5: 1.0, 6: 0.2, 7: 0.2, 8: 1.0, 9: 1.0, 10: 1.0}
"""Infill walls done by 21 March 2023, as the article has them; it says nothing of building 1."""


def run(settings=None, name="gaoping-2023", seed=1):
    return simlib.run(only(simlib.load(name, set=settings), CENTRE), seed=seed)


@pytest.fixture(scope="module")
def result():
    return run()


def fen(yuan):
    return np.rint(100 * np.asarray(yuan, np.float64)).astype(np.int64)


def building(table):
    """The rows of what building the centre costs."""
    return table[table["item"].astype(str) == "welfare_construction"]


def milestone(result, name):
    table = result.milestones
    return table[table["milestone"] == name].iloc[0]


# --- what the article says ---


def test_the_ten_buildings_stand_as_the_article_tells(base):
    section = base.sections[CENTRE].construction
    assert len(section.buildings.names) == 10
    for number in range(1, 11):
        path = f"{CONSTRUCTION}.progress.building_{number}"
        progress = dict(base.assumptions[path].value)
        assert progress.pop("structure") == 1.0
        assert progress.pop("infill", None) == SECONDARY.get(number)
        assert progress == {}
        assert base.assumptions[path].kind == "fact"
        assert base.assumptions[path].source == "article-2023-03-21"


def test_it_has_500_beds_for_190_million_yuan_and_is_promised_by_the_end_of_the_year(base):
    section = base.sections[CENTRE].construction
    assert base.sections[CENTRE].beds.places.number == 500
    assert section.cost == 190_000_000
    assert (section.plan.from_day, section.plan.promised) == (date(2023, 3, 21), date(2023, 12, 31))


def test_the_papers_follow_each_other_as_the_rules_have_it(base):
    tasks = base.sections[CENTRE].construction.tasks
    steps = ["completion_acceptance", "fire_acceptance", "filing", "handover"]
    assert [tasks[step].plan.after for step in steps[1:]] == [(step,) for step in steps[:-1]]
    assert tasks[steps[0]].plan.after == ("finishing", "external")


# --- by hand ---


def test_without_uncertainty_it_opens_on_the_day_found_by_hand(result):
    """From 21 March: walls of building 1, of which nothing is told, 61 days, to 21 May; all walls stand then.

    Its services and finishing 183 days, to 20 November; the others are done before. External works 91 days
    from 21 May, to 20 August. Completion acceptance 30 days, to 20 December; fire acceptance 30, to 19 Jan.;
    filing 14, to 2 February; handover 14, to 16 February. Staff 91 days from 20 December, to 20 March.
    """
    tasks = result.works_tasks.astype({"building": str, "task": str}).set_index(["building", "task"])
    finish = {place: str(day.date()) for place, day in tasks["planned_finish"].items()}
    assert finish["building_1", "infill"] == "2023-05-21"
    assert finish["building_1", "finishing"] == "2023-11-20"
    # 80% of 61 days are 49, 40% are 24, 75% are 46.
    assert finish["building_2", "infill"] == "2023-05-09"
    assert finish["building_3", "infill"] == "2023-04-14"
    assert finish["building_4", "infill"] == "2023-05-06"
    assert finish["building_5", "finishing"] == "2023-09-20"
    assert finish["whole", "external"] == "2023-08-20"
    assert finish["whole", "completion_acceptance"] == "2023-12-20"
    assert finish["whole", "fire_acceptance"] == "2024-01-19"
    assert finish["whole", "filing"] == "2024-02-02"
    assert finish["whole", "handover"] == "2024-02-16"
    assert finish["whole", "staffing"] == "2024-03-20"
    critical = {place for place, is_critical in tasks["planned_critical"].items() if is_critical}
    assert critical == {
        ("building_1", "infill"),
        ("building_1", "finishing"),
        ("whole", "completion_acceptance"),
        ("whole", "staffing"),
    }
    assert str(milestone(result, "ready")["planned"].date()) == "2024-02-16"
    assert str(milestone(result, "opened")["planned"].date()) == "2024-03-20"


def test_what_was_done_before_follows_from_progress_and_shares(result):
    """Structure 42% of 190 million; of the walls' 10%, 5.45 of ten buildings; of this 80% is paid."""
    costs = result.works_costs.iloc[0]
    done = 190_000_000 * (0.42 + 0.1 * (4 + 3 * 0.2 + 0.6 + 0.25) / 10)
    assert costs["done_before"] == pytest.approx(done, abs=0.1)
    assert costs["paid_before"] == pytest.approx(0.8 * done, abs=0.1)
    assert costs["contract"] == 190_000_000


# --- tables and money ---


def test_every_table_is_as_declared(result):
    for name, table in result.tables.items():
        TABLES[name].check(table)


def test_the_ledger_says_what_the_tables_say(result):
    costs = result.works_costs.iloc[0]
    ledger = building(result.ledger).assign(fen=fen(building(result.ledger)["amount"]))
    by_stage = ledger.groupby("stage", observed=True)["fen"].sum()
    owed = fen(building(result.liabilities)["amount"]).sum()
    assert by_stage["committed"] == fen(costs["total"]) - fen(costs["paid_before"])
    assert by_stage["payable"] == fen(costs["due_within"])
    assert by_stage["paid"] + owed == by_stage["committed"]
    assert fen(costs["contract"]) + fen(costs["overrun"]) == fen(costs["total"])
    money = result.works_money
    due = fen(money[["progress", "settlement", "retention"]]).sum(axis=1)
    by_month = pd.Series(due, money["month"])
    payable = ledger[ledger["stage"] == "payable"].groupby("month")["fen"].sum()
    inside = by_month[(by_month > 0) & (by_month.index < "2026-03-01")]
    assert inside.to_dict() == payable.to_dict()
    assert fen(money["value"]).sum() + fen(costs["done_before"]) == fen(costs["total"])


def test_building_is_capital_and_there_is_no_bond_in_the_base(result):
    assert set(building(result.ledger)["kind"].astype(str)) == {"capital"}
    assert not result.ledger["item"].astype(str).str.contains("bond").any()


def test_the_centre_offers_beds_once_it_is_open_and_not_before(result):
    facilities = result.facilities
    opened = milestone(result, "opened")["drawn"]
    ends = facilities["month"] + pd.offsets.MonthEnd()
    assert ((facilities["beds_open"] > 0) == (ends >= opened)).all()
    assert (facilities["residents"] <= facilities["beds_open"]).all()
    assert (facilities["beds_open"] <= 500).all()
    assert facilities["residents"].iloc[-1] > 0
    care = result.care_beds.groupby("month")[["beds_open", "residents", "waiting"]].sum()
    assert (facilities.set_index("month")[care.columns] == care).all(axis=None)
    assert ((facilities["stage"] == "open") == (ends >= opened)).all()
    assert (np.diff(facilities["progress"]) >= -1e-12).all()
    assert facilities["progress"].iloc[0] == pytest.approx(90_155_000 / 190_000_000, abs=0.02)
    assert facilities["progress"].iloc[-1] == 1
    assert (np.diff(facilities["stage"].cat.codes) >= 0).all()


# --- many draws ---


def test_chances_and_percentiles_tell_the_same(result):
    chances = result.milestone_chances
    for name in ("accepted", "ready", "opened"):
        row, rows = milestone(result, name), chances[chances["milestone"] == name]
        assert row["p10"] <= row["p50"] <= row["p80"] <= row["p90"]
        assert (np.diff(rows["chance"]) >= 0).all()
        assert rows["chance"].iloc[0] == 0
        assert rows["chance"].iloc[-1] == 1
        by_year_end = rows.set_index("month")["chance"].get("2023-12-01", 0.0)
        assert row["chance"] == pytest.approx(by_year_end, abs=1e-12)
        month = row["p80"].to_period("M").to_timestamp()
        assert rows.set_index("month")["chance"][month] >= 0.8


def test_ready_comes_before_opened(result):
    ready, opened = milestone(result, "ready"), milestone(result, "opened")
    for column in ("planned", "drawn", "p10", "p50", "p80", "p90"):
        assert ready[column] <= opened[column]
    assert ready["chance"] >= opened["chance"]


def test_waiting_for_ten_buildings_costs_weeks(result):
    risks = result.works_risks.astype({"task": str}).set_index("task")
    assert risks.loc["completion_acceptance", "merge_bias"] > 20
    assert risks.loc["staffing", "merge_bias"] == 0
    milestones = milestone(result, "accepted")
    assert milestones["p50"] > milestones["planned"]


def test_some_building_is_critical_in_every_draw_and_what_is_done_never(result):
    risks = result.works_risks.astype({"task": str, "building": str})
    buildings = risks[risks["task"] == "all"]
    assert len(buildings) == 10
    assert buildings["criticality"].between(0, 1).all()
    external = risks[risks["task"] == "external"]["criticality"].iloc[0]
    assert buildings["criticality"].sum() + external >= 1
    assert risks[risks["task"] == "completion_acceptance"]["criticality"].iloc[0] == 1
    assert (risks[risks["task"] == "structure"]["criticality"] == 0).all()
    # Nothing is told of building 1, so that it has the most left.
    assert buildings.set_index("building")["criticality"].idxmax() == "building_1"
    assert buildings.set_index("building")["sensitivity"].idxmax() == "building_1"


def test_the_replicates_of_an_ensemble_are_draws_of_the_same(result):
    """Each replicate opens on a day of the distribution that any of them tells."""
    scenario = only(simlib.load("gaoping-2023"), CENTRE)
    days = [
        simlib.run(scenario, seed=1, replicate=number).measures[f"{CENTRE}.opened_day"]
        for number in range(60)
    ]
    first = pd.Timestamp("2023-03-01")
    row = milestone(result, "opened")
    p50, p90 = ((row[name] - first).days for name in ("p50", "p90"))
    assert abs(np.mean(np.array(days) <= p50) - 0.5) < 4 * np.sqrt(0.25 / 60)
    assert abs(np.mean(np.array(days) <= p90) - 0.9) < 4 * np.sqrt(0.09 / 60)


def test_the_replicates_own_course_is_the_first_of_its_draws():
    from simlib.core.clock import Horizon
    from simlib.core.luck import Luck
    from simlib.programmes.welfare_centre.construction import NUMBER
    from simlib.programmes.works.outcome import built
    from simlib.programmes.works.project import layout_of, project_of

    scenario = simlib.load("gaoping-2023")
    section, works = scenario.sections[CENTRE].construction, scenario.sections["works"]
    horizon = Horizon(date(2023, 3, 1), date(2026, 2, 28))
    layout = layout_of(section, section.buildings.share, works)
    project = project_of(CENTRE, layout, section.plan, section.cost, section.progress, horizon)
    centre = built(CENTRE, NUMBER, [project], works, horizon, Luck(3))
    (own,), (many,) = centre.own, centre.many
    assert (own.dates.finish[0] == many.dates.finish[0]).all()
    assert own.overrun[0] == many.overrun[0]


# --- what if ---


def test_twice_the_crews_open_it_earlier_at_a_higher_price(result):
    doubled = run(name="crews-doubled")
    for name in ("planned", "p50", "p80"):
        assert milestone(doubled, "ready")[name] < milestone(result, "ready")[name]
    assert doubled.works_costs["total"].iloc[0] > result.works_costs["total"].iloc[0]


def test_a_winter_that_stops_all_work_delays_it_only_where_work_reaches_winter(result):
    stopped = run(name="winter-stops-work")
    # Without uncertainty all work on site is done on 20 November.
    assert milestone(stopped, "ready")["planned"] == milestone(result, "ready")["planned"]
    assert milestone(stopped, "ready")["p50"] > milestone(result, "ready")["p50"] + pd.Timedelta(days=60)


def test_four_hundred_beds_are_four_fifths_of_five_hundred_in_the_same_house(result):
    fewer = run(name="four-hundred-beds")
    days = [one.care_years.set_index("year")["planned_days"] for one in (result, fewer)]
    assert days[0].sum() > 0
    assert (days[1] == 0.8 * days[0]).all()
    assert fewer.care_beds.groupby("month")["beds_open"].sum().max() <= 400
    shares = [one.scenario.sections[CENTRE].beds.places.disabled_share for one in (result, fewer)]
    assert shares[0] == shares[1]
    assert fewer.milestones.equals(result.milestones)


def test_a_special_bond_pays_now_and_costs_interest_for_years(result):
    bond = run(name="welfare-centre-special-bond")
    paid = bond.ledger[bond.ledger["stage"] == "paid"].astype({"item": str, "fund": str, "kind": str})
    by_item = paid.groupby("item")["amount"].sum()
    left = 190_000_000 - result.works_costs["paid_before"].iloc[0]
    assert by_item["welfare_bond_proceeds"] == pytest.approx(-0.8 * left, abs=0.02)
    interest = bond.liabilities[bond.liabilities["item"].astype(str) == "welfare_bond_interest"][
        "amount"
    ].sum()
    total = by_item["welfare_bond_interest"] + interest
    assert total == pytest.approx(0.8 * left * 0.03 * 15, abs=1)
    principal = bond.liabilities[bond.liabilities["item"].astype(str) == "welfare_bond_principal"]
    assert principal["year"].tolist() == [2038]
    assert principal["amount"].sum() == pytest.approx(0.8 * left, abs=0.02)
    by_fund = building(paid).groupby("fund")["amount"].sum()
    assert by_fund["government_funds"] == pytest.approx(0.8 * by_fund.sum(), abs=1)
    # The building itself costs what it costs, whoever pays.
    before = building(result.ledger).query("stage == 'paid'")["amount"].sum()
    assert by_fund.sum() == pytest.approx(before, abs=0.01)


@pytest.mark.parametrize(
    ("name", "funder"),
    [("welfare-centre-central-funds", "centre"), ("welfare-centre-lottery-fund", "province")],
)
def test_who_else_pays_changes_no_sum(result, name, funder):
    other = run(name=name)
    assert funder in set(other.ledger["funder"].astype(str))
    assert fen(other.ledger["amount"]).sum() == fen(result.ledger["amount"]).sum()
    pd.testing.assert_frame_equal(other.milestones, result.milestones)


@pytest.mark.parametrize("first_day", [date(2023, 7, 1), date(2024, 1, 1)])
def test_the_horizon_may_begin_after_the_day_of_the_report(first_day):
    result = run({"horizon.first_day": first_day})
    ledger, costs = building(result.ledger), result.works_costs.iloc[0]
    paid = fen(ledger[ledger["stage"] == "paid"]["amount"]).sum()
    paid += fen(building(result.liabilities)["amount"]).sum()
    assert paid + fen(costs["paid_before"]) == fen(costs["total"])
    assert ledger["month"].min() >= pd.Timestamp(first_day)
    assert str(milestone(result, "ready")["planned"].date()) == "2024-02-16"


def test_a_centre_that_does_not_open_within_the_horizon_says_so():
    result = run({"horizon.last_day": date(2023, 12, 31)})
    assert result.measures[f"{CENTRE}.opened_day"] >= 306
    assert (result.facilities["beds_open"] == 0).all()
    assert len(result.facilities) == 10


def test_certain_tasks_leave_nothing_to_chance(base):
    tasks = base.sections[CENTRE].construction.tasks
    settings = {
        f"{CONSTRUCTION}.tasks.{name}.days": dict.fromkeys(("p10", "likely", "p90"), task.days.likely)
        for name, task in tasks.items()
    }
    result = run({**settings, "works.stops.pollution.alerts.number": 0.0})
    for name in ("accepted", "ready", "opened"):
        row = milestone(result, name)
        assert row["planned"] == row["drawn"] == row["p10"] == row["p90"]
    assert (result.works_risks["merge_bias"] == 0).all()
    assert (result.works_risks["sensitivity"] == 0).all()
    assert result.works_tasks["critical"].tolist() == result.works_tasks["planned_critical"].tolist()
