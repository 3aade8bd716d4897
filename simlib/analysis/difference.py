"""How two scenarios differ, before anything is run."""

from typing import Any

import pandas as pd

from simlib.language.language import Language
from simlib.scenario.model import Scenario, plain


def difference(a: Scenario, b: Scenario, lang: Language) -> pd.DataFrame:
    """Return every value that differs, one row each: path, label, a, b, unit, and why `b` changes it.

    Values inside a mapping are told one by one.
    """
    values = [_flat(scenario) for scenario in (a, b)]
    reasons = {change.path: change.why for scenario in (a, b) for change in scenario.changes}
    rows = []
    for path in sorted(values[0].keys() | values[1].keys()):
        before, after = (side.get(path) for side in values)
        if before == after:
            continue
        owner = b if path in values[1] else a
        assumption = owner.assumption_at(path)[1]
        label, unit = lang.label(assumption.label), lang.say(assumption.unit)
        rows.append((path, label, _text(before), _text(after), unit, _reason(path, reasons, lang)))
    return pd.DataFrame(rows, columns=["path", "label", "a", "b", "unit", "why"])


def _flat(scenario: Scenario) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for path, assumption in scenario.assumptions.items():
        _flatten(path, plain(assumption.value), flat)
    return flat


def _flatten(path: str, value: Any, flat: dict[str, Any]) -> None:
    if isinstance(value, dict):
        for key, entry in value.items():
            _flatten(f"{path}.{key}", entry, flat)
    else:
        flat[path] = value


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return "—" if value is None else str(value)


def _reason(path: str, reasons: dict[str, str], lang: Language) -> str:
    while path:
        if path in reasons:
            return lang.say(reasons[path])
        path = path.rpartition(".")[0]
    return ""
