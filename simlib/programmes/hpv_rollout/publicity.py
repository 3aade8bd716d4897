"""The campaign that makes the rollout known: what it costs."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.core.posting import Postings, stages_of
from simlib.programmes.hpv_rollout.publicity_assumptions import Publicity

PUBLICITY = "hpv_publicity"
MONTHS_IN_YEAR = 12


def with_publicity(postings: Postings, publicity: Publicity, horizon: Horizon) -> Postings:
    """Return the postings with those of the campaign: a twelfth of its yearly cost in each of its months.

    It belongs to the whole city and to no batch, and is paid in the month in which it runs.
    """
    first = horizon.month_of_day[max(horizon.day_of(publicity.starts), 0) :][:1]
    monthly = round(to_fen(publicity.yearly_cost) / MONTHS_IN_YEAR)
    if first.size == 0 or monthly == 0:
        return postings
    runs = np.arange(first[0], horizon.months)
    row, stage, month = stages_of(runs, (0, 0, 0))
    item, nowhere = np.full(month.size, postings.items.index(PUBLICITY)), np.full(month.size, -1)
    once = np.ones(month.size, np.int64)
    return postings.and_current(month, item, stage, nowhere, nowhere, once, monthly, runs[row])
