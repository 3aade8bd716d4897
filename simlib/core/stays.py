"""People who wait for a place and stay in it: beds of a care home, places of a day centre.

There are *wards* with places, and *lines* in which people wait for them. A ward has as many lines as there
are ranks, and its first line is called first: line ``ward * ranks + rank``. What a person needs may change:
each *phase* of a person names a line. Who has a place and comes to need another ward keeps it until there is
one there. Two engines follow the same rules, which stand in `stays_simpy`.
"""

from dataclasses import dataclass, fields

import numpy as np

FOREVER = 2**30 - 1
"""A second that never comes, and the longest time that anything takes: behind the longest horizon."""

MOST_RANKS = 8
MOST_PEOPLE = 2**30

CHANGE_RANK = 0
"""The rank in which those wait who have a place in another ward; who applies may have it as well."""

APPLIED, CHANGED, ADMITTED, TRANSFERRED, GAVE_UP, MOVED_OUT, DIED_WAITING, DIED = range(8)
"""What happens, in the order in which it can happen to one person in one second."""
EVENTS = (
    "applied",
    "changed",
    "admitted",
    "transferred",
    "gave_up",
    "moved_out",
    "died_waiting",
    "died",
)


@dataclass(frozen=True)
class Applicants:
    """People who may ask for a place, one entry a person in each array; all times in seconds of the clock.

    Attributes
    ----------
    person
        Identities, uint64, rising; who applied in the same second is called in this order.
    applies
        When they apply, int64, from 0 on; from the end of the horizon on they do not.
    dies
        When they die, int64; who is dead by the second of applying never applies.
    patience
        How long they wait at most, int64, at least 1.
    stay
        How long they stay if they do not die before, int64, at least 1; a change of ward does not begin it
        anew.
    begins
        From when on each phase holds, int64 of shape (people, phases), rising in each row; the first column
        is not above `applies`.
    line
        The line of each phase, int32 of the same shape.
    """

    person: np.ndarray
    applies: np.ndarray
    dies: np.ndarray
    patience: np.ndarray
    stay: np.ndarray
    begins: np.ndarray
    line: np.ndarray

    def __len__(self) -> int:
        return self.person.size

    def take(self, rows: np.ndarray) -> "Applicants":
        """Return the people of the given rows (positions or a mask)."""
        return Applicants(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Wards:
    """Places over time.

    Attributes
    ----------
    opens
        Seconds at which the number of places changes, int64 of shape (steps,), rising, from 0 on.
    places
        Places open from then on, int64 of shape (steps, wards); never fewer than before, so that nobody who
        has one ever loses it.
    ranks
        Lines of each ward.
    """

    opens: np.ndarray
    places: np.ndarray
    ranks: int

    @property
    def number(self) -> int:
        """Number of wards."""
        return self.places.shape[1]


@dataclass(frozen=True)
class StayLog:
    """What happened, ordered by time, person and event; all arrays of shape (events,).

    Attributes
    ----------
    time
        Second of the clock, int64.
    row
        Row of the person in `Applicants`, int64.
    event
        Place in `EVENTS`, int8.
    line
        Line, int32: in which somebody waits from now on or waited until now; for who leaves a place, the
        first line of its ward.
    """

    time: np.ndarray
    row: np.ndarray
    event: np.ndarray
    line: np.ndarray

    def __len__(self) -> int:
        return self.time.size

    def take(self, rows: np.ndarray) -> "StayLog":
        """Return the events of the given rows (positions or a mask)."""
        return StayLog(*(getattr(self, field.name)[rows] for field in fields(self)))

    def in_order(self) -> "StayLog":
        """Return the log ordered by time, person and event."""
        return self.take(np.lexsort((self.event, self.row, self.time)))


def check_stays(applicants: Applicants, wards: Wards) -> None:
    """Check what an engine is given.

    Raises
    ------
    ValueError
        If arrays differ in length, identities do not rise, times lie outside of what is allowed, places
        become fewer, or a line is not there.
    """
    people = len(applicants)
    if {len(getattr(applicants, field.name)) for field in fields(applicants)} != {people}:
        raise ValueError("the arrays of applicants differ in length")
    if people > MOST_PEOPLE or not 1 <= wards.ranks <= MOST_RANKS:
        raise ValueError(f"at most {MOST_PEOPLE} people and {MOST_RANKS} ranks are possible")
    if (applicants.person[1:] <= applicants.person[:-1]).any():
        raise ValueError("the identities of applicants do not rise")
    _check_times(applicants)
    if (np.diff(wards.places, axis=0, prepend=0) < 0).any():
        raise ValueError("places become fewer")
    if (wards.opens < 0).any() or (np.diff(wards.opens) <= 0).any():
        raise ValueError("the times at which places open do not rise from 0")
    if people and not 0 <= applicants.line.min() <= applicants.line.max() < wards.number * wards.ranks:
        raise ValueError(f"a line is not there; {wards.number * wards.ranks} are")


def _check_times(applicants: Applicants) -> None:
    least = {"applies": 0, "patience": 1, "stay": 1}
    for name, smallest in least.items():
        times = getattr(applicants, name)
        if times.size and not smallest <= times.min() <= times.max() <= FOREVER:
            raise ValueError(f"{name} lies outside of {smallest} to {FOREVER}")
    begins = applicants.begins
    if (np.diff(begins, axis=1) < 0).any() or (begins[:, 0] > applicants.applies).any():
        raise ValueError("phases do not rise from before the application")
