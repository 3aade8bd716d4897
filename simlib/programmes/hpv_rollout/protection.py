"""Who is protected: women by age at the first dose and by what they received, and how well that protects."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum
from simlib.population.assumptions import AGES
from simlib.programmes.hpv_rollout.impact_assumptions import Efficacy
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.women import Women, ages_on, calendar_codes

PROTECTION = Table(
    "protection",
    "Women who got a first dose, by age at it and by the doses that they received within the horizon.",
    ("replicate", "batch", "birth_cohort", "year", "age", "doses", "series"),
    (
        REPLICATE,
        Column("batch", "name", "Her batch (birth window)."),
        Column("birth_cohort", "integer", "Year of birth."),
        Column("year", "integer", "Whole years from the first day of the horizon to the first dose."),
        Column("age", "integer", "Age in completed years at the first dose."),
        Column("doses", "integer", "Doses received."),
        Column("series", "integer", "Doses of her full series."),
        Column("women", "integer", "Women."),
    ),
)

MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Protected:
    """Groups of women who got a first dose, one entry a group; the columns of `PROTECTION` as arrays."""

    batch: np.ndarray
    birth_cohort: np.ndarray
    year: np.ndarray
    age: np.ndarray
    doses: np.ndarray
    series: np.ndarray
    women: np.ndarray


def protected_women(women: Women, log: Log, horizon: Horizon) -> Protected:
    """Return the women who got a first dose, in groups."""
    first = log.dose == 1
    woman, day = log.woman[first], log.day[first]
    day_year, day_code = calendar_codes(horizon.dates)
    age = ages_on(day_year[day], day_code[day], women.birth_year[woman], women.birth_code[woman])
    year = horizon.month_of_day[day] // MONTHS_IN_YEAR
    keys = (women.batch[woman], women.birth_year[woman], year, age, log.given[woman], log.series[woman])
    groups, count = group_sum(keys)
    return Protected(*groups, count)


def protection_table(protected: Protected, batches: tuple[str, ...]) -> Columns:
    """Return the columns of `protection`, ordered by its key."""
    return {**vars(protected), "batch": Names(protected.batch, batches)}


def efficacy_by_age(efficacy: Efficacy) -> np.ndarray:
    """Return the efficacy of a full series by age at the first dose, float64 of shape (ages 0 to 100,).

    It is that before sexual debut and that after it, in the proportion of women at that age.
    """
    after_debut, debut = efficacy.after_debut, efficacy.debut
    after = np.interp(
        AGES,
        [after_debut.younger_up_to, after_debut.older_from],
        [after_debut.younger, after_debut.older],
    )
    past_debut = np.interp(AGES, [debut.nobody_up_to, debut.everybody_from], [0.0, 1.0])
    return (1 - past_debut) * efficacy.before_debut + past_debut * after


def licensed_series(age: np.ndarray, efficacy: Efficacy) -> np.ndarray:
    """Return how many doses the licence asks for by age at the first dose, of the shape of `age`.

    What protects does not depend on what a programme calls complete: a series of fewer doses is off-label.
    """
    return np.where(age <= efficacy.licensed_two_doses_up_to_age, 2, 3)


def relative_efficacy(doses: np.ndarray, series: np.ndarray, efficacy: Efficacy) -> np.ndarray:
    """Return how well doses protect relative to a licensed series, of the shape of `doses` (at least 1)."""
    incomplete = np.where(doses == 1, efficacy.one_dose, efficacy.two_of_three_doses)
    return np.where(doses >= series, 1.0, incomplete)
