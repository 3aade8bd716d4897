"""What vaccinating a woman averts over her life: a static proportionate-impact model.

The model is that of PRIME (Jit et al. 2014, doi 10.1016/S2214-109X(14)70237-2; Abbas et al. 2020,
doi 10.1016/S2214-109X(20)30022-X), written anew from its formulas. The vaccine takes away a fixed
share of the disease at every age after vaccination, for life; nobody else is protected by it.

All arrays by age have one entry a year of age from 0, the last year being the last in which anybody lives.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Burden:
    """Cervical cancer without the vaccine, per woman alive and year.

    Attributes
    ----------
    incidence, mortality
        New cases and deaths, float64 of shape (ages,).
    prevalence
        Women diagnosed within the last five years, float64 of shape (ages,).
    """

    incidence: np.ndarray
    mortality: np.ndarray
    prevalence: np.ndarray


@dataclass(frozen=True)
class Disability:
    """Years of healthy life lost to living with the disease.

    Attributes
    ----------
    a_case
        Years lost to diagnosis and treatment of a case.
    a_prevalent_year
        Years lost in each year of a woman diagnosed within five years.
    a_death
        Years lost in the last phases before a death.
    """

    a_case: float
    a_prevalent_year: float
    a_death: float


class Averted(NamedTuple):
    """Cases, deaths, years of life lost and years lived with disability, arrays of one shape."""

    cases: np.ndarray
    deaths: np.ndarray
    life_years: np.ndarray
    disability_years: np.ndarray

    @property
    def dalys(self) -> np.ndarray:
        """Disability-adjusted life years: years of life lost plus years lived with disability."""
        return self.life_years + self.disability_years


def averted_per_woman(
    burden: Burden,
    disability: Disability,
    death_probability: np.ndarray,
    share_16_18: float,
    efficacy: np.ndarray | float,
    discount_rates: np.ndarray,
) -> Averted:
    """Return what one vaccinated woman is spared, by discount rate and her age at vaccination.

    Parameters
    ----------
    burden
        Rates by age.
    disability
        Years of healthy life that they cost.
    death_probability
        Probability of dying of anything within a year, by age, shape (ages,).
    share_16_18
        Share of the disease that is due to the types in the vaccine.
    efficacy
        Share of that disease which the vaccine averts: one, or one for each age at vaccination, (ages,).
    discount_rates
        Shares a year, shape (rates,); what happens so many years after vaccination counts that much less.

    Returns
    -------
    Averted
        float64 of shape (rates, ages at vaccination).

    Notes
    -----
    For a woman vaccinated at age v, with l(a) the chance to live to age a:
    ``cases(v) = efficacy * share * sum over a >= v of l(a) / l(v) * incidence(a) * (1 + r)**-(a - v)``.
    Deaths follow with mortality; each costs the discounted rest of life at its age, and disability follows
    from cases, prevalence and deaths.
    """
    rates = np.asarray(discount_rates, np.float64)[:, None]
    expected = remaining_life(death_probability)
    disabled = (
        burden.incidence * disability.a_case
        + burden.prevalence * disability.a_prevalent_year
        + burden.mortality * disability.a_death
    )
    lost_by_a_death = present_years(expected, rates)
    at_age = np.stack(
        np.broadcast_arrays(burden.incidence, burden.mortality, burden.mortality * lost_by_a_death, disabled)
    )
    ahead = _discounted_sums(at_age, death_probability, rates)
    return Averted(*(ahead * share_16_18 * efficacy))


def remaining_life(death_probability: np.ndarray) -> np.ndarray:
    """Return expected years of life left at each exact age, shape (ages,).

    Who dies within a year lives half of it; in the last year everybody dies.
    """
    expected = np.empty(death_probability.size)
    expected[-1] = 0.5
    for age in range(death_probability.size - 2, -1, -1):
        lives_on = 1 - death_probability[age]
        expected[age] = 0.5 + lives_on * (0.5 + expected[age + 1])
    return expected


def present_years(years: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Return the present value of living so many years, discounted continuously at rates that broadcast.

    It is ``(1 - exp(-r * years)) / r``, and the years themselves at a rate of 0.
    """
    exponent = np.asarray(rates * years)
    shrunk = np.divide(-np.expm1(-exponent), exponent, out=np.ones(exponent.shape), where=exponent > 0)
    return years * shrunk


def _discounted_sums(at_age: np.ndarray, death_probability: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Return, for each age, what is to be expected from it on: shape (quantities, rates, ages).

    From the last age backwards: what this age brings, and what the next one has ahead if she lives to it.
    """
    step = (1 - death_probability) / (1 + rates)
    ahead = np.array(at_age)
    for age in range(ahead.shape[-1] - 2, -1, -1):
        ahead[..., age] += step[:, age] * ahead[..., age + 1]
    return ahead
