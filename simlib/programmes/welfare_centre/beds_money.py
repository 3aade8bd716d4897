"""What running the centre costs and brings in, and how full it must be to pay for itself."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import MONTHS_A_YEAR, fen_a_day, to_fen
from simlib.core.posting import KINDS, Postings, stages_of
from simlib.programmes.welfare_centre.beds_assumptions import CARES, GRADES, BedsSection, PricesByGrade
from simlib.programmes.welfare_centre.beds_census import PAYING, Census

FEES, CARERS, SUPPLIES = "welfare_fees", "welfare_carers", "welfare_supplies"
UPKEEP, STATION = "welfare_upkeep", "welfare_station"
BED_ITEMS = (FEES, CARERS, SUPPLIES, UPKEEP, STATION)
"""Accounts that running the centre posts to."""

BEDS = "welfare_centre.beds"
RESTS_ON = {
    FEES: f"{BEDS}.demand.wanting.disabled",
    CARERS: f"{BEDS}.staff.hired.elderly",
    SUPPLIES: f"{BEDS}.demand.wanting.disabled",
    UPKEEP: f"{BEDS}.costs.upkeep",
    STATION: f"{BEDS}.station.visits_a_year",
}
"""Path of the assumption that says how much of an account there is."""

CURRENT, INCOME = KINDS.index("current"), KINDS.index("income")


def fen_by_grade(prices: PricesByGrade) -> list[int]:
    """Return fen a day of each grade."""
    return [fen_a_day(price) for price in prices.by_grade]


def bed_postings(
    census: Census,
    visits: np.ndarray,
    section: BedsSection,
    opened_day: int,
    horizon: Horizon,
    townships: tuple[str, ...],
) -> Postings:
    """Return the postings of running the centre.

    All is owed in the month in which it is used, for days of residents, of carers and of the house, and for
    visits. Fees are paid in that month and are income, so their quantities are negative; costs are paid
    after a lag.
    """
    starts = horizon.month_edges()[:-1]
    by_month = np.add.reduceat(census.present, starts)
    resident_days = by_month.sum(axis=(1, 3))
    open_days = np.add.reduceat((np.arange(horizon.days) >= opened_day).astype(np.int64), starts)
    carer_days = np.add.reduceat(census.carers.sum(axis=1), starts)
    costs, lag = section.costs, section.costs.payment_lag
    rows = [
        *_each(FEES, -by_month[..., PAYING].sum(axis=1), fen_by_grade(section.fees), lag=0),
        *_each(SUPPLIES, resident_days, fen_by_grade(costs.supplies), lag),
        (CARERS, carer_days, fen_a_day(costs.carer), lag),
        (UPKEEP, open_days, fen_a_day(costs.upkeep), lag),
        (STATION, visits, to_fen(section.station.cost), lag),
    ]
    return _postings(rows, townships)


def _each(item: str, quantity: np.ndarray, prices: list[int], lag: int) -> list[tuple]:
    """Return a row for each grade; quantities of shape (months, grades)."""
    return [(item, quantity[:, grade], price, lag) for grade, price in enumerate(prices)]


def _postings(rows: list[tuple], townships: tuple[str, ...]) -> Postings:
    """Return postings of item, quantity by month, unit price and payment lag."""
    parts = []
    for item, quantity, price, lag in rows:
        used = np.flatnonzero(quantity)
        row, stage, month = stages_of(used, (0, 0, lag))
        kind = INCOME if item == FEES else CURRENT
        same = [np.full(row.size, value) for value in (BED_ITEMS.index(item), kind, price)]
        parts.append((month, same[0], stage, same[1], quantity[used][row], same[2]))
    # Grades of the same price would be told apart by nothing.
    month, item, stage, kind, quantity, price = _added_up(
        [np.concatenate(column) for column in zip(*parts, strict=True)]
    )
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=kind,
        township=np.full(month.size, -1),
        cohort=np.full(month.size, -1),
        quantity=quantity,
        unit_price=price,
        items=BED_ITEMS,
        townships=townships,
        cohorts=(),
    )


def _added_up(columns: list[np.ndarray]) -> list[np.ndarray]:
    """Add up the quantities of rows that agree in everything else."""
    month, item, stage, kind, quantity, price = columns
    keys, group = np.unique(np.stack([month, item, stage, kind, price]), axis=1, return_inverse=True)
    total = np.zeros(keys.shape[1], np.int64)
    np.add.at(total, group.ravel(), quantity)
    return [*keys[:4], total, keys[4]]


def break_even(mix: np.ndarray, section: BedsSection, yearly_capital: float = 0.0) -> float:
    """Return the share of planned beds that must be taken for fees to pay for running the centre.

    Carers are reckoned with each resident, as many as open a bed, so it is about a centre whose ramp is over.

    Parameters
    ----------
    mix
        Days of residents, of shape (cares, grades, paying or destitute); `planned_mix` if there were none.
    section
        Prices, and planned beds.
    yearly_capital
        Yuan a year that fees must pay for as well, such as interest and wear of the building.

    Returns
    -------
    float
        More than 1 if not even a full centre pays for itself; infinite if a resident costs more than she
        brings, or there are no beds.
    """
    supplies = np.array(section.costs.supplies.by_grade)
    carers = section.costs.carer / np.array(section.staff.residents_per_carer.by_care)
    margin = np.zeros(mix.shape) - supplies[:, None] - carers[:, None, None]
    margin[..., PAYING] += section.fees.by_grade
    total = mix.sum()
    mean = (margin * mix).sum() / total if total else 0.0
    fixed = section.costs.upkeep + yearly_capital / MONTHS_A_YEAR
    return float(fixed / mean / section.places.number) if mean > 0 else float("inf")


def planned_mix(section: BedsSection) -> np.ndarray:
    """Return the mix of a full centre whose residents all pay; in elderly care they are independent."""
    mix = np.zeros((len(CARES), len(GRADES), 2))
    mix[[0, 1], [0, len(GRADES) - 1], PAYING] = section.places.by_care
    return mix
