"""Which doses were bought: when they were ordered, when they come, and at which price."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.money import to_fen
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Kind, Log, product_of
from simlib.programmes.hpv_rollout.national import Order, bought, national_doses
from simlib.programmes.hpv_rollout.women import Women


@dataclass(frozen=True)
class Purchases:
    """Doses ordered within the horizon, one entry an order, int64.

    Attributes
    ----------
    ordered, delivered
        Months, by number; the delivery may lie beyond the horizon.
    product
        Place in the list of products.
    doses
        How many.
    price
        Fen a dose.
    """

    ordered: np.ndarray
    delivered: np.ndarray
    product: np.ndarray
    doses: np.ndarray
    price: np.ndarray


def purchases_of(women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon) -> Purchases:
    """Return what was ordered and is bought, by the plan or, as the log has it, by the order rule."""
    orders = [*_planned(section, horizon), *_ordered(log, section, horizon)]
    products = list(section.products)
    rows = [
        (
            _month(max(order.ordered, horizon.first), horizon),
            _month(max(order.delivered, horizon.first), horizon),
            products.index(order.product),
            order.doses,
            to_fen(price_on(order.delivered, order.product, section) if order.price is None else order.price),
        )
        for order in bought(orders, national_doses(women, log, section, horizon))
    ]
    return Purchases(*np.array(rows, np.int64).reshape(-1, 5).T)


def price_on(day: date, name: str, section: HpvRolloutSection) -> float:
    """Return what a dose delivered on a day costs: by the latest tender, else the product's own price."""
    product = section.products[name]
    tenders = [
        tender for tender in section.supply.tenders if tender.product == name and tender.first_day <= day
    ]
    if not tenders:
        return product.price
    return max(tenders, key=lambda tender: tender.first_day).price


def _planned(section: HpvRolloutSection, horizon: Horizon) -> Iterator[Order]:
    """Yield what is ordered by the plan."""
    for delivery in section.supply.central.plan or ():
        ordered = delivery.day - timedelta(section.supply.lead_time)
        if ordered <= horizon.last:
            yield Order(ordered, delivery.day, delivery.product, delivery.doses, delivery.price)


def _ordered(log: Log, section: HpvRolloutSection, horizon: Horizon) -> Iterator[Order]:
    """Yield what the order rule ordered; the first order comes with the first delivery."""
    orders, products, supply = log.events.of(Kind.ORDER), list(section.products), section.supply
    day, second = np.divmod(orders.time, SECONDS_PER_DAY)
    columns = (day, second, product_of(orders.woman), orders.detail)
    for ordered, at, product, doses in zip(*(column.tolist() for column in columns), strict=True):
        when = horizon.date_of(ordered)
        comes = when + timedelta(supply.lead_time) if at else max(supply.first_delivery, when)
        yield Order(when, comes, products[product], doses, None)


def _month(day: date, horizon: Horizon) -> int:
    return (day.year - horizon.first.year) * 12 + day.month - horizon.first.month
