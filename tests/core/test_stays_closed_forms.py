"""Waiting and staying where it is known in a closed form: Erlang, Cobham, Palm, birth and death."""

from math import factorial

import numpy as np
import pytest
from stay_towns import applicants_of, wards_of

from simlib.core.stays import ADMITTED, APPLIED, FOREVER, GAVE_UP
from simlib.core.stays_engines import run_stays

STAY = 5_000
"""Mean stay in seconds: long enough for whole seconds not to matter."""


class Houses:
    """Independent houses with the same load, and what happened to those who applied once all had settled.

    Attributes
    ----------
    house, rank
        Of each of these people.
    wait
        In mean stays; meaningless for who gave up.
    gave_up
        Whether she gave up.
    """

    def __init__(self, houses, people, places, load, patience=FOREVER, shares=(1.0,)):
        self.luck, self.wards = np.random.Generator(np.random.Philox(places)), wards_of([places], len(shares))
        told = [self.one(people, load * places, patience, shares) for _ in range(houses)]
        self.house = np.repeat(np.arange(houses), [len(rank) for rank, _, _ in told])
        self.rank, self.wait, self.gave_up = (np.concatenate(parts) for parts in zip(*told, strict=True))

    def one(self, people, rate, patience, shares):
        applies = np.cumsum(self.luck.exponential(STAY / rate, people)).astype(np.int64)
        rank = self.luck.choice(len(shares), people, p=shares)
        stay = self.seconds(STAY, people)
        patience = patience if patience == FOREVER else self.seconds(patience, people)
        applicants = applicants_of(applies, stay=stay, patience=patience, line=rank[:, None])
        log = run_stays(applicants, self.wards, FOREVER)
        admitted = np.full(people, -1)
        admitted[log.row[log.event == ADMITTED]] = log.time[log.event == ADMITTED]
        gave_up = np.zeros(people, np.bool_)
        gave_up[log.row[log.event == GAVE_UP]] = True
        settled = slice(people // 10, people)
        return rank[settled], ((admitted - applies) / STAY)[settled], gave_up[settled]

    def seconds(self, mean, size):
        return np.maximum(np.rint(self.luck.exponential(mean, size)), 1)

    def mean_is(self, values, expected, chosen=True):
        """Hold a mean to three standard errors, each at most 1%, of what is expected."""
        weights = np.broadcast_to(chosen, values.shape).astype(float)
        sums, counts = np.bincount(self.house, values * weights), np.bincount(self.house, weights)
        mean = sums.sum() / counts.sum()
        # Houses are independent, and those with more of the chosen count for more.
        error = ((sums - mean * counts) / counts.mean()).std(ddof=1) / np.sqrt(counts.size)
        assert error <= 0.01 * expected
        assert abs(mean - expected) <= 3 * error + 1 / STAY


def erlang_c(places, load):
    """The chance that somebody has to wait (Erlang 1917)."""
    offered = places * load
    full = offered**places / factorial(places) / (1 - load)
    return full / (sum(offered**k / factorial(k) for k in range(places)) + full)


@pytest.mark.parametrize(("places", "load", "people"), [(1, 0.5, 30_000), (4, 0.7, 30_000), (6, 0.7, 50_000)])
def test_the_wait_for_one_of_several_places_is_erlangs(places, load, people):
    houses = Houses(houses=60, people=people, places=places, load=load)
    chance = erlang_c(places, load)
    houses.mean_is(houses.wait, chance / (places * (1 - load)))
    houses.mean_is((houses.wait > 0).astype(float), chance)


def test_who_comes_first_by_rank_waits_as_cobham_says():
    places, load, shares = 3, 0.6, (0.3, 0.5, 0.2)
    houses = Houses(houses=60, people=50_000, places=places, load=load, shares=shares)
    ahead = 0.0
    for rank, share in enumerate(shares):
        # Cobham 1954, doi 10.1287/opre.2.1.70.
        upto = ahead + share * load
        expected = erlang_c(places, load) / places / ((1 - ahead) * (1 - upto))
        houses.mean_is(houses.wait, expected, chosen=houses.rank == rank)
        ahead = upto


def test_who_gives_up_is_as_many_as_in_birth_and_death():
    places, load, patience = 6, 1.2, 0.5
    houses = Houses(houses=60, people=20_000, places=places, load=load, patience=patience * STAY)
    arrivals, states = load * places, 200
    leaving = [min(n, places) + max(n - places, 0) / patience for n in range(1, states)]
    weights = np.cumprod([1.0, *(arrivals / rate for rate in leaving)])
    waiting = np.maximum(np.arange(states) - places, 0) @ weights / weights.sum()
    houses.mean_is(houses.gave_up.astype(float), waiting / patience / arrivals)


@pytest.mark.parametrize("kind", ["exponential", "lognormal", "constant"])
def test_where_everybody_finds_a_place_residents_are_poisson_whatever_the_stays(kind):
    """M/G/∞: at any time Poisson, with mean rate * E[min(stay, time)] (Palm 1943)."""
    luck, houses, mean, end = np.random.Generator(np.random.Philox(3)), 3_000, 20, 3 * STAY
    stays = {
        "exponential": lambda size: luck.exponential(STAY, size),
        "lognormal": lambda size: luck.lognormal(np.log(STAY) - 0.5, 1.0, size),
        "constant": lambda size: np.full(size, STAY),
    }[kind]
    times = np.array([STAY // 2, STAY, end - 1])
    here, reached = np.empty((houses, times.size)), []
    for house in range(houses):
        applies = np.sort(luck.integers(0, end, luck.poisson(mean * end / STAY)))
        stay = np.maximum(np.rint(stays(applies.size)), 1)
        reached.append(np.minimum(stay[:, None], times).mean(axis=0))
        log = run_stays(applicants_of(applies, stay=stay), wards_of([10_000]), end)
        change = np.where(log.event == APPLIED, 0, np.where(log.event == ADMITTED, 1, -1))
        running = np.concatenate([[0], np.cumsum(change)])
        here[house] = running[np.searchsorted(log.time, times, side="right")]
    expected = mean / STAY * np.mean(reached, axis=0)
    error = here.std(axis=0, ddof=1) / np.sqrt(houses)
    assert (error <= 0.01 * expected).all()
    assert (abs(here.mean(axis=0) - expected) <= 3 * error).all()
    assert (abs(here.var(axis=0, ddof=1) / expected - 1) <= 5 * np.sqrt(2 / houses)).all()
