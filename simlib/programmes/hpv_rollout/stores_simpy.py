"""The stores of the specification: lots on shelves, first expired, first out."""

from collections.abc import Callable
from datetime import date

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import uniform
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import NOWHERE, Kind
from simlib.programmes.hpv_rollout.purposes import COLD_CHAIN
from simlib.programmes.hpv_rollout.supply import CENTRAL, store_identity

Lots = list[tuple[int, int]]
"""Doses by the first day on which they cannot be used any more: (day, doses)."""
Write = Callable[[Kind, int, int, int], None]
"""Writes down what happened to doses: kind, place of the product, place of the store, doses."""


class Store:
    """Doses of each product in one place, and how many are on the way to it."""

    def __init__(self, name: str, place: int, products: list[str]):
        self.name, self.place = name, place
        self.lots: dict[str, dict[int, int]] = {product: {} for product in products}
        self.on_order = dict.fromkeys(products, 0)

    def on_hand(self, product: str) -> int:
        """Return the doses of a product."""
        return sum(self.lots[product].values())

    def put(self, product: str, spoils: int, doses: int) -> None:
        """Put doses on the shelf."""
        self.lots[product][spoils] = self.lots[product].get(spoils, 0) + doses

    def take(self, product: str, doses: int) -> Lots:
        """Take doses from the shelf, those that spoil first."""
        taken, lots = [], self.lots[product]
        for spoils in sorted(lots):
            some = min(doses, lots[spoils])
            if some:
                taken.append((spoils, some))
                lots[spoils] -= some
                doses -= some
        return taken

    def throw_away(self, product: str, today: int) -> int:
        """Throw away what cannot be used any more; return how many doses."""
        lots = self.lots[product]
        return sum(lots.pop(spoils) for spoils in sorted(lots) if spoils <= today)

    def lose_all(self, product: str) -> int:
        """Lose all doses of a product; return how many."""
        lost, self.lots[product] = self.on_hand(product), {}
        return lost


class Depot:
    """All stores, and how doses move between them; see the order of the day in `engine_simpy`."""

    def __init__(
        self,
        section: HpvRolloutSection,
        sites: tuple[str, ...],
        horizon: Horizon,
        key: np.uint64,
        write: Write,
    ):
        self.supply, self.horizon, self.key, self.write = section.supply, horizon, key, write
        self.products = list(section.products)
        self.central = Store(CENTRAL, NOWHERE, self.products)
        self.sites = [Store(name, place, self.products) for place, name in enumerate(sites)]
        self.ordered: list[tuple[int, str, int]] = []
        self.sent: list[tuple[int, Store, str, int, int]] = []

    # --- the morning ---

    def morning(self, today: int) -> None:
        """Deliver, throw away what expired, and lose what got warm."""
        if today == 0:
            self.order_before_the_first_day()
        self.deliver_to_the_central_store(today)
        if today == 0:
            # The programme was prepared: on its first morning the sites have what they ordered.
            self.issue(today, arrives=today)
        self.deliver_to_sites(today)
        for store in (*self.sites, self.central):
            self.remove(Kind.EXPIRY, store, lambda product, store=store: store.throw_away(product, today))
        for store in (*self.sites, self.central):
            draw = uniform(self.key, store_identity(store.name), COLD_CHAIN, np.uint64(today))
            if draw < self.supply.cold_chain_failure:
                self.remove(Kind.COLD_CHAIN, store, store.lose_all)

    def order_before_the_first_day(self) -> None:
        """Order the first doses, up to the level of the rule."""
        arrives = max(0, self.day_of(self.supply.first_delivery))
        for product, rule in (self.supply.central.order or {}).items():
            self.order(product, rule.order_up_to, arrives)

    def deliver_to_the_central_store(self, today: int) -> None:
        """Deliver what is planned or was ordered for today."""
        came = dict.fromkeys(self.products, 0)
        for delivery in self.supply.central.plan or ():
            if max(0, self.day_of(delivery.day)) == today:
                self.central.put(delivery.product, self.day_of(delivery.last_day) + 1, delivery.doses)
                came[delivery.product] += delivery.doses
        for arrives, product, doses in self.ordered:
            if arrives == today:
                self.central.put(product, today + self.supply.shelf_life, doses)
                self.central.on_order[product] -= doses
                came[product] += doses
        self.write_down(Kind.DELIVERY, self.central, came)

    def deliver_to_sites(self, today: int) -> None:
        """Deliver what the central store sent so many days ago."""
        for site in self.sites:
            came = dict.fromkeys(self.products, 0)
            for arrives, to, product, spoils, doses in self.sent:
                if arrives == today and to is site:
                    site.put(product, spoils, doses)
                    site.on_order[product] -= doses
                    came[product] += doses
            self.write_down(Kind.DELIVERY, site, came)
        self.sent = [shipment for shipment in self.sent if shipment[0] > today]

    # --- the evening ---

    def evening(self, today: int) -> None:
        """Send the sites what they order, then order for the central store."""
        self.issue(today, arrives=today + self.supply.transport)
        if today > self.day_of(self.supply.last_order):
            return
        for product, rule in (self.supply.central.order or {}).items():
            position = self.central.on_hand(product) + self.central.on_order[product]
            if position <= rule.order_at:
                self.order(product, rule.order_up_to - position, today + self.supply.lead_time)

    def issue(self, today: int, arrives: int) -> None:
        """Send each site what it orders, as far as it is there; each day another site comes first."""
        first = today % len(self.sites)
        for site in self.sites[first:] + self.sites[:first]:
            for product in self.products:
                rule = self.supply.site_order[product]
                position = site.on_hand(product) + site.on_order[product]
                wanted = rule.order_up_to - position if position <= rule.order_at else 0
                lots = self.central.take(product, wanted)
                doses = sum(some for _, some in lots)
                site.on_order[product] += doses
                self.sent += [(arrives, site, product, spoils, some) for spoils, some in lots]
                self.write_down(Kind.ISSUE, site, {product: doses})

    def order(self, product: str, doses: int, arrives: int) -> None:
        """Order doses for the central store."""
        self.ordered.append((arrives, product, doses))
        self.central.on_order[product] += doses
        self.write_down(Kind.ORDER, self.central, {product: doses})

    # --- what both need ---

    def remove(self, kind: Kind, store: Store, how: Callable[[str], int]) -> None:
        """Remove doses of each product from a store."""
        self.write_down(kind, store, {product: how(product) for product in self.products})

    def write_down(self, kind: Kind, store: Store, doses: dict[str, int]) -> None:
        """Write down what happened to doses of each product, where there are any."""
        for product, some in doses.items():
            if some:
                self.write(kind, self.products.index(product), store.place, some)

    def in_stock(self) -> list[list[int]]:
        """Return the doses in each store, the central one last, by product."""
        return [
            [store.on_hand(product) for product in self.products] for store in (*self.sites, self.central)
        ]

    def day_of(self, when: date) -> int:
        """Return the number of a day, negative before the first."""
        return self.horizon.day_of(when)
