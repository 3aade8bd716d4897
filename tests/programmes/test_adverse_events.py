"""Adverse events: as often as the rates say, by luck of woman and dose, and nothing else moves."""

import numpy as np
import pytest
from drawn_towns import ROLLOUT, steps_of
from scipy.stats import binom

import simlib
from simlib.programmes.hpv_rollout.adverse_events import reactions_to
from simlib.programmes.hpv_rollout.assumptions import AdverseEvents

RATES = f"{ROLLOUT}.adverse_events"


@pytest.fixture(scope="module")
def steps(town):
    return steps_of(town(residents=6_000), seed=4)


def reactions(steps, common, abnormal):
    rates = AdverseEvents(common=common, abnormal=abnormal)
    return reactions_to(steps.log, steps.women, rates, steps.key)


def test_reactions_are_as_frequent_as_the_rates_say(steps):
    found = reactions(steps, 20_000, 5_000)
    for kind, share in (("common", 0.2), ("abnormal", 0.05)):
        low, high = binom.interval(0.9999, steps.log.dose.size, share)
        assert low <= found.of(kind).size <= high
        first = (steps.log.dose[found.of(kind)] == 1).sum()
        low, high = binom.interval(0.9999, (steps.log.dose == 1).sum(), share)
        assert low <= first <= high


def test_a_higher_rate_adds_reactions_and_moves_none(steps):
    few, many = reactions(steps, 1_000, 1_000), reactions(steps, 4_000, 1_000)
    assert set(few.of("common")) < set(many.of("common"))
    assert np.array_equal(few.of("abnormal"), many.of("abnormal"))


def test_nobody_and_everybody(steps):
    none, all_ = reactions(steps, 0, 0), reactions(steps, 100_000, 100_000)
    assert none.injection.size == 0
    for kind in ("common", "abnormal"):
        assert np.array_equal(np.sort(all_.of(kind)), np.arange(steps.log.dose.size))


def test_the_table_counts_every_reaction_in_the_month_of_its_dose(town):
    result = simlib.run(town({f"{RATES}.common": 100_000, f"{RATES}.abnormal": 0}), seed=2)
    by_kind = result.aefi.pivot_table(index="month", columns="kind", values="count", observed=False)
    doses = result.doses.groupby(result.doses["date"].dt.to_period("M").dt.to_timestamp())["count"].sum()
    assert by_kind["common"].reindex(doses.index).tolist() == doses.tolist()
    assert by_kind["common"].sum() == doses.sum() == result.measures[f"{ROLLOUT}.common_reactions"]
    assert (by_kind["abnormal"] == 0).all()
    assert len(result.aefi) == 2 * 36


def test_reactions_change_nothing_but_themselves_and_their_money(town):
    without = simlib.run(town(), seed=2)
    with_many = simlib.run(town({f"{RATES}.common": 50_000, f"{RATES}.abnormal": 50_000}), seed=2)
    for name in set(without.tables) - {"aefi", "ledger", "liabilities"}:
        assert without.tables[name].equals(with_many.tables[name]), name
    items = with_many.ledger.groupby("item", observed=True)["amount"].sum()
    before = without.ledger.groupby("item", observed=True)["amount"].sum()
    assert items.drop("hpv_aefi_investigation").equals(before)
