"""When families hear of the subsidies, and whether they ever claim."""

import numpy as np

from simlib.core.awareness import days_until_aware
from simlib.core.clock import Horizon
from simlib.core.luck import FIRST, uniforms
from simlib.population.lifetimes import NEVER
from simlib.programmes.family_subsidies.children import Children
from simlib.programmes.family_subsidies.purposes import AWARENESS, TAKE_UP
from simlib.programmes.family_subsidies.uptake_assumptions import Uptake

NO_CAMPAIGN = 1.0


def days_heard(
    children: Children, uptake: Uptake, townships: tuple[str, ...], horizon: Horizon, key: np.uint64
) -> np.ndarray:
    """Return the day on which each child's family hears of the subsidies, perhaps before the child is born.

    Parameters
    ----------
    children
        Whose families.
    uptake
        When news starts in each township, and how it spreads.
    townships
        Names behind the children's places.
    horizon
        The clock.
    key
        Luck of this programme and replicate.

    Returns
    -------
    numpy.ndarray
        Numbers of days, int32 of shape (children,).
    """
    from_ = np.array([horizon.day_of(uptake.news_from[name]) for name in townships])
    luck = uniforms(key, children.household, AWARENESS, FIRST)
    delay = days_until_aware(luck, uptake.mean_delay, uptake.imitation, np.zeros(luck.size), NO_CAMPAIGN)
    return np.minimum(from_[children.township] + np.floor(delay), NEVER).astype(np.int32)


def who_claims(children: Children, uptake: Uptake, key: np.uint64) -> np.ndarray:
    """Return whether each child's family claims at all, once it knows: bool of shape (children,)."""
    share = uptake.take_up * np.where(children.away, uptake.absent_factor, 1.0)
    return uniforms(key, children.household, TAKE_UP, FIRST) < share
