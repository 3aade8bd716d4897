"""A loaded scenario: validated sections, the evidence behind every value, and what overlays changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from simlib.language.message import Message
from simlib.scenario.assumption import Assumption, Label, Section, Source
from simlib.scenario.problems import nearest

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Applied:
    """A change that was made to the base.

    Attributes
    ----------
    path
        Dotted path as written in the overlay.
    before, after
        The value that was there (None if new) and the value put in its place.
    why, by
        The reason given, and the overlay (or ``--set``) that gave it.
    """

    path: str
    before: Any
    after: Any
    why: str
    by: str


@dataclass(frozen=True)
class Scenario:
    """A question, ready to be run.

    Attributes
    ----------
    name
        Name of the file it was loaded from, without ending.
    title
        In English and Chinese.
    sections
        Validated values by section name; each section is what its user declared.
    assumptions
        Every assumption with its evidence, by dotted path.
    sources
        The entries of `sources.yaml`, by name.
    changes
        What overlays and settings changed, in order.
    notices
        Things worth knowing that are no errors, such as a value outside its plausible range.
    """

    name: str
    title: Label
    sections: Mapping[str, Section]
    assumptions: Mapping[str, Assumption]
    sources: Mapping[str, Source]
    changes: tuple[Applied, ...]
    notices: tuple[Message, ...]

    def assumption_at(self, path: str) -> tuple[str, Assumption]:
        """Return the assumption that a dotted path names or lies within, with its own path.

        Raises
        ------
        KeyError
            If there is none; the message names the nearest known path.
        """
        found = containing(self.assumptions, path)
        if found is None:
            raise KeyError(f"there is no assumption {path}{nearest(path, self.assumptions)}")
        return found, self.assumptions[found]

    def resolved(self) -> dict[str, Any]:
        """Return the scenario as plain data: everything that a result depends on, and its evidence."""
        cited = {assumption.source for assumption in self.assumptions.values()}
        return {
            "name": self.name,
            "title": self.title.model_dump(),
            "assumptions": {path: plain(item.model_dump()) for path, item in self.assumptions.items()},
            "changes": [plain(vars(change)) for change in self.changes],
            "sources": {
                name: plain(source.model_dump()) for name, source in self.sources.items() if name in cited
            },
        }

    def digest(self) -> str:
        """Return a hash of all values; scenarios with the same values share it whatever they are called."""
        values = {name: section.model_dump(mode="json") for name, section in self.sections.items()}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def containing(paths: Mapping[str, Any], path: str) -> str | None:
    """Return the longest of `paths` that `path` equals or lies within, or None."""
    while path:
        if path in paths:
            return path
        path = path.rpartition(".")[0]
    return None


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: dates in ISO 8601, tuples as lists."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
