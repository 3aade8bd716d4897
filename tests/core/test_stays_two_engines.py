"""The compiled engine of stays and the one in SimPy, event by event."""

from collections import Counter
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from stay_towns import drawn_houses

from simlib.core.stays import ADMITTED, EVENTS, TRANSFERRED, StayLog
from simlib.core.stays_engines import STAY_ENGINES, run_stays
from simlib.programmes.programme import ENGINES

HOUSES = 300


def both(applicants, wards, end):
    """Run both engines, hold them to the same log, and return it."""
    fast, simpy = (run_stays(applicants, wards, end, engine) for engine in ("fast", "simpy"))
    for field in fields(StayLog):
        ours, theirs = getattr(fast, field.name), getattr(simpy, field.name)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs, err_msg=field.name)
    return fast


def compare(houses):
    """Compare in so many drawn houses; count what happened."""
    seen = Counter()

    @settings(max_examples=houses, deadline=None)
    @given(house=drawn_houses())
    def agree(house):
        log = both(*house)
        seen.update(EVENTS[event] for event in log.event.tolist())
        called = np.isin(log.event, (ADMITTED, TRANSFERRED))
        seen["called in one second"] += called.sum() - np.unique(log.time[called]).size

    agree()
    return seen


def test_the_engines_have_the_names_of_all_engines():
    assert tuple(STAY_ENGINES) == ENGINES


def test_the_engines_agree_in_drawn_houses_in_which_everything_happens():
    seen = compare(HOUSES)
    assert {name for name in (*EVENTS, "called in one second") if seen[name] < 20} == set()


@pytest.mark.slow
def test_the_engines_agree_in_six_thousand_drawn_houses():
    compare(20 * HOUSES)
