"""What must agree between the path of a claim and the townships, and what is worth knowing of it."""

from collections.abc import Iterable, Iterator, Mapping

from simlib.language.message import Message
from simlib.programmes.family_subsidies.path_assumptions import ClaimPathSection
from simlib.scenario.problems import nearest

PATH = "family_subsidies.path"


def path_misfits(path: ClaimPathSection, townships: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything that does not agree with the names of the townships."""
    names = tuple(townships)
    for where, by_township in _by_township(path).items():
        for township in names:
            if township not in by_township:
                yield where, _lacking(where, township)
        for township in by_township:
            if township not in names:
                yield f"{where}.{township}", _no_township(township, names)
    for place, change in enumerate(path.staff_changes):
        if change.township is not None and change.township not in names:
            yield f"{PATH}.staff_changes.{place}.township", _no_township(change.township, names)


def _by_township(path: ClaimPathSection) -> Mapping[str, Mapping]:
    return {
        f"{PATH}.desks.number": path.desks.number,
        f"{PATH}.desks.staff": path.desks.staff,
        f"{PATH}.desks.opening_days": path.desks.opening_days,
        f"{PATH}.review.workers": path.review.workers,
    }


def _lacking(where: str, township: str) -> Message:
    if where == f"{PATH}.desks.number":
        return Message('the township "{township}" has no desk; at least 1 is needed', township=township)
    return Message('it says nothing of the township "{township}"', township=township)


def _no_township(township: str, names: tuple[str, ...]) -> Message:
    return Message(
        '"{township}" is no township; known: {names}{hint}',
        township=township,
        names=", ".join(names),
        hint=nearest(township, names),
    )


def path_notices(path: ClaimPathSection) -> Iterator[Message]:
    """Yield where claims wait for ever, which is no error: the backlog shows it."""
    for where, by_township in _by_township(path).items():
        for township, at_work in by_township.items():
            if not at_work:
                yield Message(
                    "{path}: nobody works there, so claims wait for ever", path=f"{where}.{township}"
                )
    offices = {
        f"{PATH}.review.opening_days": path.review.opening_days,
        f"{PATH}.approval.opening_days": path.approval.opening_days,
        f"{PATH}.approval.workers": path.approval.workers,
    }
    for where, at_work in offices.items():
        if not at_work:
            yield Message("{path}: nobody works there, so claims wait for ever", path=where)
