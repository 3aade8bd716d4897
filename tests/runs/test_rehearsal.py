"""Runs that use again what earlier runs have made: the same results, and less work."""

from datetime import date
from threading import Event

import pandas as pd
import pytest

import simlib
from simlib.programmes import hpv_rollout
from simlib.runs.rehearsal import GivenUp, Rehearsal

SMALL = {"population.census.residents": 2_000}
MOVES = [
    {},
    {"hpv_rollout.costs.service_fee": 31.5},
    {"hpv_rollout.products.cecolin.price": 300.0},
    {"hpv_rollout.demand.no_show": 0.2},
    {"population.census.residents": 2_500},
    {"horizon.last_day": date(2025, 2, 28)},
    {},
]


def small(changes=None):
    changes = {
        name: pd.Timestamp(value).date() if "day" in name else value
        for name, value in (changes or {}).items()
    }
    return simlib.load("gaoping-2023", set={**SMALL, **changes})


def test_a_rehearsal_gives_what_a_run_gives_whatever_came_before():
    rehearsal = Rehearsal(seed=4)
    for move in MOVES:
        rehearsed, fresh = rehearsal.run(small(move)), simlib.run(small(move), seed=4)
        assert rehearsed.measures == fresh.measures
        for name, table in fresh.tables.items():
            pd.testing.assert_frame_equal(rehearsed.tables[name], table)


def test_a_change_of_money_alone_simulates_nothing_again(monkeypatch):
    engine_runs = []
    engine = hpv_rollout.run_rollout
    monkeypatch.setattr(hpv_rollout, "run_rollout", lambda *given: engine_runs.append(1) or engine(*given))
    rehearsal = Rehearsal()
    for move in MOVES[:3]:
        rehearsal.run(small(move))
    assert len(engine_runs) == 1
    rehearsal.run(small(MOVES[3]))
    assert len(engine_runs) == 2


def test_a_run_that_nobody_wants_any_more_is_given_up_and_leaves_nothing_half_made():
    unwanted = Event()
    unwanted.set()
    rehearsal = Rehearsal()
    with pytest.raises(GivenUp):
        rehearsal.run(small(), unwanted)
    assert rehearsal.run(small()).measures == simlib.run(small()).measures
