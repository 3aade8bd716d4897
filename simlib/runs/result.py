"""What a run gives back: its tables as DataFrames."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simlib.language.language import Language
from simlib.runs.summary import Summary, summarise
from simlib.scenario.model import Scenario


@dataclass(frozen=True)
class Result:
    """The result of one replicate of a scenario.

    Each table is an attribute of its name, such as `result.ledger` or `result.doses`; `docs/tables.md` says
    what they hold.

    Attributes
    ----------
    scenario
        What was run.
    seed, replicate
        The luck it was run with.
    tables
        DataFrames by name, each made when first asked for.
    measures
        Named outcomes, one number each.
    """

    scenario: Scenario
    seed: int
    replicate: int
    tables: Mapping[str, pd.DataFrame]
    measures: Mapping[str, float]

    def summary(self, lang: str = "en") -> Summary:
        """Return the main results in English or Chinese (``zh``); they print themselves.

        They show as text on a terminal, and as tables in a notebook.
        """
        return summarise(self.scenario.resolved(), self.seed, self.tables, Language(lang))

    def __str__(self) -> str:
        return str(self.summary())

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(f"a result has no {name}; its tables are {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]
