"""What became of every woman, and how long women waited, counted again from the event log one by one."""

import math

import numpy as np
import pytest
from drawn_towns import ROLLOUT, SUPPLY, drawn_towns, histories, seeds, steps_of
from hypothesis import given, settings

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.hpv_rollout.left_behind import REASONS, reasons_of
from simlib.programmes.hpv_rollout.log import KINDS, Kind
from simlib.programmes.hpv_rollout.log_kernel import NOTHING, last_kinds
from simlib.programmes.hpv_rollout.women import NEVER

EXAMPLES = settings(max_examples=12)
LAST_OF = {
    "without_slot": "without_slot",
    "wrong_age": "wrong_age",
    "gave_up": "gave_up",
    "contraindication": "contraindication",
    "dropout": "dropped_out",
}
BANDS = ("age_9_14", "age_15_17", "age_18_29", "age_30_39", "age_40_45")


def life_of(steps):
    """Events of each woman in order, as (kind, time, site, detail)."""
    found = {}
    events = steps.log.events.in_order()
    for time, kind, woman, site, detail in zip(*vars(events).values(), strict=True):
        # Events about doses are about no woman.
        if woman >= 0:
            found.setdefault(int(woman), []).append((KINDS[kind], int(time), int(site), int(detail)))
    return found


def fate(steps, row, life):
    if not steps.women.unvaccinated[row]:
        return "vaccinated_before"
    if steps.women.wish_day[row] == NEVER:
        return "refused" if steps.women.refused[row] else "never_asked"
    if steps.log.series[row] and steps.log.given[row] == steps.log.series[row]:
        return "complete"
    # Who is nowhere near a free slot asks day after day, and nothing of it is written down.
    return LAST_OF.get(life[-1][0], "cut_off") if life else "cut_off"


@EXAMPLES
@given(drawn=drawn_towns(), seed=seeds)
def test_everybody_has_the_fate_that_her_events_tell(town, drawn, seed):
    steps = steps_of(town(**drawn), seed)
    lives = life_of(steps)
    found = [REASONS[reason] for reason in reasons_of(steps.women, steps.log)]
    assert found == [fate(steps, row, lives.get(row)) for row in range(len(steps.women))]


@EXAMPLES
@given(drawn=drawn_towns(), seed=seeds)
def test_the_table_holds_every_eligible_woman_once(town, drawn, seed):
    result = simlib.run(town(**drawn), seed)
    table = result.left_behind
    assert table["women"].sum() == result.measures[f"{ROLLOUT}.women"]
    assert (table["women"] * table["doses"]).sum() == result.measures[f"{ROLLOUT}.doses"]
    by_reason = table.groupby("reason", observed=False)["women"].sum()
    assert by_reason["complete"] == result.measures[f"{ROLLOUT}.complete"]
    unvaccinated = result.measures[f"{ROLLOUT}.women_unvaccinated"]
    assert by_reason.sum() - by_reason["vaccinated_before"] == unvaccinated
    for reason, measure in [
        ("gave_up", "gave_up"),
        ("dropped_out", "dropped_out"),
        ("wrong_age", "wrong_age"),
        ("without_slot", "without_slot"),
        ("contraindication", "contraindicated"),
    ]:
        assert by_reason[reason] == result.measures[f"{ROLLOUT}.appointments_{measure}"]


def test_reach_by_township_agrees_with_coverage(base_result):
    left, coverage = base_result.left_behind, base_result.coverage
    last = coverage[coverage["month"] == coverage["month"].max()]
    by = ["township", "batch"]
    for column, chosen in [("complete", left["reason"] == "complete"), ("dose1", left["doses"] > 0)]:
        counted = left[chosen].groupby(by, observed=False)["women"].sum()
        assert counted.equals(last.groupby(by, observed=False)[column].sum().astype("int64"))


@pytest.mark.parametrize("doses", [1, 2])
def test_nobody_returns_where_everybody_drops_out(town, doses):
    lost = {f"{ROLLOUT}.demand.dropout_after_{['first', 'second'][doses - 1]}.{band}": 1.0 for band in BANDS}
    left = simlib.run(town(lost), seed=1).left_behind
    out = left[left["reason"] == "dropped_out"]
    assert out.loc[out["doses"] == doses, "women"].sum() > 50


def test_without_doses_every_booking_is_cancelled_and_nobody_is_done(town):
    nothing = {f"{SUPPLY}.central": {"plan": []}, "hpv_rollout.demand.give_up": 0.0}
    scenario = town(nothing)
    steps, result = steps_of(scenario, seed=1), simlib.run(scenario, seed=1)
    by_reason = result.left_behind.groupby("reason", observed=False)["women"].sum()
    cancelled = np.unique(steps.log.events.of(Kind.CANCELLED).woman)
    # A cancelled booking is followed by another one, so it is nobody's end; some grow too old meanwhile.
    reasons = {REASONS[reason] for reason in reasons_of(steps.women, steps.log)[cancelled]}
    assert cancelled.size > 300
    assert by_reason["cut_off"] > 300
    assert by_reason["complete"] == 0
    assert reasons <= {"cut_off", "wrong_age", "without_slot"}


def test_what_happens_to_doses_is_nobodys_last_event():
    kind = np.array([Kind.BOOKING, Kind.INJECTION, Kind.EXPIRY, Kind.DELIVERY], np.int32)
    woman = np.array([0, 2, -1, -2], np.int32)
    assert last_kinds(kind, woman, 3).tolist() == [Kind.BOOKING, NOTHING, Kind.INJECTION]


@EXAMPLES
@given(drawn=drawn_towns(), seed=seeds)
def test_waits_for_appointments_are_those_of_the_log(town, drawn, seed):
    scenario = town(**drawn)
    steps, table = steps_of(scenario, seed), simlib.run(scenario, seed).booking_delay
    products = list(steps.section.products.values())
    doses = histories(steps)
    waits = {}
    for row, life in life_of(steps).items():
        booked, series = None, steps.log.series[row]
        for kind, time, site, detail in life:
            if kind == "booking":
                booked = time // SECONDS_PER_DAY
            elif kind == "arrival":
                since, day = booked, time // SECONDS_PER_DAY
                if detail > 1:
                    product = products[steps.log.product[row]]
                    gaps = [product.two_dose_interval] if series == 2 else product.three_dose_intervals
                    since = max(since, doses[row][detail - 2][1] + gaps[detail - 2])
                month = steps.horizon.dates[day].astype("datetime64[M]").astype("datetime64[D]")
                waits.setdefault((month.item(), steps.slots.sites[site], detail), []).append(day - since)
    assert len(table) == len(waits)
    for row in table.itertuples():
        days = sorted(waits[(row.month.date(), row.site, row.dose)])
        assert row.appointments == len(days)
        assert days[0] >= 0
        assert row.p95_days == days[math.ceil(0.95 * len(days)) - 1]
        np.testing.assert_allclose(row.mean_days, np.mean(days))
