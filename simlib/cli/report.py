"""`simlib report`: a run as a page, or as a workbook for finance."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simlib.cli.options import Code, Lang, app, progress
from simlib.language.language import Language, mark


class ReportFormat(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    XLSX = "xlsx"


@app.command("report")
def report_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=mark("Folder of a run."))],
    out: Annotated[
        Path | None, typer.Option(help=mark("File to write; report.html or report.xlsx in DIR by default."))
    ] = None,
    format_: Annotated[
        ReportFormat,
        typer.Option("--format", help=mark("A page (html), or a workbook with live formulas (xlsx).")),
    ] = ReportFormat.HTML,
    lang: Lang = Code.EN,
) -> None:
    """Write the report of a run: a page that opens with no internet, or the budget as a workbook."""
    from simlib.runs.store import read_run

    spoken = Language(lang)
    with progress(spoken.say("Writing the report"), spoken):
        run = read_run(folder)
        if format_ is ReportFormat.XLSX:
            from simlib.present.workbook.book import write_workbook as write
        else:
            from simlib.present.report import write_report as write
        target = write(run, spoken, out)
    print(spoken.say("Report: {file}").format(file=target))
