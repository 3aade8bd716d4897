"""The compiled path of a claim and the one in SimPy, claim by claim."""

from collections import Counter
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from path_towns import SEMESTERS, calendar, claims_at, drawn_towns, path_of

from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.family_subsidies.path_claims import NOT_YET, ClaimLog
from simlib.programmes.family_subsidies.path_engines import PATH_ENGINES, run_path
from simlib.programmes.programme import ENGINES

TOWNS = 150


def both(claims, path, townships, on):
    """Run both engines, hold them to the same log, and return it."""
    fast, simpy = (run_path(claims, path, townships, on, engine) for engine in ("fast", "simpy"))
    for field in fields(ClaimLog):
        ours, theirs = getattr(fast, field.name), getattr(simpy, field.name)
        assert ours.dtype == theirs.dtype == np.int64
        np.testing.assert_array_equal(ours, theirs, err_msg=field.name)
    return fast


def compare(towns):
    """Compare in so many drawn towns; count how far claims came."""
    seen = Counter()

    @settings(max_examples=towns, deadline=None)
    @given(town=drawn_towns())
    def agree(town):
        log, claims = both(*town), town[0]
        desk = np.where(claims.papers_missing, log.received - claims.ready > 40 * SECONDS_PER_DAY, False)
        seen.update(
            never_received=int((log.received == NOT_YET).sum()),
            came_once_of_two=int(((log.visits == 1) & (log.received == NOT_YET)).sum()),
            long_at_the_desk=int(desk.sum()),
            refused=int(((log.reviewed != NOT_YET) & ~claims.valid).sum()),
            waits_for_review=int(((log.received != NOT_YET) & (log.reviewed == NOT_YET)).sum()),
            waits_for_approval=int(((log.noticed != NOT_YET) & (log.approved == NOT_YET)).sum()),
            waits_for_money=int(((log.approved != NOT_YET) & (log.paid_day == NOT_YET)).sum()),
            paid=int((log.paid_day != NOT_YET).sum()),
            ties=claims.ready.size - np.unique(claims.ready).size,
        )

    agree()
    return seen


def test_the_engines_have_the_names_of_all_engines():
    assert tuple(PATH_ENGINES) == ENGINES


def test_the_engines_agree_in_drawn_towns_in_which_everything_happens():
    seen = compare(TOWNS)
    assert {name for name, count in seen.items() if count == 0} == set()


def test_the_engines_agree_when_a_semester_starts():
    townships = ("ash", "birch")
    path = path_of(
        townships,
        desks={
            "number": {"ash": 2, "birch": 1},
            "staff": {"ash": 1, "birch": 1},
            "hours": {"opens": "08:30", "closes": "17:30"},
        },
        review={"workers": {"ash": 1, "birch": 1}, "cases_a_day": 7},
        approval={"workers": 1, "cases_a_day": 11},
    )
    luck = np.random.Generator(np.random.Philox(5))
    ready = np.concatenate([start + luck.integers(0, 5 * SECONDS_PER_DAY, 200) for start in SEMESTERS])
    claims = claims_at(
        ready,
        claim=luck.permutation(ready.size),
        desk=luck.integers(0, 3, ready.size),
        papers_missing=luck.random(ready.size) < 0.3,
        path=path,
        townships=townships,
    )
    log = both(claims, path, townships, calendar())
    assert (log.paid_day != NOT_YET).all()


@pytest.mark.slow
def test_the_engines_agree_in_three_thousand_drawn_towns():
    assert min(compare(20 * TOWNS).values()) > 0
