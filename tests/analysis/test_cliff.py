"""The 15-year cliff: a batch that opens later holds more girls who need a third dose."""

from datetime import date

import numpy as np
import pytest

import simlib
from simlib.analysis.cliff import cliff
from simlib.language.language import Language

BATCH = "girls_2005_2010"
OPENS = f"hpv_rollout.batches.{BATCH}.opens"


@pytest.fixture(scope="module")
def found(town):
    return cliff(town(residents=20_000), BATCH, months=6, seed=2)


def test_each_month_takes_a_month_of_births_past_15(found, town):
    aged = found.table["aged_15"].to_numpy()
    assert (np.diff(aged) >= 0).all()
    # Girls born in a month: those of 2008 turn 15 in 2023.
    coverage = simlib.run(town(residents=20_000), seed=2).coverage
    batch = coverage[(coverage["batch"] == BATCH) & (coverage["month"] == "2023-03-01")]
    a_month = batch["eligible_unvaccinated"].sum() / 72
    assert found.a_month["aged_15"] == pytest.approx(a_month, rel=0.4)


def test_fewer_series_of_two_and_more_of_three(found):
    table = found.table
    assert table["three_dose_series"].iloc[-1] > table["three_dose_series"].iloc[0]
    assert found.dearer > 0
    two = table["first_doses"] - table["three_dose_series"]
    assert two.iloc[-1] < two.iloc[0]


def test_a_delay_is_the_scenario_with_a_later_date(found, town):
    later = simlib.run(town({OPENS: date(2023, 7, 1)}, residents=20_000), seed=2)
    doses = later.doses[later.doses["batch"] == BATCH]
    row = found.table.loc[4]
    assert row["opens"] == date(2023, 7, 1)
    assert row["doses"] == doses["count"].sum()
    assert row["third_doses"] == doses.loc[doses["dose"] == 3, "count"].sum()
    # Its fees and doses, and its share by doses of the cold chain and of the doses lost, all at 329 yuan.
    payable = later.ledger.query("stage == 'payable'")
    share = doses["count"].sum() / later.doses["count"].sum()
    cost = payable.loc[payable["cohort"] == BATCH, "amount"].sum() + 329.0 * doses["count"].sum()
    cost += share * payable.loc[payable["item"] == "hpv_cold_chain", "amount"].sum()
    cost += share * 329.0 * later.stock["wasted"].sum()
    assert row["cost"] == pytest.approx(cost)


def test_it_opens_on_the_last_day_of_a_month_without_such_a_day(town):
    table = cliff(town({OPENS: date(2023, 3, 31)}, residents=500), BATCH, months=1).table
    assert table["opens"].tolist() == [date(2023, 3, 31), date(2023, 4, 30)]


def test_it_is_told_in_both_languages(found):
    english, chinese = str(found), found.text(Language("zh"))
    assert "Girls born 2005-2010: opened later" in english
    assert "1 September 2023" in english
    assert "third doses" in english
    assert "2023年9月1日" in chinese
    assert "third" not in chinese


def test_an_unknown_batch_is_answered_with_the_nearest(base):
    with pytest.raises(simlib.InputError, match="girls_2005_2010"):
        cliff(base, "girls_2005_2011")
