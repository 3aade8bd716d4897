"""What a case, a death and a DALY averted costs, batch by batch: each alone, and each added to those before.

There is no average over batches here, on purpose: that of girls before sexual debut and of women of 40 to 45
describes neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.analysis.batches_added import GROUP, Given, by_opening, growing, incremental, separate
from simlib.analysis.cost_effectiveness_text import as_html, as_text
from simlib.analysis.ignorance import draws_of
from simlib.language.language import Language
from simlib.population.cohorts import FEMALE, death_probability
from simlib.programmes.hpv_rollout import NAME
from simlib.programmes.hpv_rollout.impact import QUANTITIES, averted_by_group, discount_factors
from simlib.programmes.hpv_rollout.impact_assumptions import Impact
from simlib.programmes.hpv_rollout.protection import Protected
from simlib.runs.result import Result
from simlib.runs.single import whole
from simlib.scenario.model import Scenario
from simlib.scenario.problems import problem_in

IMPACT = f"{NAME}.impact"
RATIOS = {
    "cases_averted": "cost_per_case",
    "deaths_averted": "cost_per_death",
    "dalys_averted": "cost_per_daly",
}
POINTS_OF_THE_CURVE = 41


@dataclass(frozen=True)
class CostEffectiveness:
    """Ratios by batch and discount rate, and how sure they are.

    Attributes
    ----------
    title, labels
        Of the scenario and its batches, by language.
    seed
        Luck of the run.
    separately
        Each batch by itself: indexed by `batch` and `discount_rate`, in the order in which batches open;
        `cost` in yuan, what is averted, and yuan per case, death and DALY averted (NaN if nothing is).
    incrementally
        The same for adding a batch to all that open before it: the run with it less the run without it.
    acceptability
        Probability that adding a batch is worth it, by willingness to pay for a DALY averted (index, yuan)
        and by batch and discount rate (columns).
    draws
        Number of draws behind `acceptability`.
    """

    title: dict[str, str]
    labels: dict[str, dict[str, str]]
    seed: int
    separately: pd.DataFrame
    incrementally: pd.DataFrame
    acceptability: pd.DataFrame
    draws: int

    def text(self, lang: Language) -> str:
        """Return everything as text in a language."""
        return as_text(self, lang)

    def __str__(self) -> str:
        return self.text(Language("en"))

    def _repr_html_(self) -> str:
        return as_html(self, Language("en"))


def cost_effectiveness(
    result: Result, *, willingness: Sequence[float] | None = None, draws: int = 500, seed: int = 0
) -> CostEffectiveness:
    """Return what each batch of a run costs per case, death and DALY averted.

    Money is what becomes payable within the horizon, whoever pays, without doses in stock or expired; see
    `batches_added.separate`. Treatment that is saved is not taken off.
    Money and health are discounted alike, by whole years from the first day of the horizon.

    Parameters
    ----------
    result
        A run with the HPV rollout. It is run again with the first batch, with the first two and so on, on the
        same luck, for what each batch adds.
    willingness
        Yuan per DALY averted at which the curve is wanted; by default from 0 to where adding the least
        favourable batch is worth it in nearly every draw.
    draws
        Draws of the uncertain assumptions of `hpv_rollout.impact` from their ranges (ignorance). The doses of
        the run and their prices stay as they are.
    seed
        Luck of the draws, from 0.

    Returns
    -------
    CostEffectiveness
        Prints itself.

    Raises
    ------
    InputError
        If the run has no HPV rollout, a number is out of range, or a range cannot be drawn from.

    Examples
    --------
    >>> import simlib
    >>> result = simlib.run(simlib.load("gaoping-2023"))
    >>> table = simlib.cost_effectiveness(result, draws=100).incrementally
    >>> list(table.columns[-3:])
    ['cost_per_case', 'cost_per_death', 'cost_per_daly']
    """
    scenario = result.scenario
    if NAME not in scenario.sections:
        raise problem_in("result", f"this run has no {NAME}")
    seed, draws = whole(seed, "seed"), whole(draws, "draws")
    if draws == 0:
        raise problem_in("draws", f"{draws} is not allowed; a whole number from 1 is needed")
    section = scenario.sections[NAME]
    order = by_opening(scenario)
    dying = death_probability(scenario.sections["population"])[FEMALE]
    alone = separate(result)
    added = incremental(growing(result, order), order)
    drawn = [_dalys(added, impact, dying, order) for impact in _drawn_impacts(scenario, draws, seed)]
    costs = _costs(added, section.impact, order)
    return CostEffectiveness(
        title=scenario.title.model_dump(),
        labels={
            name: scenario.assumption_at(f"{NAME}.batches.{name}")[1].label.model_dump() for name in order
        },
        seed=result.seed,
        separately=_ratios(alone, section.impact, dying, order),
        incrementally=_ratios(added, section.impact, dying, order),
        acceptability=_acceptability(costs, np.array(drawn), willingness, section.impact, order),
        draws=draws,
    )


def _averted(given: Given, impact: Impact, dying: np.ndarray, order: list[str]) -> np.ndarray:
    """Return what is averted: float64 of shape (`QUANTITIES`, rates, batches)."""
    columns = {name: given.women[name].to_numpy() for name in [*GROUP, "women"]}
    columns["batch"] = _places(given.women, order)
    protected = Protected(**columns)
    averted = averted_by_group(protected, impact, dying)
    return np.array(
        [
            [np.bincount(protected.batch, of_rate, len(order)) for of_rate in quantity]
            for quantity in (averted.cases, averted.deaths, averted.dalys)
        ]
    )


def _dalys(given: Given, impact: Impact, dying: np.ndarray, order: list[str]) -> np.ndarray:
    return _averted(given, impact, dying, order)[QUANTITIES.index("dalys_averted")]


def _costs(given: Given, impact: Impact, order: list[str]) -> np.ndarray:
    """Return discounted yuan: float64 of shape (rates, batches)."""
    factors = discount_factors(np.array(impact.discount_rates), given.money["year"].to_numpy())
    amounts = factors * given.money["amount"].to_numpy()
    place = _places(given.money, order)
    return np.array([np.bincount(place, of_rate, len(order)) for of_rate in amounts])


def _places(frame: pd.DataFrame, order: list[str]) -> np.ndarray:
    return pd.Index(order).get_indexer(frame["batch"])


def _ratios(given: Given, impact: Impact, dying: np.ndarray, order: list[str]) -> pd.DataFrame:
    averted = dict(zip(QUANTITIES, _averted(given, impact, dying, order), strict=True))
    cost = _costs(given, impact, order)
    columns = {"cost": cost, **averted}
    columns |= {
        ratio: np.divide(cost, averted[name], out=np.full(cost.shape, np.nan), where=averted[name] > 0)
        for name, ratio in RATIOS.items()
    }
    return pd.DataFrame(
        {name: column.T.ravel() for name, column in columns.items()}, index=_batch_and_rate(impact, order)
    )


def _batch_and_rate(impact: Impact, order: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_product([order, impact.discount_rates], names=["batch", "discount_rate"])


def _drawn_impacts(scenario: Scenario, count: int, seed: int) -> list[Impact]:
    """Return the assumptions of the impact, each drawn from its range."""
    values = draws_of(scenario.assumptions, IMPACT, count, seed)
    known = scenario.sections[NAME].impact.model_dump()
    impacts = []
    for number in range(count):
        for path, drawn in values.items():
            *groups, leaf = path.removeprefix(f"{IMPACT}.").split(".")
            place = known
            for group in groups:
                place = place[group]
            place[leaf] = drawn[number]
        try:
            impacts.append(Impact.model_validate(known))
        except ValueError as error:
            raise problem_in(
                "scenario", f"the ranges allow what does not fit: {error}", path=IMPACT
            ) from None
    return impacts


def _acceptability(
    costs: np.ndarray,
    dalys: np.ndarray,
    willingness: Sequence[float] | None,
    impact: Impact,
    order: list[str],
) -> pd.DataFrame:
    """Return the share of draws in which DALYs are worth their cost, by willingness to pay.

    `costs` has shape (rates, batches), `dalys` (draws, rates, batches).
    """
    asked = _grid(costs, dalys) if willingness is None else np.asarray(willingness, np.float64)
    worth = asked[:, None, None, None] * dalys >= costs
    share = (worth & (dalys > 0)).mean(axis=1)
    by_column = np.moveaxis(share, 2, 1).reshape(asked.size, -1)
    return pd.DataFrame(
        by_column, index=pd.Index(asked, name="willingness"), columns=_batch_and_rate(impact, order)
    )


def _grid(costs: np.ndarray, dalys: np.ndarray) -> np.ndarray:
    """Return yuan per DALY from 0 to a round number that 95% of the draws of every batch stay below."""
    shown = (dalys > 0).all(axis=0)
    if not shown.any():
        return np.zeros(1)
    highest = np.quantile(costs[shown] / dalys[:, shown], 0.95, axis=0).max()
    unit = 10.0 ** np.floor(np.log10(max(highest, 1.0)))
    return np.linspace(0, np.ceil(highest / unit) * unit, POINTS_OF_THE_CURVE)
