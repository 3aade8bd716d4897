"""Two scenarios on the same luck: what changes because of what was changed."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simlib.runs.result import Result
from simlib.runs.scenarios import load
from simlib.runs.single import run
from simlib.runs.store import MANIFEST, StoredRun, read_run
from simlib.runs.summary import Summary
from simlib.scenario.files import find
from simlib.scenario.model import Scenario

Side = str | Path | Scenario | Result | StoredRun
"""What can be compared: a scenario (or its name or file), or a run (or its folder)."""

SIDES = ("a", "b", "difference")


@dataclass(frozen=True)
class Comparison:
    """Two summaries and their differences.

    Attributes
    ----------
    a, b
        The two runs.
    coverage
        By batch and measure: columns `a`, `b` and `difference`. A batch that one side lacks counts as 0.
    money
        Yuan paid, by year and item: columns `a`, `b` and `difference`.
    notices
        What to keep in mind when reading the differences.
    """

    a: Summary
    b: Summary
    coverage: pd.DataFrame
    money: pd.DataFrame
    notices: tuple[str, ...]

    def __str__(self) -> str:
        counts = self.coverage.drop(index=[m for m in self.coverage.index.levels[1] if "_of_" in m], level=1)
        totals = [
            f"a: {self.a.title} (seed {self.a.seed})",
            f"b: {self.b.title} (seed {self.b.seed})",
            *self.notices,
            "",
            "Women reached by batch at the end of the horizon",
            counts.map("{:,.0f}".format).to_string(),
            "",
            "Money paid, yuan",
            self.money.map("{:,.0f}".format).to_string(),
            "",
            f"In all: a {self.money['a'].sum():,.0f} yuan, b {self.money['b'].sum():,.0f} yuan, "
            f"difference {self.money['difference'].sum():+,.0f} yuan",
        ]
        return "\n".join(totals)


def compare(a: Side, b: Side, seed: int = 0) -> Comparison:
    """Compare two scenarios, or two runs.

    Parameters
    ----------
    a, b
        Scenarios are run on the same luck; runs are taken as they are.
    seed
        Luck for those that still have to be run.

    Returns
    -------
    Comparison
        Differences are `b` minus `a`.

    Raises
    ------
    InputError
        If one of the two cannot be loaded.
    """
    one, two = (_summary(side, seed) for side in (a, b))
    notices = []
    if one.seed != two.seed:
        notices.append("The two runs have different seeds: their differences hold luck as well.")
    return Comparison(
        one,
        two,
        _side_by_side(one.coverage.stack(), two.coverage.stack(), ["batch", "measure"]),
        _side_by_side(one.money.stack(), two.money.stack(), ["year", "item"]),
        tuple(notices),
    )


def _summary(side: Side, seed: int) -> Summary:
    if isinstance(side, (Result, StoredRun)):
        return side.summary()
    if isinstance(side, Scenario):
        return run(side, seed).summary()
    # A bare name is a scenario first, whatever folders lie about.
    path = find(side)
    if (path / MANIFEST).is_file():
        return read_run(path).summary()
    return run(load(side), seed).summary()


def _side_by_side(a: pd.Series, b: pd.Series, names: list[str]) -> pd.DataFrame:
    both = pd.concat([a, b], axis=1, keys=SIDES[:2]).fillna(0.0).astype("float64")
    return both.assign(difference=both["b"] - both["a"]).rename_axis(index=names)
