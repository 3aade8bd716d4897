"""What each batch got and cost by itself, and what it adds to those that open before it."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simlib.budget.ledger import NO_COHORT
from simlib.programmes.hpv_rollout import NAME
from simlib.programmes.hpv_rollout.costs import vaccine_item
from simlib.programmes.hpv_rollout.national import national_vaccine_item
from simlib.programmes.hpv_rollout.protection import MONTHS_IN_YEAR
from simlib.programmes.hpv_rollout.publicity import PUBLICITY
from simlib.runs.result import Result
from simlib.runs.single import run
from simlib.scenario.model import Scenario

GROUP = ["batch", "birth_cohort", "year", "age", "doses", "series"]
"""What tells groups of women apart in `Given.women`."""


@dataclass(frozen=True)
class Given:
    """What was given and what it cost: women by group (`GROUP` and `women`), yuan by `batch` and `year`."""

    women: pd.DataFrame
    money: pd.DataFrame


def by_opening(scenario: Scenario) -> list[str]:
    """Return the batches in the order in which they open; those that open together, as the file has them."""
    batches = scenario.sections[NAME].batches
    return sorted(batches, key=lambda name: batches[name].opens)


def separate(result: Result) -> Given:
    """Return what each batch was given and what that cost, by whole years from the first day.

    What is payable for no batch is attributed: each pays the mean price for the vaccine that it got, and by
    doses its share of the doses that broke or got warm, and of the cold chain. Doses still in stock or
    expired are the cost of how vaccine was bought, and of no batch; a campaign is left out as well. Vaccine
    of the national programme is payable for batches, at its own price.
    """
    payable = result.ledger.query("programme == @NAME and stage == 'payable'")
    of_batches = payable["cohort"] != NO_COHORT
    own = pd.DataFrame(
        {
            "batch": payable["cohort"].astype(str),
            "year": _years(payable["month"], result),
            "amount": payable["amount"],
        }
    )[of_batches]
    given, lost = _vaccine_used(result, payable)
    parts = [own, given, _shared(result, lost), _shared(result, _rest(result, payable[~of_batches]))]
    money = pd.concat(parts).groupby(["batch", "year"], as_index=False)["amount"].sum()
    return Given(result.protection.astype({"batch": str}), money)


def _years(days: pd.Series, result: Result) -> np.ndarray:
    first = np.datetime64(result.scenario.sections["horizon"].first_day, "M")
    since = days.to_numpy().astype("datetime64[M]") - first
    return since.astype(np.int64) // MONTHS_IN_YEAR


def _vaccine_used(result: Result, payable: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return what each batch owes for bought doses that it got, and yuan by year for doses that were lost."""
    bought = payable.astype({"item": str}).groupby("item")[["amount", "quantity"]].sum()
    mean_price = (bought["amount"] / bought["quantity"]).to_dict()

    def cost(products: pd.Series, doses: pd.Series) -> pd.Series:
        # Where nothing was bought nothing was used.
        prices = [mean_price.get(vaccine_item(product), 0.0) for product in products]
        return doses * np.array(prices, np.float64)

    doses, stock = result.doses, result.stock
    supplied = {national_vaccine_item(name): name for name in result.scenario.sections[NAME].products}
    national = payable[payable["item"].isin(supplied)]
    not_bought = [supplied[item] for item in national["item"]]
    given = [
        (doses["batch"], doses["date"], cost(doses["product"], doses["count"])),
        (national["cohort"], national["month"], -cost(not_bought, national["quantity"])),
    ]
    owed = pd.concat(
        pd.DataFrame({"batch": batch.astype(str), "year": _years(when, result), "amount": amount})
        for batch, when, amount in given
    )
    return owed, cost(stock["product"], stock["wasted"]).groupby(_years(stock["date"], result)).sum()


def _rest(result: Result, payable: pd.DataFrame) -> pd.Series:
    """Return yuan by year of what is neither vaccine nor a campaign, nor payable for a batch."""
    vaccine = {vaccine_item(product) for product in result.scenario.sections[NAME].products}
    rest = payable[~payable["item"].isin(vaccine | {PUBLICITY})]
    return rest["amount"].groupby(_years(rest["month"], result)).sum()


def _shared(result: Result, by_year: pd.Series) -> pd.DataFrame:
    """Return what each batch owes of something, by its share of all doses."""
    doses = result.doses.groupby("batch", observed=True)["count"].sum()
    rows = [
        (batch, year, amount * count / doses.sum())
        for batch, count in doses.items()
        for year, amount in by_year.items()
    ]
    return pd.DataFrame(rows, columns=["batch", "year", "amount"])


def growing(result: Result, order: list[str]) -> list[Given]:
    """Return the runs with the first batch, the first two, and so on.

    Who is in a batch that is left out gets no dose, from the national programme neither.
    """
    scenario = result.scenario
    section = scenario.sections[NAME]
    runs = []
    for count in range(1, len(order)):
        batches = {name: batch for name, batch in section.batches.items() if name in order[:count]}
        sections = {**scenario.sections, NAME: section.model_copy(update={"batches": batches})}
        part = run(replace(scenario, sections=sections), result.seed, result.replicate)
        runs.append(separate(part))
    return [*runs, separate(result)]


def incremental(runs: list[Given], order: list[str]) -> Given:
    """Return what each run has beyond the one before, under the name of the batch that was added."""
    women, money = [], []
    for before, after, added in zip([None, *runs], runs, order, strict=False):
        for given, sign in ((after, 1), (before, -1)):
            if given is not None:
                women.append(given.women.assign(batch=added, women=sign * given.women["women"]))
                money.append(given.money.assign(batch=added, amount=sign * given.money["amount"]))
    return Given(
        pd.concat(women).groupby(GROUP, as_index=False)["women"].sum().query("women != 0"),
        pd.concat(money).groupby(["batch", "year"], as_index=False)["amount"].sum(),
    )
