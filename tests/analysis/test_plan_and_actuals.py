"""A run, a plan and what was spent, from the files to the tables, and on the command line."""

import numpy as np
import pytest
from openpyxl import load_workbook

import simlib
from simlib.analysis.line_templates import template_of
from simlib.analysis.plan_and_actuals import (
    Import,
    actuals_beside,
    plan_and_actuals,
    read_plan_of,
    run_amounts,
)
from simlib.cli import run_app
from simlib.language.language import Language
from simlib.present.budget_text import budget_text, impact_text
from simlib.present.execution_text import execution_text
from simlib.present.line_sheets import write_line_sheet
from simlib.programmes.registry import PROGRAMMES
from simlib.runs.kept_actuals import read_kept
from simlib.runs.single import run
from simlib.runs.store import read_run, write_run

EN, ZH = Language("en"), Language("zh")
NAMES = tuple(programme.name for programme in PROGRAMMES)


@pytest.fixture(scope="module")
def scenario(town):
    return town(residents=4_000, programmes=NAMES)


@pytest.fixture
def stored(scenario, tmp_path):
    write_run(run(scenario, seed=3), tmp_path / "run")
    return read_run(tmp_path / "run")


def sheet_of(stored, path, kind, amounts, months):
    template = template_of(None, stored, 2023, EN)
    write_line_sheet(path, kind, template.lines, months, dict(template.labels), EN, amounts)
    return path


def months_of(stored, last):
    return [month for month in run_amounts(stored).months if month <= last]


def test_a_plan_made_of_a_run_reads_back_as_what_the_run_pays(stored, tmp_path):
    paid = run_amounts(stored)
    plan = read_plan_of(
        stored, sheet_of(stored, tmp_path / "plan.xlsx", "plan", paid, months_of(stored, "2023-12"))
    )
    back = paid.of(plan.lines, plan.months)
    assert plan.fen.tolist() == back.fen.tolist()
    np.testing.assert_allclose(plan.quantity, back.quantity, atol=1e-3)
    assert plan.fen.sum() == round(
        100 * stored.tables["ledger"].query("stage == 'paid' and month < '2024-01-01'")["amount"].sum()
    )


def test_a_run_held_against_itself_goes_by_plan(stored, tmp_path):
    paid = run_amounts(stored)
    plan = paid.of(paid.lines, months_of(stored, "2023-12"))
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, months_of(stored, "2023-08"))
    held = plan_and_actuals(stored, plan, actuals_beside(stored, plan, Import(file)))
    execution = held.execution
    assert (execution.closed, len(execution.months)) == (6, 10)
    assert not execution.variance.whole.any()
    assert (execution.forecast == execution.appropriation).all()
    assert held.suggestions.moves == ()
    told = execution_text(held, EN)
    assert "Pace: 6 of 10 months are over (60.0%)" in told
    assert "against pace" in told
    share = (execution.execution_in_all - 0.6) * 100
    assert f"{share:+.1f}" in next(line for line in told.splitlines() if line.startswith("  in all"))
    assert "-0.0%" not in told
    assert told.count("As of: 31 August 2023") == 3
    assert told.count("Basis: nominal yuan, undiscounted") == 3
    assert "截至：2023年8月31日" in execution_text(held, ZH)


def test_what_is_still_to_come_says_how_much_of_it_rests_on_placeholders(stored, tmp_path):
    paid = run_amounts(stored)
    plan = paid.of(paid.lines, months_of(stored, "2023-12"))
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, months_of(stored, "2023-11"))
    held = plan_and_actuals(stored, plan, actuals_beside(stored, plan, Import(file)))
    december = simlib.trace(stored, "2023-12")
    assert held.on_placeholders == pytest.approx(december.on_placeholders)
    share = EN.percent(held.on_placeholders)
    assert f"{share} of what the run expects for the rest of the year" in execution_text(held, EN)
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, plan.months)
    held = plan_and_actuals(stored, plan, actuals_beside(stored, plan, Import(file)))
    assert np.isnan(held.on_placeholders)
    assert "for the rest of the year" not in execution_text(held, EN)


def test_actuals_are_kept_and_closed_months_do_not_change_silently(stored, tmp_path):
    paid = run_amounts(stored)
    plan = paid.of(paid.lines, months_of(stored, "2023-12"))
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, months_of(stored, "2023-06"))
    first = actuals_beside(stored, plan, Import(file))
    book = load_workbook(file)
    row = next(row for row in book["actuals"].iter_rows(min_row=2) if row[7].value)
    before = row[7].value
    row[7].value = before + 100
    book.save(file)
    with pytest.raises(simlib.InputError, match="is closed"):
        actuals_beside(stored, plan, Import(file))
    again = read_kept(stored.folder)
    assert again.amounts.fen.tolist() == first.amounts.fen.tolist()
    assert again.history == ()
    changed = actuals_beside(stored, plan, Import(file, (row[0].value,), "a late invoice"))
    assert read_kept(stored.folder).amounts.fen.sum() == first.amounts.fen.sum() + 10_000
    assert [(change["month"], change["why"]) for change in changed.history] == [
        (row[0].value, "a late invoice")
    ]
    assert "because: a late invoice" in execution_text(plan_and_actuals(stored, plan, changed), EN)


def test_a_mistake_anywhere_keeps_everything_out(stored, tmp_path):
    paid = run_amounts(stored)
    plan = paid.of(paid.lines, months_of(stored, "2023-12"))
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, months_of(stored, "2023-06"))
    book = load_workbook(file)
    book["actuals"]["H3"] = "1.2万"
    book.save(file)
    with pytest.raises(simlib.InputError, match=r"row 3, column H \(amount\).*write the number 12000"):
        actuals_beside(stored, plan, Import(file))
    assert read_kept(stored.folder) is None
    with pytest.raises(simlib.InputError, match="no actuals were read in yet"):
        actuals_beside(stored, plan, None)


def test_an_ensemble_gives_the_forecast_a_range(scenario, stored, tmp_path):
    simlib.ensemble(scenario, 4, out=tmp_path / "luck", seed=3, jobs=1)
    paid = run_amounts(stored)
    plan = paid.of(paid.lines, months_of(stored, "2023-12"))
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, months_of(stored, "2023-08"))
    kept = actuals_beside(stored, plan, Import(file))
    held = plan_and_actuals(stored, plan, kept, tmp_path / "luck")
    execution = held.execution
    assert execution.later.shape == (4, len(execution.lines))
    assert (execution.quantile(0.05) <= execution.quantile(0.95)).all()
    assert not np.isnan(execution.chance_of_exceeding).any()
    # The first replicate of the ensemble is the run itself.
    rest = [month for month in plan.months if month > "2023-08"]
    assert execution.later[0].tolist() == paid.of(execution.lines, rest).fen.sum(axis=1).tolist()
    assert "luck alone, over 4 replicates" in execution_text(held, EN)


def test_an_ensemble_of_another_scenario_is_refused(stored, tmp_path, town):
    simlib.ensemble(town(residents=2_000), 1, out=tmp_path / "luck", jobs=1)
    paid = run_amounts(stored)
    kept = actuals_beside(
        stored,
        paid,
        Import(sheet_of(stored, tmp_path / "a.xlsx", "actuals", paid, months_of(stored, "2023-04"))),
    )
    with pytest.raises(simlib.InputError, match="another scenario"):
        plan_and_actuals(stored, paid, kept, tmp_path / "luck")
    with pytest.raises(simlib.InputError, match="single run"):
        plan_and_actuals(stored, paid, kept, stored.folder)


@pytest.mark.parametrize("lang", [EN, ZH])
def test_every_statement_says_basis_scope_and_day(stored, lang):
    told = budget_text(stored, lang)
    heads = [
        told.count(lang.say(text).split("{")[0])
        for text in ("Basis: {basis}", "Scope: {scope}", "As of: {day}")
    ]
    assert heads == [13, 13, 13]
    with pytest.raises(simlib.InputError, match='did you mean "funding"'):
        budget_text(stored, lang, ("fundig",))


def test_with_without_and_difference_stand_below_each_other_year_by_year(stored):
    told = impact_text(stored, stored, EN, ("funding",), "real")
    assert "in prices of 2023" in told
    lines = told.splitlines()
    years = next(line.split() for line in lines if " 2024 " in line)
    assert years[:4] == ["2023", "2024", "2025", "2026"]
    totals = [line.split() for line in lines[-4:-1]]
    assert [line[-7] for line in totals] == ["with", "without", "difference"]
    assert totals[0][-6:] == totals[1][-6:]
    assert totals[2][-6:] == ["0", "0", "0", "0", "0", "–"]
    assert "seeds are not the same" not in told


def test_every_statement_can_be_held_against_another_run(scenario, stored, tmp_path):
    write_run(run(scenario, seed=4), tmp_path / "other")
    other = read_run(tmp_path / "other")
    told = impact_text(stored, other, EN)
    assert told.count("Basis: ") == 14  # headroom stands there for each of the two
    assert "The seeds are not the same: part of the difference is luck." in told
    assert "Committed, payable, paid" in impact_text(stored, other, EN, ("stages",))


def test_what_finance_has_to_check_stands_below_the_statement(stored):
    for name, axis in (
        ("functional", "functional classes"),
        ("economic", "economic classes"),
        ("departments", "departments"),
    ):
        assert budget_text(stored, EN, (name,)).splitlines()[-1].startswith(f"  The {axis}")
    assert "to be checked" not in budget_text(stored, EN, ("townships",))


def test_headroom_is_that_of_gaopings_own_funds(stored):
    assert "by calendar year, Gaoping's own funds alone" in budget_text(stored, EN, ("headroom",))


def test_a_change_of_units_alone_is_told_as_one(stored, tmp_path):
    paid = run_amounts(stored)
    plan = paid.of(paid.lines, months_of(stored, "2023-12"))
    file = sheet_of(stored, tmp_path / "actuals.xlsx", "actuals", paid, months_of(stored, "2023-04"))
    actuals_beside(stored, plan, Import(file))
    book = load_workbook(file)
    row = next(row for row in book["actuals"].iter_rows(min_row=2) if row[6].value)
    before = row[6].value
    row[6].value = before + 1
    book.save(file)
    held = plan_and_actuals(
        stored, plan, actuals_beside(stored, plan, Import(file, (row[0].value,), "counted"))
    )
    assert f"quantity {before:,} → {before + 1:,}, because: counted" in execution_text(held, EN)


def test_the_commands_answer_and_refuse(stored, tmp_path, capsys):
    folder, plan, actuals = str(stored.folder), str(tmp_path / "plan.xlsx"), str(tmp_path / "actuals.xlsx")
    assert run_app(["budget", folder, "--statement", "funding", "--basis", "discounted"]) == 0
    assert "discounted to it at 5.0% a year" in capsys.readouterr().out
    assert run_app(["trace", folder, "family_childcare", "2024"]) == 0
    assert "What sets the price" in capsys.readouterr().out
    assert run_app(["template", "plan", "--run", folder, "--out", plan]) == 0
    assert run_app(["template", "actuals", "--out", actuals]) == 0
    assert run_app(["template", "actuals", "--out", str(tmp_path / "nowhere" / "a.xlsx")]) == 2
    assert "this file cannot be written: No such file or directory" in capsys.readouterr().err
    capsys.readouterr()
    assert run_app(["execution", folder, "--plan", plan, "--actuals", actuals]) == 2
    assert "no amount is filled in yet" in capsys.readouterr().err
    assert run_app(["trace", folder, "nothing", "--lang", "zh"]) == 2
    assert "账中没有" in capsys.readouterr().err
    assert run_app(["template", "actuals", "--out", actuals, "--year", "2031"]) == 2
    assert "2031 is not in the horizon; allowed: 2023, 2024, 2025, 2026" in capsys.readouterr().err


@pytest.mark.parametrize("lang", [EN, ZH])
def test_a_template_filled_in_by_hand_is_understood(stored, tmp_path, lang, base):
    template = template_of(base, None, 2023, lang)
    file = tmp_path / "actuals.xlsx"
    write_line_sheet(file, "actuals", template.lines, template.months, dict(template.labels), lang)
    book = load_workbook(file)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[0].value == "2023-03":
            row[7].value = 12.5
    book.save(file)
    plan = run_amounts(stored)
    found = actuals_beside(stored, plan, Import(file)).amounts
    assert found.months == ("2023-03",)
    assert found.fen.sum() == 1_250 * len(template.lines)
