"""The cohorts against what the census published and what follows from it.

Figures: census of November 2020, county volume (shares by age, men per 100 women); counts are those shares of
453,054 residents. Ranges of birth windows: the same shares, with a share of girls of 0.46 to 0.49.
"""

from datetime import date

import numpy as np
import pytest

from simlib.population.cohorts import ABSENT, FEMALE, HOME, INCOMER, MALE, cohorts_at
from simlib.population.projection import project

CENSUS_DAY, START = date(2020, 11, 1), date(2023, 3, 1)


@pytest.fixture(scope="module")
def section(base):
    return base.sections["population"]


@pytest.fixture(scope="module")
def at_census(section):
    """People at the census: (statuses, sexes, ages)."""
    return cohorts_at(section, CENSUS_DAY).by_age().sum(axis=1)


@pytest.fixture(scope="module")
def at_start(section):
    return cohorts_at(section, START)


def residents_of(people):
    return people[HOME] + people[INCOMER]


def women_born(cohorts, first, last):
    """Residents, whoever holds their hukou: the published figures count residents."""
    months = cohorts.birth_months()
    window = (months >= np.datetime64(first, "M")) & (months <= np.datetime64(last, "M"))
    return residents_of(cohorts.people)[:, FEMALE, window].sum()


def test_all_residents_are_there(at_census):
    assert residents_of(at_census).sum() == pytest.approx(453_054, abs=2)


def test_women_from_15_to_49(at_census):
    assert residents_of(at_census)[FEMALE, 15:50].sum() == pytest.approx(106_400, rel=0.002)


def test_men_per_100_women(at_census):
    women, men = residents_of(at_census).sum(axis=1)[[FEMALE, MALE]]
    assert 100 * men / women == pytest.approx(99.42, abs=0.3)


@pytest.mark.parametrize(("age", "people"), [(60, 97_450), (65, 68_820), (80, 7_520)])
def test_the_old(at_census, age, people):
    assert residents_of(at_census)[:, age:].sum() == pytest.approx(people, rel=0.01)


@pytest.mark.parametrize(
    ("first", "last", "fewest", "most"),
    [
        ("2005-01", "2010-12", 10_900, 11_700),
        ("1978-03", "1983-12", 16_800, 17_400),
        ("2011-01", "2014-12", 7_300, 7_800),
        ("1978-02", "2014-12", 93_500, 96_500),
    ],
)
def test_women_of_a_birth_window(at_start, first, last, fewest, most):
    assert fewest <= women_born(at_start, first, last) <= most


def test_hukou_holders_to_a_resident(at_census):
    # About 1.05; the ratio is recalled, so it is held loosely.
    hukou = (at_census[HOME] + at_census[ABSENT]).sum()
    assert hukou / residents_of(at_census).sum() == pytest.approx(1.05, abs=0.01)


def test_residents_with_hukou_elsewhere(at_census):
    # 3.56% from the province and 2.58% from outside it.
    assert at_census[INCOMER].sum() / residents_of(at_census).sum() == pytest.approx(0.0614, abs=0.004)


def test_births_of_residents_in_the_first_year(section, at_start):
    births = project(at_start, section, 1).births[0]
    assert 2_700 <= births[[HOME, INCOMER]].sum() <= 3_400


def test_births_of_the_year_before_the_census(at_census):
    # Age 0 holds 0.90% of residents: about 4,080 births.
    assert residents_of(at_census)[:, 0].sum() == pytest.approx(4_080, rel=0.01)
