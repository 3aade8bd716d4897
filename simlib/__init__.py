"""Policy simulation workbench for the livelihood programmes of Gaoping.

Load a scenario, run it, look at its tables::

    import simlib

    scenario = simlib.load("gaoping-2023", set={"hpv_rollout.demand.no_show": 0.2})
    result = simlib.run(scenario, seed=1)
    print(result.summary())
"""

from importlib import import_module
from typing import Any

_WHERE = {
    "load": "simlib.runs.scenarios",
    "run": "simlib.runs.single",
    "ensemble": "simlib.runs.ensemble",
    "compare": "simlib.analysis.compare",
    "cliff": "simlib.analysis.cliff",
    "cost_effectiveness": "simlib.analysis.cost_effectiveness",
    "trace": "simlib.analysis.trace",
    "InputError": "simlib.scenario.problems",
}

__all__ = ["InputError", "cliff", "compare", "cost_effectiveness", "ensemble", "load", "run", "trace"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `simlib --help` need not wait for pandas."""
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module simlib has no {name}; it has {', '.join(__all__)}")
