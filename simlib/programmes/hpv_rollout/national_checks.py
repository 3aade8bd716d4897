"""What a reader of the results should know of the national programme, where it is in force."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from simlib.language.message import Message
from simlib.programmes.hpv_rollout.assumptions import Batch, HpvRolloutSection
from simlib.programmes.hpv_rollout.national_assumptions import NationalProgramme
from simlib.programmes.hpv_rollout.women import entitled_from
from simlib.scenario.time import HorizonSection

NATIONAL = "hpv_rollout.national_programme"


def national_notices(section: HpvRolloutSection, horizon: HorizonSection) -> Iterator[Message]:
    """Yield that it lies outside the horizon, or which of its girls are in no batch."""
    national_programme = section.national_programme
    if not national_programme.in_force:
        return
    where = {"path": f"{NATIONAL}.starts", "starts": national_programme.starts}
    if national_programme.starts > horizon.last_day:
        yield Message(
            "{path}: {starts} lies after the horizon; the national programme changes nothing", **where
        )
        return
    if national_programme.starts < horizon.first_day:
        yield Message(
            "{path}: {starts} lies before the horizon; the national programme is there from the first day on",
            **where,
        )
    for first, last in _in_no_batch(section, horizon.last_day):
        yield Message(
            "{path}: girls born {first} to {last} are in no batch, so they get no doses from the national "
            "programme either; a batch of their own is needed",
            path=NATIONAL,
            first=first,
            last=last,
        )


def invites(national_programme: NationalProgramme, batch: Batch, last_day: date) -> bool:
    """Return whether the national programme gives doses to girls of a batch by the last day."""
    born = _days(batch.born_from, batch.born_to)
    return bool((entitled_from(born, national_programme) <= np.datetime64(last_day)).any())


def _in_no_batch(section: HpvRolloutSection, last_day: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of birth of its girls, old enough by the last day, who are in no batch."""
    national_programme = section.national_programme
    born = _days(national_programme.born_from, last_day)
    lacks = entitled_from(born, national_programme) <= np.datetime64(last_day)
    for batch in section.batches.values():
        lacks &= (born < np.datetime64(batch.born_from)) | (born > np.datetime64(batch.born_to))
    edges = np.flatnonzero(np.diff(lacks, prepend=False, append=False))
    for first, after in edges.reshape(-1, 2):
        yield born[first].item(), born[after - 1].item()


def _days(first: date, last: date) -> np.ndarray:
    """Return the days from one to another, both included, datetime64[D]."""
    return np.arange(np.datetime64(first), np.datetime64(last) + 1)
