"""The same seed gives the same result; every replicate has luck of its own."""

import numpy as np
import pandas as pd
import pytest
from drawn_towns import ROLLOUT

import simlib
from simlib.core.luck import Luck
from simlib.programmes.hpv_rollout import purposes
from simlib.programmes.registry import PROGRAMMES


def assert_equal(one, other):
    assert one.measures == other.measures
    assert list(one.tables) == list(other.tables)
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[name], obj=name)


def doses_of(scenario, **luck):
    return simlib.run(scenario, **luck).doses.drop(columns="replicate")


def test_the_same_seed_gives_the_same_tables(town):
    assert_equal(simlib.run(town(), seed=4, replicate=2), simlib.run(town(), seed=4, replicate=2))


def test_the_same_seed_gives_the_same_base(base, base_result):
    assert_equal(simlib.run(base, seed=1), base_result)


@pytest.mark.parametrize("luck", [{"seed": 5}, {"seed": 4, "replicate": 1}, {"seed": 2**63 - 1}])
def test_other_luck_gives_other_doses(town, luck):
    assert not doses_of(town(), seed=4).equals(doses_of(town(), **luck))


def test_a_replicate_does_not_depend_on_those_before_it(town):
    scenario = town()
    for replicate in range(3):
        last_of_three = simlib.run(scenario, seed=9, replicate=replicate)
    assert_equal(last_of_three, simlib.run(town(), seed=9, replicate=2))


def test_a_run_leaves_its_scenario_as_it_was(town):
    scenario = town()
    before = scenario.resolved()
    simlib.run(scenario, seed=1)
    assert scenario.resolved() == before


def test_every_table_says_its_replicate(town):
    result = simlib.run(town(), seed=4, replicate=6)
    with_luck = [frame for frame in result.tables.values() if "replicate" in frame]
    assert len(with_luck) >= 5
    assert all((frame["replicate"] == 6).all() for frame in with_luck)


def test_luck_never_touches_the_population(town):
    one, other = (simlib.run(town(), seed=seed).population for seed in (1, 2))
    pd.testing.assert_frame_equal(one, other)


def test_keys_are_apart():
    luck = [(seed, replicate, number) for seed in range(4) for replicate in range(4) for number in range(4)]
    assert len({Luck(seed, replicate).key(number) for seed, replicate, number in luck}) == len(luck)


def test_programmes_have_numbers_of_their_own():
    numbers = {programme.name: programme.number for programme in PROGRAMMES}
    assert len(set(numbers.values())) == len(numbers)
    assert numbers[ROLLOUT] == 1  # part of every result: never changes


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True, "1", None])
def test_a_seed_is_a_whole_number_from_0(town, seed):
    with pytest.raises(simlib.InputError, match="seed"):
        simlib.run(town(), seed=seed)


def test_no_two_purposes_share_their_luck():
    numbers = []
    for purpose in vars(purposes).values():
        numbers += list(purpose.values()) if isinstance(purpose, dict) else [purpose]
    numbers = [int(number) for number in numbers if isinstance(number, np.uint64)]
    assert len(numbers) > 15
    assert sorted(set(numbers)) == sorted(numbers)
