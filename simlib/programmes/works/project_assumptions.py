"""What a programme says of its own works: tasks that wait for each other, milestones, days, a bond."""

from collections.abc import Iterable, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.programmes.works.assumptions import Place, ThreeDays
from simlib.scenario.assumption import Label, Name, Section, Share
from simlib.scenario.problems import nearest

BUILDING, JOINT = "building", "project"
"""A task is done once for each building, or once for the whole project."""

Amount = Annotated[float, Field(ge=0, le=100_000_000_000)]
"""Yuan; up to a hundred billion."""

Crew = Annotated[float, Field(ge=0.1, le=10)]

Progress = Mapping[str, Mapping[str, float]]
"""Share done by building and task; what is not named is not begun."""


class TaskPlan(Section):
    """How a task stands among the others.

    Attributes
    ----------
    done_for
        Each ``building``, or the ``project`` as a whole.
    after
        Tasks that it waits for: those of the same building, or of all where it is done for the project.
    place
        Where it is done, and so what stops it.
    risks
        What it shares with other tasks, by names of `works.risks`.
    """

    done_for: Literal["building", "project"] = JOINT
    after: tuple[Name, ...] = ()
    place: Place
    risks: tuple[Name, ...] = ()


class Task(Section):
    """A task: calendar days without stops, from beginning to end, and its plan."""

    days: ThreeDays
    plan: TaskPlan


class Milestones(Section):
    """Tasks with whose end a project is accepted (竣工验收), ready to operate, and open."""

    accepted: Annotated[tuple[Name, ...], Field(min_length=1)]
    ready: Annotated[tuple[Name, ...], Field(min_length=1)]
    opened: Annotated[tuple[Name, ...], Field(min_length=1)]


class Design(Section):
    """How works of one kind are done: their tasks, what each costs, and which class of works they belong to.

    `cost_shares` are parts of the contract by task, for all buildings together; a task that is not named
    costs nothing. `crews` are those at work, to those that the durations assume.
    """

    tasks: Annotated[dict[Name, Task], Field(min_length=1, max_length=60)]
    milestones: Milestones
    cost_shares: dict[Name, Share]
    overrun: Name
    crews: dict[Name, Crew]

    @model_validator(mode="after")
    def _tasks_fit(self) -> Self:
        after = {name: task.plan.after for name, task in self.tasks.items()}
        for name, others in after.items():
            _require_known(others, after, Message('the task "{task}" waits for', task=name))
        _require_no_circle(after)
        for milestone, names in self.milestones.model_dump().items():
            _require_known(names, after, Message("the milestone {milestone} names", milestone=milestone))
        _require_known(self.cost_shares, after, Message("the shares of the cost name"))
        _require_known(self.crews, after, Message("the crews name"))
        total = sum(self.cost_shares.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(
                Message("the shares of the cost add up to {total:.6g}; 1 is needed", total=total)
            )
        return self

    @model_validator(mode="after")
    def _last_things_last(self) -> Self:
        """Refuse a milestone that a task of a building ends: which building's would not be known."""
        for milestone, names in self.milestones.model_dump().items():
            for name in names:
                if self.tasks[name].plan.done_for == BUILDING:
                    raise ValueError(
                        Message(
                            'the milestone {milestone} names "{task}", which is done for each building; '
                            "a task of the whole project is needed",
                            milestone=milestone,
                            task=name,
                        )
                    )
        return self


class Plan(Section):
    """What a project is called, and its days.

    Attributes
    ----------
    label
        In English and Chinese.
    from_day
        From which day the remaining work goes on: that of the report on progress, or that of the start.
    promised
        By which it is meant to be ready to operate.
    """

    label: Label
    from_day: date
    promised: date


class Bond(Section):
    """A special bond (专项债) that pays a share of what is left to be paid when work goes on.

    Interest at `rate` a year is paid each half-year, and the principal after `years`.
    """

    share: Share
    issued: date
    rate: Annotated[float, Field(ge=0, le=0.2)]
    years: Annotated[int, Field(ge=1, le=40)]


def _require_known(names: Iterable[str], known: Mapping[str, object], said: Message) -> None:
    for name in names:
        if name not in known:
            raise ValueError(
                Message(
                    '{said} "{name}", which is no task{hint}', said=said, name=name, hint=nearest(name, known)
                )
            )


def _require_no_circle(after: Mapping[str, tuple[str, ...]]) -> None:
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        # A task comes before the one that waits for it; told the other way round, each waits for the next.
        circle = " → ".join(reversed(error.args[1]))
        raise ValueError(Message("tasks wait for each other in a circle: {circle}", circle=circle)) from None
