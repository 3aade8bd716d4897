"""What sites offer: slots, how many, where and on which days; and days for girls whom schools bring."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Calendar
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.travel import travel_minutes
from simlib.programmes.hpv_rollout.trips import Trips, trips_of


@dataclass(frozen=True)
class Slots:
    """Bookable slots, and trips.

    Attributes
    ----------
    sites
        Names in alphabetical order, so that no result depends on the order of a file.
    capacity
        int32 of shape (sites, days): appointments that a site takes on a day, 0 when closed.
    minutes
        int32 of shape (townships, sites): travel to it, or `TOO_FAR`.
    trips
        Days on which schools bring their girls.
    """

    sites: tuple[str, ...]
    capacity: np.ndarray
    minutes: np.ndarray
    trips: Trips


def slots_of(section: HpvRolloutSection, townships: tuple[str, ...], calendar: Calendar) -> Slots:
    """Return the slots of all sites over the horizon, the way there from each township, and the trips."""
    sites = section.sites
    names = tuple(sorted(sites.names))
    capacity = np.stack(
        [
            calendar.open_days(sites.opening_days[name]) * np.int32(sites.daily_capacity[name])
            for name in names
        ]
    ).astype(np.int32)
    minutes = travel_minutes(section, townships)
    trips = trips_of(section.channels.school, section.presence, capacity, minutes, calendar)
    return Slots(names, capacity, minutes, trips)
