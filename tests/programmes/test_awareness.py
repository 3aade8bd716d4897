"""Awareness against its differential equation, and what the campaign costs."""

from datetime import date

import numpy as np
import pytest
from drawn_towns import DEMAND, ROLLOUT
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

import simlib
from simlib.core.awareness import days_until_aware

PUBLICITY = f"{ROLLOUT}.publicity"
shares = np.linspace(0, 0.999, 500)
delays = st.floats(0.5, 500)
imitations = st.sampled_from([0.0, 0.001, 0.02, 0.3])


@given(mean=delays)
def test_without_imitation_and_campaign_the_delay_is_exponential_to_the_bit(mean):
    days = days_until_aware(shares, mean, 0.0, np.zeros(500), 1.0)
    np.testing.assert_array_equal(days, -np.log1p(-shares) * mean)


@pytest.mark.parametrize(
    ("imitation", "campaign", "multiplier"), [(0.0, 30, 4.0), (0.05, 40, 1.0), (0.03, 25, 3.0)]
)
def test_the_share_that_knows_grows_by_the_equation_of_bass(imitation, campaign, multiplier):
    mean = 60.0

    def growth(day, known):
        announced = (multiplier if day >= campaign else 1.0) / mean
        return (announced + imitation * known) * (1 - known)

    days = days_until_aware(shares, mean, imitation, np.full(500, float(campaign)), multiplier)
    solved = solve_ivp(growth, (0, days[-1]), [0.0], t_eval=days, max_step=0.25, rtol=1e-9, atol=1e-12)
    # The step at the campaign costs the solver some digits.
    np.testing.assert_allclose(solved.y[0], shares, atol=1e-3)


@given(mean=delays, imitation=imitations, campaign=st.integers(0, 400), multiplier=st.floats(1, 50))
def test_days_rise_with_luck_and_a_campaign_only_hastens(mean, imitation, campaign, multiplier):
    start = np.full(500, float(campaign))
    days = days_until_aware(shares, mean, imitation, start, multiplier)
    alone = days_until_aware(shares, mean, imitation, start, 1.0)
    assert (np.diff(days) >= 0).all()
    assert (days <= alone * (1 + 1e-9) + 1e-9).all()
    early = alone <= campaign
    np.testing.assert_array_equal(days[early], alone[early])


def test_where_all_know_at_once_nobody_waits():
    assert (days_until_aware(shares, 0.0, 0.1, np.full(500, 9.0), 2.0) == 0).all()


def test_the_campaign_is_paid_month_by_month_by_the_whole_city(town):
    campaign = {f"{PUBLICITY}.starts": date(2024, 5, 20), f"{PUBLICITY}.yearly_cost": 120_000.0}
    result = simlib.run(town(campaign))
    posted = result.ledger[(result.ledger["item"] == "hpv_publicity") & (result.ledger["stage"] == "paid")]
    assert set(posted["amount"]) == {10_000.0}
    assert posted["month"].min() == np.datetime64("2024-05-01")
    assert len(posted) == 22
    assert set(posted["township"]) == {"city"}
    assert set(posted["cohort"]) == {"none"}


@pytest.mark.parametrize(("starts", "cost"), [(date(2023, 3, 1), 0.0), (date(2026, 3, 1), 120_000.0)])
def test_a_campaign_that_costs_nothing_or_comes_too_late_is_not_in_the_ledger(town, starts, cost):
    result = simlib.run(town({f"{PUBLICITY}.starts": starts, f"{PUBLICITY}.yearly_cost": cost}))
    assert "hpv_publicity" not in set(result.ledger["item"].astype(str))


def test_a_campaign_brings_first_doses_forward(town):
    def reached(settings):
        doses = simlib.run(town({f"{DEMAND}.mean_delay": 180.0, **settings})).doses
        return doses.loc[(doses["dose"] == 1) & (doses["date"] < "2023-09-01"), "count"].sum()

    few, more = reached({}), reached({f"{PUBLICITY}.multiplier": 4.0})
    assert more > 1.3 * few
    assert reached({f"{DEMAND}.imitation": 0.03}) > 1.1 * few
