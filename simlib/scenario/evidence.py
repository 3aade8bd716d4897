"""Evidence: sources, ranges and valid bounds, checked once all values are known."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from simlib.language.message import Message
from simlib.scenario.assumption import KINDS_IN_DOUBT, Assumption, Source
from simlib.scenario.problems import InputError, nearest, shown
from simlib.scenario.reader import read
from simlib.scenario.register import Register, check_record


def read_sources(register: Register, path: Path, name: str) -> dict[str, Source]:
    """Read `sources.yaml`; a missing or broken file is reported and gives no sources."""
    try:
        document = read(path, name)
    except InputError as error:
        register.problems.extend(error.problems)
        return {}
    sources = {}
    for key, entry in document.content.items():
        if not isinstance(entry, dict):
            register.report(
                (name, document.lines[(key,)]), key, Message("a source needs title, publisher, date, locator")
            )
            continue
        sources[key] = check_record(register, document, (key,), entry, Source)
    return sources


def require_range(register: Register, path: str, assumption: Assumption) -> None:
    """Report a number in doubt that comes without a range, unless the range itself was refused."""
    if any(problem.path.startswith(f"{path}.range") for problem in register.problems):
        return
    if assumption.kind in KINDS_IN_DOUBT and assumption.range is None and _holds_number(assumption.value):
        register.report(
            register.mark_of(path),
            path,
            Message('"range" is missing; every {kind} needs one', kind=assumption.kind),
        )


def _holds_number(value: Any) -> bool:
    return any(not isinstance(quantity, date) for _, quantity in quantities("", value))


def check_evidence(register: Register, sources: Mapping[str, Source]) -> list[Message]:
    """Check every assumption's evidence; return notices of values outside their plausible range."""
    notices = []
    for path, assumption in register.assumptions.items():
        source = assumption.source
        if source and sources and source not in sources:
            hint = nearest(source, sources)
            register.report(
                register.mark_of(path),
                path,
                Message("unknown source {given}{hint}", given=shown(source), hint=hint),
            )
        _check_valid(register, path, assumption)
        notices.extend(_check_range(register, path, assumption))
    return notices


def quantities(path: str, value: Any) -> Iterator[tuple[str, float | date]]:
    """Yield every number and date inside a value, each with its own path."""
    if isinstance(value, (int, float, date)) and not isinstance(value, bool):
        yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        yield from quantities(f"{path}.{key}", entry)


def _like(bound: float | date, values: Iterable[tuple[str, float | date]]) -> list[tuple[str, float | date]]:
    """Return the values that can be compared with a bound: numbers with numbers, dates with dates."""
    dates = isinstance(bound, date)
    return [(path, value) for path, value in values if isinstance(value, date) == dates]


def _check_valid(register: Register, path: str, assumption: Assumption) -> None:
    valid = assumption.valid
    if valid is None:
        return
    told = {problem.path for problem in register.problems}
    values = [entry for entry in quantities(path, assumption.value) if entry[0] not in told]
    for inside, value in _like(valid.min, values) if valid.min is not None else ():
        if value < valid.min:
            message = Message(
                "{given} is not allowed; at least {bound} is needed", given=value, bound=valid.min
            )
            register.report(register.mark_of(inside), inside, message)
    for inside, value in _like(valid.max, values) if valid.max is not None else ():
        if value > valid.max:
            message = Message(
                "{given} is not allowed; at most {bound} is needed", given=value, bound=valid.max
            )
            register.report(register.mark_of(inside), inside, message)


def _check_range(register: Register, path: str, assumption: Assumption) -> list[Message]:
    bounds = assumption.range
    if bounds is None:
        return []
    if isinstance(bounds.low, date) != isinstance(bounds.high, date) or bounds.low > bounds.high:
        message = Message(
            "the range ends ({high}) before it begins ({low})", high=bounds.high, low=bounds.low
        )
        register.report(register.mark_of(path), path, message)
        return []
    if bounds.basis == "factor":
        return []
    return [
        Message(
            "{path}: {value} lies outside its plausible range {low} to {high}",
            path=inside,
            value=value,
            low=bounds.low,
            high=bounds.high,
        )
        for inside, value in _like(bounds.low, quantities(path, assumption.value))
        if not bounds.low <= value <= bounds.high
    ]
