"""Two engines, one truth: the same event log, second by second, the same queues and the same stock."""

from collections import Counter
from dataclasses import fields

import numpy as np
import pytest
from drawn_towns import (
    BROUGHT_EVERY_MONTH,
    CHANNELS,
    CLINIC,
    DEMAND,
    PRODUCTS,
    ROLLOUT,
    STAGES,
    SUPPLY,
    drawn_towns,
    seeds,
    steps_of,
)
from hypothesis import given, settings

from simlib.programmes.hpv_rollout.log import KINDS
from simlib.programmes.hpv_rollout.spans import AGE_BANDS

PAIRS = 20
RESIDENTS = (15_000, 9_000, 6_000)
"""Some 1,400 to 3,500 women."""


def assert_same_log(one, other):
    for name, ours, theirs in (
        ("events", one.log.events.in_order(), other.log.events.in_order()),
        ("queues", one.log.queues, other.log.queues),
    ):
        for field in fields(ours):
            np.testing.assert_array_equal(
                getattr(ours, field.name), getattr(theirs, field.name), err_msg=f"{name}.{field.name}"
            )
    for name in ("by_hour", "in_stock"):
        np.testing.assert_array_equal(getattr(one.log, name), getattr(other.log, name), err_msg=name)


def both(scenario, seed):
    """Run both engines, hold them to the same log, and return the fast one's run."""
    fast, simpy = (steps_of(scenario, seed, engine=name) for name in ("fast", "simpy"))
    assert_same_log(fast, simpy)
    return fast


def compare(town, pairs):
    """Compare on so many drawn pairs of scenario and seed; count events and waits."""
    seen, waits = Counter(), Counter()

    @settings(max_examples=pairs)
    @given(drawn=drawn_towns(RESIDENTS), seed=seeds)
    def agree(drawn, seed):
        log = both(town(**drawn), seed).log
        seen.update(log.counts)
        waits.update(queued=int((log.queues.wait_sum > 0).sum()), overtime=int((log.overtime > 0).sum()))

    agree()
    return seen, waits


def test_the_engines_agree_in_drawn_towns_and_every_kind_of_event_occurs(town):
    seen, waits = compare(town, PAIRS)
    assert [kind for kind in KINDS if seen[kind] == 0] == []
    assert min(waits.values()) > 0


@pytest.mark.parametrize("capacity", [1, 2])
def test_the_engines_agree_where_sites_are_booked_out_for_months(town, base, capacity):
    sites = dict.fromkeys(base.sections[ROLLOUT].sites.names, capacity)
    scenario = town({f"{ROLLOUT}.sites.daily_capacity": sites, f"{DEMAND}.no_show": 0.3}, residents=10_000)
    assert len(both(scenario, seed=3).log.woman) > 1_000


@pytest.mark.parametrize("held", ["at_site", "in_school"])
def test_the_engines_agree_where_schools_bring_their_girls_and_others_come_by(town, held):
    settings = {
        **BROUGHT_EVERY_MONTH,
        f"{CHANNELS}.school.held": held,
        f"{CHANNELS}.school.hour": "12:30",
        f"{CHANNELS}.school.staff": dict.fromkeys(STAGES, 1),
        f"{CHANNELS}.walk_in.share": dict.fromkeys(AGE_BANDS, 0.4),
        f"{CLINIC}.hours": {
            "opens": "08:00",
            "last_appointment": "16:00",
            "closes": "16:30",
            "noon_break": {"begins": "12:00", "ends": "14:30"},
        },
        f"{CLINIC}.service_mean": dict.fromkeys(STAGES, 6.0),
        f"{CLINIC}.service_variation": dict.fromkeys(STAGES, 0.0),
        f"{SUPPLY}.site_order": {name: {"order_at": 20, "order_up_to": 40} for name in PRODUCTS},
        f"{SUPPLY}.cold_chain_failure": 0.05,
    }
    counts = both(town(settings, 20_000, {"ash": 2, "birch": 1, "cedar": 1}), seed=5).log.counts
    for kind in ("school", "walk_in", "no_dose", "turned_away", "cancelled", "no_show", "gave_up"):
        assert counts[kind] > 20, kind


@pytest.mark.slow
def test_the_engines_agree_in_four_hundred_drawn_towns(town):
    seen, _ = compare(town, PAIRS * PAIRS)
    assert min(seen[kind] for kind in KINDS) > 0


@pytest.mark.slow
def test_the_engines_agree_on_the_whole_city(base):
    assert len(both(base, seed=1).log.woman) > 100_000
