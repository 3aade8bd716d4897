"""What a programme says first about its results: short tables that tell themselves in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from simlib.language.language import Language

Assumptions = Mapping[str, Mapping[str, Any]]
"""Assumptions by path as plain data, as in `Scenario.resolved` and in a manifest."""


@dataclass(frozen=True)
class Headline:
    """One main result.

    Attributes
    ----------
    name
        Of the result, unique among those of its programme.
    heading
        One line above the table, in the language of the reader.
    table
        The numbers.
    text
        The same as text, with headings in the language.
    notes
        Lines below the table.
    compared
        Heading under which two runs stand side by side; empty where they are not compared.
    labels
        What the rows, and the columns that are compared, are called, by name.
    further
        Told where the programme is asked for by itself; an overview of several leaves it out.
    """

    name: str
    heading: str
    table: pd.DataFrame
    text: pd.DataFrame
    notes: tuple[str, ...] = ()
    compared: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    further: bool = False


def assumption_label(entry: Mapping[str, Any], lang: Language) -> str:
    """Return the label of an assumption; a placeholder says so."""
    label = lang.label(entry["label"])
    if entry["kind"] != "placeholder":
        return label
    return lang.say("{label} (placeholder)").format(label=label)
