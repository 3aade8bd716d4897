"""`simlib family`: what a family gets, and what that means for the city."""

from typing import Annotated

import typer

from simlib.cli.options import Code, Lang, Seed, Settings, app, load_told, progress
from simlib.language.language import Language, mark


@app.command("family")
def family_command(
    births: Annotated[
        str,
        typer.Option("--births", metavar="MONTH", help=mark("Month of birth, such as 2024-05, or a day.")),
    ],
    parity: Annotated[
        int, typer.Option(min=1, max=20, help=mark("Parity of the child (孩次): 2 for a second child."))
    ],
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help=mark("Name or file."))
    ] = "gaoping-2023",
    township: Annotated[
        str | None, typer.Option(help=mark("Township of the family, such as beicheng; the first by default."))
    ] = None,
    knows: Annotated[
        str | None,
        typer.Option(metavar="DAY", help=mark("Day on which it hears of the subsidies; in time by default.")),
    ] = None,
    set_: Settings = None,
    seed: Seed = 0,
    lang: Lang = Code.EN,
) -> None:
    """Tell what a family gets, when, from which subsidy; whom the subsidies reach; what a birth costs."""
    from simlib.analysis.family import family_answer, question_of
    from simlib.analysis.family_text import family_text

    spoken = Language(lang)
    loaded = load_told(scenario, set_, spoken)
    question = question_of(loaded, births, parity, township, knows)
    with progress(spoken.say("Running"), spoken):
        answer = family_answer(loaded, question, seed)
    print(family_text(answer, spoken))
