"""Community care as postings: centres and visits cost, fees and a subsidy from above come in."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import fen_a_day, to_fen
from simlib.core.posting import KINDS, Postings, stages_of
from simlib.programmes.community_care.assumptions import CommunityCareSection
from simlib.programmes.community_care.tables import visits_by_month
from simlib.programmes.community_care.users import Users

UPKEEP, VISITS, FEES, SUBSIDY = "community_upkeep", "community_visits", "community_fees", "community_subsidy"
ITEMS = (UPKEEP, VISITS, FEES, SUBSIDY)
"""Accounts that community care posts to."""

INCOMES = (FEES, SUBSIDY)
CURRENT, INCOME = KINDS.index("current"), KINDS.index("income")
RESTS_ON = {
    UPKEEP: "community_care.costs.upkeep",
    VISITS: "community_care.use.wanting",
    FEES: "community_care.use.wanting",
    SUBSIDY: "community_care.use.wanting",
}
"""Path of the assumption that says how much of an account there is."""


def postings_of(
    section: CommunityCareSection,
    users: Users,
    opened: np.ndarray,
    horizon: Horizon,
    townships: tuple[str, ...],
) -> Postings:
    """Return the postings of community care; their cohorts are the centres.

    All is owed in the month in which it is used: for days of open centres and of users, and for visits. Costs
    are paid after a lag. Income comes in that month, and its quantities are negative.
    """
    starts, costs = horizon.month_edges()[:-1], section.costs
    open_days = np.add.reduceat((np.arange(horizon.days)[:, None] >= opened).astype(np.int64), starts)
    visits, user_days = visits_by_month(section, users, horizon), np.add.reduceat(users.present, starts)
    used = {
        UPKEEP: (open_days, fen_a_day(costs.upkeep)),
        VISITS: (visits, to_fen(costs.visit)),
        FEES: (-visits, to_fen(costs.fee)),
        SUBSIDY: (-user_days, fen_a_day(costs.subsidy)),
    }
    parts = [_staged(item, *used[item], 0 if item in INCOMES else costs.payment_lag) for item in ITEMS]
    month, item, stage, kind, centre, quantity, price = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    lies_in = np.array([townships.index(centre.name.township) for centre in section.centres.values()])
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=kind,
        township=lies_in[centre],
        cohort=centre,
        quantity=quantity,
        unit_price=price,
        items=ITEMS,
        townships=townships,
        cohorts=tuple(section.centres),
    )


def _staged(item: str, quantity: np.ndarray, price: int, lag: int) -> tuple[np.ndarray, ...]:
    """Return the rows of an account, given quantities of shape (months, centres)."""
    used, centre = np.nonzero(quantity)
    row, stage, month = stages_of(used, (0, 0, lag))
    kind = INCOME if item in INCOMES else CURRENT
    same = [np.full(row.size, value, np.int64) for value in (ITEMS.index(item), kind, price)]
    return month, same[0], stage, same[1], centre[row], quantity[used, centre][row], same[2]
