"""One run as a page shows it: what is taken from it, and its charts; what has not changed is used again."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simlib.language.language import Language
from simlib.present.board.subject import Facts, Picture, Subject
from simlib.runs.result import Result


@dataclass(frozen=True)
class Drawn:
    """A run in one language, and charts of it by name."""

    facts: Facts
    lang: Language
    charts: Mapping[str, go.Figure]


@dataclass(frozen=True)
class Answer:
    """One run, ready to be shown in one language.

    Attributes
    ----------
    title
        Of the scenario.
    drawn
        The run, with the charts that are shown at once.
    """

    title: str
    drawn: Drawn

    @property
    def result(self) -> Result:
        """The run."""
        return self.drawn.facts.result


def answer_of(subject: Subject, result: Result, title: str, lang: Language, before: Answer | None) -> Answer:
    """Return a run with what is shown at once; charts that have not changed are those of `before`."""
    facts = subject.facts_of(result, lang)
    return Answer(title, drawn(subject.at_once, facts, lang, before.drawn if before else None))


def drawn_later(subject: Subject, answer: Answer, before: Drawn | None) -> Drawn:
    """Return the charts of an answer that may wait; those that have not changed are taken from `before`."""
    return drawn(subject.later, answer.drawn.facts, answer.drawn.lang, before)


def drawn(pictures: Mapping[str, Picture], facts: Facts, lang: Language, before: Drawn | None) -> Drawn:
    """Return a run with some of its charts.

    Parameters
    ----------
    pictures
        Which charts, by name.
    facts
        What is taken from the run.
    lang
        Language of the texts.
    before
        A run drawn before: a chart whose table and words are the same is taken from it.
    """
    same_words = before is not None and (before.lang, before.facts.labels) == (lang, facts.labels)
    charts = {
        name: before.charts[name]
        if same_words and _equal(picture.of(before.facts), picture.of(facts))
        else picture.draw(picture.of(facts), facts.labels, lang)
        for name, picture in pictures.items()
    }
    return Drawn(facts, lang, charts)


def _equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one is other or one.equals(other)
