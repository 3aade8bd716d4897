"""How fast and how large: `make bench` prints the table. All figures come from one run on one machine.

The cost of merely drawing as many random numbers stands beside the whole run, so that a slow machine is not
taken for a slow program.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import larger
import numpy as np
import pandas as pd
import tandem

import simlib
from simlib.budget.book import book_of
from simlib.budget.statements import statements
from simlib.core.luck import FIRST, Luck, uniforms
from simlib.population import population_over
from simlib.programmes.programme import Context
from simlib.runs.scenarios import only
from simlib.runs.single import simulate_all
from simlib.scenario.model import Scenario
from simlib.scenario.time import calendar_of

Row = tuple[str, str, str]
"""What was measured, the figure, and the bar for it."""

CITY = "gaoping-2023"
OTHERS = ("medical_assistance", "welfare_centre", "community_care", "capital_projects")
ROLLOUT_ALONE = f"""
import simlib
from simlib.runs.scenarios import only
dict(simlib.run(only(simlib.load("{CITY}"), "hpv_rollout")).tables)
"""

ROUNDS = 15
ROUNDS_OF_RATIOS = 5
DRAWS_PER_WOMAN, DRAWS_PER_VISIT = 4, 6
KILOBYTES_PER_MEGABYTE = 1024
BUSY_DAY, DAYS = 120, 50
"""Booked a day, and days, of the work that the clinic's kernel is timed on; see `tandem`."""
CLI = Path(sys.executable).with_name("simlib")


def median_seconds(function: Callable[[], object]) -> float:
    """Return the median time of a call, after one that is not counted."""
    function()
    return statistics.median(_seconds(function) for _ in range(ROUNDS))


def times_as_long(function: Callable[[], object], than: Callable[[], object]) -> float:
    """Return the median ratio of two calls, taken in turn: a slow moment of the machine meets both."""
    function()
    ratios = []
    for _ in range(ROUNDS_OF_RATIOS):
        before, after = _seconds(than), _seconds(function)
        ratios.append(2 * after / (before + _seconds(than)))
    return statistics.median(ratios)


def _seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def draws_of(result) -> int:
    """Return about how many random numbers a run draws."""
    count = {name.partition(".")[2]: int(value) for name, value in result.measures.items()}
    booked = int(result.visits["booked"].sum())
    missed = count["appointments_missed"]
    came = int(result.visits["attended"].sum())
    return DRAWS_PER_WOMAN * count["women"] + 2 * booked + missed + DRAWS_PER_VISIT * came + count["doses"]


def million_visits_a_second() -> float:
    """Return how fast the clinic's kernel is, arrivals and their luck included."""
    run = tandem.clinics(1, BUSY_DAY, DAYS)
    waits, _ = run()
    return waits.shape[1] / median_seconds(run) / 1e6


def processor_seconds(function: Callable[[], object]) -> float:
    """Return the processor time of one call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def replicate_seconds(scenario: Scenario) -> float:
    """Return the time of a replicate of a scenario's programmes; population and ledger are not theirs."""
    sections = scenario.sections
    calendar = calendar_of(sections["horizon"], sections["calendar"])
    population = population_over(sections["population"], calendar.horizon)
    context = Context(calendar, population, Luck(1), sections.get("works"))
    return median_seconds(lambda: simulate_all(scenario, context))


def cold_seconds() -> float:
    """Return the time of a first run with nothing compiled, in a process of its own."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        start = time.perf_counter()
        command = [sys.executable, "-m", "simlib.runs.warm"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        return time.perf_counter() - start


def statement_seconds(result, rows: int = 1_000_000) -> float:
    """Return the time of all statements of a ledger of so many postings."""
    ledger = pd.concat([result.ledger] * (rows // len(result.ledger) + 1), ignore_index=True).head(rows)
    tables = {"ledger": ledger, "accounts": result.accounts}
    assumptions = result.scenario.resolved()["assumptions"]
    return median_seconds(lambda: statements(book_of(tables, assumptions)))


def peak_megabytes(arguments: list[str]) -> tuple[float, float]:
    """Return the peak memory and the time of a command."""
    start = time.perf_counter()
    _, status, used = os.wait4(subprocess.Popen(arguments, stdout=subprocess.DEVNULL).pid, 0)
    if status:
        raise RuntimeError(f"{arguments} ended with {status}")
    return used.ru_maxrss / KILOBYTES_PER_MEGABYTE, time.perf_counter() - start


def command_rows() -> Iterator[Row]:
    """Measure commands from the shell; before anything else, as a process begins with its parent's peak."""
    memory, _ = peak_megabytes([sys.executable, "-c", ROLLOUT_ALONE])
    yield "rollout alone, its tables made, peak memory", f"{memory:.0f} MB", "400 MB"
    with tempfile.TemporaryDirectory() as folder:
        memory, seconds = peak_megabytes([CLI, "run", CITY, "--events", "--out", f"{folder}/run"])
    yield "simlib run --events --out, all programmes, peak memory", f"{memory:.0f} MB", ""
    yield "the same, from the shell", f"{seconds:.2f} s", ""
    yield "first run with nothing compiled", f"{cold_seconds():.1f} s", ""
    shown = statistics.median(peak_megabytes([CLI, "--help"])[1] for _ in range(3))
    yield "simlib --help", f"{shown:.2f} s", "0.7 s"


def rollout_rows() -> Iterator[Row]:
    """Measure the rollout: both engines, larger cities, its kernel, its random numbers."""
    scenario = only(simlib.load(CITY), "hpv_rollout")
    result = simlib.run(scenario)
    women = int(result.measures["hpv_rollout.women"])

    def run(scenario: Scenario, **options: object) -> Callable[[], object]:
        return lambda: dict(simlib.run(scenario, **options).tables)

    whole = median_seconds(run(scenario))
    yield f"rollout, {women:,} women, warm, tables in memory", f"{whole:.3f} s", "0.3 s"
    events = len(simlib.run(scenario, events=True).events)
    with_log = median_seconds(run(scenario, events=True))
    yield f"the same with its event log ({events:,} events)", f"{with_log:.3f} s", "0.5 s"
    simpy = processor_seconds(run(scenario, engine="simpy"))
    yield "the same with SimPy, processor time", f"{simpy:.1f} s", "120 s"
    ten_times = times_as_long(run(larger.ten_times_the_women()), run(scenario))
    yield "ten times the women and the capacity, to the rollout", f"{ten_times:.1f} times", "12 times"
    sites = times_as_long(run(larger.ten_times_the_sites()), run(scenario))
    yield "170 sites, to the rollout", f"{sites:.1f} times", "12 times"
    yield "clinic kernel, million visits a second", f"{million_visits_a_second():.1f}", "from 5"
    draws = draws_of(result)
    persons = np.arange(draws, dtype=np.uint64)
    ours = median_seconds(lambda: uniforms(np.uint64(1), persons, FIRST, FIRST))
    generator = np.random.Generator(np.random.Philox(1))
    philox = median_seconds(lambda: generator.random(draws))
    yield f"merely drawing as many numbers ({draws:,}), ours", f"{ours:.4f} s", ""
    yield "the same with numpy's Philox", f"{philox:.4f} s", ""
    yield "rollout to drawing", f"{whole / ours:.0f} times", ""


def programme_rows() -> Iterator[Row]:
    """Measure the other programmes, a replicate each, and the budget's statements."""
    city = simlib.load(CITY)
    seconds = replicate_seconds(only(city, "family_subsidies"))
    births = simlib.run(only(city, "family_subsidies")).measures["family_subsidies.births"]
    yield f"family subsidies, {births:,.0f} births, a replicate, warm", f"{seconds:.3f} s", "0.05 s"
    seconds = replicate_seconds(only(city, *OTHERS))
    yield "assistance, centre, community care, works, a replicate", f"{seconds:.3f} s", "0.08 s"
    yield "all statements of a million postings", f"{statement_seconds(simlib.run(city)):.2f} s", "1 s"


def main() -> None:
    """Measure and print."""
    print(f"{'':<58}{'measured':>12}{'bar':>10}")
    for rows in (command_rows(), rollout_rows(), programme_rows()):
        for name, measured, bar in rows:
            print(f"{name:<58}{measured:>12}{bar:>10}", flush=True)


if __name__ == "__main__":
    main()
