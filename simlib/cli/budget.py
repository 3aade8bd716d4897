"""`simlib budget`: the statements of a run."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simlib.cli.options import Code, Lang, app
from simlib.language.language import Language, mark


class BasisName(StrEnum):
    """In which money a table can be told."""

    NOMINAL = "nominal"
    REAL = "real"
    DISCOUNTED = "discounted"


RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help=mark("Folder of a run."))]


@app.command("budget")
def budget_command(
    folder: RunFolder,
    statement: Annotated[
        list[str] | None,
        typer.Option(
            "--statement",
            metavar="NAME",
            help=mark("Statement to show, such as funding; may be repeated, all by default."),
        ),
    ] = None,
    basis: Annotated[
        BasisName, typer.Option(help=mark("Prices: nominal, of the base year, or discounted as well."))
    ] = BasisName.NOMINAL,
    without: Annotated[
        Path | None,
        typer.Option("--without", metavar="DIR", help=mark("Run without the option; shows the difference.")),
    ] = None,
    lang: Lang = Code.EN,
) -> None:
    """Show a run's budget, cash-flow and funding statements, and others, each with what it rests on."""
    from simlib.present.budget_text import budget_text, impact_text
    from simlib.runs.store import read_run

    spoken, names = Language(lang), tuple(statement or ())
    run = read_run(folder)
    if without is None:
        print(budget_text(run, spoken, names, basis.value))
    else:
        print(impact_text(run, read_run(without), spoken, names, basis.value))
