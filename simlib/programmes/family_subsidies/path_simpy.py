"""The path of a claim in SimPy: the specification, written to be read.

The rules of time, which the compiled engine follows:

- A household comes to its desk in the second `ready`. First come, first served, by claim within a second.
- A desk, the township's review and the city's approval serve on their opening days, from opening on. At the
  desk nobody starts at or after closing and who is being served is finished; in the other two no case is
  begun that would not be done by closing. Whatever waits keeps its place until the next opening day.
- With papers missing the first visit is followed by a second one, so many days after it ended.
- A claim is reviewed once it is received. If it is not valid it ends here.
- The public notice is hung out at the end of the day of the review; it ends so many days later at midnight.
- The next batch that holds the claim pays it; see `path_offices.batch_days`.
- Nothing happens from the end of the horizon on.
"""

from collections.abc import Generator
from dataclasses import dataclass, fields

import numpy as np
import simpy

from simlib.core.clock import SECONDS_PER_DAY, Calendar
from simlib.core.queue_simpy import Queue, Service
from simlib.programmes.family_subsidies.path_assumptions import ClaimPathSection
from simlib.programmes.family_subsidies.path_claims import NOT_YET, ClaimLog, Claims
from simlib.programmes.family_subsidies.path_offices import batch_days, desk_townships, staff_by_day

Process = Generator[simpy.Event, None, None]


class Counter(Queue):
    """An office whose queue stays where it is when it closes."""

    def __init__(self, env: simpy.Environment, staff: list[int], opens: int, last: int):
        super().__init__(env)
        self.staff, self.opens, self.last, self.serves_until = staff, opens, last, 0

    def days(self) -> Process:
        """Open on every day on which somebody works."""
        for day, staff in enumerate(self.staff):
            if staff:
                midnight = day * SECONDS_PER_DAY
                yield self.env.timeout(midnight + self.opens - self.env.now)
                self.free, self.serves_until = staff, midnight + self.last
                self.call_at_the_end_of_the_second()

    def call_next(self) -> None:
        """Call whoever is first, as long as it is not too late to start."""
        if self.env.now < self.serves_until:
            super().call_next()

    def served(self, claim: int, seconds: int) -> Service:
        """Wait for one's turn and be served."""
        yield self.turn(claim)
        yield from self.serve(seconds)


@dataclass
class Claim:
    """A claim on its way."""

    claim: int
    township: int
    desk: int
    ready: int
    papers_missing: bool
    valid: bool
    received: int = NOT_YET
    reviewed: int = NOT_YET
    noticed: int = NOT_YET
    approved: int = NOT_YET
    paid_day: int = NOT_YET
    visits: int = 0


class Town:
    """The model: its clock, its offices, and what claims do."""

    def __init__(self, path: ClaimPathSection, townships: tuple[str, ...], calendar: Calendar):
        self.env, self.path, self.calendar = simpy.Environment(), path, calendar
        places = desk_townships(path.desks, townships).tolist()
        self.desks = [self.counter("desk", townships[place]) for place in places]
        self.review = [self.counter("review", township) for township in townships]
        self.approval = self.counter("approval", None)
        self.batches = batch_days(path.payment, calendar).tolist()

    def counter(self, office: str, township: str | None) -> Counter:
        """Return an office that opens on its days."""
        work = {"desk": self.path.desks, "review": self.path.review, "approval": self.path.approval}[office]
        opens, closes = work.hours.seconds
        last = closes if office == "desk" else closes - work.case_seconds + 1
        staff = staff_by_day(self.path, office, township, self.calendar).tolist()
        counter = Counter(self.env, staff, opens, last)
        self.env.process(counter.days())
        return counter

    def course(self, claim: Claim) -> Process:
        """From the first visit to the money."""
        yield self.env.timeout(claim.ready)
        yield from self.visit_desk(claim)
        claim.received = self.env.now
        yield from self.review[claim.township].served(claim.claim, self.path.review.case_seconds)
        claim.reviewed = self.env.now
        if not claim.valid:
            return
        yield self.until_day(self.today + 1 + self.path.notice.days)
        claim.noticed = self.env.now
        yield from self.approval.served(claim.claim, self.path.approval.case_seconds)
        claim.approved = self.env.now
        for batch in self.batches:
            if batch >= self.today + self.path.payment.prepared:
                yield self.until_day(batch)
                claim.paid_day = batch
                return

    def visit_desk(self, claim: Claim) -> Process:
        """Claim at the desk, twice if papers are missing at first."""
        desk = self.desks[claim.desk]
        complete, incomplete = self.path.desks.visit_seconds
        if claim.papers_missing:
            yield from desk.served(claim.claim, incomplete)
            claim.visits += 1
            yield self.env.timeout(self.path.desks.second_visit * SECONDS_PER_DAY)
        yield from desk.served(claim.claim, complete)
        claim.visits += 1

    @property
    def today(self) -> int:
        """Number of the day."""
        return self.env.now // SECONDS_PER_DAY

    def until_day(self, day: int) -> simpy.Event:
        """Wait until a day begins; it may have begun."""
        return self.env.timeout(max(0, day * SECONDS_PER_DAY - self.env.now))


def run_engine(
    claims: Claims, path: ClaimPathSection, townships: tuple[str, ...], calendar: Calendar
) -> ClaimLog:
    """Send claims on their way; see `path_engines.run_path`."""
    town = Town(path, townships, calendar)
    columns = (claims.claim, claims.township, claims.desk, claims.ready, claims.papers_missing, claims.valid)
    on_their_way = [Claim(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    for claim in on_their_way:
        town.env.process(town.course(claim))
    town.env.run(until=calendar.horizon.seconds)
    return ClaimLog(
        *(
            np.array([getattr(claim, field.name) for claim in on_their_way], np.int64)
            for field in fields(ClaimLog)
        )
    )
