"""What can be moved about the subsidies: amounts, ages, take-up, and how fast claims are worked off."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simlib.analysis.explain import RANGE_MEANINGS
from simlib.language.language import Language, mark
from simlib.present.planner.levers import Lever
from simlib.present.planner.scales import ShareScale, YuanScale
from simlib.programmes.family_subsidies import NAME
from simlib.programmes.family_subsidies.instrument_assumptions import ONCE
from simlib.scenario.assumption import Label
from simlib.scenario.model import Scenario

INSTRUMENTS, UPTAKE, PATH = f"{NAME}.instruments", f"{NAME}.uptake", f"{NAME}.path"
PARITY_LABELS = {"first": ("1st", "一孩"), "second": ("2nd", "二孩"), "third": ("3rd", "三孩")}
"""Short words for a parity behind the label of an amount, in English and Chinese."""

AMOUNTS, AGES, FAMILIES, OFFICES, BIRTHS = (
    mark("Amounts, yuan a payment"),
    mark("Ages up to which they are paid"),
    mark("Families"),
    mark("Offices"),
    mark("Births"),
)
"""Groups of levers, in the order in which they are shown."""


@dataclass(frozen=True)
class CountScale:
    """Whole numbers, such as months, days or claims."""

    step: float = 1.0

    def text(self, position: float, lang: Language) -> str:
        """Return 36.0 as 36."""
        return f"{position:.0f}"

    def position(self, text: str) -> float:
        """Return 36 as 36.0; raise ValueError for what is no whole number."""
        return float(int(text.strip()))

    def value(self, position: float) -> int:
        """Return the whole number."""
        return round(position)


@dataclass(frozen=True)
class DaysScale(CountScale):
    """Days that need not be whole in a scenario."""

    def value(self, position: float) -> float:
        """Return the days."""
        return float(round(position))


@dataclass(frozen=True)
class FineShareScale(ShareScale):
    """Shares around zero, by a tenth of a percent."""

    step: float = 0.001


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers of a scenario that has the subsidies."""
    return tuple(_levers(scenario))


def _levers(scenario: Scenario) -> Iterator[Lever]:
    instruments = scenario.sections[NAME].instruments
    for name, instrument in instruments.items():
        for parity in instrument.amount:
            path = f"{INSTRUMENTS}.{name}.amount.{parity}"
            yield _lever(scenario, path, AMOUNTS, YuanScale(50.0), PARITY_LABELS[parity])
    for name, instrument in instruments.items():
        if instrument.rule.pays != ONCE:
            for window in instrument.ages:
                path = f"{INSTRUMENTS}.{name}.ages.{window}.before_month"
                yield _lever(scenario, path, AGES, CountScale())
    yield _lever(scenario, f"{UPTAKE}.take_up", FAMILIES, ShareScale())
    yield _lever(scenario, f"{UPTAKE}.mean_delay", FAMILIES, DaysScale())
    yield _lever(scenario, f"{UPTAKE}.apply_delay", FAMILIES, DaysScale())
    yield _lever(scenario, f"{PATH}.desks.papers_missing", OFFICES, ShareScale())
    yield _lever(scenario, f"{PATH}.review.cases_a_day", OFFICES, CountScale())
    yield _lever(scenario, f"{PATH}.approval.cases_a_day", OFFICES, CountScale())
    yield _lever(scenario, f"{NAME}.response.quantum", BIRTHS, FineShareScale())


def _lever(scenario: Scenario, path: str, group: str, scale: Any, of: tuple[str, str] = ("", "")) -> Lever:
    """Return the lever of a number; `of` is put behind the label of its assumption."""
    within, assumption = scenario.assumption_at(path)
    value = assumption.value
    for step in path.removeprefix(within).split(".")[1:]:
        value = value[step]
    bounds = assumption.range
    low, high = (bounds.low, bounds.high) if bounds else (value, value)
    english, chinese = (f" ({words})" if words else "" for words in of)
    return Lever(
        path=path,
        group=group,
        label=Label(en=assumption.label.en + english, zh=assumption.label.zh + chinese),
        scale=scale,
        default=float(value),
        low=float(min(low, value)),
        high=float(max(high, value)),
        meaning=RANGE_MEANINGS[bounds.meaning] if bounds else "",
        assumption=assumption,
        source=scenario.sources[assumption.source],
        value_at=scale.value,
    )
