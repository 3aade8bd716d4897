"""From pydantic's errors to messages that say what was given, what is allowed and what was near."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from simlib.scenario.problems import nearest, shown

WANTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "a text",
    "date_type": "a date such as 2023-03-01",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of names to values",
    "tuple_type": "a list",
    "list_type": "a list",
    "bool_type": "true or false",
}
"""What is wanted, by pydantic's type of error."""

BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "more than"),
    "less_than": ("lt", "less than"),
}


def complaints(
    model: type[BaseModel], entry: Any, errors: ValidationError
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield steps into `entry` and message for each place that is wrong.

    Parameters
    ----------
    model
        What the entry was checked against.
    entry
        The data as given.
    errors
        What pydantic found.
    """
    told = set()
    for error in errors.errors(include_url=False):
        steps = _steps_in(entry, error["loc"])
        # A value that may be of two types is refused once for each of them.
        if steps not in told:
            told.add(steps)
            yield steps, complaint(error, known_names(model, steps[:-1]))


def _steps_in(entry: Any, location: tuple) -> tuple[str | int, ...]:
    """Return pydantic's location without what is no step into the data, such as the type it tried."""
    steps = []
    for step in location:
        if isinstance(entry, dict) and step != "[key]":
            entry = entry.get(step)
        elif isinstance(entry, (list, tuple)) and isinstance(step, int):
            entry = entry[step] if step < len(entry) else None
        else:
            break
        steps.append(step)
    return tuple(steps)


def complaint(error: dict[str, Any], siblings: Iterable[str]) -> str:
    """Return the message for one of pydantic's errors.

    Parameters
    ----------
    error
        An entry of `ValidationError.errors()`.
    siblings
        Names that are known where an unknown one was found.
    """
    kind, given = error["type"], error.get("input")
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        siblings = sorted(siblings)
        return (
            f'unknown name "{error["loc"][-1]}"; allowed: {", ".join(siblings)}'
            f"{nearest(error['loc'][-1], siblings)}"
        )
    if kind == "missing":
        return f'"{error["loc"][-1]}" is missing'
    if kind in BOUNDS:
        bound, words = BOUNDS[kind]
        return f"{shown(given)} is not allowed; {words} {context[bound]} is needed"
    if kind in ("literal_error", "enum"):
        allowed = context["expected"].replace("'", "").replace(" or ", ", ")
        return (
            f"{shown(given)} is not allowed; one of {allowed} is needed{nearest(given, allowed.split(', '))}"
        )
    if kind in WANTED:
        return f"{shown(given)} {_kind_of(given)}; {WANTED[kind]} is needed{_hint(given, WANTED[kind])}"
    if kind == "string_pattern_mismatch":
        return f"{shown(given)} is no name; lower-case letters, digits and _ are allowed"
    if kind in ("string_too_short", "too_short"):
        return "this is empty; at least one entry is needed"
    if kind == "value_error":
        return str(context["error"])
    return f"{shown(given)} is not allowed: {error['msg']}"


def known_names(model: type[BaseModel], path: tuple) -> list[str]:
    """Return the field names that a model knows at a path of field names."""
    for step in path:
        field = model.model_fields.get(step)
        inner = model_in(field.annotation) if field else None
        if inner is None:
            # A step into a mapping of models keeps the model itself.
            continue
        model = inner
    return list(model.model_fields)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation holds, perhaps inside a mapping or a list, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = model_in(part)
        if found:
            return found
    return None


def _kind_of(given: object) -> str:
    if isinstance(given, bool):
        return "is a truth value"
    if isinstance(given, str):
        return "is a text"
    if isinstance(given, date):
        return "is a date"
    if isinstance(given, float):
        return "is not whole"
    if isinstance(given, (dict, list, tuple)):
        return "stands where a single value belongs"
    return "is not allowed"


def _hint(given: object, wanted: str) -> str:
    if "number" not in wanted or not isinstance(given, str):
        return ""
    text = given.strip()
    if text.endswith(("%", "\uff05")):
        return " (write 8% as 0.08)"
    if any(not character.isascii() and character.isdigit() for character in text):
        return " (full-width digits; write 0-9)"
    plain = text.replace(",", "").replace("_", "")
    if plain != text and plain.replace(".", "", 1).isdigit():
        return " (write it without separators)"
    return " (write it without quotes)" if text.replace(".", "", 1).isdigit() else ""
