"""The command line. Exit status: 0, 2 (the user's input), 1 (our fault), 130 (Ctrl-C)."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

PROGRAM = "simlib"
INPUT_ERROR, OUR_FAULT, INTERRUPTED = 2, 1, 130
MOST_SHOWN = 50
DEBUG = "SIMLIB_DEBUG"

app = typer.Typer(
    help="Policy simulation workbench for the livelihood programmes of Gaoping.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change one value; may be repeated.")
]
Seed = Annotated[int, typer.Option(help="Luck; the same seed gives the same result.")]


class ReportFormat(StrEnum):
    """What a report can be written as."""

    HTML = "html"


class EngineName(StrEnum):
    """Engines that can run a scenario; both give the same tables."""

    FAST = "fast"
    SIMPY = "simpy"


@app.command("run")
def run_command(
    scenario: ScenarioName,
    set_: Settings = None,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables and the manifest.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace another run that lies in the folder.")
    ] = False,
    engine: Annotated[
        EngineName,
        typer.Option(help="The specification (simpy) gives the same tables, much more slowly."),
    ] = EngineName.FAST,
    events: Annotated[
        bool, typer.Option("--events", help="Write the event log as well: who, where, which second.")
    ] = False,
) -> None:
    """Run a scenario once and print what it gives and costs."""
    from simlib.runs.single import run
    from simlib.runs.store import write_run

    loaded = _load(scenario, set_)
    with _progress("Running"):
        result = run(loaded, seed, engine=engine.value, events=events)
    print(result.summary())
    if events and not out:
        print("note: --events writes a table; say where with --out DIR", file=sys.stderr)
    if out:
        write_run(result, out, replace)
        print(f"\nTables written to {out}. Next: {PROGRAM} report {out}")


@app.command("report")
def report_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")],
    out: Annotated[Path | None, typer.Option(help="File to write; report.html in DIR by default.")] = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="What to write.")] = ReportFormat.HTML,
) -> None:
    """Write the report of a run: one HTML file that opens with no internet."""
    from simlib.present.report import write_report
    from simlib.runs.store import read_run

    with _progress("Writing the report"):
        target = write_report(read_run(folder), out)
    print(f"Report: {target}")


@app.command("compare")
def compare_command(
    a: Annotated[str, typer.Argument(metavar="A", help="A scenario, or the folder of a run.")],
    b: Annotated[str, typer.Argument(metavar="B", help="A scenario, or the folder of a run.")],
    seed: Seed = 0,
) -> None:
    """Compare two scenarios on the same luck, or two runs; differences are B minus A."""
    from simlib.analysis.compare import compare

    with _progress("Comparing"):
        comparison = compare(a, b, seed)
    print(comparison)


@app.command("diff")
def diff_command(
    a: Annotated[str, typer.Argument(metavar="A", help="A scenario.")],
    b: Annotated[str, typer.Argument(metavar="B", help="A scenario.")],
) -> None:
    """Show which values differ between two scenarios, without running them."""
    from simlib.analysis.difference import difference

    table = difference(_load(a), _load(b))
    if table.empty:
        print("No value differs.")
    for row in table.itertuples():
        print(f"{row.path}\n  {row.a} → {row.b} ({row.unit})" + (f"\n  {row.why}" if row.why else ""))


@app.command("validate")
def validate_command(scenario: ScenarioName, set_: Settings = None) -> None:
    """Check a scenario and say what it holds."""
    loaded = _load(scenario, set_)
    kinds = [assumption.kind for assumption in loaded.assumptions.values()]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
    print(f"{loaded.name} is valid: {loaded.title.en} · {loaded.title.zh}")
    print(f"  {len(kinds)} assumptions: {counts}; {len(loaded.changes)} changed by overlays or by hand")


@app.command("explain")
def explain_command(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Path such as hpv_rollout.demand.no_show.")],
    scenario: Annotated[str, typer.Argument(metavar="[SCENARIO]", help="Name or file.")] = "gaoping-2023",
) -> None:
    """Tell everything about one assumption: value, range, source, overlays, and the code that uses it."""
    from simlib.analysis.explain import explain

    print(explain(_load(scenario, quiet=True), path))


@app.command("ensemble")
def ensemble_command(
    scenario: ScenarioName,
    out: Annotated[
        Path, typer.Option(help="Folder of the ensemble; run again, it goes on where it stopped.")
    ],
    replicates: Annotated[int, typer.Option(min=1, help="Number of replicates.")] = 20,
    set_: Settings = None,
    seed: Seed = 0,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Number of processes; all cores by default.")
    ] = None,
) -> None:
    """Run many replicates; their bands show luck alone."""
    from simlib.runs.ensemble import ensemble

    loaded = _load(scenario, set_)
    with _progress("Running replicates") as advance:
        result = ensemble(loaded, replicates, out=out, seed=seed, jobs=jobs, progress=advance)
    for number, error in sorted(result.failed.items()):
        print(f"replicate {number} failed: {error}", file=sys.stderr)
    print(f"{loaded.title.en}: {replicates} replicates; luck alone, assumptions held at their values")
    print(result.bands().map("{:,.1f}".format).to_string())
    print(f"\nWorked on by {result.workers} processes. Tables and manifest in {out}.")
    if result.failed:
        raise typer.Exit(OUR_FAULT)


@app.command("clinic")
def clinic_command(
    scenario: ScenarioName,
    site: Annotated[str, typer.Argument(metavar="SITE", help="Name of a site, such as nancheng_centre.")],
    date: Annotated[str, typer.Option("--date", metavar="D", help="Day such as 2023-05-04.")],
    set_: Settings = None,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Page to write; clinic-SITE-D.html by default.")] = None,
    lang: Annotated[str, typer.Option("--lang")] = "en",
) -> None:
    """Play one day of one site again: who waited where, and when the queues would bind."""
    from simlib.analysis.clinic_day import clinic_day_of, day_given
    from simlib.language.language import Language
    from simlib.present.clinic_page import clinic_text, write_clinic_page

    language, loaded = Language(lang), _load(scenario, set_)
    with _progress("Playing the day"):
        day = clinic_day_of(loaded, site, day_given(date), seed)
    print(clinic_text(day, language))
    target = out or Path(f"clinic-{site}-{date}.html")
    write_clinic_page(day, target, language)
    print(f"Page: {target}")


def _load(scenario: str, settings: list[str] | None = None, quiet: bool = False):
    from simlib.runs.scenarios import load

    loaded = load(scenario, _parsed(settings or []), origin="--set")
    if not quiet:
        for notice in loaded.notices:
            print(f"note: {notice}", file=sys.stderr)
    return loaded


def _parsed(settings: list[str]) -> dict[str, Any]:
    """Return ``path=value`` texts as a mapping; the value is read as in a scenario file."""
    from simlib.scenario.problems import problem_in
    from simlib.scenario.reader import parse

    parsed: dict[str, Any] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals or not path.strip():
            raise problem_in("--set", f'"{setting}" is not of the form path=value')
        if path.strip() in parsed:
            raise problem_in("--set", f"{path.strip()} is set twice")
        parsed[path.strip()] = parse(text, f"--set {path.strip()}").content
    return parsed


@contextmanager
def _progress(words: str) -> Iterator[Any]:
    """Show on a terminal that something is going on; what is printed elsewhere stays clean."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words)
        yield lambda done, total: bar.update(task, description=f"{words}: {done} of {total}")


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run_app(sys.argv[1:]))


def run_app(arguments: list[str]) -> int:
    """Run one command and return its exit status; no traceback reaches the user."""
    try:
        status = app(args=arguments, prog_name=PROGRAM, standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has gone; nothing may be flushed to it
        return 0
    except Exception as error:  # noqa: BLE001 - the one place that turns any error into an exit status
        return _failed(error)
    return status if isinstance(status, int) else 0


def _failed(error: Exception) -> int:
    if hasattr(error, "exit_code") and hasattr(error, "show"):
        error.show()
        return error.exit_code
    problems = getattr(error, "problems", None)
    if problems is not None:
        for problem in problems[:MOST_SHOWN]:
            print(problem, file=sys.stderr)
        if len(problems) > MOST_SHOWN:
            print(f"and {len(problems) - MOST_SHOWN} more", file=sys.stderr)
        return INPUT_ERROR
    if os.environ.get(DEBUG):
        raise error
    print(f"{PROGRAM} failed, and this is our fault: {type(error).__name__}: {error}", file=sys.stderr)
    print(f"Set {DEBUG}=1 to see where.", file=sys.stderr)
    return OUR_FAULT


if __name__ == "__main__":
    main()
