"""What each month of delay of a batch of girls costs: those who are 15 by then need a third dose."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from simlib.analysis.batches_added import separate
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.programmes.hpv_rollout import NAME
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS
from simlib.runs.result import Result
from simlib.runs.single import run
from simlib.scenario.model import Scenario
from simlib.scenario.problems import nearest, problem_in

HEADINGS = {
    "opens": mark("opens"),
    "aged_15": mark("15 or older"),
    "first_doses": mark("first doses"),
    "three_dose_series": mark("series of three"),
    "third_doses": mark("third doses"),
    "doses": mark("doses"),
    "cost": mark("yuan"),
}
"""Headings of the columns, in English."""
CLIFF = AGE_BANDS["age_15_17"]
"""The age from which on three doses make a series, in the schedules that are published."""


@dataclass(frozen=True)
class Cliff:
    """A batch opened later and later, on the same luck.

    Attributes
    ----------
    title, label
        Of the scenario and the batch, by language.
    table
        Indexed by `months` of delay: `opens`; `aged_15`, girls not vaccinated before who are 15 or older when
        the batch opens; `first_doses`, `three_dose_series` (begun too late for two doses), `third_doses` and
        `doses` given to the batch within the horizon; `cost`, yuan payable for it, see `separate`.
    """

    title: dict[str, str]
    label: dict[str, str]
    table: pd.DataFrame

    @property
    def a_month(self) -> pd.Series:
        """What a month of delay adds on average to each column but `opens`."""
        numbers = self.table.drop(columns="opens")
        return (numbers.iloc[-1] - numbers.iloc[0]) / (self.table.index[-1] - self.table.index[0])

    def text(self, lang: Language) -> str:
        """Return everything as text in a language."""
        title = lang.say("{batch}: opened later, month by month ({title})").format(
            batch=lang.label(self.label), title=lang.label(self.title)
        )
        shown = self.table.assign(
            opens=[lang.day(day) for day in self.table["opens"]],
            cost=[lang.number(yuan) for yuan in self.table["cost"]],
        )
        shown = shown.rename(columns={name: lang.say(text) for name, text in HEADINGS.items()})
        shown.index.name = lang.say("months later")
        told = lang.say(
            "Each month of delay: {girls} more girls of 15 or older when it opens, {series} more series of "
            "three, {money} more for each girl who starts."
        ).format(
            girls=lang.number(self.a_month["aged_15"]),
            series=lang.number(self.a_month["three_dose_series"]),
            money=lang.money(self.dearer, unit="yuan"),
        )
        within = lang.say("Doses and money are those within the horizon; a later batch has less of it left.")
        return "\n".join([title, "", shown.to_string(), "", told, within])

    @property
    def dearer(self) -> float:
        """Yuan by which a month of delay makes a girl with a first dose dearer, on average."""
        each = self.table["cost"] / self.table["first_doses"].clip(lower=1)
        return float((each.iloc[-1] - each.iloc[0]) / (self.table.index[-1] - self.table.index[0]))

    def __str__(self) -> str:
        return self.text(Language("en"))


def cliff(scenario: Scenario, batch: str, *, months: int = 12, seed: int = 0) -> Cliff:
    """Return what a batch gets and costs if it opens 0, 1, and up to so many months later.

    Parameters
    ----------
    scenario
        One with the HPV rollout.
    batch
        Name of the batch that is delayed; all others open as they do.
    months
        The longest delay, at least 1.
    seed
        Luck of the runs, the same in each.

    Raises
    ------
    InputError
        If there is no such batch.
    """
    section = scenario.sections[NAME]
    if batch not in section.batches:
        message = Message('"{batch}" is no batch{hint}', batch=batch, hint=nearest(batch, section.batches))
        raise problem_in(scenario.name, message, path=f"{NAME}.batches")
    opens, oldest = section.batches[batch].opens, section.schedule.two_doses_up_to_age
    rows = []
    for delay in range(months + 1):
        later = section.batches[batch].model_copy(update={"opens": _later(opens, delay)})
        batches = {**section.batches, batch: later}
        sections = {**scenario.sections, NAME: section.model_copy(update={"batches": batches})}
        result = run(replace(scenario, sections=sections), seed)
        rows.append({"months": delay, "opens": later.opens, **_row(result, batch, oldest)})
    label = scenario.assumptions[f"{NAME}.batches.{batch}"].label
    return Cliff(scenario.title.model_dump(), label.model_dump(), pd.DataFrame(rows).set_index("months"))


def _row(result: Result, batch: str, oldest: int) -> dict[str, float]:
    doses = result.doses[result.doses["batch"] == batch]
    first = doses[doses["dose"] == 1]
    # Vaccine is bought for no batch, so what each costs is attributed.
    money = separate(result).money
    return {
        "aged_15": _aged_15(result, batch),
        "first_doses": first["count"].sum(),
        "three_dose_series": first.loc[first["age"] > oldest, "count"].sum(),
        "third_doses": doses.loc[doses["dose"] == 3, "count"].sum(),
        "doses": doses["count"].sum(),
        "cost": money.loc[money["batch"] == batch, "amount"].sum(),
    }


def _aged_15(result: Result, batch: str) -> int:
    """Return how many of the batch are 15 or older when it opens and were not vaccinated before."""
    coverage = result.coverage[result.coverage["batch"] == batch]
    at_opening = coverage[coverage["month"] == coverage["month"].min()]
    youngest = at_opening["age_band"].astype(str).map(AGE_BANDS)
    return int(at_opening.loc[youngest >= CLIFF, "eligible_unvaccinated"].sum())


def _later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last of that month where it has no such day."""
    month = np.datetime64(day, "M") + months
    last = (month + 1).astype("datetime64[D]") - 1
    return min(month.astype("datetime64[D]") + (day.day - 1), last).item()
