"""All claims that come to the desks: right ones, and beside them wrong ones and duplicates."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Calendar
from simlib.core.luck import FIRST, uniforms
from simlib.programmes.family_subsidies.applications import Applications, mixed
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.path_assumptions import Desks
from simlib.programmes.family_subsidies.path_claims import Claims
from simlib.programmes.family_subsidies.path_offices import desks_at
from simlib.programmes.family_subsidies.purposes import CAUGHT, DESK, ERRORS, HOUR, PAPERS
from simlib.programmes.family_subsidies.uptake_assumptions import Errors

KINDS = ("right", "wrong", "duplicate")
"""What claims can be."""
RIGHT, WRONG, DUPLICATE = range(3)


@dataclass(frozen=True)
class Submissions:
    """Claims of all kinds, one entry a claim in each array.

    Attributes
    ----------
    applications
        What each asks for. A wrong claim looks like a right one of the same township and day; a duplicate
        asks for the same once more.
    kind
        Place in `KINDS`, int8.
    caught
        Whether the review finds it out, bool; nobody finds anything in a right one.
    claims
        The same claims as the desks see them.
    """

    applications: Applications
    kind: np.ndarray
    caught: np.ndarray
    claims: Claims

    def __len__(self) -> int:
        return self.kind.size


def submissions_of(
    right: Applications,
    children: Children,
    errors: Errors,
    desks: Desks,
    townships: tuple[str, ...],
    calendar: Calendar,
    key: np.uint64,
) -> Submissions:
    """Return the claims that come to the desks within the horizon.

    Parameters
    ----------
    right
        What entitled families claim.
    children
        For whom.
    errors
        How many other claims there are, and how many of them are caught.
    desks
        Where and when claims are taken, and how many come with papers missing.
    townships
        Names behind the children's places.
    calendar
        The horizon and its holidays.
    key
        Luck of this programme and replicate.
    """
    beside = {
        WRONG: (errors.wrong, errors.wrong_caught),
        DUPLICATE: (errors.duplicate, errors.duplicate_caught),
    }
    parts, kinds, caught = [right], [np.full(len(right), RIGHT)], [np.zeros(len(right), np.bool_)]
    for kind, (share, caught_share) in beside.items():
        name = KINDS[kind]
        numbers = right.number.view(np.uint64)
        chosen = uniforms(key, numbers, ERRORS[name], FIRST) < share
        found = uniforms(key, numbers[chosen], CAUGHT[name], FIRST) < caught_share
        parts.append(_renumbered(right.take(chosen), kind))
        kinds.append(np.full(found.size, kind))
        caught.append(found)
    applications = _joined(parts)
    kind, caught = np.concatenate(kinds).astype(np.int8), np.concatenate(caught)
    claims, comes = _at_desks(applications, kind, caught, children, desks, townships, calendar, key)
    return Submissions(applications.take(comes), kind[comes], caught[comes], claims.take(comes))


def _renumbered(applications: Applications, kind: int) -> Applications:
    number = mixed(applications.number.view(np.uint64) + np.uint64(kind))
    return Applications(**{**vars(applications), "number": number})


def _joined(parts: list[Applications]) -> Applications:
    return Applications(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
    )


def _at_desks(
    applications: Applications,
    kind: np.ndarray,
    caught: np.ndarray,
    children: Children,
    desks: Desks,
    townships: tuple[str, ...],
    calendar: Calendar,
    key: np.uint64,
) -> tuple[Claims, np.ndarray]:
    """Return the claims, and which of them come to a desk before the horizon ends."""
    number = applications.number.view(np.uint64)
    township = children.township[applications.child]
    # Somebody else makes the wrong claim, and the other parent the second one.
    person = np.where(kind == RIGHT, children.household[applications.child], number)
    day = _next_open(desks, townships, calendar)[township, applications.day]
    opens, closes = desks.hours.seconds
    hour = opens + np.floor(uniforms(key, number, HOUR, FIRST) * (closes - opens)).astype(np.int64)
    claims = Claims(
        claim=applications.number,
        township=township,
        desk=desks_at(uniforms(key, person, DESK, FIRST), township, desks, townships),
        ready=day * SECONDS_PER_DAY + hour,
        papers_missing=uniforms(key, number, PAPERS, FIRST) < desks.papers_missing,
        valid=~caught,
    )
    return claims, day < calendar.horizon.days


def _next_open(desks: Desks, townships: tuple[str, ...], calendar: Calendar) -> np.ndarray:
    """Return the first day from each on which a township's desks open, int64 of shape (townships, days)."""
    days = np.arange(calendar.horizon.days)
    opens = np.stack([calendar.open_days(desks.opening_days[name]) for name in townships])
    open_day = np.where(opens, days, calendar.horizon.days)
    return np.minimum.accumulate(open_day[:, ::-1], axis=1)[:, ::-1]
