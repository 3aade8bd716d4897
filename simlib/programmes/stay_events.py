"""The table `stay_events`: what happened to whom in queues for places, in which second; on request."""

import numpy as np

from simlib.core.stays import EVENTS, Applicants, StayLog
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table

STAY_EVENTS = Table(
    "stay_events",
    "What happened to somebody who wants a bed or a place, in one second, in order; on request.",
    ("replicate", "time", "person", "kind", "where"),
    (
        REPLICATE,
        Column("time", "integer", "Seconds since the start of the first day."),
        Column("person", "identity", "Identity of the person, the same in every scenario."),
        Column(
            "kind",
            "name",
            "`applied`, `changed` (to another line while waiting), `admitted`, `transferred` (to another "
            "ward), `gave_up`, `moved_out`, `died_waiting`, `died`.",
        ),
        Column("where", "name", "Kind of care in the welfare centre, or community elderly-care centre."),
        Column("rank", "integer", "Line in which somebody waits or waited; 0 is called first."),
    ),
)


def stay_events_table(log: StayLog, applicants: Applicants, ranks: int, wards: tuple[str, ...]) -> Columns:
    """Return the columns of `stay_events`, ordered by time and person.

    Parameters
    ----------
    log, applicants
        What happened to whom.
    ranks
        Lines of each ward.
    wards
        What the wards are called.
    """
    return {
        "time": log.time,
        "person": applicants.person[log.row],
        "kind": Names(log.event, EVENTS),
        "where": Names(log.line // ranks, wards),
        "rank": np.asarray(log.line % ranks, np.int64),
    }
