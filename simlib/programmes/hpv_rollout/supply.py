"""The supply of doses as arrays for the compiled engine, and what became of doses: the table `stock`."""

import zlib
from typing import NamedTuple

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table
from simlib.programmes.hpv_rollout.log import Events, Kind, Log, product_of
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.supply_assumptions import OrderRule, Supply

CENTRAL = "central"
"""What the central store is called; it stands behind the sites."""
NEVER = -1
"""Doses at which an order rule orders where there is none."""

STOCK = Table(
    "stock",
    "Doses of a product in a store on a day; what came in is what went out, was lost, or is still there.",
    ("replicate", "date", "store", "product"),
    (
        REPLICATE,
        Column("date", "date", "Day."),
        Column("store", "name", "Vaccination site, or `central`."),
        Column("product", "name", "Vaccine."),
        Column("received", "integer", "Doses delivered in the morning."),
        Column("issued", "integer", "Doses sent to the sites, which get them some days later."),
        Column("given", "integer", "Doses given to women."),
        Column("wasted", "integer", "Doses broken at the injection, or lost with the cold chain."),
        Column("expired", "integer", "Doses past their last day."),
        Column("end", "integer", "Doses in stock at the end of the day."),
    ),
)


class SupplyPlan(NamedTuple):
    """What the kernel reads and never changes.

    Deliveries planned, one entry each in `day` (never before 0), `product`, `doses` and `spoils` (the first
    day on which they cannot be used), by day. The rules `central_at` and `site_at` (`NEVER` where nothing is
    ordered), with `central_up_to` and `site_up_to`, have one entry a product. `store` is the identity of each
    store, the central one last. All other fields are days, and shares.
    """

    day: np.ndarray
    product: np.ndarray
    doses: np.ndarray
    spoils: np.ndarray
    central_at: np.ndarray
    central_up_to: np.ndarray
    site_at: np.ndarray
    site_up_to: np.ndarray
    store: np.ndarray
    first_delivery: int
    last_order: int
    lead_time: int
    shelf_life: int
    transport: int
    breakage: float
    cold_chain_failure: float


def supply_plan(
    supply: Supply, products: tuple[str, ...], sites: tuple[str, ...], horizon: Horizon
) -> SupplyPlan:
    """Return the supply as arrays.

    Parameters
    ----------
    supply
        The assumptions.
    products, sites
        Names in the order of the arrays.
    horizon
        The simulated days.
    """
    planned = [
        (max(0, horizon.day_of(delivery.day)), products.index(delivery.product), delivery.doses,
         max(0, horizon.day_of(delivery.last_day) + 1))
        for delivery in supply.central.plan or ()
    ]  # fmt: skip
    columns = np.array(sorted(planned), np.int32).reshape(-1, 4).T
    central, at_sites = _rules(supply.central.order or {}, products), _rules(supply.site_order, products)
    return SupplyPlan(
        *(np.ascontiguousarray(column) for column in columns),
        *central,
        *at_sites,
        store=np.array([store_identity(name) for name in (*sites, CENTRAL)], np.uint64),
        first_delivery=max(0, horizon.day_of(supply.first_delivery)),
        last_order=horizon.day_of(supply.last_order),
        lead_time=int(supply.lead_time),
        shelf_life=int(supply.shelf_life),
        transport=int(supply.transport),
        breakage=float(supply.breakage),
        cold_chain_failure=float(supply.cold_chain_failure),
    )


def store_identity(name: str) -> np.uint64:
    """Return whose luck a store has: that of its name, so a further site changes the luck of no other."""
    return np.uint64(zlib.crc32(name.encode()))


def _rules(rules: dict[str, OrderRule], products: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    none = OrderRule(order_at=0, order_up_to=0)
    at = [rules[name].order_at if name in rules else NEVER for name in products]
    return np.array(at, np.int32), np.array(
        [rules.get(name, none).order_up_to for name in products], np.int32
    )


def stock_table(log: Log, slots: Slots, products: tuple[str, ...], horizon: Horizon) -> Columns:
    """Return the columns of `stock`, ordered by date, store and product; `end` is what the engine counted."""
    shape = log.in_stock.shape
    about_doses = log.events.take(log.events.woman < 0)
    received, expired, spoilt, issued = (
        _by_store_and_day(about_doses.of(kind), shape)
        for kind in (Kind.DELIVERY, Kind.EXPIRY, Kind.COLD_CHAIN, Kind.ISSUE)
    )
    issued[:, -1] = issued[:, :-1].sum(axis=1)
    issued[:, :-1] = 0
    given = _counted((log.day, log.site, log.product[log.woman]), shape)
    wasted = log.events.of(Kind.WASTED)
    at = (wasted.time // SECONDS_PER_DAY, wasted.site, log.product[wasted.woman])
    broken = _counted(at, shape)
    day, store, product = (place.ravel() for place in np.indices(shape))
    return {
        "date": horizon.dates[day],
        "store": Names(store, (*slots.sites, CENTRAL)),
        "product": Names(product, products),
        "received": received.ravel(),
        "issued": issued.ravel(),
        "given": given.ravel(),
        "wasted": (spoilt + broken).ravel(),
        "expired": expired.ravel(),
        "end": log.in_stock.ravel().astype(np.int64),
    }


def _by_store_and_day(events: Events, shape: tuple[int, int, int]) -> np.ndarray:
    doses = np.zeros(shape, np.int64)
    # Nowhere, the place of the central store, is the last one.
    place = (events.time // SECONDS_PER_DAY, events.site, product_of(events.woman))
    np.add.at(doses, place, events.detail)
    return doses


def _counted(place: tuple[np.ndarray, ...], shape: tuple[int, int, int]) -> np.ndarray:
    cells = np.bincount(np.ravel_multi_index(place, shape), minlength=int(np.prod(shape)))
    return cells.reshape(shape)
