"""`simlib summary`: the main results of a stored run, or all of one programme."""

from typing import Annotated

import typer

from simlib.cli.budget import RunFolder
from simlib.cli.options import Code, Lang, app
from simlib.language.language import mark


@app.command("summary")
def summary_command(
    folder: RunFolder,
    programme: Annotated[
        str | None,
        typer.Argument(
            metavar="[PROGRAMME]", help=mark("All results of one programme, such as hpv_rollout.")
        ),
    ] = None,
    lang: Lang = Code.EN,
) -> None:
    """Show the main results of a run, or everything about one of its programmes."""
    from simlib.runs.store import read_run

    summary = read_run(folder).summary(lang)
    print(summary if programme is None else summary.of(programme))
