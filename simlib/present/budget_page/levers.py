"""What can be moved about money: prices, who pays, how prices rise; nothing is simulated again for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from simlib.budget.headroom import OWN
from simlib.language.language import mark
from simlib.present.board.levers import Lever, lever_over, number_lever
from simlib.present.board.scales import FineShareScale, ShareScale, YuanScale
from simlib.programmes.hpv_rollout import NAME as ROLLOUT
from simlib.programmes.hpv_rollout.purchases import price_on
from simlib.scenario.assumption import Label
from simlib.scenario.model import Scenario

PRODUCTS, TENDERS = f"{ROLLOUT}.products", f"{ROLLOUT}.supply.tenders"
NATIONAL_PRICE = f"{ROLLOUT}.national_programme.price"
SERVICE_FEE = f"{ROLLOUT}.costs.service_fee"
FALLS = "walrinvax"
"""The product whose price came to fall (source `price-fall`): no fall of the other one's price is known."""

TAKES_OVER = ("province", "general_public")
"""Who is taken to pay what Gaoping does not, where a scenario names nobody else."""

PRICES, PAYERS, RISES = (
    mark("Prices"),
    mark("Gaoping's own share"),
    mark("How prices rise, and what money is worth"),
)
"""Groups of levers, in the order in which they are shown."""

FROM_LOWEST = mark("from the lowest price that came later to the highest of 2023")
ANY_SHARE = mark("any share")


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers of a scenario."""
    return (*_prices(scenario), *_payers(scenario), *_rises(scenario))


def _prices(scenario: Scenario) -> Iterator[Lever]:
    rollout = scenario.sections.get(ROLLOUT)
    if rollout is None:
        return
    for product in rollout.products:
        yield number_lever(scenario, f"{PRODUCTS}.{product}.price", PRICES, YuanScale())
    if FALLS in rollout.products:
        yield next_years_price(scenario)
    if rollout.national_programme.in_force:
        yield number_lever(scenario, NATIONAL_PRICE, PRICES, YuanScale(0.5))
    yield number_lever(scenario, SERVICE_FEE, PRICES, YuanScale())


def next_years_price(scenario: Scenario) -> Lever:
    """Return the lever of what a dose costs that is delivered from next January on.

    It moves the price of one product, and so of the ages at which that product is given; no other dose.
    """
    rollout = scenario.sections[ROLLOUT]
    product = rollout.products[FALLS]
    day = date(scenario.sections["horizon"].first_day.year + 1, 1, 1)
    others = [
        tender.model_dump()
        for tender in rollout.supply.tenders
        if (tender.product, tender.first_day) != (FALLS, day)
    ]

    def tendered(price: float) -> list[dict[str, Any]]:
        return [*others, {"product": FALLS, "first_day": day, "price": round(float(price), 2)}]

    bounds = scenario.assumptions[f"{PRODUCTS}.{FALLS}.price"].range
    default = float(price_on(day, FALLS, rollout))
    high = bounds.high if bounds else default
    span = (rollout.national_programme.price, high)
    lever = lever_over(scenario, TENDERS, PRICES, YuanScale(0.5), default, span, FROM_LOWEST, tendered)
    oldest = product.given_ages.oldest
    label = Label(
        en=f"Walrinvax delivered from {day.year} on (ages up to {oldest})",
        zh=f"{day.year}年起到货的沃泽惠单价({oldest}周岁及以下)",
    )
    return replace(lever, label=label)


def _payers(scenario: Scenario) -> Iterator[Lever]:
    for programme, shares in scenario.sections["budget"].funding.items():
        if programme in scenario.sections:
            path = f"budget.funding.{programme}"
            own = sum(entry.share for entry in shares if entry.payer == OWN)
            others = [entry.model_dump() for entry in shares if entry.payer != OWN and entry.share > 0]
            split = partial(shares_with, others=others)
            yield lever_over(scenario, path, PAYERS, ShareScale(0.05), own, (0.0, 1.0), ANY_SHARE, split)


def shares_with(own: float, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return funder shares in which Gaoping's own budget pays so much; the others share the rest as before.

    Parameters
    ----------
    own
        Share of Gaoping's own general public budget.
    others
        The other payers; without any, the province pays the rest.
    """
    others = others or [dict(zip(("funder", "fund"), TAKES_OVER, strict=True)) | {"share": 1.0}]
    whole = sum(entry["share"] for entry in others)
    paying = [entry | {"share": (1 - own) * entry["share"] / whole} for entry in others]
    paying.append({"funder": OWN[0], "fund": OWN[1], "share": own})
    return [entry for entry in paying if entry["share"] > 0]


def _rises(scenario: Scenario) -> Iterator[Lever]:
    """Yield levers of lines whose prices some account follows, and of what money is worth."""
    followed = {account.price_line for account in scenario.sections["budget"].accounts.values()}
    for line in scenario.sections["budget"].prices.lines:
        if line in followed:
            yield number_lever(scenario, f"budget.prices.lines.{line}", RISES, FineShareScale())
    yield number_lever(scenario, "budget.prices.inflation", RISES, FineShareScale())
    yield number_lever(scenario, "budget.prices.discount_rate", RISES, FineShareScale())
