"""The national programme's part of the money: which doses are its own, and what the county need not buy.

The doses that it gives come out of the same stores as all others, and it replaces them in kind: each order
for the central store is for so many fewer bought doses. See
``docs/decisions/0015-the-national-programme-pays-for-its-doses.md``.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.core.posting import Postings, stages_of
from simlib.core.tables import group_sum
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.women import Women

NATIONAL_FEE = "hpv_national_service_fee"


def national_vaccine_item(product: str) -> str:
    """Return the account of a product's vaccine that the national programme supplies."""
    return f"hpv_national_{product}"


def national_items(section: HpvRolloutSection) -> tuple[str, ...]:
    """Return the accounts of the national programme; none where it is not in force."""
    if not section.national_programme.in_force:
        return ()
    return (*(national_vaccine_item(name) for name in section.products), NATIONAL_FEE)


def is_national(women: Women, log: Log) -> np.ndarray:
    """Return which injections are the national programme's, bool of one entry an injection."""
    return log.day >= women.national_day[log.woman]


def national_doses(
    women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon
) -> dict[str, np.ndarray]:
    """Return the days of the doses that the national programme gives, datetime64[D], by product."""
    given = is_national(women, log)
    dates, product = horizon.dates[log.day[given]], log.product[log.woman[given]]
    return {name: dates[product == place] for place, name in enumerate(section.products)}


class Order(NamedTuple):
    """An order for the central store; `price` is in yuan, or None where that of the delivery's day counts."""

    ordered: date
    delivered: date
    product: str
    doses: int
    price: float | None


def bought(orders: Iterable[Order], national: dict[str, np.ndarray]) -> Iterator[Order]:
    """Yield the orders by day, without the doses that the national programme replaces in kind.

    Parameters
    ----------
    orders
        All orders.
    national
        See `national_doses`; those up to the day of an order are replaced with it, as far as it goes, and the
        others with later ones.
    """
    replaced = dict.fromkeys(national, 0)
    for order in sorted(orders, key=lambda order: order.ordered):
        given = int((national[order.product] <= np.datetime64(order.ordered)).sum())
        in_kind = min(given - replaced[order.product], order.doses)
        replaced[order.product] += in_kind
        yield order._replace(doses=order.doses - in_kind)


def with_national(
    postings: Postings, women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon
) -> Postings:
    """Return the postings with what the national programme pays for its doses: the vaccine and the fee.

    Both are committed and payable in the month of the dose, for the township and the batch of the girl, and
    paid after the lags of vaccine and fee.
    """
    if not section.national_programme.in_force:
        return postings
    costs, places = section.costs, [postings.items.index(item) for item in national_items(section)]
    given = is_national(women, log)
    product = np.array(places[:-1])[log.product[log.woman[given]]]
    fee = np.full(product.size, places[-1])
    month, woman = horizon.month_of_day[log.day[given]], log.woman[given]
    for item, price, lag in (
        (product, section.national_programme.price, costs.vaccine_payment_lag),
        (fee, costs.service_fee, costs.service_fee_payment_lag),
    ):
        keys = (month, item, women.township[woman], women.batch[woman])
        (of_month, of_item, township, batch), doses = group_sum(keys)
        row, stage, when = stages_of(of_month, (0, 0, lag))
        postings = postings.and_current(
            when, of_item[row], stage, township[row], batch[row], doses[row], to_fen(price), of_month[row]
        )
    return postings
