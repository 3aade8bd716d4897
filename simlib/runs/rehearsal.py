"""Scenarios that differ little, run again and again: what a change does not touch is kept."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Any

from simlib.runs.result import Result
from simlib.runs.single import Memory, run
from simlib.scenario.model import Scenario

MOST_KEPT = 24
"""A run keeps its people, its course and each table that is looked at: room for some three runs."""


class GivenUp(Exception):  # noqa: N818 - no error: somebody changed their mind
    """A run was given up because nobody waits for it any more."""


class Rehearsal:
    """Runs scenarios on one luck, and uses again what earlier runs have made.

    A run that changes only money, such as a price, does not simulate anything again. Safe to use from several
    threads.

    Parameters
    ----------
    seed, replicate
        Luck of all runs.
    """

    def __init__(self, seed: int = 0, replicate: int = 0):
        self.seed = seed
        self.replicate = replicate
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def run(self, scenario: Scenario, unwanted: Event | None = None) -> Result:
        """Run a scenario.

        Parameters
        ----------
        scenario
            What to run.
        unwanted
            Once set, the run is given up before its next simulated month.

        Raises
        ------
        GivenUp
            If the run is no longer wanted.
        """

        def go_on():
            if unwanted is not None and unwanted.is_set():
                raise GivenUp

        return run(scenario, self.seed, self.replicate, Memory(self._keep, go_on))

    def _keep(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made
