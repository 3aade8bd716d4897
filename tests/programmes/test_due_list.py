"""The due list: every dose that follows another falls due once, where and when the schedule says."""

from datetime import timedelta

import numpy as np
from drawn_towns import ROLLOUT, birthday_of, drawn_towns, histories, seeds, steps_of
from hypothesis import given, settings
from reference_women import invited_on, turning

import simlib
from simlib.programmes.hpv_rollout.due import due_days, next_doses
from simlib.programmes.hpv_rollout.schedule import dose_rules
from simlib.programmes.hpv_rollout.women import NEVER

EXAMPLES = settings(max_examples=12)


def monday(date):
    return date - timedelta(days=date.weekday())


def following(steps):
    section = steps.section
    rules = dose_rules(section.eligibility, section.products, section.schedule)
    return next_doses(steps.log, due_days(steps.log, rules), steps.horizon)


def expected_due(steps):
    """One entry a dose that falls due within the horizon, by a plain walk through each woman's doses."""
    products = list(steps.section.products.values())
    found = []
    for woman, doses in histories(steps).items():
        series, product = steps.log.series[woman], products[steps.log.product[woman]]
        waits = [product.two_dose_interval] if series == 2 else product.three_dose_intervals
        for place, (number, day, site) in enumerate(doses[: series - 1]):
            if day + waits[place] < steps.horizon.days:
                later = doses[place + 1][1] if place + 1 < len(doses) else NEVER
                found.append((site, number + 1, day + waits[place], later))
    return sorted(found)


@EXAMPLES
@given(drawn=drawn_towns(), seed=seeds)
def test_every_later_dose_falls_due_once(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    doses = following(steps)
    columns = (doses.site, doses.dose, doses.due_day, doses.given_day)
    assert sorted(zip(*(column.tolist() for column in columns), strict=True)) == expected_due(steps)
    given = doses.given_day != NEVER
    assert given.sum() == (steps.log.dose > 1).sum()
    assert (doses.given_day >= doses.due_day).all()


@EXAMPLES
@given(drawn=drawn_towns(), seed=seeds)
def test_the_table_adds_up_week_by_week(town, drawn, seed):
    scenario = town(**drawn)
    result, steps = simlib.run(scenario, seed), steps_of(scenario, seed)
    due, doses = result.due, expected_due(steps)
    assert due["due"].sum() == len(doses)
    assert due["given"].sum() == sum(later != NEVER for *_, later in doses) == (steps.log.dose > 1).sum()
    assert (due["given"] <= due["due"]).all()
    by_key = {
        (week.date(), site, dose): (count, overdue)
        for week, site, dose, count, overdue in zip(
            due["week"], due["site"], due["dose"], due["due"], due["overdue"], strict=True
        )
    }
    date_of = steps.horizon.date_of
    for (week, site, dose), (count, overdue) in by_key.items():
        here = [
            (date_of(day), date_of(later) if later != NEVER else None)
            for place, number, day, later in doses
            if (steps.slots.sites[place], number) == (site, dose)
        ]
        assert count == sum(monday(day) == week for day, _ in here)
        left = [later for day, later in here if monday(day) <= week]
        assert overdue == sum(later is None or monday(later) > week for later in left)


def test_whoever_never_comes_back_stays_overdue(town):
    nobody_back = {
        f"{ROLLOUT}.demand.dropout_after_first.{band}": 1.0
        for band in ("age_9_14", "age_15_17", "age_18_29", "age_30_39", "age_40_45")
    }
    due = simlib.run(town(nobody_back), seed=1).due
    assert due["given"].sum() == 0
    assert due.loc[due["week"] == due["week"].max(), "overdue"].sum() == due["due"].sum() > 100


@EXAMPLES
@given(drawn=drawn_towns(), seed=seeds)
def test_first_doses_go_from_due_to_given(town, drawn, seed):
    scenario = town(**drawn)
    result, steps = simlib.run(scenario, seed), steps_of(scenario, seed)
    table = result.invited
    assert table["given"].sum() == (steps.log.dose == 1).sum()
    for _, rows in table.groupby(["township", "batch"], observed=True):
        left = rows["due"] - rows["given"]
        assert (left >= 0).all()
        assert (rows["due"].to_numpy()[1:] == left.to_numpy()[:-1] + rows["invited"].to_numpy()[1:]).all()
    women, section, batches = steps.women, steps.section, list(steps.section.batches.values())
    births = [
        (birthday_of(women, row), batches[women.batch[row]]) for row in np.flatnonzero(women.unvaccinated)
    ]
    invited = [
        max(
            invited_on(born, batch, section.national_programme),
            turning(section.eligibility.youngest, born),
        )
        for born, batch in births
    ]
    assert table["invited"].sum() == sum(day <= steps.horizon.last for day in invited)


def test_weeks_begin_on_monday(base_result):
    # The horizon begins on Wednesday, 1 March 2023.
    for table in (base_result.due, base_result.invited):
        assert (table["week"].dt.day_of_week == 0).all()
    assert str(base_result.invited["week"].min().date()) == "2023-02-27"
