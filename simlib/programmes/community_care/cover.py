"""What community care means for others: the share of old people who use it."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import Columns
from simlib.programmes.community_care.tables import COMMUNITY_USERS

COMMUNITY_CARE = "community_care"
"""Name of the programme."""

TABLE = COMMUNITY_USERS.name
"""The table of an outcome from which it is read."""


def share_using(users: Columns, townships: tuple[str, ...], horizon: Horizon) -> np.ndarray:
    """Return the share of the old people of each township who use community care at the end of each month.

    Parameters
    ----------
    users
        The columns of `community_users`.
    townships
        Names of the townships, in the order of the result.
    horizon
        The clock.

    Returns
    -------
    numpy.ndarray of float64, shape (months, townships)
    """
    share = np.zeros((horizon.months, len(townships)))
    places = np.array([townships.index(name) for name in users["township"].names])
    month = horizon.month_number((users["month"] - np.datetime64(horizon.first, "D")).astype(np.int64))
    where = month, places[users["township"].codes]
    share[where] = users["users"] / np.maximum(users["old_people"], 1)
    return share
