"""Claims as arrays: what comes to the desks, and what became of it."""

from dataclasses import dataclass, fields

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon

NOT_YET = -1
"""Time of what did not happen within the horizon."""


@dataclass(frozen=True)
class Claims:
    """Claims as households bring them, in any order; all arrays of shape (claims,).

    Attributes
    ----------
    claim
        Number of the claim, int64, each once; who is ready in the same second is served in this order.
    township, desk
        Places of the township and of the desk, int32; see `path_offices.desk_townships`.
    ready
        Second since the start of the horizon at which the household first comes, int64, 0 or more.
    papers_missing
        Whether papers are missing at the first visit, bool.
    valid
        Whether the township's review finds nothing wrong, bool; a wrong claim that nobody notices counts as
        valid here.
    """

    claim: np.ndarray
    township: np.ndarray
    desk: np.ndarray
    ready: np.ndarray
    papers_missing: np.ndarray
    valid: np.ndarray

    def __len__(self) -> int:
        return len(self.claim)

    def take(self, rows: np.ndarray) -> "Claims":
        """Return the claims of the given rows (positions or a mask)."""
        return Claims(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class ClaimLog:
    """What became of each claim, in the order of the claims; all arrays of shape (claims,).

    Attributes
    ----------
    claim
        Number of the claim, int64.
    received, reviewed, noticed, approved
        Second since the start of the horizon, int64, `NOT_YET` if not by its end: the desk has taken the
        complete claim; the township has looked at it (and refused it for good if it is not valid); the public
        notice has ended; the city has approved it.
    paid_day
        Number of the day on which the money is paid, int64, `NOT_YET` if not within the horizon.
    visits
        How often the household was served at the desk within the horizon, int64, from 0 to 2.
    """

    claim: np.ndarray
    received: np.ndarray
    reviewed: np.ndarray
    noticed: np.ndarray
    approved: np.ndarray
    paid_day: np.ndarray
    visits: np.ndarray

    def __len__(self) -> int:
        return len(self.claim)

    def take(self, rows: np.ndarray) -> "ClaimLog":
        """Return the log of the given rows (positions or a mask)."""
        return ClaimLog(*(getattr(self, field.name)[rows] for field in fields(self)))


def first_visits(claims: Claims, horizon: Horizon) -> np.ndarray:
    """Return the second at which each household first comes, `NOT_YET` where the horizon ends before it."""
    return np.where(claims.ready < horizon.seconds, claims.ready, NOT_YET)


def day_of(seconds: np.ndarray) -> np.ndarray:
    """Return the number of the day of seconds since the start of the horizon; `NOT_YET` stays itself."""
    return seconds // SECONDS_PER_DAY


def check_claims(claims: Claims, desk_townships: np.ndarray, townships: int) -> None:
    """Check claims before they are sent on their way.

    Parameters
    ----------
    claims
        Any claims.
    desk_townships
        Place of the township of each desk.
    townships
        Number of townships.

    Raises
    ------
    ValueError
        If the arrays differ in length, a number of a claim stands twice, or a claim comes before the horizon,
        from an unknown township, or to a desk that is not there or lies in another township.
    """
    lengths = {len(getattr(claims, field.name)) for field in fields(claims)}
    if len(lengths) > 1:
        raise ValueError(f"the arrays of claims differ in length: {sorted(lengths)}")
    if (np.diff(np.sort(claims.claim)) == 0).any():
        raise ValueError("a number of a claim stands twice")
    if len(claims) and claims.ready.min() < 0:
        raise ValueError("a claim comes before the horizon begins")
    known_places = (("township", claims.township, townships), ("desk", claims.desk, desk_townships.size))
    for name, places, known in known_places:
        if len(claims) and not 0 <= places.min() <= places.max() < known:
            raise ValueError(f"a claim names the {name} {places.min()} or {places.max()}; there are {known}")
    if (desk_townships[claims.desk] != claims.township).any():
        raise ValueError("a claim comes to a desk of another township")
