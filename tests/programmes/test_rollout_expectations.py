"""Shares, delays and attempts against their closed forms, to five standard errors on fixed seeds."""

from math import exp, sqrt

import numpy as np
import pytest
from drawn_towns import (
    ALWAYS_THERE,
    DEMAND,
    ENOUGH_DOSES,
    EVERY_DAY,
    MORE_THAN_ENOUGH,
    ROLLOUT,
    in_no_time,
    steps_of,
)
from scipy import stats

from simlib.population.cohorts import ABSENT, FEMALE
from simlib.population.persons import expand
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS
from simlib.programmes.hpv_rollout.women import NEVER

STANDARD_ERRORS = 5
TOWNSHIPS = {"ash": 1}
NOBODY = dict.fromkeys(AGE_BANDS, 0.0)

NEVER_CLOSED = {
    **ALWAYS_THERE,
    f"{ROLLOUT}.sites.opening_days": {"ash_clinic": EVERY_DAY},
    f"{ROLLOUT}.sites.daily_capacity": {"ash_clinic": MORE_THAN_ENOUGH},
    "calendar.holidays": [],
    **in_no_time(["ash_clinic"]),
    **ENOUGH_DOSES,
}


def is_share(successes, trials, share):
    """Whether a count is a plausible draw from a binomial."""
    return abs(successes - trials * share) <= STANDARD_ERRORS * sqrt(trials * share * (1 - share))


@pytest.fixture(scope="module")
def city(town):
    """The whole of Gaoping with one clinic that never closes and is never full."""

    def make(settings=None, seed=11):
        return steps_of(town({**NEVER_CLOSED, **(settings or {})}, 453_054, TOWNSHIPS), seed)

    return make


@pytest.fixture(scope="module")
def at_once(city):
    """Everyone who is willing wants to come on the day her batch opens."""
    return city({f"{DEMAND}.mean_delay": 0.0})


def absent(steps):
    first, last = (steps.cohorts.birth_months()[place].astype("datetime64[D]").item() for place in (-1, 0))
    return np.isin(steps.women.identity, expand(steps.cohorts, FEMALE, (ABSENT,), first, last).identity)


@pytest.mark.parametrize(("band", "name"), list(enumerate(AGE_BANDS)))
def test_the_share_of_willing_women_is_the_uptake(at_once, band, name):
    women, demand = at_once.women, at_once.section.demand
    for elsewhere, factor in ((False, 1.0), (True, demand.absent_factor)):
        asked = women.unvaccinated & (women.band == band) & (absent(at_once) == elsewhere)
        assert asked.sum() > 100
        assert is_share((women.wish_day[asked] != NEVER).sum(), asked.sum(), demand.uptake[name] * factor)


def test_the_share_of_girls_whose_guardian_refuses_is_the_assumed_one(city):
    steps = city({f"{DEMAND}.mean_delay": 0.0, f"{DEMAND}.guardian_consent": 0.7})
    women, girls = steps.women, steps.women.band < 2
    asked = girls & ((women.wish_day != NEVER) | women.refused)
    # Without delay they ask on the day on which their age is told for the band.
    assert is_share(women.refused[girls].sum(), asked.sum(), 0.3)
    assert not women.refused[~girls].any()


@pytest.mark.parametrize(("band", "name"), list(enumerate(AGE_BANDS)))
def test_the_share_vaccinated_before_is_the_assumed_one(at_once, band, name):
    women = at_once.women
    in_band = women.band == band
    prior = at_once.section.demand.prior_vaccination[name]
    assert is_share((~women.unvaccinated[in_band]).sum(), in_band.sum(), prior)


def test_birthdays_fall_on_every_day_of_the_month_alike(at_once):
    day = at_once.women.birth_code % 32
    in_long_months = np.isin(at_once.women.birth_code // 32, [1, 3, 5, 7, 8, 10, 12])
    # The window of the oldest begins on the first of a month, so no month is cut.
    counts = np.bincount(day[in_long_months], minlength=32)[1:]
    assert stats.chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize("mean", [5.0, 20.0, 75.0])
def test_delays_are_exponential_in_whole_days(city, mean):
    steps = city({f"{DEMAND}.mean_delay": mean})
    # The first batches have three years, so hardly any delay is cut off by the end of the horizon.
    women = steps.women
    delays = women.wish_day[(women.batch < 2) & (women.wish_day != NEVER)]
    expected = 1 / (exp(1 / mean) - 1)
    assert abs(delays.mean() - expected) <= STANDARD_ERRORS * delays.std() / sqrt(delays.size)
    assert is_share((delays == 0).sum(), delays.size, 1 - exp(-1 / mean))


def test_women_come_as_soon_as_they_want_where_nothing_is_in_the_way(city):
    steps = city({f"{DEMAND}.no_show": 0.0})
    first = steps.log.dose == 1
    np.testing.assert_array_equal(steps.log.day[first], steps.women.wish_day[steps.log.woman[first]])


def test_attempts_until_the_first_dose_are_geometric(city):
    no_show = 0.3
    daily = {f"{DEMAND}.rebooking_delay": 1, f"{DEMAND}.give_up": 0.0, f"{DEMAND}.no_show": no_show}
    steps = city({**daily, f"{DEMAND}.mean_delay": 0.0})
    first = (steps.log.dose == 1) & (steps.women.batch[steps.log.woman] < 2)
    # Every day is open, and who misses one day books the next: days of waiting are appointments missed.
    missed = steps.log.day[first] - steps.women.wish_day[steps.log.woman[first]]
    most = 8
    counts = np.bincount(np.minimum(missed, most), minlength=most + 1)
    chances = np.append((1 - no_show) * no_show ** np.arange(most), no_show**most)
    assert stats.chisquare(counts, counts.sum() * chances).pvalue > 1e-4


def test_the_share_of_appointments_missed_is_the_no_show(city):
    log = city({f"{DEMAND}.no_show": 0.2}).log
    booked, came = log.counts["booking"], log.counts["arrival"]
    assert is_share(booked - came, booked, 0.2)


def test_who_may_give_up_gets_there_as_often_as_the_closed_form_says(city):
    no_show, give_up = 0.4, 0.25
    settings = {f"{DEMAND}.no_show": no_show, f"{DEMAND}.give_up": give_up, f"{DEMAND}.mean_delay": 0.0}
    steps = city({**settings, f"{DEMAND}.rebooking_delay": 1})
    # A year is left to the oldest until she is 46: enough for everyone to come or to give up.
    booked = (steps.women.wish_day == 0) & (steps.women.batch < 2)
    share = (1 - no_show) / (1 - no_show * (1 - give_up))
    assert is_share((steps.log.given[booked] > 0).sum(), booked.sum(), share)


def test_dropout_is_as_assumed(city):
    after_first, after_second = dict.fromkeys(AGE_BANDS, 0.2), dict.fromkeys(AGE_BANDS, 0.35)
    settings = {f"{DEMAND}.dropout_after_first": after_first, f"{DEMAND}.dropout_after_second": after_second}
    steps = city({**settings, f"{DEMAND}.no_show": 0.0, f"{DEMAND}.mean_delay": 1.0})
    given, series = steps.log.given, steps.log.series
    invited_early = steps.women.batch < 2
    three = invited_early & (series == 3)
    assert is_share((given[three] == 1).sum(), three.sum(), 0.2)
    stayed = three & (given >= 2)
    assert is_share((given[stayed] == 2).sum(), stayed.sum(), 0.35)
    two = invited_early & (series == 2)
    assert is_share((given[two] == 1).sum(), two.sum(), 0.2)


def test_women_prefer_the_sites_of_their_township_alike(town):
    sites = ["ash_clinic", "birch_clinic", "cedar_clinic"]
    settings = {
        **NEVER_CLOSED,
        f"{ROLLOUT}.sites.township": dict.fromkeys(sites, "ash"),
        f"{ROLLOUT}.sites.opening_days": dict.fromkeys(sites, EVERY_DAY),
        f"{ROLLOUT}.sites.daily_capacity": dict.fromkeys(sites, MORE_THAN_ENOUGH),
        **in_no_time(sites),
        **ENOUGH_DOSES,
    }
    steps = steps_of(town(settings, 60_000, {"ash": 8, "birch": 1, "cedar": 1}))
    first = steps.log.dose == 1
    # Those without a site of their own book at the same three.
    counts = np.bincount(steps.log.site[first], minlength=3)
    assert all(is_share(count, counts.sum(), 1 / 3) for count in counts)


def test_women_vaccinated_before_stand_in_one_denominator_only(base_result):
    coverage = base_result.coverage[base_result.coverage["month"] == base_result.coverage["month"].max()]
    assert coverage["eligible"].sum() == base_result.measures["hpv_rollout.women"]
    assert coverage["eligible_unvaccinated"].sum() == base_result.measures["hpv_rollout.women_unvaccinated"]
    band = coverage[coverage["age_band"] == "age_18_29"]
    before = 1 - band["eligible_unvaccinated"].sum() / band["eligible"].sum()
    # 8% in the base, of some 30,000 women: five standard errors are below 0.8 percentage points.
    assert abs(before - 0.08) < 0.008
