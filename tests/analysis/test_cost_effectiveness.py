"""Cost-effectiveness: ratios that follow from the tables, by batch, and a curve instead of a threshold."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import simlib
from simlib.analysis.ignorance import draws_of
from simlib.scenario.assumption import Assumption, Label, Range, Valid

IMPACT = "hpv_rollout.impact"
GIRLS, WOMEN = "girls_2005_2010", "women_1978_1983"


@pytest.fixture(scope="module")
def result(town):
    return simlib.run(town(residents=4_000), seed=3)


@pytest.fixture(scope="module")
def found(result):
    return simlib.cost_effectiveness(result, draws=30)


def owed(result, batch):
    """Fees of a batch, and its vaccine, and its share by doses of the cold chain and of the vaccine lost."""
    payable = result.ledger.query("stage == 'payable'")
    by_item = payable.groupby("item", observed=True)["amount"].sum()
    doses = result.doses.groupby(["product", "batch"], observed=True)["count"].sum().unstack(fill_value=0)
    used = result.stock.groupby("product", observed=True)[["given", "wasted"]].sum()
    share = doses[batch].sum() / doses.to_numpy().sum()
    fees = payable.loc[payable["cohort"] == batch, "amount"].sum()
    # All doses of the base cost 329 yuan.
    vaccine = 329.0 * (doses[batch].sum() + share * used["wasted"].sum())
    return fees + vaccine + by_item["hpv_cold_chain"] * share


def test_a_ratio_is_what_was_payable_over_what_is_averted(result, found):
    payable = owed(result, WOMEN)
    averted = result.impact.query("batch == @WOMEN and discount_rate == 0")["dalys_averted"].sum()
    row = found.separately.loc[(WOMEN, 0.0)]
    assert row["cost"] == pytest.approx(payable)
    assert row["cost_per_daly"] == pytest.approx(payable / averted)


def test_what_the_batches_add_makes_up_the_whole_run(result, found):
    added = found.incrementally.groupby(level="discount_rate")["dalys_averted"].sum()
    whole = result.impact.groupby("discount_rate")["dalys_averted"].sum()
    np.testing.assert_allclose(added, whole)
    payable = sum(owed(result, batch) for batch in result.scenario.sections["hpv_rollout"].batches)
    assert found.incrementally.xs(0.0, level=1)["cost"].sum() == pytest.approx(payable)


def test_batches_stand_in_the_order_in_which_they_open_and_never_as_one(found, base):
    opens = {name: batch.opens for name, batch in base.sections["hpv_rollout"].batches.items()}
    order = list(found.incrementally.index.unique("batch"))
    assert order[:2] == [GIRLS, WOMEN]
    assert set(order) == set(opens)
    assert [opens[name] for name in order] == sorted(opens.values())


def test_the_first_batch_of_crowded_clinics_does_better_without_the_others(town):
    few = dict.fromkeys(simlib.load("gaoping-2023").sections["hpv_rollout"].sites.names, 1)
    crowded = simlib.run(town({"hpv_rollout.sites.daily_capacity": few}, residents=12_000))
    found = simlib.cost_effectiveness(crowded, draws=1)
    by_itself, first = found.separately.loc[(GIRLS, 0.0)], found.incrementally.loc[(GIRLS, 0.0)]
    assert first["dalys_averted"] > by_itself["dalys_averted"]


def test_a_batch_that_got_nothing_has_no_ratio(town):
    late = town({f"hpv_rollout.batches.{WOMEN}.opens": date(2027, 1, 1)}, residents=1_500)
    found = simlib.cost_effectiveness(simlib.run(late), draws=2)
    assert np.isnan(found.separately.loc[(WOMEN, 0.0), "cost_per_daly"])
    assert (found.acceptability[WOMEN] == 0).all().all()


def test_the_curve_rises_from_nothing_to_near_certainty(found):
    curve = found.acceptability
    assert (curve.iloc[0] == 0).all()
    assert (curve.iloc[-1] >= 0.9).all()
    assert (curve.diff().iloc[1:] >= 0).all().all()
    assert (curve[WOMEN][0.0] < 1).any()


def test_without_doubt_the_curve_is_a_step_at_the_ratio(result):
    certain = {
        path: item.model_copy(update={"range": None}) for path, item in result.scenario.assumptions.items()
    }
    sure = replace(result, scenario=replace(result.scenario, assumptions=certain))
    ratio = simlib.cost_effectiveness(sure, draws=1).incrementally.loc[(GIRLS, 0.03), "cost_per_daly"]
    found = simlib.cost_effectiveness(sure, draws=2, willingness=[0.99 * ratio, 1.01 * ratio])
    assert found.acceptability[GIRLS][0.03].tolist() == [0.0, 1.0]


def test_the_same_seed_gives_the_same_curve(result, found):
    again = simlib.cost_effectiveness(result, draws=30)
    pd.testing.assert_frame_equal(found.acceptability, again.acceptability)
    other = simlib.cost_effectiveness(result, draws=30, seed=1, willingness=found.acceptability.index)
    assert not found.acceptability.equals(other.acceptability)


def test_it_prints_batches_ratios_and_what_is_left_out(found):
    for text in (str(found), found._repr_html_()):
        for part in ("Girls born 2005-2010", "Women born 1978-1983", "yuan per DALY", "No herd effect"):
            assert part in text


def test_at_least_one_draw_is_needed(result):
    with pytest.raises(simlib.InputError, match="draws"):
        simlib.cost_effectiveness(result, draws=0)


# --- draws ---


def assumption(value, **bounds):
    return Assumption(
        value=value,
        unit="share",
        range=Range(**bounds),
        valid=Valid(min=0, max=1),
        kind="estimate",
        confidence="low",
        source="test",
        label=Label(en="Test", zh="测试"),
    )


@pytest.mark.parametrize("distribution", ["uniform", "triangular", "normal", "lognormal", "beta", "pert"])
@pytest.mark.parametrize("meaning", ["expert", "ci95"])
def test_draws_fill_the_range_around_the_value(distribution, meaning):
    known = assumption(0.5, low=0.4, high=0.6, meaning=meaning, distribution=distribution)
    drawn = np.array(draws_of({"a.b": known}, "a", 2_000, seed=1)["a.b"])
    assert drawn.mean() == pytest.approx(0.5, abs=0.01)
    assert ((drawn >= 0.4) & (drawn <= 0.6)).mean() >= (1 if meaning == "expert" else 0.93)
    assert np.quantile(drawn, 0.99) > 0.57


def test_a_factor_moves_all_values_together_and_no_further_than_valid():
    known = assumption({"x": 0.2, "y": 0.9}, low=0.5, high=2.0, meaning="expert", basis="factor")
    drawn = draws_of({"a.b": known}, "a", 50, seed=1)["a.b"]
    assert all(entry["y"] == pytest.approx(min(4.5 * entry["x"], 1.0)) for entry in drawn)
    assert any(entry["y"] == 1.0 for entry in drawn)


def test_another_assumption_changes_no_draw():
    known = assumption(0.5, low=0.4, high=0.6, meaning="expert")
    alone = draws_of({"a.b": known}, "a", 5, seed=1)
    assert draws_of({"a.a": known, "a.b": known, "b.b": known}, "a", 5, seed=1)["a.b"] == alone["a.b"]


def test_a_value_set_outside_its_range_is_drawn_around_nevertheless():
    known = assumption(0.9, low=0.4, high=0.6, meaning="expert", distribution="pert")
    drawn = draws_of({"a.b": known}, "a", 200, seed=1)["a.b"]
    assert max(drawn) > 0.7


def test_a_campaign_belongs_to_no_batch(town, result):
    campaign = simlib.run(town({"hpv_rollout.publicity.yearly_cost": 1e6}, residents=4_000), seed=3)
    ours, without = (simlib.cost_effectiveness(run, draws=5) for run in (campaign, result))
    pd.testing.assert_frame_equal(ours.separately, without.separately)
