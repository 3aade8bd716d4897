"""Stores, compiled: deliveries, expiry, cold chain, what sites are sent, and what is ordered.

Doses in a store are counted by product and by the first day on which they cannot be used any more; that day
is all that tells lots of a product apart. The last place of that axis holds what outlasts the horizon.
"""

from typing import NamedTuple

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.kernels import inlined_kernel, kernel
from simlib.core.luck import uniform
from simlib.programmes.hpv_rollout.log import NOWHERE, Kind
from simlib.programmes.hpv_rollout.purposes import BREAKAGE, COLD_CHAIN
from simlib.programmes.hpv_rollout.state import write
from simlib.programmes.hpv_rollout.supply import SupplyPlan

EVENTS_A_STORE = 5
"""Most events that a day brings for a store and product: see the kinds of events about doses."""
PLANNED, SENT, ARRIVED = range(3)
"""Places of `Stores.done`: deliveries of the plan that came, shipments that were sent, and that arrived."""

SHIPMENT = np.dtype(
    [("site", np.int32), ("product", np.int32), ("spoils", np.int32), ("doses", np.int32)], align=True
)
"""Doses of one lot on their way to a site."""


class Stores(NamedTuple):
    """Doses in all stores, the central one last, int32.

    `lots` of shape (stores, products, days + 1) by the day on which they spoil, `earliest` a day before which
    there are none, `on_hand` and `on_order` their sums, shape (stores, products). `coming` of shape
    (products, days) are doses ordered for the central store by day of arrival. The first `done[SENT]` of
    `shipments` were sent, the first `sent_by[day]` of them by the end of a day. `left` of shape (stores,
    products) are doses not set aside today, `came` (products) is room for a delivery, `end` of shape (days,
    stores, products) what was in stock at the end of each day.
    """

    lots: np.ndarray
    earliest: np.ndarray
    on_hand: np.ndarray
    on_order: np.ndarray
    coming: np.ndarray
    done: np.ndarray
    shipments: np.ndarray
    sent_by: np.ndarray
    left: np.ndarray
    came: np.ndarray
    end: np.ndarray


def empty_stores(supply: SupplyPlan, days: int) -> Stores:
    """Return stores before the first day."""
    stores, products = supply.store.size, supply.site_at.size
    # A shipment is the last one of its order, or it empties a lot of the central store.
    shipments = (days + 1) * stores * products + supply.day.size
    return Stores(
        lots=np.zeros((stores, products, days + 1), np.int32),
        earliest=np.full((stores, products), days, np.int32),
        on_hand=np.zeros((stores, products), np.int32),
        on_order=np.zeros((stores, products), np.int32),
        coming=np.zeros((products, days), np.int32),
        done=np.zeros(3, np.int64),
        shipments=np.empty(shipments, SHIPMENT),
        sent_by=np.zeros(days, np.int64),
        left=np.zeros((stores, products), np.int32),
        came=np.zeros(products, np.int32),
        end=np.zeros((days, stores, products), np.int32),
    )


@inlined_kernel
def breaks(key, identity, appointment, breakage):
    """Tell whether the first dose taken for an appointment breaks."""
    return uniform(key, identity, BREAKAGE, appointment) < breakage


@kernel
def morning(today, key, supply, stores, record):
    """Deliver, throw away what expired, lose what got warm, and count what can be set aside."""
    if today == 0:
        for product in range(supply.central_at.size):
            if supply.central_at[product] >= 0:
                _order(product, supply.central_up_to[product], 0, supply.first_delivery, stores, record)
    _deliver_to_the_central_store(today, supply, stores, record)
    if today == 0:
        _issue(today, 0, supply, stores, record)
    _deliver_to_sites(today, supply, stores, record)
    second = today * SECONDS_PER_DAY
    for store in range(supply.store.size):
        for product in range(stores.came.size):
            spoilt = stores.lots[store, product, today]
            stores.lots[store, product, today] = 0
            stores.on_hand[store, product] -= spoilt
            _note(second, Kind.EXPIRY, store, product, spoilt, stores, record)
    for store in range(supply.store.size):
        draw = uniform(key, supply.store[store], COLD_CHAIN, np.uint64(today))
        if draw < supply.cold_chain_failure:
            for product in range(stores.came.size):
                lost = stores.on_hand[store, product]
                stores.lots[store, product, :] = 0
                stores.on_hand[store, product] = 0
                _note(second, Kind.COLD_CHAIN, store, product, lost, stores, record)
    stores.left[:] = stores.on_hand


@kernel
def evening(today, supply, stores, record):
    """Send the sites what they order, order for the central store, and count what is in stock."""
    second = (today + 1) * SECONDS_PER_DAY - 1
    _issue(today, second, supply, stores, record)
    stores.sent_by[today] = stores.done[SENT]
    central = supply.store.size - 1
    for product in range(supply.central_at.size):
        position = stores.on_hand[central, product] + stores.on_order[central, product]
        if today <= supply.last_order and position <= supply.central_at[product]:
            missing = supply.central_up_to[product] - position
            _order(product, missing, second, today + supply.lead_time, stores, record)
    stores.end[today] = stores.on_hand


@inlined_kernel
def use(store, product, doses, stores):
    """Take doses from a store, those that spoil first; so many must be there."""
    while doses > 0:
        spoils = _earliest_lot(store, product, stores)
        doses -= _take(store, product, spoils, doses, stores)


@kernel
def _deliver_to_the_central_store(today, supply, stores, record):
    central, never = supply.store.size - 1, stores.lots.shape[2] - 1
    stores.came[:] = 0
    while stores.done[PLANNED] < supply.day.size and supply.day[stores.done[PLANNED]] <= today:
        delivery = stores.done[PLANNED]
        product, doses = supply.product[delivery], supply.doses[delivery]
        _put(central, product, min(max(supply.spoils[delivery], today), never), doses, stores)
        stores.came[product] += doses
        stores.done[PLANNED] += 1
    for product in range(stores.came.size):
        doses = stores.coming[product, today]
        if doses > 0:
            _put(central, product, min(today + supply.shelf_life, never), doses, stores)
            stores.on_order[central, product] -= doses
            stores.came[product] += doses
        second = today * SECONDS_PER_DAY
        _note(second, Kind.DELIVERY, central, product, stores.came[product], stores, record)


@kernel
def _deliver_to_sites(today, supply, stores, record):
    """Deliver what was sent so many days ago; on the first morning, what was sent then."""
    sent = np.int64(0)
    if today == 0:
        sent = stores.done[SENT]
    elif today >= supply.transport:
        sent = stores.sent_by[today - supply.transport]
    arrived = stores.done[ARRIVED]
    for site in range(supply.store.size - 1 if sent > arrived else 0):
        stores.came[:] = 0
        for shipment in stores.shipments[arrived:sent]:
            if shipment.site == site:
                # What spoilt on the way is thrown away on arrival.
                _put(site, shipment.product, max(shipment.spoils, today), shipment.doses, stores)
                stores.on_order[site, shipment.product] -= shipment.doses
                stores.came[shipment.product] += shipment.doses
        for product in range(stores.came.size):
            second = today * SECONDS_PER_DAY
            _note(second, Kind.DELIVERY, site, product, stores.came[product], stores, record)
    stores.done[ARRIVED] = max(sent, arrived)


@kernel
def _issue(today, second, supply, stores, record):
    """Send each site what it orders, as far as it is there; each day another site comes first."""
    central = supply.store.size - 1
    for step in range(central):
        site = (today + step) % central
        for product in range(stores.came.size):
            position = stores.on_hand[site, product] + stores.on_order[site, product]
            if position > supply.site_at[product]:
                continue
            wanted = supply.site_up_to[product] - position
            sent = min(wanted, stores.on_hand[central, product])
            left = sent
            while left > 0:
                spoils = _earliest_lot(central, product, stores)
                taken = _take(central, product, spoils, left, stores)
                shipment = stores.shipments[stores.done[SENT]]
                shipment.site = site
                shipment.product = product
                shipment.spoils = spoils
                shipment.doses = taken
                stores.done[SENT] += 1
                left -= taken
            stores.on_order[site, product] += sent
            _note(second, Kind.ISSUE, site, product, sent, stores, record)


@kernel
def _order(product, doses, second, arrives, stores, record):
    central = stores.on_hand.shape[0] - 1
    if arrives < stores.coming.shape[1]:
        stores.coming[product, arrives] += doses
    stores.on_order[central, product] += doses
    _note(second, Kind.ORDER, central, product, doses, stores, record)


@kernel
def _put(store, product, spoils, doses, stores):
    stores.lots[store, product, spoils] += doses
    stores.on_hand[store, product] += doses
    stores.earliest[store, product] = min(stores.earliest[store, product], spoils)


@inlined_kernel
def _earliest_lot(store, product, stores):
    spoils = stores.earliest[store, product]
    while stores.lots[store, product, spoils] == 0:
        spoils += 1
    stores.earliest[store, product] = spoils
    return spoils


@inlined_kernel
def _take(store, product, spoils, doses, stores):
    taken = min(doses, stores.lots[store, product, spoils])
    stores.lots[store, product, spoils] -= taken
    stores.on_hand[store, product] -= taken
    return taken


@inlined_kernel
def _note(second, kind, store, product, doses, stores, record):
    """Write down what happened to doses of a product, if there are any; nowhere is the central store."""
    if doses > 0:
        site = store if store < stores.on_hand.shape[0] - 1 else NOWHERE
        write(second, kind, -1 - product, site, doses, record)
