"""`simlib template` and `simlib execution`: plan and actuals."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simlib.cli.budget import RunFolder
from simlib.cli.options import Code, Lang, app, load_told, progress
from simlib.language.language import Language, mark


class TableKind(StrEnum):
    """Tables that finance fills in."""

    ACTUALS = "actuals"
    PLAN = "plan"


@app.command("template")
def template_command(
    kind: Annotated[TableKind, typer.Argument(metavar="KIND", help=mark("actuals or plan."))],
    out: Annotated[Path, typer.Option(metavar="FILE.xlsx", help=mark("Workbook to write."))],
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help=mark("Name or file."))
    ] = "gaoping-2023",
    year: Annotated[
        int | None, typer.Option(help=mark("Fiscal year; the first of the horizon by default."))
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option(
            "--run", metavar="DIR", help=mark("Run whose lines are taken; a plan is filled from it.")
        ),
    ] = None,
    lang: Lang = Code.EN,
) -> None:
    """Write an empty table of actuals, or of a plan, for finance to fill in."""
    from simlib.analysis.line_templates import template_of
    from simlib.present.line_sheets import write_line_sheet
    from simlib.runs.store import read_run

    spoken = Language(lang)
    stored = None if run is None else read_run(run)
    template = template_of(None if stored else load_told(scenario, None, spoken), stored, year, spoken)
    filled = template.paid if kind is TableKind.PLAN else None
    write_line_sheet(out, kind.value, template.lines, template.months, template.labels, spoken, filled)
    print(spoken.say("Table: {file}").format(file=out))


@app.command("execution")
def execution_command(
    folder: RunFolder,
    plan: Annotated[Path, typer.Option(metavar="FILE", help=mark("Plan: YAML, XLSX or CSV."))],
    actuals: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=mark("Actuals to read in, XLSX or CSV; those read in before by default.")
        ),
    ] = None,
    ensemble: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=mark("Ensemble of the run's scenario, for ranges and chances.")),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help=mark("Fiscal year; that of the last closed month by default."))
    ] = None,
    reopen: Annotated[
        list[str] | None,
        typer.Option(metavar="MONTH", help=mark("Closed month that may change; may be repeated.")),
    ] = None,
    why: Annotated[str, typer.Option(help=mark("Why a closed month changes."))] = "",
    lang: Lang = Code.EN,
) -> None:
    """Hold a plan against what was spent: execution, forecast, variance, virement, what the year leaves."""
    from simlib.analysis.plan_and_actuals import Import, actuals_beside, plan_and_actuals, read_plan_of
    from simlib.present.execution_text import execution_text
    from simlib.runs.store import read_run

    spoken = Language(lang)
    stored = read_run(folder)
    appropriated = read_plan_of(stored, plan)
    given = None if actuals is None else Import(actuals, tuple(reopen or ()), why)
    with progress(spoken.say("Reading"), spoken):
        held = plan_and_actuals(
            stored, appropriated, actuals_beside(stored, appropriated, given), ensemble, year
        )
    print(execution_text(held, spoken))
