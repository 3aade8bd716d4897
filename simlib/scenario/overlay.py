"""Overlays and settings: what a scenario changes in its base, and why."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from simlib.language.message import Message
from simlib.scenario.assumption import Assumption, Change, Source
from simlib.scenario.evidence import require_range
from simlib.scenario.model import Applied, containing
from simlib.scenario.problems import nearest, shown
from simlib.scenario.reader import DEEPEST_NESTING, MOST_DIGITS, Document
from simlib.scenario.register import (
    Mark,
    Register,
    check_record,
    forget_inside,
    mark_around,
    mark_values,
)

HEAD = ("extends", "title", "description", "changes")
"""What an overlay file may hold."""

KINDS_WITH_SOURCE = ("fact", "policy")
SET_BY_HAND = Message("set by hand")
EVIDENCE = ("unit", "range", "valid", "kind", "confidence", "source", "label", "note")


def apply_overlay(register: Register, document: Document, by: str) -> list[Applied]:
    """Apply the changes of one overlay file to the register."""
    for key in document.content:
        if key not in HEAD:
            mark = (document.file, document.lines[(key,)])
            message = Message(
                "unknown name; an overlay holds {names}{hint}", names=", ".join(HEAD), hint=nearest(key, HEAD)
            )
            register.report(mark, key, message)
    changes = document.content.get("changes")
    if not isinstance(changes, dict):
        mark = (document.file, document.lines.get(("changes",), 1))
        register.report(mark, "changes", Message("a mapping of paths to changes is needed"))
        return []
    applied = []
    for path, entry in changes.items():
        mark = (document.file, document.lines[("changes", path)])
        if not isinstance(entry, dict):
            register.report(
                mark, path, Message("{given} is not a change; write {{value: …, why: …}}", given=shown(entry))
            )
            continue
        before = len(register.problems)
        change = check_record(register, document, ("changes", path), entry, Change)
        if change.kind in KINDS_WITH_SOURCE and not change.source:
            register.report(
                mark,
                path,
                Message('"source" is missing; no changed value is a {kind} without', kind=change.kind),
            )
        if len(register.problems) == before:
            applied.extend(_apply(register, path, change, by, mark))
            mark_values(register, document, ("changes", path, "value"), path, change.value)
    return applied


def apply_settings(register: Register, settings: Mapping[str, Any], origin: str) -> list[Applied]:
    """Apply values set by hand (`--set`, or `set=` in Python) to the register."""
    applied = []
    for path, value in settings.items():
        try:
            change = Change.model_construct(value=_written(value), why=SET_BY_HAND)
            path = _path(path)
        except ValueError as error:
            register.report((origin, 0), str(path), error.args[0])
            continue
        applied.extend(_apply(register, path, change, origin, (origin, 0)))
        register.marks[path] = (origin, 0)
    return applied


def _path(path: Any) -> str:
    if not isinstance(path, str):
        raise ValueError(Message("this is no path; a text such as hpv_rollout.demand.no_show is needed"))
    return path


def _written(value: Any, depth: int = 0) -> Any:
    """Return a Python value as a scenario file could hold it; raise ValueError for what it could not."""
    if depth > DEEPEST_NESTING:
        raise ValueError(Message("nesting is deeper than {levels} levels", levels=DEEPEST_NESTING))
    if hasattr(value, "dtype") and getattr(value, "shape", None) == ():
        value = value.item()
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _written(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(entry, depth + 1) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(Message("{given} is not allowed; a finite number is needed", given=value))
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        raise ValueError(Message("this number has too many digits"))
    if value is None or type(value) in (bool, int, float, str, date):
        return value
    raise ValueError(Message("a {type} is no value of a scenario", type=type(value).__name__))


def _apply(register: Register, path: str, change: Change, by: str, mark: Mark) -> list[Applied]:
    given = {key: getattr(change, key) for key in EVIDENCE if getattr(change, key) is not None}
    found = containing(register.assumptions, path)
    if found is None:
        return _add(register, path, change, given, by, mark)
    old = register.assumptions[found]
    before, value = old.value, change.value
    if found != path:
        inside = path[len(found) + 1 :].split(".")
        before = _inner(old.value, inside)
        if before is None and not _can_hold(old.value, inside):
            names = [f"{found}.{key}" for key in old.value] if isinstance(old.value, dict) else [found]
            register.report(mark, path, Message("there is no such value{hint}", hint=nearest(path, names)))
            return []
        value = _with_inner(old.value, inside, change.value)
    mark_around(register, path, mark)
    forget_inside(register, path)
    register.assumptions[found] = Assumption.model_construct(
        **{**dict(old), "value": value, **_evidence_after(old, change, by), **given}
    )
    return [Applied(path, before, change.value, change.why, by)]


def _add(register: Register, path: str, change: Change, given: dict, by: str, mark: Mark) -> list[Applied]:
    inside = [known for known in register.assumptions if known.startswith(f"{path}.")]
    missing = [key for key in ("unit", "kind", "confidence", "source", "label") if key not in given]
    message = None
    if inside:
        message = Message("this is a group; name one of its values, such as {path}", path=inside[0])
    elif missing or path.partition(".")[0] not in register.sections:
        message = _no_such_path(nearest(path, register.assumptions), missing)
    if message:
        register.report(mark, path, message)
        return []
    mark_around(register, path, mark)
    register.assumptions[path] = Assumption.model_construct(
        **{"range": None, "valid": None, "note": None, "value": change.value, **given}
    )
    register.marks[path] = mark
    require_range(register, path, register.assumptions[path])
    return [Applied(path, None, change.value, change.why, by)]


def _no_such_path(hint: str, missing: list[str]) -> Message:
    if not missing:
        return Message("there is no such path{hint}", hint=hint)
    return Message(
        "there is no such path{hint} (a new assumption also needs {names})",
        hint=hint,
        names=", ".join(missing),
    )


def _evidence_after(old: Assumption, change: Change, by: str) -> dict[str, Any]:
    """Return the evidence of a new value: unless the change brings a source, the change itself."""
    if change.source:
        return {}
    return {
        "kind": "estimate" if old.kind == "fact" else old.kind,
        "confidence": "low",
        "source": changed_by(by),
        "note": Message("changed by {by}: {why}", by=by, why=change.why),
    }


def changed_by(by: str) -> str:
    """Return the name of the source that stands for an overlay, or for settings made by hand."""
    return f"changed-by-{by.lstrip('-')}"


def sources_of(changes: Iterable[Applied]) -> dict[str, Source]:
    """Return the sources that stand for changes without a source of their own."""
    return {
        changed_by(change.by): Source.model_construct(
            title=Message("Changed by {by}", by=change.by),
            publisher=Message("the scenario itself"),
            date=Message("not dated"),
            locator=Message("the reason stands beside each change"),
        )
        for change in changes
    }


def _inner(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def _can_hold(value: Any, steps: list[str]) -> bool:
    """Tell whether there is a mapping that may gain an entry; the section knows which names it may have."""
    return isinstance(_inner(value, steps[:-1]), dict)


def _with_inner(value: dict, steps: list[str], new: Any) -> dict:
    head, *rest = steps
    return {**value, head: _with_inner(value[head], rest, new) if rest else new}
