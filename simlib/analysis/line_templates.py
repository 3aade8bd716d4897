"""Which lines and months a table for finance has."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simlib.analysis.plan_and_actuals import run_amounts
from simlib.budget.lines import Amounts, Line, lines_of, months_between
from simlib.language.language import Language
from simlib.language.message import Message
from simlib.runs.labels import item_labels
from simlib.runs.scenarios import programmes_of
from simlib.runs.store import StoredRun
from simlib.scenario.model import Scenario
from simlib.scenario.problems import problem_in


@dataclass(frozen=True)
class Template:
    """A table to be filled in.

    Attributes
    ----------
    lines, months
        Its rows: each of one with each of the other.
    labels
        What items are called.
    paid
        What the run pays; None without a run.
    """

    lines: tuple[Line, ...]
    months: tuple[str, ...]
    labels: Mapping[str, str]
    paid: Amounts | None


def template_of(
    scenario: Scenario | None, run: StoredRun | None, year: int | None, lang: Language
) -> Template:
    """Return the table of a fiscal year, for the lines of a run, or else of a scenario.

    Parameters
    ----------
    scenario
        Needed where there is no run.
    run
        Whose lines are taken.
    year
        Fiscal year; the first by default.
    lang
        Of the labels.

    Raises
    ------
    InputError
        If the horizon has no month of the year.
    """
    if run is not None:
        paid = run_amounts(run)
        months = _of_year(paid.months, year)
        return Template(paid.lines, months, item_labels(run.tables["accounts"].astype(str), lang), paid)
    budget, horizon = scenario.sections["budget"], scenario.sections["horizon"]
    programmes = programmes_of(scenario)
    items = [item for each in programmes for item in each.items(scenario.sections[each.name])]
    every = months_between(str(np.datetime64(day, "M")) for day in (horizon.first_day, horizon.last_day))
    labels = {item: lang.label(account.label) for item, account in budget.accounts.items()}
    return Template(lines_of(budget, items), _of_year(every, year), labels, None)


def _of_year(months: tuple[str, ...], year: int | None) -> tuple[str, ...]:
    years = sorted({int(month[:4]) for month in months})
    wanted = year if year is not None else years[0]
    if wanted not in years:
        told = Message(
            "{year} is not in the horizon; allowed: {years}", year=wanted, years=", ".join(map(str, years))
        )
        raise problem_in("--year", told)
    return tuple(month for month in months if int(month[:4]) == wanted)
