"""Schools, kindergartens, hospitals and old neighbourhoods: one model, and an entry for each project."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import simlib
from simlib.core.clock import Horizon
from simlib.programmes.works.facilities import STAGES, stages_at_month_ends
from simlib.runs.scenarios import only
from simlib.runs.single import TABLES

OTHERS, CENTRE = "capital_projects", "welfare_centre"
SHARED_TABLES = ("works_tasks", "works_risks", "milestones", "works_costs", "works_money", "facilities")

NEW_PROJECT = """
extends: gaoping-2023
title: {en: A sixth school, zh: 第六所学校}
changes:
  capital_projects.projects.school_6.plan:
    value: {design: school, label: {en: School 6, zh: 第六学校}, from_day: 2024-03-01, promised: 2025-08-31}
    why: one more is asked for
    unit: days
    kind: placeholder
    confidence: low
    source: working-estimate
    label: {en: School 6, zh: 第六学校}
  capital_projects.projects.school_6.cost:
    value: 50000000
    why: one more is asked for
    unit: yuan
    range: {low: 20000000, high: 90000000, meaning: expert}
    kind: placeholder
    confidence: low
    source: working-estimate
    label: {en: Cost of school 6, zh: 第六学校总投资}
"""


def run(*programmes, settings=None, name="gaoping-2023", seed=1):
    return simlib.run(only(simlib.load(name, set=settings), *(programmes or (OTHERS,))), seed=seed)


@pytest.fixture(scope="module")
def result():
    return run()


def fen(yuan):
    return np.rint(100 * np.asarray(yuan, np.float64)).astype(np.int64)


def test_five_schools_five_kindergartens_three_hospitals_and_the_old_neighbourhoods(base):
    projects = base.sections[OTHERS].projects
    designs = [project.plan.design for project in projects.values()]
    assert {name: designs.count(name) for name in designs} == {
        "school": 5,
        "kindergarten": 5,
        "hospital": 3,
        "neighbourhood": 1,
    }


def test_every_amount_and_date_is_a_placeholder_and_every_amount_has_a_range(base):
    for name in base.sections[OTHERS].projects:
        for part in ("plan", "cost"):
            assert base.assumptions[f"{OTHERS}.projects.{name}.{part}"].kind == "placeholder"
        bounds = base.assumptions[f"{OTHERS}.projects.{name}.cost"].range
        assert bounds.low < bounds.high


def test_every_table_is_as_declared(result):
    for name, table in result.tables.items():
        TABLES[name].check(table)


def test_each_project_costs_in_the_ledger_what_its_table_says(result):
    ledger = result.ledger.assign(fen=fen(result.ledger["amount"])).astype({"cohort": str, "stage": str})
    costs = result.works_costs.astype({"project": str}).set_index("project")
    committed = ledger[ledger["stage"] == "committed"].groupby("cohort")["fen"].sum()
    payable = ledger[ledger["stage"] == "payable"].groupby("cohort")["fen"].sum()
    for project, row in costs.iterrows():
        assert committed[project] == fen(row["total"]) - fen(row["paid_before"])
        assert payable[project] == fen(row["due_within"])
        assert fen(row["due_within"]) + fen(row["due_later"]) + fen(row["paid_before"]) == fen(row["total"])
    paid = ledger[ledger["stage"] == "paid"]["fen"].sum() + fen(result.liabilities["amount"]).sum()
    assert paid == committed.sum()


def test_spending_follows_an_s_curve(result):
    """Slow in the first tenth of a project's months and in the last one, on average over all projects."""
    money = result.works_money.astype({"project": str})
    first, last = [], []
    for _, rows in money[money["value"] > 0].groupby("project"):
        time = np.linspace(0, 1, len(rows) + 1)[1:]
        first.append(np.interp(0.1, time, rows["done"]))
        last.append(np.interp(0.9, time, rows["done"]))
        assert (np.diff(rows["done"]) >= -1e-12).all()
    assert np.mean(first) < 0.1
    assert np.mean(last) > 0.9


def test_projects_of_one_design_have_luck_of_their_own_and_some_in_common(result):
    drawn = result.works_tasks.astype({"project": str, "task": str})
    days = drawn[drawn["task"] == "structure"].set_index("project")["days"]
    schools = [days[f"school_{number}"] for number in range(1, 6)]
    assert len(set(schools)) > 1
    late = {
        seed: run(seed=seed)
        .milestones.astype({"project": str, "milestone": str})
        .query("milestone == 'ready'")
        for seed in range(8)
    }
    ready = np.array(
        [
            [
                (row["drawn"] - row["planned"]).days
                for _, row in table.iterrows()
                if row["project"][:6] == "school"
            ]
            for table in late.values()
        ]
    )
    # Where money is short it is short for all: schools are late together.
    assert np.var(ready.mean(axis=1)) > 0.5 * np.mean(np.var(ready, axis=1)) / 5


def _days_late(result):
    """Days from planned to ready of each school."""
    table = result.milestones.astype({"project": str, "milestone": str})
    schools = table[table["project"].str.startswith("school") & (table["milestone"] == "ready")]
    return (schools["drawn"] - schools["planned"]).dt.days.to_numpy()


def test_a_new_project_is_an_entry_in_yaml(tmp_path, result):
    overlay = tmp_path / "sixth-school.yaml"
    overlay.write_text(NEW_PROJECT, encoding="utf-8")
    more = run(name=overlay)
    projects = more.works_costs["project"].astype(str).tolist()
    assert projects == [*result.works_costs["project"].astype(str), "school_6"]
    assert "School 6" in str(more.summary())
    assert "第六学校" in str(more.summary("zh"))
    mine = more.ledger[more.ledger["cohort"].astype(str) == "school_6"]
    assert set(mine["item"].astype(str)) == {"capital_school"}
    assert mine["month"].min() >= pd.Timestamp("2024-03-01")
    # Nobody else's luck moves.
    before = result.works_tasks.astype(str)
    after = more.works_tasks.astype(str)
    assert before.equals(after[after["project"] != "school_6"].reset_index(drop=True))


def test_a_project_that_begins_after_the_horizon_costs_nothing_in_it_and_is_told():
    plan = {
        "design": "school",
        "label": {"en": "late", "zh": "以后"},
        "from_day": pd.Timestamp("2027-01-01").date(),
        "promised": pd.Timestamp("2028-08-31").date(),
    }
    scenario = simlib.load("gaoping-2023", set={f"{OTHERS}.projects.school_1.plan": plan})
    assert any("after the horizon; the project costs nothing in it" in notice for notice in scenario.notices)
    result = simlib.run(only(scenario, OTHERS), seed=1)
    assert "school_1" not in set(result.ledger["cohort"].astype(str))
    facilities = result.facilities.astype({"facility": str})
    school = facilities[facilities["facility"] == "school_1"]
    assert (school["stage"] == "not_begun").all()
    assert (school["progress"] == 0).all()
    assert fen(result.liabilities["amount"]).sum() == fen(
        result.works_costs.astype({"project": str}).query("project != 'school_1'")["due_later"]
    ).sum() + _lagging(result)


def _lagging(result):
    """Fen due within the horizon and paid after it."""
    ledger = result.ledger.assign(fen=fen(result.ledger["amount"]))
    sums = ledger.groupby("stage", observed=True)["fen"].sum()
    return sums["payable"] - sums["paid"]


def test_two_programmes_that_build_share_their_tables(result):
    both = run(CENTRE, OTHERS)
    for name in SHARED_TABLES:
        whole, mine = both.tables[name], result.tables[name]
        TABLES[name].check(whole)
        column = "facility" if name == "facilities" else "project"
        others = whole[whole[column].astype(str) != CENTRE].reset_index(drop=True)
        assert others.astype(str).equals(mine.astype(str)), name
        assert 0 < len(mine) < len(whole)


def test_the_same_alerts_stop_all_works_of_the_city(base):
    """With certain tasks all schools are done on the same day, and alerts make it another than planned."""
    tasks = base.sections[OTHERS].designs["school"].tasks
    certain = {
        f"{OTHERS}.designs.school.tasks.{name}.days": dict.fromkeys(
            ("p10", "likely", "p90"), task.days.likely
        )
        for name, task in tasks.items()
    }
    moved = False
    scenario = only(simlib.load("gaoping-2023", set=certain), OTHERS)
    for seed in range(4):
        table = simlib.run(scenario, seed=seed).milestones.astype({"project": str, "milestone": str})
        schools = table[table["project"].str.startswith("school") & (table["milestone"] == "ready")]
        assert schools["drawn"].nunique() == 1
        moved |= bool((schools["drawn"] != schools["planned"]).all())
    assert moved


def test_who_is_ready_on_the_very_day_promised_has_kept_the_promise(base, result):
    milestones = result.milestones.astype({"project": str, "milestone": str})
    ready = milestones[milestones["milestone"] == "ready"].set_index("project")["drawn"]
    kept = []
    for late in (0, 1):
        promised = (ready["school_1"] - pd.Timedelta(days=late)).date()
        plan = base.assumptions[f"{OTHERS}.projects.school_1.plan"].value
        found = run(settings={f"{OTHERS}.projects.school_1.plan": {**plan, "promised": promised}})
        kept.append(found.measures[f"{OTHERS}.ready_as_promised"])
    assert kept[0] == kept[1] + 1


def test_no_stage_of_a_facility_is_skipped_where_a_later_one_is_reached_before():
    horizon = Horizon(date(2023, 3, 1), date(2023, 6, 30))
    stages = stages_at_month_ends((0, 100, 40, 70), horizon)
    assert [STAGES[stage] for stage in stages] == ["building", "building", "building", "open"]
