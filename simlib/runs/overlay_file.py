"""Overlay files written by the program, which `simlib run` accepts like those written by hand."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from simlib.language.message import Message
from simlib.runs.scenarios import load
from simlib.runs.store import whole_or_nothing
from simlib.scenario.assumption import Label
from simlib.scenario.model import Scenario
from simlib.scenario.problems import InputError, Problem, printable, problem_in


def overlay_text(extends: str, title: Label, changes: Mapping[str, Any], why: str) -> str:
    """Return an overlay as YAML that the strict reader takes back to the same values.

    Parameters
    ----------
    extends
        Name of the scenario that is changed.
    title
        In both languages.
    changes
        New values by dotted path.
    why
        The reason, for all of them.
    """
    lines = [f"extends: {_flow(extends)}", f"title: {_flow(title.model_dump())}", "changes:"]
    for path, value in changes.items():
        lines += [f"  {path}:", f"    value: {_flow(value)}", f"    why: {_flow(why)}"]
    if not changes:
        lines[-1] += " {}"
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """Return a value on one line; texts stand in quotes, so that none is taken for a number or a date."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(entry) for entry in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(printable(value) if isinstance(value, str) else value, ensure_ascii=False)


def write_overlay(path: Path, text: str, *, replace: bool = False) -> Scenario:
    """Write an overlay once it has proved to load; what was there before stays until then.

    Parameters
    ----------
    path
        File to write.
    text
        From `overlay_text`.
    replace
        Whether a file that is there may be replaced.

    Returns
    -------
    Scenario
        What the file holds.

    Raises
    ------
    FileExistsError
        If there is such a file and it may not be replaced.
    InputError
        If the overlay is no valid scenario, or the file cannot be written.
    """
    if path.exists() and not replace:
        raise FileExistsError(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_or_nothing(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
            _loaded(temporary, path)
    except OSError as error:
        message = Message("the scenario cannot be written: {reason}", reason=error.strerror or error)
        raise problem_in(str(path), message) from None
    return load(path)


def _loaded(temporary: Path, path: Path) -> Scenario:
    """Load the file under its temporary name; problems are told under the name that it will have."""
    try:
        return load(temporary)
    except InputError as error:
        told = [Problem(str(path), problem.line, problem.path, problem.message) for problem in error.problems]
        raise InputError(told) from None
