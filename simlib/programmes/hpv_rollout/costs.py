"""What it costs: vaccine as it is bought, a fee a dose, inquiries, the cold chain, overtime, schools."""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.money import to_fen
from simlib.core.posting import KINDS, Postings, stages_of
from simlib.core.tables import group_sum
from simlib.programmes.hpv_rollout.adverse_events import Reactions
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Kind, Log
from simlib.programmes.hpv_rollout.national import is_national, national_items
from simlib.programmes.hpv_rollout.publicity import PUBLICITY
from simlib.programmes.hpv_rollout.purchases import purchases_of
from simlib.programmes.hpv_rollout.reach import Labels
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women

SERVICE_FEE, COLD_CHAIN = "hpv_service_fee", "hpv_cold_chain"
INVESTIGATION = "hpv_aefi_investigation"
OVERTIME, SCHOOL_TRIPS, SCHOOL_SESSIONS = "hpv_overtime", "hpv_school_trips", "hpv_school_sessions"
PAID_AT_ONCE = 0
"""Months until what the county's own units do is paid for."""
SECONDS_PER_HOUR = 3_600
NONE = -1
"""Township or cohort of what is for all of them."""

Columns = tuple[np.ndarray, ...]
"""Month, item, stage, township, cohort, quantity, unit price and month of the price of postings."""


def vaccine_item(product: str) -> str:
    """Return the account of a product's vaccine."""
    return f"hpv_vaccine_{product}"


def items_of(section: HpvRolloutSection) -> tuple[str, ...]:
    """Return the accounts that the rollout posts to."""
    vaccines = (vaccine_item(name) for name in section.products)
    own = (SERVICE_FEE, COLD_CHAIN, INVESTIGATION, OVERTIME, SCHOOL_TRIPS, SCHOOL_SESSIONS, PUBLICITY)
    return (*vaccines, *own, *national_items(section))


def postings_of(
    women: Women,
    log: Log,
    reactions: Reactions,
    section: HpvRolloutSection,
    slots: Slots,
    horizon: Horizon,
    labels: Labels,
) -> Postings:
    """Return the postings of the rollout, but for the campaign and what the national programme pays for.

    Vaccine is committed when it is ordered, payable on delivery and paid after its lag, at the price of the
    delivery and for the whole city. The service fee is committed and payable with each dose and paid after
    its lag, for the woman's township and batch; an abnormal reaction is looked into in the month of its dose.
    The cold chain costs the same at each site in each month, and overtime by the hour, for the township of
    the site. What schools organise costs by trip and session, for the township and batch of the girls.
    Payments may fall beyond the horizon.
    """
    parts = (
        _vaccine(women, log, section, horizon),
        _service_fee(women, log, section, horizon),
        _cold_chain(section, horizon, labels),
        _inquiries(women, log, reactions, section, horizon),
        _overtime(log, section, slots, horizon, labels),
        _schools(women, log, section, horizon),
    )
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    month, item, stage, township, cohort, quantity, unit_price, priced = joined
    return Postings(
        month=month,
        item=item,
        stage=stage,
        kind=np.full(month.size, KINDS.index("current")),
        township=township,
        cohort=cohort,
        quantity=quantity,
        unit_price=unit_price,
        items=items_of(section),
        townships=labels.townships,
        cohorts=labels.batches,
        priced=priced,
    )


def _vaccine(women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon) -> Columns:
    bought = purchases_of(women, log, section, horizon)
    prices, price = np.unique(bought.price, return_inverse=True)
    months = (bought.ordered, bought.delivered, bought.delivered + section.costs.vaccine_payment_lag)
    stages = []
    for stage, month in enumerate(months):
        keys = (month, bought.product, price, bought.delivered)
        (month, product, at, delivered), doses = group_sum(keys, bought.doses)
        nobody, stage = np.full(month.size, NONE), np.full(month.size, stage)
        stages.append((month, product, stage, nobody, nobody, doses, prices[at], delivered))
    return tuple(np.concatenate(column) for column in zip(*stages, strict=True))


def _service_fee(women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon) -> Columns:
    own = ~is_national(women, log)
    woman = log.woman[own]
    keys = (horizon.month_of_day[log.day[own]], women.township[woman], women.batch[woman])
    (month, township, batch), doses = group_sum(keys)
    item, price = items_of(section).index(SERVICE_FEE), to_fen(section.costs.service_fee)
    lag = section.costs.service_fee_payment_lag
    return _in_stages(month, item, township, batch, doses, price, lag)


def _cold_chain(section: HpvRolloutSection, horizon: Horizon, labels: Labels) -> Columns:
    where = np.array([labels.townships.index(name) for name in section.sites.township.values()], np.int64)
    month = np.repeat(np.arange(horizon.months), where.size)
    (month, township), sites = group_sum((month, np.tile(where, horizon.months)))
    item, price = items_of(section).index(COLD_CHAIN), to_fen(section.costs.cold_chain)
    return _in_stages(month, item, township, np.full(month.size, NONE), sites, price, lag=0)


def _inquiries(
    women: Women, log: Log, reactions: Reactions, section: HpvRolloutSection, horizon: Horizon
) -> Columns:
    dose = reactions.of("abnormal")
    woman = log.woman[dose]
    keys = (horizon.month_of_day[log.day[dose]], women.township[woman], women.batch[woman])
    (month, township, batch), inquiries = group_sum(keys)
    item, price = items_of(section).index(INVESTIGATION), to_fen(section.costs.abnormal_reaction)
    return _in_stages(month, item, township, batch, inquiries, price, PAID_AT_ONCE)


def _overtime(
    log: Log, section: HpvRolloutSection, slots: Slots, horizon: Horizon, labels: Labels
) -> Columns:
    """Return staff hours from closing until the last woman left; those of a township and month rounded up."""
    site, day = np.nonzero(log.overtime)
    where = np.array([labels.townships.index(section.sites.township[name]) for name in slots.sites], np.int64)
    seconds = section.costs.overtime_staff * log.overtime[site, day]
    (month, township), staffed = group_sum((horizon.month_of_day[day], where[site]), seconds)
    item, price = items_of(section).index(OVERTIME), to_fen(section.costs.overtime)
    hours = -(-staffed // SECONDS_PER_HOUR)
    return _in_stages(month, item, township, np.full(month.size, NONE), hours, price, PAID_AT_ONCE)


def _schools(women: Women, log: Log, section: HpvRolloutSection, horizon: Horizon) -> Columns:
    """Return buses of trips to a site, or sessions in school: each for the girls of a township and batch."""
    came, costs = log.events.of(Kind.SCHOOL), section.costs
    keys = (came.time // SECONDS_PER_DAY, women.township[came.woman], women.batch[came.woman])
    (day, township, batch), girls = group_sum(keys)
    if section.channels.school.held == "in_school":
        item, price, units = SCHOOL_SESSIONS, costs.school_session, np.ones_like(girls)
    else:
        item, price, units = SCHOOL_TRIPS, costs.school_bus, -(-girls // costs.bus_seats)
    (month, township, batch), quantity = group_sum((horizon.month_of_day[day], township, batch), units)
    place = items_of(section).index(item)
    return _in_stages(month, place, township, batch, quantity, to_fen(price), PAID_AT_ONCE)


def _in_stages(month, item, township, cohort, quantity, unit_price, lag) -> Columns:
    """Return postings of one item, committed and payable at once and paid after a lag."""
    row, stage, when = stages_of(month, (0, 0, lag))
    items, prices = np.full(row.size, item), np.full(row.size, unit_price, np.int64)
    return when, items, stage, township[row], cohort[row], quantity[row], prices, month[row]
