"""Values are made once each, and only those that are asked for."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from simlib.core.lazily import Lazily


def test_a_value_is_made_when_first_asked_for_and_then_kept():
    made = []
    things = Lazily({"one": lambda: made.append("one") or [1], "two": lambda: made.append("two") or [2]})
    assert (list(things), len(things), made) == (["one", "two"], 2, [])
    assert things["two"] is things["two"]
    assert made == ["two"]


def test_an_unknown_name_is_a_key_error_and_makes_nothing():
    with pytest.raises(KeyError, match="three"):
        Lazily({"one": list})["three"]


def test_threads_share_what_is_made():
    made = []
    things = Lazily({"one": lambda: made.append(1) or object()})
    with ThreadPoolExecutor(8) as threads:
        given = set(threads.map(lambda _: things["one"], range(64)))
    assert (len(given), len(made)) == (1, 1)


def test_it_travels_between_processes_as_what_it_holds():
    assert pickle.loads(pickle.dumps(Lazily({"one": lambda: 1}))) == {"one": 1}
