"""The two engines of waiting and staying: the specification in SimPy, and the compiled one."""

import numpy as np

from simlib.core import stays_simpy
from simlib.core.stays import Applicants, StayLog, Wards, check_stays
from simlib.core.stays_kernel import People, run_kernel


def _run_fast(applicants: Applicants, wards: Wards, end: int) -> StayLog:
    people = People(**{name: getattr(applicants, name) for name in People._fields})
    more = np.diff(wards.places, axis=0, prepend=0)
    time, row, event, line = run_kernel(people, wards.opens, more, wards.ranks, end).T
    return StayLog(time, row, event.astype(np.int8), line.astype(np.int32)).in_order()


STAY_ENGINES = {"fast": _run_fast, "simpy": stays_simpy.run_engine}
"""By the names of `simlib.programmes.programme.ENGINES`."""


def run_stays(applicants: Applicants, wards: Wards, end: int, engine: str = "fast") -> StayLog:
    """Let people wait for places and stay in them.

    Parameters
    ----------
    applicants
        Who may ask for a place.
    wards
        Which places there are, from when on.
    end
        Second from which on nothing happens, at most `stays.FOREVER`.
    engine
        One of `STAY_ENGINES`; both give the same log.

    Returns
    -------
    StayLog
        Ordered by time, person and event.

    Raises
    ------
    ValueError
        If people or places are not as declared; see `stays.check_stays`.
    """
    check_stays(applicants, wards)
    return STAY_ENGINES[engine](applicants, wards, end)
