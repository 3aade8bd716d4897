"""The compiled engine: sets up arrays and runs the kernel a month at a time, so it can be interrupted."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS, Demand
from simlib.programmes.hpv_rollout.kernel import COUNTED, NOBODY, Log, Plan, Waiting, file_wishes, run_days
from simlib.programmes.hpv_rollout.schedule import MOST_DOSES, DoseRules
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women, calendar_codes
from simlib.programmes.programme import never_given_up


def run_engine(
    women: Women,
    slots: Slots,
    rules: DoseRules,
    demand: Demand,
    horizon: Horizon,
    key: np.uint64,
    go_on: Callable[[], None] = never_given_up,
) -> Log:
    """Run the rollout over the horizon.

    Parameters
    ----------
    women
        All eligible women, by identity.
    slots
        What the sites offer.
    rules
        Products, doses and intervals by age.
    demand
        No-shows, rebooking and dropout.
    horizon
        The simulated days.
    key
        Luck of this programme and replicate.
    go_on
        Called before each month; raises to give the run up.

    Returns
    -------
    Log
        With the injections cut to those that were given.
    """
    plan = _plan(women, slots, rules, demand, horizon, key)
    waiting, log = _empty(len(women), *slots.capacity.shape, slots.capacity)
    file_wishes(women.wish_day, waiting)
    edges = horizon.month_edges()
    for first_day, end_day in pairwise(edges):
        go_on()
        run_days(first_day, end_day, plan, waiting, log)
    given = int(log.injections[0])
    cut = {name: getattr(log, name)[:given] for name in ("woman", "day", "site", "dose")}
    return log._replace(**cut)


def _plan(
    women: Women, slots: Slots, rules: DoseRules, demand: Demand, horizon: Horizon, key: np.uint64
) -> Plan:
    day_year, day_code = calendar_codes(horizon.dates)
    dropout = np.zeros((len(AGE_BANDS), MOST_DOSES))
    for place, band in enumerate(AGE_BANDS):
        dropout[place, 1] = demand.dropout_after_first[band]
        dropout[place, 2] = demand.dropout_after_second[band]
    return Plan(
        key=key,
        identity=women.identity,
        township=women.township,
        band=women.band,
        birth_year=women.birth_year,
        birth_code=women.birth_code,
        day_year=day_year,
        day_code=day_code,
        capacity=slots.capacity,
        first_site=slots.first_site,
        site_list=slots.site_list,
        product_of_age=rules.product_of_age,
        doses_of_age=rules.doses_of_age,
        interval=rules.interval,
        dropout=dropout,
        no_show=float(demand.no_show),
        give_up=float(demand.give_up),
        rebooking_delay=int(demand.rebooking_delay),
    )


def _empty(rows: int, sites: int, days: int, capacity: np.ndarray) -> tuple[Waiting, Log]:
    day = np.arange(days + 1, dtype=np.int32)
    has_slot = np.ones((sites, days + 1), bool)
    has_slot[:, :-1] = capacity > 0
    waiting = Waiting(
        wants=np.full(days, NOBODY),
        expected=np.full(days, NOBODY),
        behind=np.full(rows, NOBODY),
        at_site=np.full(rows, NOBODY),
        next_open=np.where(has_slot, day, day + 1).astype(np.int32),
        row=np.empty(rows, np.int32),
        appointments=np.zeros(rows, np.int32),
        missed=np.zeros(rows, np.int32),
    )
    log = Log(
        injections=np.zeros(1, np.int64),
        woman=np.empty(rows * MOST_DOSES, np.int32),
        day=np.empty(rows * MOST_DOSES, np.int32),
        site=np.empty(rows * MOST_DOSES, np.int32),
        dose=np.empty(rows * MOST_DOSES, np.int8),
        given=np.zeros(rows, np.int8),
        series=np.zeros(rows, np.int8),
        product=np.full(rows, NOBODY, np.int8),
        booked=np.zeros((sites, days), np.int32),
        attended=np.zeros((sites, days), np.int32),
        counts=np.zeros(len(COUNTED), np.int64),
    )
    return waiting, log
