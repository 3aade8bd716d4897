"""Which product and how many doses an age at the first dose leads to, as arrays for the engines."""

from dataclasses import dataclass

import numpy as np

from simlib.programmes.hpv_rollout.assumptions import Eligibility, Product, Schedule

MOST_DOSES = 3
NOT_ELIGIBLE = -1


@dataclass(frozen=True)
class DoseRules:
    """The immunisation schedule by age in completed years at the first dose.

    Attributes
    ----------
    product_of_age
        int8 of shape (ages,): place in the list of products, or `NOT_ELIGIBLE`.
    doses_of_age
        int8 of shape (ages,): doses of a full series.
    interval
        int32 of shape (products, series lengths + 1, doses): least days from dose d to dose d + 1 in a
        series of so many doses; a later dose continues the series.
    """

    product_of_age: np.ndarray
    doses_of_age: np.ndarray
    interval: np.ndarray


def dose_rules(eligibility: Eligibility, products: dict[str, Product], schedule: Schedule) -> DoseRules:
    """Return the schedule as arrays."""
    ages = np.arange(121)
    product_of_age = np.full(ages.size, NOT_ELIGIBLE, np.int8)
    interval = np.zeros((len(products), MOST_DOSES + 1, MOST_DOSES), np.int32)
    for number, product in enumerate(products.values()):
        given = (ages >= product.given_ages.youngest) & (ages <= product.given_ages.oldest)
        product_of_age[given] = number
        interval[number, 2, 1] = product.two_dose_interval
        interval[number, 3, 1:] = product.three_dose_intervals
    product_of_age[(ages < eligibility.youngest) | (ages > eligibility.oldest)] = NOT_ELIGIBLE
    doses_of_age = np.where(ages <= schedule.two_doses_up_to_age, 2, 3).astype(np.int8)
    doses_of_age[ages <= schedule.one_dose_up_to_age] = 1
    return DoseRules(product_of_age, doses_of_age, interval)
