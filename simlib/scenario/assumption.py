"""An assumption: a value with its evidence, and the types that sections are declared with."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from simlib.language.language import Language
from simlib.language.message import told

Kind = Literal["policy", "fact", "estimate", "placeholder"]
Confidence = Literal["high", "medium", "low"]
Meaning = Literal["ci95", "p5p95", "minmax", "expert"]
Distribution = Literal["uniform", "triangular", "normal", "lognormal", "beta", "pert"]

KINDS_IN_DOUBT = ("estimate", "placeholder")
"""Kinds whose numbers must come with a range."""


class Section(BaseModel):
    """Base of everything that is declared: immutable, strict types, no unknown names, finite numbers."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Label(Section):
    """A text in English and Chinese."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


class Range(Section):
    """What a value may plausibly be.

    `basis` tells whether the bounds are values (`value`) or factors on the value or values (`factor`).
    """

    low: float | date
    high: float | date
    meaning: Meaning
    distribution: Distribution = "uniform"
    basis: Literal["value", "factor"] = "value"


class Valid(Section):
    """Bounds outside of which a value has no meaning."""

    min: float | date | None = None
    max: float | date | None = None


class Assumption(Section):
    """A value and its evidence, as written in a scenario file."""

    value: Any
    unit: Annotated[str, Field(min_length=1)]
    range: Range | None = None
    valid: Valid | None = None
    kind: Kind
    confidence: Confidence
    source: Annotated[str, Field(min_length=1)]
    label: Label
    note: str | None = None


class Source(Section):
    """Where a figure was found: one entry of `sources.yaml`, with a Chinese title where it has another."""

    title: Annotated[str, Field(min_length=1)]
    title_zh: Annotated[str, Field(min_length=1)] | None = None
    publisher: Annotated[str, Field(min_length=1)]
    date: date | str
    locator: Annotated[str, Field(min_length=1)]

    def titled(self, lang: Language) -> str:
        """Return the title for readers of a language."""
        return self.title_zh if lang.code == "zh" and self.title_zh else told(self.title, lang)


class Change(Section):
    """One entry under `changes` of an overlay; the evidence is needed only for an assumption that is new."""

    value: Any
    why: Annotated[str, Field(min_length=1)]
    unit: str | None = None
    range: Range | None = None
    valid: Valid | None = None
    kind: Kind | None = None
    confidence: Confidence | None = None
    source: str | None = None
    label: Label | None = None
    note: str | None = None


Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(ge=0, le=10)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Interval = Annotated[int, Field(ge=1, le=3_650)]
Months = Annotated[int, Field(ge=0, le=120)]
Age = Annotated[int, Field(ge=0, le=120)]
UnitPrice = Annotated[float, Field(ge=0, le=1_000_000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
