"""The two engines of the path of a claim: the specification in SimPy, and the compiled one."""

from simlib.core.clock import Calendar
from simlib.programmes.family_subsidies import path_fast, path_simpy
from simlib.programmes.family_subsidies.path_assumptions import ClaimPathSection
from simlib.programmes.family_subsidies.path_claims import ClaimLog, Claims, check_claims
from simlib.programmes.family_subsidies.path_offices import desk_townships

PATH_ENGINES = {"fast": path_fast.run_engine, "simpy": path_simpy.run_engine}
"""By the names of `simlib.programmes.programme.ENGINES`."""


def run_path(
    claims: Claims,
    path: ClaimPathSection,
    townships: tuple[str, ...],
    calendar: Calendar,
    engine: str = "fast",
) -> ClaimLog:
    """Send claims from the desk to the bank card.

    Parameters
    ----------
    claims
        What households claim.
    path
        The assumptions; see `path_checks.path_misfits` for what must agree with the townships.
    townships
        Names of all townships, in the order of `Claims.township`.
    calendar
        The horizon and its holidays.
    engine
        One of `PATH_ENGINES`; both give the same log.

    Returns
    -------
    ClaimLog
        In the order of the claims.

    Raises
    ------
    ValueError
        If the claims do not fit the horizon, the townships or the desks.
    """
    check_claims(claims, desk_townships(path.desks, townships), len(townships))
    return PATH_ENGINES[engine](claims, path, townships, calendar)
