"""`simlib trace`: where each yuan comes from."""

from enum import StrEnum
from typing import Annotated

import typer

from simlib.cli.budget import RunFolder
from simlib.cli.options import Code, Lang, app
from simlib.language.language import Language, mark


class StageName(StrEnum):
    """Stages of an amount."""

    COMMITTED = "committed"
    PAYABLE = "payable"
    PAID = "paid"


@app.command("trace")
def trace_command(
    folder: RunFolder,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT...",
            help=mark("A programme, item, month, township and so on, such as hpv_service_fee 2023-10."),
        ),
    ],
    stage: Annotated[StageName, typer.Option(help=mark("Stage of the amounts."))] = StageName.PAID,
    most: Annotated[int, typer.Option(min=1, max=100_000, help=mark("Postings to show."))] = 20,
    lang: Lang = Code.EN,
) -> None:
    """Take a figure of a run apart: its postings, their quantities and prices, assumptions and sources."""
    from simlib.analysis.trace import trace
    from simlib.analysis.trace_text import trace_text
    from simlib.runs.store import read_run

    print(trace_text(trace(read_run(folder), what, stage.value), Language(lang), most))
