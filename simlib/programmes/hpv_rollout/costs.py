"""What the rollout costs: vaccine by product, and the service fee for each dose."""

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_fen
from simlib.core.posting import KINDS, Postings, stages_of
from simlib.core.tables import group_sum
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Log
from simlib.programmes.hpv_rollout.publicity import PUBLICITY
from simlib.programmes.hpv_rollout.reach import Labels
from simlib.programmes.hpv_rollout.women import Women

SERVICE_FEE = "hpv_service_fee"


def vaccine_item(product: str) -> str:
    """Return the account of a product's vaccine."""
    return f"hpv_vaccine_{product}"


def items_of(section: HpvRolloutSection) -> tuple[str, ...]:
    """Return the accounts that the rollout posts to."""
    return (*(vaccine_item(name) for name in section.products), SERVICE_FEE, PUBLICITY)


def postings_of(
    women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon, labels: Labels
) -> Postings:
    """Return the postings of all doses given.

    A dose is committed and payable in its month, for the vaccine as well as for the service fee; each is paid
    after its own lag, so the last payments fall beyond the horizon.
    """
    woman = log.woman
    keys = (
        horizon.month_of_day[log.day],
        log.product[woman],
        women.township[woman],
        women.batch[woman],
    )
    (month, product, township, batch), doses = group_sum(keys)
    prices = np.array([to_fen(product.price) for product in section.products.values()], np.int64)
    fee = len(labels.products)

    fee_keys, fee_doses = group_sum((month, township, batch), doses)
    parts = [
        (month, product, township, batch, doses, prices[product], section.costs.vaccine_payment_lag),
        (
            fee_keys[0],
            np.full(fee_doses.size, fee),
            *fee_keys[1:],
            fee_doses,
            np.full(fee_doses.size, to_fen(section.costs.service_fee)),
            section.costs.service_fee_payment_lag,
        ),
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


def _in_stages(month, item, township, batch, quantity, unit_price, lag) -> tuple[np.ndarray, ...]:
    row, stage, month = stages_of(month, (0, 0, lag))
    return month, item[row], stage, township[row], batch[row], quantity[row], unit_price[row]
