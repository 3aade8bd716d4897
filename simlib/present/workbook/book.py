"""The workbook of a run."""

from pathlib import Path

from simlib.language.language import Language
from simlib.present.workbook.after import after_the_horizon
from simlib.present.workbook.assumptions_sheet import assumptions
from simlib.present.workbook.classes import classes, townships
from simlib.present.workbook.contents import Contents, contents_of
from simlib.present.workbook.funding import funding
from simlib.present.workbook.lines import MOST_LINES
from simlib.present.workbook.postings_sheet import postings_sheet
from simlib.present.workbook.prices_sheet import prices
from simlib.present.workbook.sheet import Sheet
from simlib.present.workbook.statements import by_month, by_year, programme_sheet
from simlib.present.workbook.summary_sheet import summary
from simlib.present.workbook.trace_sheet import trace
from simlib.present.workbook.writer import write_book
from simlib.runs.store import WORKBOOK, StoredRun, output_file


def write_workbook(
    run: StoredRun, lang: Language, target: Path | None = None, most: int = MOST_LINES
) -> Path:
    """Write the workbook of a run.

    Parameters
    ----------
    run
        A run read from disk.
    lang
        The language of the workbook.
    target
        The file; ``report.xlsx`` in the run's folder by default.
    most
        Rows of the ledger above which they are added up over cohorts, and then over townships.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = target or run.folder / WORKBOOK
    contents = contents_of(run, lang, most)
    with output_file(target) as temporary:
        write_book(temporary, sheets_of(contents), contents.summary.title, contents.written, lang)
    return target


def sheets_of(contents: Contents) -> list[Sheet]:
    """Return all sheets in order."""
    evidence, rows = assumptions(contents)
    priced, places = prices(contents, rows)
    monthly = by_month(contents)
    postings = [postings_sheet(contents, stage) for stage in contents.postings]
    return [
        summary(contents, range(monthly.heads + 1, monthly.heads + 1 + len(contents.months)), rows),
        by_year(contents),
        monthly,
        funding(contents),
        *(programme_sheet(contents, programme, places) for programme in contents.programmes),
        after_the_horizon(contents),
        classes(contents),
        *([] if "township" in contents.lines.without else [townships(contents)]),
        trace(contents, postings[0].heads + 1),
        priced,
        evidence,
        *postings,
    ]
