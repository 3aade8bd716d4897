"""What the rollout costs: vaccine by product, the service fee for each dose, and inquiries into reactions."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.core.posting import KINDS, Postings, stages_of
from simlib.core.tables import group_sum
from simlib.programmes.hpv_rollout.adverse_events import Reactions
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.publicity import PUBLICITY
from simlib.programmes.hpv_rollout.reach import Labels
from simlib.programmes.hpv_rollout.women import Women

SERVICE_FEE = "hpv_service_fee"
INVESTIGATION = "hpv_aefi_investigation"
PAID_AT_ONCE = 0
"""Months until an inquiry is paid for: the county's own centre for disease control makes it."""


def vaccine_item(product: str) -> str:
    """Return the account of a product's vaccine."""
    return f"hpv_vaccine_{product}"


def items_of(section: HpvRolloutSection) -> tuple[str, ...]:
    """Return the accounts that the rollout posts to."""
    return (*(vaccine_item(name) for name in section.products), SERVICE_FEE, INVESTIGATION, PUBLICITY)


def postings_of(
    women: Women,
    log: Log,
    reactions: Reactions,
    section: HpvRolloutSection,
    horizon: Horizon,
    labels: Labels,
) -> Postings:
    """Return the postings of all doses given, and of all abnormal reactions looked into.

    A dose is committed and payable in its month, for the vaccine as well as for the service fee; each is paid
    after its own lag, so the last payments fall beyond the horizon. A reaction is looked into in the month of
    its dose.
    """
    month, township, batch = (
        horizon.month_of_day[log.day],
        women.township[log.woman],
        women.batch[log.woman],
    )
    (*vaccine_keys, product), doses = group_sum((month, township, batch, log.product[log.woman]))
    prices = np.array([to_fen(product.price) for product in section.products.values()], np.int64)
    fee_keys, fee_doses = group_sum(vaccine_keys, doses)
    looked_into = reactions.of("abnormal")
    inquiry_keys, inquiries = group_sum((month[looked_into], township[looked_into], batch[looked_into]))

    costs, fee, inquiry = section.costs, len(labels.products), len(labels.products) + 1
    parts = [
        (vaccine_keys, product, doses, prices[product], costs.vaccine_payment_lag),
        _at_one_price(fee_keys, fee, fee_doses, costs.service_fee, costs.service_fee_payment_lag),
        _at_one_price(inquiry_keys, inquiry, inquiries, costs.abnormal_reaction, PAID_AT_ONCE),
    ]
    columns = [_in_stages(*part) for part in parts]
    joined = [np.concatenate(column) for column in zip(*columns, strict=True)]
    month, item, stage, township, batch, quantity, unit_price = joined
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=np.full(month.size, KINDS.index("current")),
        township=township,
        cohort=batch,
        quantity=quantity,
        unit_price=unit_price,
        items=items_of(section),
        townships=labels.townships,
        cohorts=labels.batches,
    )


def _at_one_price(keys, item: int, quantity: np.ndarray, price: float, lag: int) -> tuple:
    return keys, np.full(quantity.size, item), quantity, np.full(quantity.size, to_fen(price)), lag


def _in_stages(keys, item, quantity, unit_price, lag) -> tuple[np.ndarray, ...]:
    month, township, batch = keys
    row, stage, month = stages_of(month, (0, 0, lag))
    return month, item[row], stage, township[row], batch[row], quantity[row], unit_price[row]
