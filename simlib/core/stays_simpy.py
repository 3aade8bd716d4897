"""Waiting for a place and staying in it, in SimPy: the specification, written to be read.

The rules of time, which the compiled engine follows:

- A person applies in the second `applies`, unless dead by then, and lines up for what she needs.
- Who waits leaves when she dies, or gives up when her patience ends; if both in one second, she dies.
- When what she needs changes she changes lines, and counts as waiting since she applied.
- At the end of each second, when everything else in it has happened, free places are given out: in each ward
  to the first line in which somebody waits, there to who has waited longest, then by person.
- Who has a place stays until she dies or the time of her stay is over; if both in one second, she dies.
- Who has a place and comes to need another ward lines up there in the first line, waiting since that second,
  and keeps her place until she is called. Her place is then free in the same second.
- Two people who each need the other's place are not exchanged.
- Nothing happens from the end on.
"""

from collections.abc import Generator
from heapq import heapify, heappop, heappush

import numpy as np
import simpy

from simlib.core.queue_simpy import Queue
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
    Applicants,
    StayLog,
    Wards,
)

Process = Generator[simpy.Event, None, None]


class Ward(Queue):
    """Places of one kind and those who wait for them, by rank, then since when they wait, then by person."""

    def line_up(self, rank: int, since: int, person: int) -> simpy.Event:
        """Queue; the event happens when it is somebody's turn."""
        turn = self.env.event()
        heappush(self.waiting, (rank, since, person, turn))
        self.call_at_the_end_of_the_second()
        return turn

    def leave(self, turn: simpy.Event) -> None:
        """Leave the queue without having been called."""
        self.waiting = [entry for entry in self.waiting if entry[-1] is not turn]
        heapify(self.waiting)

    def add(self, places: int) -> None:
        """Have so many free places more."""
        self.free += places
        self.call_at_the_end_of_the_second()

    def call_first(self) -> None:
        """Give a place to whoever is first."""
        *_, turn = heappop(self.waiting)
        self.free -= 1
        turn.succeed()


class Person:
    """Somebody who asks for a place, and what she needs when."""

    def __init__(self, row: int, applicants: Applicants):
        self.row, self.identity = row, int(applicants.person[row])
        times = (applicants.applies, applicants.dies, applicants.patience, applicants.stay)
        self.applies, self.dies, self.patience, self.stay = (int(time[row]) for time in times)
        self.phases = list(zip(applicants.begins[row].tolist(), applicants.line[row].tolist(), strict=True))

    def line(self, now: int) -> int:
        """Return the line of what she needs now."""
        return [line for begins, line in self.phases if begins <= now][-1]

    def next_change(self, now: int) -> int:
        """Return the second in which the next phase begins."""
        return min((begins for begins, _ in self.phases if begins > now), default=FOREVER)


class House:
    """The model: its clock, its wards, and what people do."""

    def __init__(self, wards: Wards):
        self.env, self.ranks = simpy.Environment(), wards.ranks
        self.wards = [Ward(self.env) for _ in range(wards.number)]
        self.log: list[tuple[int, int, int, int]] = []
        self.env.process(self.open(wards))

    def open(self, wards: Wards) -> Process:
        """Open places when it is time."""
        more = np.diff(wards.places, axis=0, prepend=0)
        for second, added in zip(wards.opens.tolist(), more.tolist(), strict=True):
            yield self.env.timeout(second - self.env.now)
            for ward, places in zip(self.wards, added, strict=True):
                ward.add(places)

    def life(self, person: Person) -> Process:
        """From the application to the end, whatever it is."""
        yield self.env.timeout(person.applies)
        if self.env.now >= person.dies:
            return
        line = person.line(self.env.now)
        self.note(APPLIED, person, line)
        admitted_to = yield from self.wait(person, line)
        if admitted_to is not None:
            yield from self.reside(person, admitted_to)

    def wait(self, person: Person, line: int) -> Generator[simpy.Event, None, int | None]:
        """Wait for a place; return its ward, or None if she leaves without one."""
        leaves = min(person.dies, person.applies + person.patience)
        while True:
            ward, rank = divmod(line, self.ranks)
            turn = self.wards[ward].line_up(rank, person.applies, person.identity)
            until = min(leaves, person.next_change(self.env.now))
            yield turn | self.env.timeout(until - self.env.now)
            if turn.triggered:
                self.note(ADMITTED, person, line)
                return ward
            self.wards[ward].leave(turn)
            if self.env.now == leaves:
                self.note(DIED_WAITING if leaves == person.dies else GAVE_UP, person, line)
                return None
            needs = person.line(self.env.now)
            if needs != line:
                self.note(CHANGED, person, needs)
            line = needs

    def reside(self, person: Person, here: int) -> Process:
        """Stay, and move to another ward when that is needed and possible."""
        leaves = min(person.dies, self.env.now + person.stay)
        needs, since = person.line(self.env.now) // self.ranks, self.env.now
        while True:
            turn = self.env.event()
            if needs != here:
                turn = self.wards[needs].line_up(CHANGE_RANK, since, person.identity)
            until = min(leaves, person.next_change(self.env.now))
            yield turn | self.env.timeout(until - self.env.now)
            if turn.triggered:
                self.wards[here].add(1)
                here = needs
                self.note(TRANSFERRED, person, here * self.ranks + CHANGE_RANK)
                continue
            if needs != here:
                self.wards[needs].leave(turn)
            if self.env.now == leaves:
                self.note(DIED if leaves == person.dies else MOVED_OUT, person, here * self.ranks)
                self.wards[here].add(1)
                return
            if person.line(self.env.now) // self.ranks != needs:
                needs, since = person.line(self.env.now) // self.ranks, self.env.now

    def note(self, event: int, person: Person, line: int) -> None:
        """Write into the log."""
        self.log.append((self.env.now, person.row, event, line))


def run_engine(applicants: Applicants, wards: Wards, end: int) -> StayLog:
    """Run until the end; see `stays_engines.run_stays`."""
    house = House(wards)
    for row in range(len(applicants)):
        house.env.process(house.life(Person(row, applicants)))
    house.env.run(until=end)
    time, row, event, line = np.array(house.log, np.int64).reshape(-1, 4).T
    return StayLog(time, row, event.astype(np.int8), line.astype(np.int32)).in_order()
