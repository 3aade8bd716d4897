"""The two engines: the specification, written to be read, and the one for everyday use."""

from collections.abc import Callable

import numpy as np

from simlib.core.clock import Horizon
from simlib.programmes.hpv_rollout.assumptions import HpvRolloutSection
from simlib.programmes.hpv_rollout.log import Found, Log, log_of
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women
from simlib.programmes.programme import ENGINES, never_given_up

Engine = Callable[
    [Women, Slots, HpvRolloutSection, Horizon, np.uint64, Callable[[], None]],
    Found,
]


def run_rollout(
    women: Women,
    slots: Slots,
    section: HpvRolloutSection,
    horizon: Horizon,
    key: np.uint64,
    engine: str = ENGINES[0],
    go_on: Callable[[], None] = never_given_up,
) -> Log:
    """Run the rollout over the horizon.

    Parameters
    ----------
    women
        All eligible women, by identity.
    slots
        What the sites offer.
    section
        Eligibility, products and schedule, what becomes of appointments, the clinic, and the supply.
    horizon
        The simulated days.
    key
        Luck of this programme and replicate.
    engine
        Name of the engine; all give the same log.
    go_on
        Called at least once a month; raises to give the run up.
    """
    found = engine_called(engine)(women, slots, section, horizon, key, go_on)
    return log_of(found, women, slots, section, horizon)


def engine_called(name: str) -> Engine:
    """Return an engine by its name; SimPy is imported only where it is used."""
    if name == "simpy":
        from simlib.programmes.hpv_rollout import engine_simpy

        return engine_simpy.run_engine
    from simlib.programmes.hpv_rollout import engine_fast

    return engine_fast.run_engine
