"""The national programme's part of the money: which doses are its own, and how it replaces them in kind.

The doses that it gives are taken from the same stores as all others. Each order for the central store asks it
first for what its girls have used since the last one, and buys the rest; what is not yet replaced on the last
day is asked for then, and owed. See ``docs/decisions/0015-the-national-programme-pays-for-its-doses.md``.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Kind, Log
from simlib.programmes.hpv_rollout.women import Women


def national_vaccine_item(product: str) -> str:
    """Return the account of a product's vaccine where the national programme supplies it."""
    return f"hpv_national_{product}"


def is_national(women: Women, woman: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return which doses are the national programme's, given rows of women and day numbers of the doses."""
    return day >= women.national_day[woman]


class Order(NamedTuple):
    """An order for the central store; `price` is in yuan, or None where that of the delivery's day counts."""

    ordered: date
    delivered: date
    product: str
    doses: int
    price: float | None
    national: bool = False


def doses_used(women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon) -> dict[str, np.ndarray]:
    """Return by product on which days girls of the national programme used doses, datetime64[D].

    A dose is used when it is given, or when it breaks before an injection.
    """
    broken = log.events.of(Kind.WASTED)
    woman = np.concatenate([log.woman, broken.woman])
    day = np.concatenate([log.day, broken.time // SECONDS_PER_DAY])
    theirs = is_national(women, woman, day)
    dates, product = horizon.dates[day[theirs]], log.product[woman[theirs]]
    return {name: dates[product == place] for place, name in enumerate(section.products)}


def replaced_in_kind(
    orders: Iterable[Order], used: dict[str, np.ndarray], section: HpvRolloutSection, last: date
) -> Iterator[Order]:
    """Split each order into what the national programme supplies and what is bought; some may be of 0 doses.

    Parameters
    ----------
    orders
        All orders, in any order.
    used
        See `doses_used`.
    section
        The price in the national programme, and the lead time.
    last
        Last day of the horizon.
    """
    price, lead_time = section.national_programme.price, timedelta(section.supply.lead_time)
    replaced = dict.fromkeys(used, 0)
    for order in sorted(orders, key=lambda order: order.ordered):
        used_by_then = int((used[order.product] <= np.datetime64(order.ordered)).sum())
        in_kind = min(used_by_then - replaced[order.product], order.doses)
        replaced[order.product] += in_kind
        yield order._replace(doses=in_kind, price=price, national=True)
        yield order._replace(doses=order.doses - in_kind)
    for product, dates in used.items():
        yield Order(last, last + lead_time, product, dates.size - replaced[product], price, True)
