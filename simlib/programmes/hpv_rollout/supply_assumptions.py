"""The group `hpv_rollout.supply`: where doses come from, where they lie, and how they are lost."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Interval, Name, Section, Share, UnitPrice

Doses = Annotated[int, Field(ge=0, le=1_000_000)]


class Delivery(Section):
    """A delivery to the central store that is planned; `last_day` is the last day on which it is usable.

    Without a price of its own it costs what deliveries of its day cost.
    """

    product: Name
    day: date
    doses: Annotated[int, Field(ge=1, le=1_000_000)]
    last_day: date
    price: UnitPrice | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.last_day < self.day:
            raise ValueError(
                Message(
                    "the doses expire ({last_day}) before they are delivered ({day})",
                    last_day=self.last_day,
                    day=self.day,
                )
            )
        return self


class OrderRule(Section):
    """The (s, S) rule: at `order_at` doses or fewer, order as many as are missing to `order_up_to`."""

    order_at: Doses
    order_up_to: Doses

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.order_at > self.order_up_to:
            raise ValueError(
                Message(
                    "it orders at {order_at} doses, more than it orders up to ({order_up_to})",
                    order_at=self.order_at,
                    order_up_to=self.order_up_to,
                )
            )
        return self


class Central(Section):
    """How the central store gets its doses: by a plan of deliveries, or by an order rule for each product."""

    plan: Annotated[tuple[Delivery, ...], Field(max_length=1_000)] | None = None
    order: dict[Name, OrderRule] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.plan is None) == (self.order is None):
            raise ValueError(Message("either a plan of deliveries or an order rule is needed"))
        return self


class Tender(Section):
    """What a dose of a product costs in deliveries from one day on."""

    product: Name
    first_day: date
    price: UnitPrice


class Supply(Section):
    """Doses from the maker to the needle; `transport` is from the central store to a site, in days.

    `first_delivery`, `last_order`, `lead_time` and `shelf_life` (in days from delivery) are about what the
    order rule orders; a plan says all of it delivery by delivery, except when it was ordered.
    """

    central: Central
    first_delivery: date
    last_order: date
    lead_time: Interval
    shelf_life: Interval
    site_order: dict[Name, OrderRule]
    transport: Annotated[int, Field(ge=1, le=365)]
    breakage: Share
    cold_chain_failure: Share
    tenders: Annotated[tuple[Tender, ...], Field(max_length=1_000)]
