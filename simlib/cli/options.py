"""What commands share: the program, options, and how scenarios are loaded and progress is shown."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any

import typer

from simlib.language.language import Language, mark
from simlib.language.message import Message

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Code(StrEnum):
    """The languages by their codes, as an option knows them."""

    EN = "en"
    ZH = "zh"


Host = Annotated[
    str, typer.Option(help=mark("Address to listen on; beyond this machine, a token is needed."))
]
Port = Annotated[int, typer.Option(min=1, max=65535, help=mark("Port to listen on."))]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help=mark("Open the user's browser."))]
ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help=mark("Name or file of a scenario."))]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help=mark("Change one value; may be repeated.")),
]
Seed = Annotated[int, typer.Option(help=mark("Luck; the same seed gives the same result."))]
Lang = Annotated[Code, typer.Option("--lang", help=mark("Language: English or Chinese."))]


def load_told(scenario: str, settings: list[str] | None, lang: Language):
    """Load a scenario and tell on stderr what is worth knowing about it."""
    from simlib.runs.scenarios import load

    loaded = load(scenario, _parsed(settings or []), origin="--set")
    for notice in loaded.notices:
        print(lang.say("note: {notice}").format(notice=notice.told_in(lang)), file=sys.stderr)
    return loaded


def _parsed(settings: list[str]) -> dict[str, Any]:
    """Return ``path=value`` texts as a mapping; the value is read as in a scenario file."""
    from simlib.scenario.problems import problem_in
    from simlib.scenario.reader import parse

    parsed: dict[str, Any] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals or not path.strip():
            raise problem_in("--set", Message('"{setting}" is not of the form path=value', setting=setting))
        if path.strip() in parsed:
            raise problem_in("--set", Message("{path} is set twice", path=path.strip()))
        parsed[path.strip()] = parse(text, f"--set {path.strip()}").content
    return parsed


@contextmanager
def progress(words: str, lang: Language) -> Iterator[Any]:
    """Show on a terminal that something is going on; what is printed elsewhere stays clean."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words)
        counted = lang.say("{words}: {done} of {total}")
        yield lambda done, total: bar.update(
            task, description=counted.format(words=words, done=done, total=total)
        )
