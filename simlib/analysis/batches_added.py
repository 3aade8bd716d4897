"""What each batch got and cost by itself, and what it adds to those that open before it."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from simlib.budget.ledger import NO_COHORT
from simlib.programmes.hpv_rollout import NAME
from simlib.programmes.hpv_rollout.protection import MONTHS_IN_YEAR
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
    """Return what each batch was given and what became payable for it, by whole years from the first day.

    What is paid for no batch, such as a campaign, is left out.
    """
    months = result.ledger.query("programme == @NAME and stage == 'payable'")
    months = months[months["cohort"] != NO_COHORT]
    first = np.datetime64(result.scenario.sections["horizon"].first_day, "M")
    since = months["month"].to_numpy().astype("datetime64[M]") - first
    money = pd.DataFrame(
        {
            "batch": months["cohort"].astype(str),
            "year": since.astype(np.int64) // MONTHS_IN_YEAR,
            "amount": months["amount"],
        }
    )
    return Given(result.protection.astype({"batch": str}), money)


def growing(result: Result, order: list[str]) -> list[Given]:
    """Return the runs with the first batch, the first two, and so on; those left out open too late."""
    scenario = result.scenario
    section, after = scenario.sections[NAME], scenario.sections["horizon"].last_day
    runs = []
    for count in range(1, len(order)):
        later = {
            name: batch if name in order[:count] else batch.model_copy(update={"opens": _day_after(after)})
            for name, batch in section.batches.items()
        }
        sections = {**scenario.sections, NAME: section.model_copy(update={"batches": later})}
        part = run(replace(scenario, sections=sections), result.seed, result.replicate)
        runs.append(separate(part))
    return [*runs, separate(result)]


def _day_after(day: date) -> date:
    return (np.datetime64(day) + 1).item()


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
