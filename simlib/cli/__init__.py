"""The command line. Exit status: 0, 2 (the user's input), 1 (our fault), 130 (Ctrl-C)."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

# Their commands are registered as they are imported.
from simlib.cli import budget, execution, family, report, stored_summary, trace  # noqa: F401
from simlib.cli.options import (
    Browser,
    Code,
    Host,
    Lang,
    Port,
    ScenarioName,
    Seed,
    Settings,
    app,
    load_told,
    progress,
)
from simlib.language.language import LANGUAGES, Language, mark

PROGRAM = "simlib"
INPUT_ERROR, OUR_FAULT, INTERRUPTED = 2, 1, 130
MOST_SHOWN = 50
DEBUG = "SIMLIB_DEBUG"


class EngineName(StrEnum):
    """Engines that can run a scenario; both give the same tables."""

    FAST = "fast"
    SIMPY = "simpy"


@app.callback()
def program(lang: Lang = Code.EN) -> None:
    """Policy simulation workbench for the livelihood programmes of Gaoping."""


@app.command("run")
def run_command(
    scenario: ScenarioName,
    set_: Settings = None,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help=mark("Folder for the tables and the manifest."))] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=mark("Replace another run that lies in the folder."))
    ] = False,
    engine: Annotated[
        EngineName,
        typer.Option(help=mark("The specification (simpy) gives the same tables, much more slowly.")),
    ] = EngineName.FAST,
    events: Annotated[
        bool, typer.Option("--events", help=mark("Write the event log as well: who, where, which second."))
    ] = False,
    lang: Lang = Code.EN,
) -> None:
    """Run a scenario once and print what it gives and costs."""
    from simlib.runs.single import run
    from simlib.runs.store import write_run

    spoken = Language(lang)
    loaded = load_told(scenario, set_, spoken)
    with progress(spoken.say("Running"), spoken):
        result = run(loaded, seed, engine=engine.value, events=events)
    summary = result.summary(lang)
    print(summary)
    if events and not out:
        print(spoken.say("note: --events writes a table; say where with --out DIR"), file=sys.stderr)
    if out:
        write_run(result, out, replace)
        print("\n" + spoken.say("Tables written to {out}. Next:").format(out=out))
        print(f"  {PROGRAM} report {out}")
        first, *others = summary.headlines
        print(f"  {PROGRAM} summary {out} {first}" + (f"  # {', '.join(others)}" if others else ""))


@app.command("compare")
def compare_command(
    a: Annotated[str, typer.Argument(metavar="A", help=mark("A scenario, or the folder of a run."))],
    b: Annotated[str, typer.Argument(metavar="B", help=mark("A scenario, or the folder of a run."))],
    seed: Seed = 0,
    lang: Lang = Code.EN,
) -> None:
    """Compare two scenarios on the same luck, or two runs; differences are B minus A."""
    from simlib.analysis.compare import compare

    spoken = Language(lang)
    with progress(spoken.say("Comparing"), spoken):
        comparison = compare(a, b, seed, lang)
    print(comparison)


@app.command("diff")
def diff_command(
    a: Annotated[str, typer.Argument(metavar="A", help=mark("A scenario."))],
    b: Annotated[str, typer.Argument(metavar="B", help=mark("A scenario."))],
    lang: Lang = Code.EN,
) -> None:
    """Show which values differ between two scenarios, without running them."""
    from simlib.analysis.difference import difference

    spoken = Language(lang)
    table = difference(load_told(a, [], spoken), load_told(b, [], spoken), spoken)
    if table.empty:
        print(spoken.say("No value differs."))
    for row in table.itertuples():
        change = spoken.say("{before} → {after} ({unit})").format(before=row.a, after=row.b, unit=row.unit)
        print(f"{row.path}  {row.label}\n  {change}" + (f"\n  {row.why}" if row.why else ""))


@app.command("validate")
def validate_command(scenario: ScenarioName, set_: Settings = None, lang: Lang = Code.EN) -> None:
    """Check a scenario and say what it holds."""
    from simlib.runs.summary import kinds_text

    spoken = Language(lang)
    loaded = load_told(scenario, set_, spoken)
    kinds = Counter(assumption.kind for assumption in loaded.assumptions.values())
    valid = spoken.say("{name} is valid: {title}")
    counts = spoken.say("{number} assumptions: {kinds}; {changed} changed by overlays or by hand")
    print(valid.format(name=loaded.name, title=spoken.label(loaded.title)))
    print(
        "  "
        + counts.format(number=kinds.total(), kinds=kinds_text(kinds, spoken), changed=len(loaded.changes))
    )


@app.command("explain")
def explain_command(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help=mark("Path such as hpv_rollout.demand.no_show."))
    ],
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help=mark("Name or file."))
    ] = "gaoping-2023",
    lang: Lang = Code.EN,
) -> None:
    """Tell everything about one assumption: value, range, source, overlays, and the code that uses it."""
    from simlib.analysis.explain import explain
    from simlib.runs.scenarios import load

    print(explain(load(scenario), path, Language(lang)))


@app.command("ensemble")
def ensemble_command(
    scenario: ScenarioName,
    out: Annotated[
        Path, typer.Option(help=mark("Folder of the ensemble; run again, it goes on where it stopped."))
    ],
    replicates: Annotated[int, typer.Option(min=1, help=mark("Number of replicates."))] = 20,
    set_: Settings = None,
    seed: Seed = 0,
    jobs: Annotated[
        int | None, typer.Option(min=1, help=mark("Number of processes; all cores by default."))
    ] = None,
    lang: Lang = Code.EN,
) -> None:
    """Run many replicates; their bands show luck alone."""
    from simlib.runs.ensemble import ensemble, readable_bands
    from simlib.runs.summary import table_text

    spoken = Language(lang)
    loaded = load_told(scenario, set_, spoken)
    with progress(spoken.say("Running replicates"), spoken) as advance:
        result = ensemble(loaded, replicates, out=out, seed=seed, jobs=jobs, progress=advance)
    failure = spoken.say("replicate {number} failed: {error}")
    for number, error in sorted(result.failed.items()):
        print(failure.format(number=number, error=error), file=sys.stderr)
    head = spoken.say("{title}: {count} replicates; luck alone, assumptions held at their values")
    tail = spoken.say("Worked on by {count} processes. Tables and manifest in {out}.")
    print(head.format(title=spoken.label(loaded.title), count=replicates))
    print(table_text(readable_bands(result.bands(), spoken)))
    print("\n" + tail.format(count=result.workers, out=out))
    if result.failed:
        raise typer.Exit(OUR_FAULT)


@app.command("clinic")
def clinic_command(
    scenario: ScenarioName,
    site: Annotated[
        str, typer.Argument(metavar="SITE", help=mark("Name of a site, such as nancheng_centre."))
    ],
    date: Annotated[str, typer.Option("--date", metavar="D", help=mark("Day such as 2023-05-04."))],
    set_: Settings = None,
    seed: Seed = 0,
    out: Annotated[
        Path | None, typer.Option(help=mark("Page to write; clinic-SITE-D.html by default."))
    ] = None,
    lang: Lang = Code.EN,
) -> None:
    """Play one day of one site again: who waited where, and when the queues would bind."""
    from simlib.analysis.clinic_day import clinic_day_of, day_given
    from simlib.present.clinic_page import clinic_text, write_clinic_page

    spoken = Language(lang)
    loaded = load_told(scenario, set_, spoken)
    with progress(spoken.say("Playing the day"), spoken):
        day = clinic_day_of(loaded, site, day_given(date), seed)
    print(clinic_text(day, spoken))
    target = out or Path(f"clinic-{site}-{date}.html")
    write_clinic_page(day, target, spoken)
    print(spoken.say("Page: {file}").format(file=target))


@app.command("present")
def present_command(
    host: Host = "127.0.0.1", port: Port = 8866, browser: Browser = True, lang: Lang = Code.EN
) -> None:
    """Show the notebooks as pages, for meetings: levers and charts, no code."""
    from simlib.present.serve import present

    spoken = Language(lang)
    print(spoken.say("Starting; this takes some seconds."), file=sys.stderr)
    present(host, port, spoken, _announcement(browser, spoken))


@app.command("lab")
def lab_command(
    host: Host = "127.0.0.1", port: Port = 8888, browser: Browser = True, lang: Lang = Code.EN
) -> None:
    """Open the notebooks in JupyterLab."""
    from simlib.present.serve import lab

    spoken = Language(lang)
    print(spoken.say("Starting; this takes some seconds."), file=sys.stderr)
    lab(host, port, spoken, _announcement(browser, spoken))


def _announcement(browser: bool, lang: Language) -> Callable[[str], None]:
    def announce(address: str) -> None:
        print(lang.say("Ctrl-C ends it. Open {address}").format(address=address), flush=True)
        if browser:
            import webbrowser

            webbrowser.open(address)

    return announce


def main() -> None:
    """Run the command line and leave with its exit status."""
    status = run_app(sys.argv[1:])
    # Taking apart a SimPy model of the whole city at the very end would take seconds.
    gc.freeze()
    sys.exit(status)


def run_app(arguments: list[str]) -> int:
    """Run one command and return its exit status; no traceback reaches the user."""
    from simlib.runs.interrupts import interrupts_heard

    lang = _language_in(arguments)
    with interrupts_heard() as interrupts:
        try:
            status = _command_in(lang).main(args=arguments, prog_name=PROGRAM, standalone_mode=False)
        except (KeyboardInterrupt, typer.Abort):
            return _interrupted(lang)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader has gone; nothing may be flushed to it
            return 0
        except Exception as error:  # noqa: BLE001 - the one place that turns any error into an exit status
            return _interrupted(lang) if interrupts else _failed(error, lang)
    if status == INTERRUPTED:
        return _interrupted(lang)
    return status if isinstance(status, int) else 0


def _interrupted(lang: Language) -> int:
    print(lang.say("interrupted"), file=sys.stderr)
    return INTERRUPTED


def _language_in(arguments: list[str]) -> Language:
    """Return the language asked for, wherever the option stands; help and errors come before any command."""
    codes = ["en"]
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            codes.append(value if equals else "".join(arguments[place + 1 : place + 2]))
    return Language(codes[-1] if codes[-1] in LANGUAGES else "en")


def _command_in(lang: Language) -> Any:
    """Return the program with help in a language, which is also what its commands speak by default."""
    program = typer.main.get_command(app)
    if lang.code != "en":
        for command in (program, *program.commands.values()):
            command.help = lang.say(command.help)
            for parameter in command.params:
                parameter.help = parameter.help and lang.say(parameter.help)
                parameter.default = Code(lang.code) if parameter.name == "lang" else parameter.default
    return program


def _failed(error: Exception, lang: Language) -> int:
    if hasattr(error, "exit_code") and hasattr(error, "show"):
        error.show()
        return error.exit_code
    problems = getattr(error, "problems", None)
    if problems is not None:
        for problem in problems[:MOST_SHOWN]:
            print(problem.told_in(lang), file=sys.stderr)
        if len(problems) > MOST_SHOWN:
            print(lang.say("and {count} more").format(count=len(problems) - MOST_SHOWN), file=sys.stderr)
        return INPUT_ERROR
    if os.environ.get(DEBUG):
        raise error
    fault = lang.say("{program} failed, and this is our fault: {error}")
    print(fault.format(program=PROGRAM, error=f"{type(error).__name__}: {error}"), file=sys.stderr)
    print(lang.say("Set {variable}=1 to see where.").format(variable=DEBUG), file=sys.stderr)
    return OUR_FAULT
