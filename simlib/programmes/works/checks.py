"""What must agree between a programme's works and what holds for all works."""

from collections.abc import Iterator, Mapping

from simlib.language.message import Message
from simlib.programmes.works.assumptions import WorksSection
from simlib.programmes.works.project_assumptions import Design, Progress
from simlib.scenario.problems import nearest


def design_misfits(path: str, design: Design, works: WorksSection) -> Iterator[tuple[str, str]]:
    """Yield path and message of what a design names that the section `works` does not hold."""
    if design.overrun not in works.overruns:
        yield (
            f"{path}.overrun",
            Message(
                '"{name}" is no class of works; known: {names}{hint}',
                name=design.overrun,
                names=", ".join(works.overruns),
                hint=nearest(design.overrun, works.overruns),
            ),
        )
    for name, task in design.tasks.items():
        yield from _risks(f"{path}.tasks.{name}.plan.risks", name, task.plan.risks, works)


def _risks(path: str, task: str, risks: tuple[str, ...], works: WorksSection) -> Iterator[tuple[str, str]]:
    unknown = [name for name in risks if name not in works.risks]
    for name in unknown:
        yield (
            path,
            Message(
                'the task "{task}" shares the risk "{name}", which is not known{hint}',
                task=task,
                name=name,
                hint=nearest(name, works.risks),
            ),
        )
    if len(set(risks)) < len(risks):
        yield path, Message('the task "{task}" shares a risk twice', task=task)
    elif not unknown:
        explained = sum(works.risks[name].loading ** 2 for name in risks)
        if explained > 1:
            yield (
                path,
                Message(
                    'the loadings of the risks that the task "{task}" shares explain {explained:.0%} of its '
                    "variance; at most 100% is possible",
                    task=task,
                    explained=explained,
                ),
            )


def progress_misfits(path: str, design: Design, progress: Progress) -> Iterator[tuple[str, str]]:
    """Yield path and message of progress that cannot be: of unknown tasks, or ahead of what comes before.

    Parameters
    ----------
    path
        Of the progress.
    design
        The tasks.
    progress
        By building and task; tasks of the whole project are not compared with those of buildings.
    """
    for building, shares in progress.items():
        for name, share in shares.items():
            if name not in design.tasks:
                yield (
                    f"{path}.{building}.{name}",
                    Message('"{name}" is no task{hint}', name=name, hint=nearest(name, design.tasks)),
                )
            elif share > 0:
                yield from _ahead(f"{path}.{building}.{name}", name, design, shares)


def _ahead(path: str, name: str, design: Design, shares: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    plan = design.tasks[name].plan
    for other in plan.after:
        done = shares.get(other, 0.0)
        if design.tasks[other].plan.done_for == plan.done_for and done < 1:
            yield (
                path,
                Message(
                    'the task "{task}" is begun ({share:.0%}), but "{other}", for which it waits, is not '
                    "done ({done:.0%})",
                    task=name,
                    share=shares[name],
                    other=other,
                    done=done,
                ),
            )
