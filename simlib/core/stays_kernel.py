"""Waiting for a place and staying in it, compiled: the rules of `stays_simpy`.

Everybody has one second in which something happens to her next; a heap holds these as tickets (see
`simlib.core.queues`). A ticket is passed over if its second is no longer that of its person, and so is a
place in a line that she has left.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.heaps import pop, push
from simlib.core.kernels import kernel
from simlib.core.queues import place_of, ready_of, ticket_of
from simlib.core.stays import (
    ADMITTED,
    APPLIED,
    CHANGE_RANK,
    CHANGED,
    DIED,
    DIED_WAITING,
    FOREVER,
    GAVE_UP,
    MOVED_OUT,
    TRANSFERRED,
)

NOWHERE = -1
RANK_SHIFT, SINCE_SHIFT = np.int64(60), np.int64(30)
LOW_BITS = np.int64(2**30 - 1)


class People(NamedTuple):
    """What is known of people beforehand; see `stays.Applicants`."""

    applies: np.ndarray
    dies: np.ndarray
    patience: np.ndarray
    stay: np.ndarray
    begins: np.ndarray
    line: np.ndarray


class State(NamedTuple):
    """Where everybody is, int64 of shape (people,), and what is free.

    Attributes
    ----------
    here
        Ward in which she has a place, or `NOWHERE`.
    waits, since
        Line in which she waits, or `NOWHERE`, and since when she counts as waiting in it.
    leaves
        When she leaves, whether she waits or stays.
    wakes
        When something happens to her next.
    free
        Free places, int64 of shape (wards,).
    """

    here: np.ndarray
    waits: np.ndarray
    since: np.ndarray
    leaves: np.ndarray
    wakes: np.ndarray
    free: np.ndarray


class Books(NamedTuple):
    """What is to come, and what has been.

    Attributes
    ----------
    calls, called
        Heap of tickets of who wakes when, and, in an array of one entry, its size.
    lines, first, waiting
        Heaps of tickets of who waits in each ward one behind the other, the places at which they begin, and
        their sizes, both of shape (wards,).
    log, size
        Events as rows of time, row, event and line, and, in an array of one entry, how many there are.
    """

    calls: np.ndarray
    called: np.ndarray
    lines: np.ndarray
    first: np.ndarray
    waiting: np.ndarray
    log: np.ndarray
    size: np.ndarray


@kernel
def run_kernel(people, opens, more, ranks, end):
    """Run until the end.

    Parameters
    ----------
    people : People
        Who may ask for a place.
    opens : int64 array of shape (steps,)
        See `stays.Wards`.
    more : int64 array of shape (steps, wards)
        Places opened at each step.
    ranks, end : int
        Lines of each ward; the second from which on nothing happens.

    Returns
    -------
    int64 array of shape (events, 4)
        Time, row, event and line as in `stays.StayLog`, in the order in which things happened.
    """
    state = _before(people, more.shape[1])
    books = _opened(people, more.shape[1], ranks)
    for row in range(people.applies.size):
        if people.applies[row] < min(end, people.dies[row]):
            _call(people.applies[row], row, state, books)
    step = 0
    while True:
        now = end
        if books.called[0] > 0:
            now = min(now, ready_of(books.calls[0]))
        if step < opens.size:
            now = min(now, opens[step])
        if now >= end:
            return books.log[: books.size[0]]
        while books.called[0] > 0 and ready_of(books.calls[0]) == now:
            row = place_of(books.calls[0])
            books.called[0] = pop(books.calls, books.called[0])
            if state.wakes[row] == now:
                _wake(row, now, people, ranks, state, books)
        if step < opens.size and opens[step] == now:
            for ward in range(state.free.size):
                state.free[ward] += more[step, ward]
            step += 1
        _give_out(now, people, ranks, state, books)


@kernel
def _before(people, wards):
    """Return the state in which nobody has applied."""
    size = people.applies.size
    return State(
        np.full(size, NOWHERE, np.int64),
        np.full(size, NOWHERE, np.int64),
        np.full(size, NOWHERE, np.int64),
        np.full(size, FOREVER, np.int64),
        np.full(size, FOREVER, np.int64),
        np.zeros(wards, np.int64),
    )


@kernel
def _opened(people, wards, ranks):
    """Return empty books with room for everything: a person lines up at most once a phase."""
    size, phases = people.line.shape
    first = np.zeros(wards + 1, np.int64)
    for row in range(size):
        for phase in range(phases):
            first[people.line[row, phase] // ranks + 1] += 1
    return Books(
        np.empty(size * 2 * (phases + 1), np.int64),
        np.zeros(1, np.int64),
        np.empty(size * phases, np.int64),
        np.cumsum(first),
        np.zeros(wards, np.int64),
        np.empty((size * (2 * phases + 1), 4), np.int64),
        np.zeros(1, np.int64),
    )


@kernel
def _wake(row, now, people, ranks, state, books):
    """Let happen to somebody what happens to her now."""
    if now == state.leaves[row]:
        _leave(row, now, people, ranks, state, books)
        return
    phase = _phase(people.begins[row], now)
    needs = people.line[row, phase]
    if state.here[row] != NOWHERE:
        _need(row, now, needs // ranks, ranks, state, books)
    elif needs != state.waits[row]:
        event = CHANGED
        if state.waits[row] == NOWHERE:
            event = APPLIED
            state.leaves[row] = min(people.dies[row], now + people.patience[row])
        state.waits[row], state.since[row] = needs, people.applies[row]
        _line_up(needs // ranks, needs % ranks, people.applies[row], row, books)
        _note(now, row, event, needs, books)
    _sleep(row, phase, people, state, books)


@kernel
def _leave(row, now, people, ranks, state, books):
    """Let somebody go for good."""
    died, here = now == people.dies[row], state.here[row]
    if here == NOWHERE:
        _note(now, row, DIED_WAITING if died else GAVE_UP, state.waits[row], books)
    else:
        _note(now, row, DIED if died else MOVED_OUT, here * ranks, books)
        state.free[here] += 1
    state.waits[row], state.wakes[row] = NOWHERE, FOREVER


@kernel
def _need(row, now, ward, ranks, state, books):
    """Let somebody who has a place wait for one in the ward that she needs, if it is another."""
    if ward == state.here[row]:
        state.waits[row] = NOWHERE
    elif state.waits[row] != ward * ranks + CHANGE_RANK:
        state.waits[row], state.since[row] = ward * ranks + CHANGE_RANK, now
        _line_up(ward, CHANGE_RANK, now, row, books)


@kernel
def _give_out(now, people, ranks, state, books):
    """Give out free places; who changes wards frees one for others, so until nobody is called any more."""
    given = True
    while given:
        given = False
        for ward in range(state.free.size):
            lines = books.lines[books.first[ward] : books.first[ward + 1]]
            while state.free[ward] > 0 and books.waiting[ward] > 0:
                ticket = lines[0]
                books.waiting[ward] = pop(lines, books.waiting[ward])
                row, line = ticket & LOW_BITS, ward * ranks + (ticket >> RANK_SHIFT)
                since = (ticket >> SINCE_SHIFT) & LOW_BITS
                if state.waits[row] == line and state.since[row] == since:
                    _take(row, now, ward, line, people, state, books)
                    _sleep(row, _phase(people.begins[row], now), people, state, books)
                    given = True


@kernel
def _take(row, now, ward, line, people, state, books):
    """Give a place in a ward to somebody."""
    before = state.here[row]
    if before == NOWHERE:
        state.leaves[row] = min(people.dies[row], now + people.stay[row])
        _note(now, row, ADMITTED, line, books)
    else:
        state.free[before] += 1
        _note(now, row, TRANSFERRED, line, books)
    state.free[ward] -= 1
    state.here[row], state.waits[row] = ward, NOWHERE


@kernel
def _sleep(row, phase, people, state, books):
    """Note when something happens to somebody next."""
    wakes = state.leaves[row]
    if phase + 1 < people.begins.shape[1]:
        wakes = min(wakes, people.begins[row, phase + 1])
    _call(wakes, row, state, books)


@kernel
def _call(wakes, row, state, books):
    state.wakes[row] = wakes
    books.called[0] = push(books.calls, books.called[0], ticket_of(wakes, row))


@kernel
def _line_up(ward, rank, since, row, books):
    """Put somebody into a line; sorted, the tickets of a ward stand in the order of calling."""
    ticket = (np.int64(rank) << RANK_SHIFT) | (np.int64(since) << SINCE_SHIFT) | np.int64(row)
    lines = books.lines[books.first[ward] : books.first[ward + 1]]
    books.waiting[ward] = push(lines, books.waiting[ward], ticket)


@kernel
def _phase(begins, now):
    """Return the last phase that has begun."""
    phase = begins.size - 1
    while begins[phase] > now:
        phase -= 1
    return phase


@kernel
def _note(now, row, event, line, books):
    """Write into the log."""
    size = books.size[0]
    books.log[size, 0], books.log[size, 1] = now, row
    books.log[size, 2], books.log[size, 3] = event, line
    books.size[0] = size + 1
