"""Unit prices of the postings: each distinct price of an item has one cell, which the postings refer to.

Some items have none: what a patient or a stage of building costs is a sum of its own in each posting. Their
price is one yuan, and there are as many of them as the sum has; 1.05 makes all of them 5% dearer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.core.money import FEN_PER_YUAN, to_fen
from simlib.programmes.headline import Assumptions

MOST_PRICES = 5
"""Items bought one by one at more prices than these have sums, not unit prices."""

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
    of_sums
        Whether the item has sums instead of unit prices; then it is one yuan.
    """

    name: str
    item: str
    cohort: str
    fen: int
    first: pd.Timestamp
    last: pd.Timestamp
    path: str
    as_assumed: bool
    of_sums: bool


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
    fen = np.rint(ledger["unit_price"].to_numpy() * FEN_PER_YUAN).astype(np.int64)
    item = ledger["item"].astype("category").cat.rename_categories(str)
    sums = _told_in_sums(
        pd.DataFrame({"item": item, "fen": fen, "quantity": ledger["quantity"]}), paths, assumptions
    )
    cells = pd.DataFrame(
        {
            "item": item,
            "cohort": _priced_cohorts(ledger, paths, assumptions),
            "fen": np.where(item.isin(sums), FEN_PER_YUAN, fen),
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
            as_assumed=row.item not in sums
            and row.fen in _values(_value(assumptions, paths[row.item]), row.cohort),
            of_sums=row.item in sums,
        )
        for name, row in zip(_names(spans), spans.itertuples(index=False), strict=True)
    )
    return Prices(prices, groups.ngroup().to_numpy())


def _told_in_sums(rows: pd.DataFrame, paths: Mapping[str, str], assumptions: Assumptions) -> set[str]:
    """Return the items of which there is one in each posting, at many prices of which none is assumed."""
    sums = set()
    for item, of_item in rows.groupby("item", observed=True):
        distinct = set(of_item["fen"].unique().tolist())
        assumed = _values(_value(assumptions, paths[str(item)]), EVERY_COHORT)
        if len(distinct) > MOST_PRICES and not distinct & assumed and (of_item["quantity"].abs() == 1).all():
            sums.add(str(item))
    return sums


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
