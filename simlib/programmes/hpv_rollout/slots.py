"""The slots that sites offer: how many, where and on which days."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Calendar
from simlib.programmes.hpv_rollout.assumptions import Sites


@dataclass(frozen=True)
class Slots:
    """Bookable slots.

    Attributes
    ----------
    sites
        Names in alphabetical order, so that no result depends on the order of a file.
    capacity
        int32 of shape (sites, days): appointments that a site takes on a day, 0 when closed.
    first_site, site_list
        The sites where women of township t book are ``site_list[first_site[t] : first_site[t + 1]]``: those
        in the township, or every site of the city where it has none.
    """

    sites: tuple[str, ...]
    capacity: np.ndarray
    first_site: np.ndarray
    site_list: np.ndarray


def slots_of(sites: Sites, townships: tuple[str, ...], calendar: Calendar) -> Slots:
    """Return the slots of all sites over the horizon."""
    names = tuple(sorted(sites.names))
    capacity = np.stack(
        [
            calendar.open_days(sites.opening_days[name]) * np.int32(sites.daily_capacity[name])
            for name in names
        ]
    ).astype(np.int32)
    everywhere = list(range(len(names)))
    by_township = [
        [place for place, name in enumerate(names) if sites.township[name] == township] or everywhere
        for township in townships
    ]
    first_site = np.cumsum([0, *(len(places) for places in by_township)]).astype(np.int32)
    site_list = np.array([place for places in by_township for place in places], np.int32)
    return Slots(names, capacity, first_site, site_list)
