"""The table `impact`: cases, deaths and DALYs averted by the doses that a run gave."""

import numpy as np

from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum
from simlib.population.assumptions import AGES, OLDEST_AGE, at_ages
from simlib.programmes.hpv_rollout.health_impact import Averted, Burden, Disability, averted_per_woman
from simlib.programmes.hpv_rollout.impact_assumptions import (
    WOMEN,
    DisabilityWeights,
    DiseaseRates,
    Impact,
    Screening,
)
from simlib.programmes.hpv_rollout.protection import (
    Protected,
    efficacy_by_age,
    licensed_series,
    relative_efficacy,
)

OVER_LIFE = "over the women's lives, discounted to the first year of the horizon"

IMPACT = Table(
    "impact",
    "What the doses of the run avert, by birth cohort; those protected by them alone, without herd effect.",
    ("replicate", "batch", "birth_cohort", "discount_rate"),
    (
        REPLICATE,
        Column("batch", "name", "Batch (birth window)."),
        Column("birth_cohort", "integer", "Year of birth."),
        Column("discount_rate", "number", "Share a year."),
        Column("cases_averted", "number", f"Cases of cervical cancer averted {OVER_LIFE}."),
        Column("deaths_averted", "number", f"Deaths of cervical cancer averted {OVER_LIFE}."),
        Column("dalys_averted", "number", f"Disability-adjusted life years averted {OVER_LIFE}."),
    ),
)

QUANTITIES = ("cases_averted", "deaths_averted", "dalys_averted")


def averted_by_group(protected: Protected, impact: Impact, death_probability: np.ndarray) -> Averted:
    """Return what is averted in each group of protected women.

    Parameters
    ----------
    protected
        Groups of women.
    impact
        The group `hpv_rollout.impact`.
    death_probability
        Women's probability of dying within a year, shape (ages 0 to 100,).

    Returns
    -------
    Averted
        float64 of shape (discount rates, groups), discounted to the first year of the horizon.
    """
    rates = np.array(impact.discount_rates)
    per_woman = averted_per_woman(
        burden_of(impact.rates, impact.screening),
        disability_of(impact.disability),
        death_probability,
        impact.rates.share_16_18,
        efficacy_by_age(impact.efficacy),
        rates,
    )
    full_series = protected.women * relative_efficacy(
        protected.doses, licensed_series(protected.age, impact.efficacy), impact.efficacy
    )
    weight = full_series * discount_factors(rates, protected.year)
    age = np.minimum(protected.age, OLDEST_AGE)
    return Averted(*(quantity[:, age] * weight for quantity in per_woman))


def impact_table(
    protected: Protected, impact: Impact, death_probability: np.ndarray, batches: tuple[str, ...]
) -> Columns:
    """Return the columns of `impact`, ordered by batch, birth cohort and discount rate.

    See `averted_by_group`; `batches` are the names of all batches.
    """
    averted = averted_by_group(protected, impact, death_probability)
    (batch, cohort), _ = group_sum((protected.batch, protected.birth_cohort))
    row = _places(protected, batch, cohort)
    rates = len(impact.discount_rates)

    def by_cohort(by_group: np.ndarray) -> np.ndarray:
        return np.stack([np.bincount(row, of_rate, batch.size) for of_rate in by_group], axis=1).ravel()

    sums = (by_cohort(quantity) for quantity in (averted.cases, averted.deaths, averted.dalys))
    return {
        "batch": Names(np.repeat(batch, rates), batches),
        "birth_cohort": np.repeat(cohort, rates),
        "discount_rate": np.tile(impact.discount_rates, batch.size),
        **dict(zip(QUANTITIES, sums, strict=True)),
    }


def _places(protected: Protected, batch: np.ndarray, cohort: np.ndarray) -> np.ndarray:
    """Return for each group its place among the pairs of batch and birth cohort, which are in order."""
    span = int(cohort.max(initial=0)) + 1
    own = protected.batch.astype(np.int64) * span + protected.birth_cohort
    return np.searchsorted(batch.astype(np.int64) * span + cohort, own)


def impact_measures(columns: Columns, impact: Impact) -> dict[str, float]:
    """Return what is averted in all, by quantity and rate, such as ``dalys_averted_at_3_percent``."""
    rates = columns["discount_rate"]
    return {
        f"{name}_at_{100 * rate:g}_percent": float(columns[name][rates == rate].sum())
        for name in QUANTITIES
        for rate in impact.discount_rates
    }


def discount_factors(rates: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Return what a unit is worth that comes whole years later, float64 of shape (rates, years)."""
    return (1 + np.asarray(rates, np.float64)[:, None]) ** -np.asarray(years, np.float64)


def burden_of(rates: DiseaseRates, screening: Screening) -> Burden:
    """Return the disease that is left for the vaccine once screening has averted its part."""
    cases = rates.local_level * (1 - screening.cases_averted) / WOMEN
    deaths = rates.local_level * (1 - screening.deaths_averted) / WOMEN
    return Burden(
        incidence=at_ages(rates.incidence, AGES) * cases,
        mortality=at_ages(rates.mortality, AGES) * deaths,
        prevalence=at_ages(rates.prevalence, AGES) * cases,
    )


def disability_of(disability: DisabilityWeights) -> Disability:
    """Return the years of healthy life lost: weight of a phase times its length."""
    last_phases = (
        disability.metastatic_weight * disability.metastatic_years
        + disability.terminal_weight * disability.terminal_years
    )
    return Disability(
        a_case=disability.diagnosis_weight * disability.diagnosis_years,
        a_prevalent_year=disability.control_weight,
        a_death=last_phases,
    )
