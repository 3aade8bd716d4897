"""The beds by both engines: the same from the log to the last posting, in towns that are drawn."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from bed_towns import WANTED, beds_of, drawn_town, key, nobody_using, people
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.core.stays import EVENTS
from simlib.core.stays_engines import run_stays
from simlib.programmes.welfare_centre.beds_capacity import beds_by_day, wards_of
from simlib.programmes.welfare_centre.beds_demand import candidates_of, ranks_of
from simlib.programmes.welfare_centre.beds_engines import run_beds

TOWNS = 40


def log_of(town, engine):
    population, section, horizon, opened, using, luck = town
    candidates = candidates_of(population, section, horizon, opened, using, luck)
    wards = wards_of(beds_by_day(section, opened, horizon), ranks_of(section.admission))
    return run_stays(candidates.applicants, wards, horizon.seconds, engine)


def compare(towns):
    """Compare in so many drawn towns; count what happened."""
    seen = Counter()

    @settings(max_examples=towns, deadline=None)
    @given(seed=st.integers(0, 2**32 - 1))
    def agree(seed):
        town = drawn_town(Random(seed))
        fast, simpy = (log_of(town, engine) for engine in ("fast", "simpy"))
        for name in vars(fast):
            np.testing.assert_array_equal(getattr(fast, name), getattr(simpy, name), err_msg=name)
        seen.update(EVENTS[event] for event in fast.event.tolist())

    agree()
    return seen


def test_the_engines_agree_in_drawn_towns_in_which_everything_happens():
    seen = compare(TOWNS)
    assert {name for name in EVENTS if not seen[name]} == set()


@pytest.mark.slow
def test_the_engines_agree_in_eight_hundred_drawn_towns():
    compare(20 * TOWNS)


def test_the_census_is_the_same_by_both_engines():
    population, horizon = people(4_000)
    section = beds_of(places={"number": 20}, demand=WANTED)
    town = population, section, horizon, 200, nobody_using(population, horizon), key()
    fast, simpy = (run_beds(*town, engine) for engine in ("fast", "simpy"))
    np.testing.assert_array_equal(fast.present, simpy.present)
    np.testing.assert_array_equal(fast.waiting, simpy.waiting)
    assert fast.present.sum() > 0
