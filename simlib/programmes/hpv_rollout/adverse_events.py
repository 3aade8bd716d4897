"""Adverse events following immunisation (AEFI): drawn for every dose given, and the table `aefi`.

They are counted as reported: nothing else in the rollout depends on them, so they are drawn after it has run.
"""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import uniforms
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.hpv_rollout.assumptions import DOSES_OF_RATES, AdverseEvents
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.purposes import ADVERSE_EVENTS
from simlib.programmes.hpv_rollout.women import Women

REACTIONS = tuple(ADVERSE_EVENTS)
"""Kinds of adverse events."""

AEFI = Table(
    "aefi",
    "Adverse events reported after doses given in a month (疑似预防接种异常反应).",
    ("replicate", "month", "kind"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month of the dose."),
        Column("kind", "name", "`common` reaction (一般反应) or `abnormal` reaction (异常反应)."),
        Column("count", "integer", "Adverse events."),
    ),
)


@dataclass(frozen=True)
class Reactions:
    """Adverse events, one entry each.

    Attributes
    ----------
    injection
        Place of the injection in the log.
    kind
        Place in `REACTIONS`.
    """

    injection: np.ndarray
    kind: np.ndarray

    def of(self, kind: str) -> np.ndarray:
        """Return the injections after which events of one kind were reported."""
        return self.injection[self.kind == REACTIONS.index(kind)]


def reactions_to(log: Log, women: Women, adverse_events: AdverseEvents, key: np.uint64) -> Reactions:
    """Return who reported what after which injection, by luck of woman and dose."""
    reported = {"common": adverse_events.common, "abnormal": adverse_events.abnormal}
    injections, kinds = [], []
    for place, kind in enumerate(REACTIONS):
        purpose, share = ADVERSE_EVENTS[kind], reported[kind] / DOSES_OF_RATES
        for dose in np.unique(log.dose):
            given = np.flatnonzero(log.dose == dose)
            draws = uniforms(key, women.identity[log.woman[given]], purpose, np.uint64(dose))
            injections.append(given[draws < share])
            kinds.append(np.full(injections[-1].size, place))
    nobody = np.zeros(0, np.int64)
    return Reactions(np.concatenate([nobody, *injections]), np.concatenate([nobody, *kinds]))


def aefi_table(reactions: Reactions, log: Log, horizon: Horizon) -> Columns:
    """Return the columns of `aefi`: every month and kind, in order."""
    month = horizon.month_of_day[log.day[reactions.injection]]
    cells = horizon.months * len(REACTIONS)
    rows = np.arange(cells)
    return {
        "month": horizon.month_start(rows // len(REACTIONS)),
        "kind": Names(rows % len(REACTIONS), REACTIONS),
        "count": np.bincount(month * len(REACTIONS) + reactions.kind, minlength=cells),
    }
