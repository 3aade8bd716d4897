"""Execution of a plan in a fiscal year: spent against pace, what remains, what the year costs, how sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simlib.budget.lines import Amounts, Line, months_of_year
from simlib.budget.variance import Variance, price_effects, variance_of
from simlib.language.message import Message
from simlib.scenario.problems import problem_in

LOW, HIGH = 0.05, 0.95
"""Quantiles of a forecast's range."""


@dataclass(frozen=True)
class Execution:
    """How far a plan is carried out; arrays of one entry a line, int64 fen where nothing else is said.

    Attributes
    ----------
    year
        Fiscal year.
    months
        Its months in the plan.
    closed
        How many of them are closed.
    lines
        Of the plan and of what was spent.
    appropriation
        全年预算数.
    planned
        For the closed months.
    spent
        In the closed months.
    later
        Expected for the other months, shape (replicates, lines): one replicate tells no range.
    variance
        Of what was spent from what was planned so far.
    """

    year: int
    months: tuple[str, ...]
    closed: int
    lines: tuple[Line, ...]
    appropriation: np.ndarray
    planned: np.ndarray
    spent: np.ndarray
    later: np.ndarray
    variance: Variance

    @property
    def pace(self) -> float:
        """序时进度: the share of the year's months in the plan that is over."""
        return self.closed / len(self.months)

    @property
    def execution(self) -> np.ndarray:
        """预算执行进度: spent of the appropriation of the whole year; NaN without an appropriation."""
        return _share(self.spent, self.appropriation)

    @property
    def execution_in_all(self) -> float:
        """The same of all lines together."""
        return float(_share(self.spent.sum(), self.appropriation.sum()))

    @property
    def remaining(self) -> np.ndarray:
        """Appropriation less what is spent."""
        return self.appropriation - self.spent

    @property
    def forecasts(self) -> np.ndarray:
        """What the year will cost, shape (replicates, lines)."""
        return self.spent + self.later

    @property
    def forecast(self) -> np.ndarray:
        """What the year is expected to cost: the mean over the replicates, whole fen."""
        return np.rint(self.forecasts.mean(axis=0)).astype(np.int64)

    def quantile(self, share: float) -> np.ndarray:
        """Return a quantile of what the year will cost; NaN where one replicate tells none."""
        if len(self.later) == 1:
            return np.full(len(self.lines), np.nan)
        return np.quantile(self.forecasts, share, axis=0)

    @property
    def in_all(self) -> np.ndarray:
        """What all lines together will cost, by replicate."""
        return self.forecasts.sum(axis=1)

    @property
    def chance_of_exceeding(self) -> np.ndarray:
        """Share of the replicates in which a line costs more than its appropriation; NaN with only one."""
        if len(self.later) == 1:
            return np.full(len(self.lines), np.nan)
        return (self.forecasts > self.appropriation).mean(axis=0)


def _used(parts: Iterable[tuple[Amounts, Sequence[str]]]) -> tuple[Line, ...]:
    """Return the lines that hold anything in the months that count."""
    lines: dict[Line, None] = {}
    for amounts, months in parts:
        held = amounts.of(amounts.lines, months).fen.any(axis=1)
        lines |= dict.fromkeys(line for line, any_ in zip(amounts.lines, held, strict=True) if any_)
    return tuple(lines)


def _share(part, whole) -> np.ndarray:
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    # Nothing of an income, which is negative, would be -0.
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0) + 0.0


def _lagging(lag: np.ndarray, lines: Sequence[Line]) -> np.ndarray:
    """Return what lines lag behind, and nothing where they lead; income is negative, so it lags below 0."""
    income = np.array([line.kind == "income" for line in lines], bool)
    return np.where(income, np.minimum(lag, 0), np.maximum(lag, 0))


def execution_of(
    plan: Amounts, actual: Amounts, replicates: tuple[Amounts, ...], year: int, catch_up: float
) -> Execution:
    """Return how far a plan is carried out.

    Parameters
    ----------
    plan
        What is appropriated.
    actual
        What was spent, up to the last closed month.
    replicates
        What each run pays; its months after the closed ones are what is expected.
    catch_up
        Share of the units that lag behind a run so far which the rest of the year brings as well.
    year
        Fiscal year, of which at least one month is closed.

    Raises
    ------
    InputError
        If no month of the year is closed, or one before a closed one is not.
    """
    months = months_of_year(plan, year)
    closed = [month for month in months if month in actual.months]
    if not closed:
        told = Message(
            "no month of {year} is closed; closed: {months}", year=year, months=", ".join(actual.months)
        )
        raise problem_in("--year", told)
    if closed != list(months[: len(closed)]):
        told = Message(
            "the plan of {year} begins in {first}, and the first closed month is {month}; "
            "read in the actuals of the months before",
            year=year,
            first=months[0],
            month=closed[0],
        )
        raise problem_in("--plan", told)
    rest = months[len(closed) :]
    lines = _used(((plan, months), (actual, closed), *((run, rest) for run in replicates)))
    appropriation = plan.of(lines, months).fen.sum(axis=1)
    planned, spent = plan.of(lines, closed), actual.of(lines, closed)
    later = np.array([run.of(lines, rest).fen.sum(axis=1) for run in replicates])
    if rest:
        so_far = np.array([run.of(lines, closed).fen.sum(axis=1) for run in replicates])
        lag = so_far - (spent.fen.sum(axis=1) - price_effects(planned, spent))
        later += np.rint(catch_up * _lagging(lag, lines)).astype(np.int64)
    planned_later = appropriation - planned.fen.sum(axis=1)
    expected_later = np.rint(later.mean(axis=0)).astype(np.int64)
    return Execution(
        year=year,
        months=months,
        closed=len(closed),
        lines=lines,
        appropriation=appropriation,
        planned=planned.fen.sum(axis=1),
        spent=spent.fen.sum(axis=1),
        later=later,
        variance=variance_of(planned, spent, expected_later - planned_later),
    )
