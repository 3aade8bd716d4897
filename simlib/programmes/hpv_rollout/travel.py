"""Which sites a woman can reach, in rings of sites that are equally near."""

import numpy as np

from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection

TOO_FAR = -1
"""Travel minutes to a site that she cannot reach."""


def travel_minutes(section: HpvRolloutSection, townships: tuple[str, ...]) -> np.ndarray:
    """Return the minutes from each township to each site by name: int32 of shape (townships, sites).

    Sites beyond the longest travel are `TOO_FAR`.
    """
    booking, place_of = section.booking, section.sites.township
    minutes = np.array(
        [
            [
                booking.travel.minutes(home, place_of[site], booking.city)
                for site in sorted(section.sites.names)
            ]
            for home in townships
        ],
        np.int32,
    )
    return np.where(minutes <= booking.longest_travel, minutes, np.int32(TOO_FAR))


def rings_of(minutes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the sites that each township can reach, by travel time.

    Parameters
    ----------
    minutes
        From `travel_minutes`.

    Returns
    -------
    first_site, site_list, ring_end : numpy.ndarray
        int32. Those of township t are ``site_list[first_site[t] : first_site[t + 1]]``, the nearest first and
        equally near ones in order; such a ring of sites goes from its first to before its ``ring_end``.
    """
    first_site, site_list, ring_end = [0], [], []
    for row in minutes:
        reached = np.flatnonzero(row != TOO_FAR)
        in_order = reached[np.argsort(row[reached], kind="stable")]
        ends = np.searchsorted(row[in_order], row[in_order], side="right")
        ring_end.extend((first_site[-1] + ends).tolist())
        site_list.extend(in_order.tolist())
        first_site.append(len(site_list))
    return tuple(np.array(column, np.int32) for column in (first_site, site_list, ring_end))
