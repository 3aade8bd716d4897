"""What holds in every house, whoever comes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stay_towns import applicants_of, drawn_houses, wards_of

from simlib.core.stays import (
    ADMITTED,
    APPLIED,
    CHANGED,
    DIED,
    DIED_WAITING,
    FOREVER,
    GAVE_UP,
    MOVED_OUT,
    TRANSFERRED,
    check_stays,
)
from simlib.core.stays_engines import run_stays

quick = settings(max_examples=150, deadline=None)
LEFT, GONE = (MOVED_OUT, DIED), (GAVE_UP, DIED_WAITING)


def residents(log, wards):
    """Who is in each ward after each event: rows of events, columns of wards."""
    ward, here, now = log.line // wards.ranks, {}, np.zeros(wards.number, np.int64)
    after = np.zeros((len(log), wards.number), np.int64)
    for place, (row, event) in enumerate(zip(log.row.tolist(), log.event.tolist(), strict=True)):
        if event in LEFT:
            now[here.pop(row)] -= 1
        elif event in (ADMITTED, TRANSFERRED):
            if event == TRANSFERRED:
                now[here[row]] -= 1
            here[row] = ward[place]
            now[here[row]] += 1
        after[place] = now
    return after


@quick
@given(house=drawn_houses())
def test_residents_are_never_above_places_open(house):
    applicants, wards, end = house
    log = run_stays(applicants, wards, end)
    after = residents(log, wards)
    last = np.flatnonzero(np.diff(log.time, append=end) > 0)
    step = np.searchsorted(wards.opens, log.time[last], side="right") - 1
    places = np.where(step[:, None] >= 0, wards.places[step], 0)
    assert (after[last] <= places).all()
    assert (after >= 0).all()


@quick
@given(house=drawn_houses())
def test_everybody_who_applied_is_admitted_waits_gave_up_or_died(house):
    applicants, wards, end = house
    log = run_stays(applicants, wards, end)
    counts = np.bincount(log.event, minlength=8)
    rows = {event: log.row[log.event == event] for event in range(8)}
    for event in (APPLIED, ADMITTED, GAVE_UP, MOVED_OUT, DIED, DIED_WAITING):
        assert np.unique(rows[event]).size == rows[event].size
    ended = np.concatenate([rows[ADMITTED], rows[GAVE_UP], rows[DIED_WAITING]])
    assert np.unique(ended).size == ended.size
    assert set(ended) <= set(rows[APPLIED])
    assert counts[list(LEFT)].sum() <= counts[ADMITTED]
    should = (applicants.applies < end) & (applicants.dies > applicants.applies)
    assert np.sort(rows[APPLIED]).tolist() == np.flatnonzero(should).tolist()


@quick
@given(house=drawn_houses())
def test_nobody_waits_while_a_place_of_her_ward_is_free(house):
    applicants, wards, end = house
    log = run_stays(applicants, wards, end)
    after = residents(log, wards)[-1:] if len(log) else np.zeros((1, wards.number), np.int64)
    free = (wards.places[wards.opens < end][-1] if (wards.opens < end).any() else 0) - after[0]
    line = np.full(len(applicants), -1)
    for row, event, at in zip(log.row.tolist(), log.event.tolist(), log.line.tolist(), strict=True):
        line[row] = at if event in (APPLIED, CHANGED) else -1
    waiting = np.unique(line[line >= 0] // wards.ranks)
    assert (free[waiting] == 0).all()


@quick
@given(house=drawn_houses())
def test_times_are_those_of_the_person(house):
    applicants, wards, end = house
    log = run_stays(applicants, wards, end)
    seconds = np.full((8, len(applicants)), -1)
    seconds[log.event, log.row] = log.time
    for event, when in ((DIED, applicants.dies), (DIED_WAITING, applicants.dies)):
        there = seconds[event] >= 0
        assert (seconds[event][there] == when[there]).all()
    there = seconds[GAVE_UP] >= 0
    assert (seconds[GAVE_UP] - applicants.applies == applicants.patience)[there].all()
    there = seconds[MOVED_OUT] >= 0
    assert (seconds[MOVED_OUT] - seconds[ADMITTED] == applicants.stay)[there].all()
    assert (log.time < end).all()


@quick
@given(house=drawn_houses(), dice=st.randoms(use_true_random=False))
def test_who_never_applies_moves_nobody(house, dice):
    applicants, wards, end = house
    never = np.array([dice.random() < 0.5 for _ in range(len(applicants))], np.bool_)
    some = replace(applicants, applies=np.where(never, FOREVER, applicants.applies))
    with_them, without = run_stays(some, wards, end), run_stays(some.take(~never), wards, end)
    rows = np.flatnonzero(~never)
    assert with_them.time.tolist() == without.time.tolist()
    assert with_them.row.tolist() == rows[without.row].tolist()
    assert with_them.line.tolist() == without.line.tolist()


@quick
@given(house=drawn_houses())
def test_in_a_line_nobody_is_called_before_who_has_waited_longer(house):
    applicants, wards, end = house
    # With one phase each and endless patience, lines are plain.
    plain = replace(
        applicants,
        begins=applicants.begins[:, :1],
        line=applicants.line[:, :1],
        patience=np.full(len(applicants), FOREVER),
        dies=np.full(len(applicants), FOREVER),
    )
    log = run_stays(plain, wards, end)
    admitted = np.full(len(plain), FOREVER)
    admitted[log.row[log.event == ADMITTED]] = log.time[log.event == ADMITTED]
    for line in np.unique(plain.line):
        here = np.flatnonzero((plain.line[:, 0] == line) & (plain.applies < end))
        order = here[np.lexsort((plain.person[here], plain.applies[here]))]
        assert (np.diff(admitted[order]) >= 0).all()


@pytest.mark.parametrize("engine", ["fast", "simpy"])
class TestByHand:
    """Small houses worked out by hand."""

    def events(self, engine, applicants, wards, end=1_000):
        log = run_stays(applicants, wards, end, engine)
        return list(zip(*(column.tolist() for column in vars(log).values()), strict=True))

    def test_a_higher_rank_goes_first_and_then_who_applied_first(self, engine):
        applicants = applicants_of([0, 5, 6, 7], stay=10, line=[[1], [1], [0], [1]])
        log = run_stays(applicants, wards_of([1], ranks=2), 1_000, engine)
        called = log.event == ADMITTED
        assert log.row[called].tolist() == [0, 2, 1, 3]
        assert log.time[called].tolist() == [0, 10, 20, 30]

    def test_who_becomes_disabled_keeps_her_place_until_there_is_one_in_the_other_ward(self, engine):
        # Ward 0 and 1 with a place each; 0 needs the other ward from second 20 on, where 1 stays until 50.
        applicants = applicants_of(
            [0, 0, 3],
            stay=[FOREVER, 50, FOREVER],
            begins=[[0, 20], [0, 900], [0, 900]],
            line=[[1, 3], [3, 3], [1, 1]],
        )
        assert self.events(engine, applicants, wards_of([1, 1], ranks=2)) == [
            (0, 0, APPLIED, 1),
            (0, 0, ADMITTED, 1),
            (0, 1, APPLIED, 3),
            (0, 1, ADMITTED, 3),
            (3, 2, APPLIED, 1),
            (50, 0, TRANSFERRED, 2),
            (50, 1, MOVED_OUT, 2),
            (50, 2, ADMITTED, 1),
        ]

    def test_who_waits_for_another_ward_goes_before_all_applicants_there(self, engine):
        applicants = applicants_of(
            [0, 0, 3], stay=[FOREVER, 50, 9], begins=[[0, 20], [0, 0], [0, 0]], line=[[1, 3], [3, 3], [3, 3]]
        )
        log = run_stays(applicants, wards_of([1, 1], ranks=2), 1_000, engine)
        called = np.isin(log.event, (ADMITTED, TRANSFERRED))
        assert list(zip(log.time[called].tolist(), log.row[called].tolist(), strict=True)) == [
            (0, 0),
            (0, 1),
            (50, 0),
        ]

    def test_death_comes_before_everything_else_of_its_second(self, engine):
        applicants = applicants_of([0, 0, 10], dies=[10, 10, 10], stay=[10, 1, 1], patience=[1, 10, 5])
        events = self.events(engine, applicants, wards_of([1]))
        assert events == [
            (0, 0, APPLIED, 0),
            (0, 0, ADMITTED, 0),
            (0, 1, APPLIED, 0),
            (10, 0, DIED, 0),
            (10, 1, DIED_WAITING, 0),
        ]

    def test_places_that_open_are_taken_in_the_same_second(self, engine):
        applicants = applicants_of([0, 1, 2])
        log = run_stays(applicants, wards_of([[0], [1], [3]], opens=(0, 40, 90)), 1_000, engine)
        assert log.time[log.event == ADMITTED].tolist() == [40, 90, 90]

    def test_nothing_happens_from_the_end_on(self, engine):
        applicants = applicants_of([0, 9, 10, 11], stay=10)
        log = run_stays(applicants, wards_of([5]), 10, engine)
        assert log.row.tolist() == [0, 0, 1, 1]
        assert len(run_stays(applicants_of([]), wards_of([5]), 10, engine)) == 0


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ({"applies": np.array([-1, 0])}, "applies lies outside"),
        ({"stay": np.array([0, 1])}, "stay lies outside"),
        ({"patience": np.array([1, 2**40])}, "patience lies outside"),
        ({"person": np.array([7, 7], np.uint64)}, "do not rise"),
        ({"line": np.array([[0], [9]], np.int32)}, "a line is not there; 2 are"),
        ({"begins": np.array([[0], [90]])}, "phases do not rise"),
        ({"dies": np.array([1])}, "differ in length"),
    ],
)
def test_applicants_that_cannot_be_are_refused(broken, complaint):
    applicants = replace(applicants_of([0, 1]), **broken)
    with pytest.raises(ValueError, match=complaint):
        check_stays(applicants, wards_of([1, 1]))


@pytest.mark.parametrize(
    ("places", "opens", "ranks", "complaint"),
    [
        ([[3], [2]], (0, 5), 1, "places become fewer"),
        ([[-1]], (0,), 1, "places become fewer"),
        ([[1], [2]], (5, 5), 1, "do not rise"),
        ([[1]], (-5,), 1, "do not rise"),
        ([[1]], (0,), 9, "8 ranks are possible"),
    ],
)
def test_wards_that_cannot_be_are_refused(places, opens, ranks, complaint):
    with pytest.raises(ValueError, match=complaint):
        check_stays(applicants_of([0]), wards_of(places, ranks, opens))
