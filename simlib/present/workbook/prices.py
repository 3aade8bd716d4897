"""Unit prices of the postings: each distinct price of an item has one cell, which the postings refer to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.core.money import FEN_PER_YUAN, to_fen
from simlib.programmes.headline import Assumptions

EVERY_COHORT = ""
"""The cohort of a price that does not differ by cohort."""


@dataclass(frozen=True)
class Price:
    """One unit price.

    Attributes
    ----------
    name
        Of its cell, such as ``price_hpv_service_fee``.
    item
        Of the chart of accounts.
    cohort
        To which the price belongs, or `EVERY_COHORT`.
    fen
        As it was in the run.
    first, last
        Months between which it stands in the ledger.
    path
        Of the assumption that prices the item.
    as_assumed
        Whether it is a value of that assumption; else it follows from it, as a tender's price does, or a
        twelfth of a yearly cost.
    """

    name: str
    item: str
    cohort: str
    fen: int
    first: pd.Timestamp
    last: pd.Timestamp
    path: str
    as_assumed: bool


@dataclass(frozen=True)
class Prices:
    """The unit prices of a ledger, ordered as the accounts, and which of them each row has (int64)."""

    all: tuple[Price, ...]
    of_row: np.ndarray


def prices_of(ledger: pd.DataFrame, accounts: pd.DataFrame, assumptions: Assumptions) -> Prices:
    """Return the distinct unit prices of a ledger.

    A price belongs to a cohort if the assumption behind it has a value for that cohort, as subsidies have for
    second and third children, so that one can be changed without the other.

    Parameters
    ----------
    ledger, accounts
        The tables.
    assumptions
        By path, as plain data.
    """
    paths = dict(zip(accounts["item"].astype(str), accounts["price_assumption"].astype(str), strict=True))
    cells = pd.DataFrame(
        {
            "item": ledger["item"].astype("category").cat.rename_categories(str),
            "cohort": _priced_cohorts(ledger, paths, assumptions),
            "fen": np.rint(ledger["unit_price"].to_numpy() * FEN_PER_YUAN).astype(np.int64),
            "month": ledger["month"],
        }
    )
    groups = cells.groupby(["item", "cohort", "fen"], observed=True)
    spans = groups["month"].agg(["min", "max"]).reset_index()
    prices = tuple(
        Price(
            name=name,
            item=row.item,
            cohort=row.cohort,
            fen=row.fen,
            first=row.min,
            last=row.max,
            path=paths[row.item],
            as_assumed=row.fen in _values(_value(assumptions, paths[row.item]), row.cohort),
        )
        for name, row in zip(_names(spans), spans.itertuples(index=False), strict=True)
    )
    return Prices(prices, groups.ngroup().to_numpy())


def _value(assumptions: Assumptions, path: str) -> object:
    return assumptions.get(path, {}).get("value")


def _priced_cohorts(
    ledger: pd.DataFrame, paths: Mapping[str, str], assumptions: Assumptions
) -> pd.Categorical:
    """Return the cohort of each row whose price is told by cohort, and `EVERY_COHORT` for the others."""
    item, cohort = (ledger[name].astype("category").cat for name in ("item", "cohort"))
    cohorts = [str(name) for name in cohort.categories]
    values = [_value(assumptions, paths[str(name)]) for name in item.categories]
    told = np.array(
        [[isinstance(value, Mapping) and name in value for name in cohorts] for value in values], bool
    ).reshape(len(values), len(cohorts))
    code = cohort.codes.to_numpy()
    codes = np.where(told[item.codes.to_numpy(), code], code + 1, 0)
    return pd.Categorical.from_codes(codes, [EVERY_COHORT, *cohorts])


def _values(value: object, cohort: str) -> set[int]:
    """Return what an assumption says in fen, for a cohort if it tells them apart."""
    if isinstance(value, Mapping):
        entries = [value[cohort]] if cohort in value else value.values()
    else:
        entries = [value]
    return {to_fen(entry) for entry in entries if isinstance(entry, (int, float))}


def _names(spans: pd.DataFrame) -> list[str]:
    """Return a name for each price that a spreadsheet allows, each once."""
    groups = spans.groupby(["item", "cohort"], observed=True)["fen"]
    several, number = groups.transform("size") > 1, groups.cumcount() + 1
    names: list[str] = []
    for row, count, many in zip(spans.itertuples(index=False), number, several, strict=True):
        parts = [row.item, *([row.cohort] if row.cohort else []), *([str(count)] if many else [])]
        names.append(unlike("_".join(["price", *parts]), names))
    return names


def unlike(name: str, taken: list[str]) -> str:
    """Return a name that a spreadsheet allows and that is not taken yet."""
    name = re.sub(r"\W", "_", name, flags=re.ASCII)
    while name in taken:
        name += "_"
    return name
