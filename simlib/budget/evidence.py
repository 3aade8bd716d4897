"""What each posting of a ledger rests on: the assumptions behind its price, its quantity and its payer."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.programmes.headline import Assumptions
from simlib.programmes.registry import PROGRAMMES

FUNDING, FUNDING_RULES = "budget.funding.", "budget.funding_rules."
MATCHING_GRANTS, FUNDING_LIMITS = "budget.matching_grants.", "budget.funding_limits."
"""Where it stands who pays for a programme, for some items, and who steps in."""

PRICE_LINES, BASE_YEAR = "budget.prices.lines.", "budget.prices.base_year"
"""Where it stands by how much the prices of each line rise, and from which year on."""

PLACEHOLDER, NO_LINE = "placeholder", "none"


@dataclass(frozen=True)
class Grounds:
    """Paths of the assumptions behind each row of a ledger, as categories of one entry a row.

    Attributes
    ----------
    price
        What prices it.
    quantity
        What says for how many there is to be paid.
    payer
        What says who pays.
    rise
        By how much the price has risen since the base year; NaN where it follows no line of prices.
    bound
        What limits the payer in a year; NaN where nothing does.
    """

    price: pd.Series
    quantity: pd.Series
    payer: pd.Series
    rise: pd.Series
    bound: pd.Series


def grounds_of(ledger: pd.DataFrame, accounts: pd.DataFrame, assumptions: Assumptions) -> Grounds:
    """Return what the rows of a ledger rest on.

    Parameters
    ----------
    ledger
        Rows of the table `ledger`.
    accounts
        The table `accounts`.
    assumptions
        By path, as plain data.
    """
    # Names as text: pandas takes one category for another when both sides of a mapping hold categories.
    items = accounts["item"].astype(str)
    prices = dict(zip(items, accounts["price_assumption"].astype(str), strict=True))
    return Grounds(
        price=ledger["item"].astype("category").cat.rename_categories(str).map(prices),
        quantity=_quantity_paths(ledger),
        payer=_payer_paths(ledger, assumptions),
        rise=_rise_paths(ledger, accounts, assumptions),
        bound=_bound_paths(ledger, assumptions),
    )


def on_placeholders(grounds: Grounds, assumptions: Assumptions) -> np.ndarray:
    """Return which rows rest on a placeholder in their price, its rise, or their quantity, bool."""
    behind = (grounds.price, grounds.rise, grounds.quantity)
    return np.logical_or.reduce([_is_placeholder(paths, assumptions) for paths in behind])


def paid_by_placeholders(grounds: Grounds, assumptions: Assumptions) -> np.ndarray:
    """Return of which rows the payer is a placeholder, bool."""
    return _is_placeholder(grounds.payer, assumptions)


def _is_placeholder(paths: pd.Series, assumptions: Assumptions) -> np.ndarray:
    known = paths.astype("category").cat
    kinds = [assumptions.get(path, {}).get("kind") == PLACEHOLDER for path in known.categories]
    return np.array([*kinds, False])[known.codes.to_numpy()]


def _quantity_paths(ledger: pd.DataFrame) -> pd.Series:
    """Ask the programmes once for every item and cohort that there is, not once a row."""
    programmes = {programme.name: programme for programme in PROGRAMMES}
    known = [ledger[name].astype("category").cat for name in ("programme", "item", "cohort")]
    spans = [max(len(names.categories), 1) for names in known]
    packed = np.zeros(len(ledger), np.int64)
    for names, span in zip(known, spans, strict=True):
        packed = packed * span + names.codes.to_numpy()
    paths: dict[str, int] = {}
    path_of = np.zeros(math.prod(spans), np.int64)
    for used in np.flatnonzero(np.bincount(packed)).tolist():
        places = np.unravel_index(used, spans)
        programme, item, cohort = (
            str(names.categories[place]) for names, place in zip(known, places, strict=True)
        )
        path_of[used] = paths.setdefault(programmes[programme].rests_on(item, cohort), len(paths))
    return pd.Series(pd.Categorical.from_codes(path_of[packed], list(paths)), ledger.index)


def _rise_paths(ledger: pd.DataFrame, accounts: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    lines = zip(accounts["item"].astype(str), accounts["price_line"].astype(str), strict=True)
    followed = {item: PRICE_LINES + line for item, line in lines if line != NO_LINE}
    later = ledger["month"].dt.year.to_numpy() > assumptions[BASE_YEAR]["value"]
    paths = ledger["item"].astype("category").cat.rename_categories(str).map(followed)
    return paths.where(later)


def _bound_paths(ledger: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    """Limits are about costs; one whose place nobody takes is about payments alone, which wait."""
    names: list[str] = []
    codes = np.full(len(ledger), -1)
    year, costs = ledger["month"].dt.year.to_numpy(), ledger["amount"].to_numpy() > 0
    for path, entry in assumptions.items():
        if path.startswith(FUNDING_LIMITS):
            names.append(path)
            bound = costs & _ruled(ledger, year, entry["value"]) & _is_payer(ledger, [entry["value"]])
            if not entry["value"].get("then"):
                bound &= (ledger["stage"] == "paid").to_numpy()
            codes = np.where(bound & (codes < 0), len(names) - 1, codes)
    return pd.Series(pd.Categorical.from_codes(codes, names), ledger.index)


def usual_payers(ledger: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    """Return paths of what says by which shares each row is paid, before grants and limits change that."""
    programmes = ledger["programme"].astype("category").cat
    names = [FUNDING + str(programme) for programme in programmes.categories]
    codes = programmes.codes.to_numpy().astype(np.int64)
    year = ledger["month"].dt.year.to_numpy()
    for path, entry in assumptions.items():
        if path.startswith(FUNDING_RULES):
            names.append(path)
            codes = np.where(_ruled(ledger, year, entry["value"]), len(names) - 1, codes)
    return pd.Series(pd.Categorical.from_codes(codes, names), ledger.index)


def _payer_paths(ledger: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    rules, year = usual_payers(ledger, assumptions), ledger["month"].dt.year.to_numpy()
    names, codes = list(rules.cat.categories), rules.cat.codes.to_numpy().astype(np.int64)
    usual = _pays_by(ledger, codes, names, assumptions)
    for path, payers, rule in _further_payers(assumptions):
        names.append(path)
        steps_in = ~usual & _ruled(ledger, year, rule) & _is_payer(ledger, payers)
        codes = np.where(steps_in, len(names) - 1, codes)
    return pd.Series(pd.Categorical.from_codes(codes, names), ledger.index)


def _pays_by(
    ledger: pd.DataFrame, codes: np.ndarray, names: list[str], assumptions: Assumptions
) -> np.ndarray:
    """Return which rows are paid by one of those whom their own rule names, bool."""
    usual = np.zeros(len(ledger), bool)
    for place, path in enumerate(names):
        value = assumptions.get(path, {}).get("value", ())
        shares = value.get("shares", ()) if isinstance(value, Mapping) else value
        usual |= (codes == place) & _is_payer(ledger, shares)
    return usual


def _further_payers(assumptions: Assumptions) -> Iterator[tuple[str, Sequence[Mapping], Mapping]]:
    """Yield path, payers and rule of what brings in others: matching grants, and who takes over."""
    for path, entry in assumptions.items():
        rule = entry["value"]
        if path.startswith(MATCHING_GRANTS):
            yield path, [rule], rule
        elif path.startswith(FUNDING_LIMITS):
            yield path, rule.get("then", ()), rule


def _is_payer(ledger: pd.DataFrame, payers: Sequence[Mapping]) -> np.ndarray:
    funder, fund = ledger["funder"], ledger["fund"]
    is_one = np.zeros(len(ledger), bool)
    for payer in payers:
        is_one |= ((funder == payer["funder"]) & (fund == payer["fund"])).to_numpy()
    return is_one


def _ruled(ledger: pd.DataFrame, year: np.ndarray, rule: Mapping) -> np.ndarray:
    first, last = rule.get("first_year") or year, rule.get("last_year") or year
    in_years = (year >= first) & (year <= last)
    items = rule.get("items")
    return in_years if items is None else in_years & ledger["item"].isin(items).to_numpy()
