"""Runs that use again what earlier runs have made: the same results, and less work."""

from datetime import date, timedelta
from threading import Event

import numpy as np
import pandas as pd
import pytest

import simlib
from simlib.population import population_over
from simlib.programmes import hpv_rollout
from simlib.programmes.hpv_rollout.slots import slots_of
from simlib.programmes.hpv_rollout.women import eligible_women
from simlib.runs.rehearsal import GivenUp, Rehearsal
from simlib.scenario.problems import InputError
from simlib.scenario.time import calendar_of

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


@pytest.mark.parametrize("national", [False, True])
def test_what_is_kept_of_the_women_is_made_anew_whenever_they_would_be_others(national):
    base = {"hpv_rollout.national_programme.in_force": national}
    kept, women = _women_of(base)
    bearing = set()
    for path, value in _other_values(small(base).assumptions):
        try:
            kept_as, others = _women_of({**base, path: value})
        except InputError:
            continue
        if not all(np.array_equal(women[name], column) for name, column in others.items()):
            bearing.add(path)
            assert kept_as != kept, path
    assert len(bearing) > 5


def _other_values(assumptions):
    """Yield each assumption of the rollout with other values in its place: ends of its range, later dates."""
    for path, assumption in assumptions.items():
        if not path.startswith("hpv_rollout."):
            continue
        if isinstance(assumption.value, bool):
            yield path, not assumption.value
        elif isinstance(assumption.value, date):
            yield path, assumption.value + timedelta(days=40)
        elif assumption.range is not None:
            for end in (assumption.range.low, assumption.range.high):
                by_name = isinstance(assumption.value, dict)
                yield path, dict.fromkeys(assumption.value, end) if by_name else end


def _women_of(changes):
    """Return what the women of a scenario are kept under, and their columns by name."""
    sections = small(changes).sections
    section, calendar = sections["hpv_rollout"], calendar_of(sections["horizon"], sections["calendar"])
    start = population_over(sections["population"], calendar.horizon).start
    trips = slots_of(section, start.townships, calendar).trips
    women = vars(eligible_women(start, section, trips, calendar.horizon, np.uint64(7))).copy()
    women |= vars(women.pop("pupils"))
    return hpv_rollout.women_depend_on(section, trips), women
