"""Catastrophic health spending of patients' households, with relief and without it.

Out of pocket is what stays with the household of its bills, and what it spends on all other care. Premiums
are not: they are prepaid, so premium support moves none of these rates.
"""

from dataclasses import dataclass

import numpy as np

from simlib.core.luck import FIRST, normals, uniforms
from simlib.core.money import to_fen
from simlib.programmes.medical_assistance.hardship_assumptions import SIZES, Households
from simlib.programmes.medical_assistance.purposes import CONSUMPTION, HOUSEHOLD_SIZE

DEFINITIONS = ("who_40", "consumption_10", "consumption_25", "sdg_40")
"""WHO: above 40% of the capacity to pay; above 10% and 25% of consumption; the SDG's of 2025."""


@dataclass(frozen=True)
class Budgets:
    """Households of patients, one entry each in every array.

    Attributes
    ----------
    size
        People.
    consumption, capacity, discretionary
        Fen a year, float64: consumption; that less subsistence, or less food where food is less; and that
        less the societal poverty line, which may be negative.
    other
        Fen a year out of pocket for all other care.
    """

    size: np.ndarray
    consumption: np.ndarray
    capacity: np.ndarray
    discretionary: np.ndarray
    other: int


def budgets_of(
    identity: np.ndarray, group: np.ndarray, households: Households, groups: tuple[str, ...], key: np.uint64
) -> Budgets:
    """Return the budgets of patients' households.

    Parameters
    ----------
    identity, group
        Of the patients, of whom each household has one.
    households
        Sizes, consumption and thresholds.
    groups
        Names behind `group`.
    key
        Luck of this programme and replicate.

    Notes
    -----
    Capacity to pay follows Xu (2005), "Distribution of health payments and catastrophic expenditures", WHO;
    the discretionary budget is that of SDG indicator 3.8.2 as adopted in March 2025.
    """
    shares = np.cumsum([households.size.get(name, 0.0) for name in SIZES])
    size = 1 + np.searchsorted(shares[:-1], uniforms(key, identity, HOUSEHOLD_SIZE, FIRST), side="right")
    mean = np.array([to_fen(households.consumption[name]) for name in groups])[group]
    spread = households.spread
    a_head = mean * np.exp(spread * normals(key, identity, CONSUMPTION, FIRST) - spread**2 / 2)
    consumption = a_head * size
    subsistence = to_fen(households.subsistence) * size**households.equivalence
    return Budgets(
        size=size,
        consumption=consumption,
        capacity=consumption - np.minimum(subsistence, households.food_share * consumption),
        discretionary=consumption - to_fen(households.poverty_line) * size,
        other=to_fen(households.other_spending),
    )


def hit(out_of_pocket: np.ndarray, budgets: Budgets) -> np.ndarray:
    """Return which households spend catastrophically.

    Parameters
    ----------
    out_of_pocket
        Fen in a year, shape (households, years), other care included.
    budgets
        Of the same households.

    Returns
    -------
    numpy.ndarray of bool
        Shape (definitions, households, years). Whose discretionary budget is negative, is hit by anything
        that it pays.
    """
    limits = (
        0.4 * budgets.capacity,
        0.1 * budgets.consumption,
        0.25 * budgets.consumption,
        0.4 * budgets.discretionary,
    )
    paying = out_of_pocket > 0
    return np.stack([paying & (out_of_pocket > limit[:, None]) for limit in limits])


def by_year(monthly: np.ndarray, before: int, months_a_year: int) -> np.ndarray:
    """Return sums over whole years from the start of the horizon; a rest of less than a year is left out.

    Parameters
    ----------
    monthly
        Shape (patients, months); the first `before` months lie before the horizon.
    before, months_a_year
        How many months are skipped, and how many make a year.
    """
    years = (monthly.shape[1] - before) // months_a_year
    inside = monthly[:, before : before + years * months_a_year]
    return inside.reshape(len(monthly), years, months_a_year).sum(axis=-1)
