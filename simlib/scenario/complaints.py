"""From pydantic's errors to messages that say what was given, what is allowed and what was near."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from simlib.language.language import mark
from simlib.language.message import Message
from simlib.scenario.problems import nearest, shown

NUMBER, WHOLE_NUMBER = Message("a number"), Message("a whole number")
MAPPING, LIST = Message("a mapping of names to values"), Message("a list")

WANTED = {
    "float_type": NUMBER,
    "int_type": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "string_type": Message("a text"),
    "date_type": Message("a date such as 2023-03-01"),
    "dict_type": MAPPING,
    "model_type": MAPPING,
    "tuple_type": LIST,
    "list_type": LIST,
    "bool_type": Message("true or false"),
}
"""What is wanted, by pydantic's type of error."""

BOUNDS = {
    "greater_than_equal": ("ge", mark("{given} is not allowed; at least {bound} is needed")),
    "less_than_equal": ("le", mark("{given} is not allowed; at most {bound} is needed")),
    "greater_than": ("gt", mark("{given} is not allowed; more than {bound} is needed")),
    "less_than": ("lt", mark("{given} is not allowed; less than {bound} is needed")),
}
"""Where pydantic keeps a bound that was crossed, and what is said of it."""


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
        if _only_seems_short(error):
            continue
        steps = _steps_in(entry, error["loc"])
        # A value that may be of two types is refused once for each of them.
        if steps not in told:
            told.add(steps)
            yield steps, complaint(error, known_names(model, steps[:-1]))


def _only_seems_short(error: dict[str, Any]) -> bool:
    """Tell whether a list has enough entries, but wrong ones: pydantic counts only those that are right."""
    given, context = error.get("input"), error.get("ctx", {})
    return (
        error["type"] == "too_short"
        and isinstance(given, (list, tuple))
        and len(given) >= context["min_length"]
    )


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
        return _unknown(str(error["loc"][-1]), sorted(siblings))
    if kind == "missing":
        return Message('"{name}" is missing', name=error["loc"][-1])
    if kind in BOUNDS:
        bound, template = BOUNDS[kind]
        return Message(template, given=shown(given), bound=context[bound])
    if kind in ("literal_error", "enum"):
        return _no_choice(given, context["expected"].replace("'", "").replace(" or ", ", "))
    if kind in WANTED:
        return Message(
            "{given} {is_what}; {wanted} is needed{hint}",
            given=shown(given),
            is_what=_kind_of(given),
            wanted=WANTED[kind],
            hint=_hint(given, WANTED[kind]),
        )
    if kind == "string_pattern_mismatch":
        return Message("{given} is no name; lower-case letters, digits and _ are allowed", given=shown(given))
    if kind in ("string_too_short", "too_short") and not given:
        return Message("this is empty; at least one entry is needed")
    if kind == "too_short":
        return Message(
            "too few entries: {count}; at least {bound} are needed",
            count=len(given),
            bound=context["min_length"],
        )
    if kind == "too_long":
        return Message(
            "too many entries: {count}; at most {bound} are allowed",
            count=len(given),
            bound=context["max_length"],
        )
    if kind == "value_error":
        return context["error"].args[0]
    return Message("{given} is not allowed: {reason}", given=shown(given), reason=error["msg"])


def _unknown(name: str, siblings: list[str]) -> Message:
    return Message(
        'unknown name "{name}"; allowed: {names}{hint}',
        name=name,
        names=", ".join(siblings),
        hint=nearest(name, siblings),
    )


def _no_choice(given: object, allowed: str) -> Message:
    return Message(
        "{given} is not allowed; one of {names} is needed{hint}",
        given=shown(given),
        names=allowed,
        hint=nearest(given, allowed.split(", ")),
    )


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


def _kind_of(given: object) -> Message:
    if isinstance(given, bool):
        return Message("is a truth value")
    if isinstance(given, str):
        return Message("is a text")
    if isinstance(given, date):
        return Message("is a date")
    if isinstance(given, float):
        return Message("is not whole")
    if isinstance(given, (dict, list, tuple)):
        return Message("stands where a single value belongs")
    return Message("is not allowed")


def _hint(given: object, wanted: Message) -> str:
    if wanted not in (NUMBER, WHOLE_NUMBER) or not isinstance(given, str):
        return ""
    text = given.strip()
    if text.endswith(("%", "\uff05")):
        return Message(" (write 8% as 0.08)")
    if any(not character.isascii() and character.isdigit() for character in text):
        return Message(" (full-width digits; write 0-9)")
    plain = text.replace(",", "").replace("_", "")
    if plain != text and plain.replace(".", "", 1).isdigit():
        return Message(" (write it without separators)")
    return Message(" (write it without quotes)") if text.replace(".", "", 1).isdigit() else ""
