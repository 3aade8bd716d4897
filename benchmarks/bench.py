"""How fast and how large: `make bench` prints the table. All figures come from one run on one machine.

The cost of merely drawing as many random numbers stands beside the whole run, so that a slow machine is not
taken for a slow program.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import larger
import numpy as np
import pandas as pd
import subsidies as subsidies_bench
import tandem

import simlib
from simlib.budget.book import book_of
from simlib.budget.statements import statements
from simlib.core.luck import FIRST, uniforms
from simlib.runs.scenarios import only

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
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES_PER_MEGABYTE, seconds


def main() -> None:
    """Measure and print."""
    help_seconds = statistics.median(peak_megabytes([CLI, "--help"])[1] for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        command = [CLI, "run", "gaoping-2023", "--events", "--out", f"{folder}/run"]
        memory, from_shell = peak_megabytes(command)

    city = simlib.load("gaoping-2023")
    scenario = only(city, "hpv_rollout")
    result = simlib.run(scenario)
    whole = median_seconds(lambda: dict(simlib.run(scenario).tables))
    with_log = median_seconds(lambda: dict(simlib.run(scenario, events=True).tables))
    events = len(simlib.run(scenario, events=True).events)
    simpy = processor_seconds(lambda: dict(simlib.run(scenario, engine="simpy").tables))
    ten_times, sites = (
        times_as_long(
            lambda large=large: dict(simlib.run(large).tables), lambda: dict(simlib.run(scenario).tables)
        )
        for large in (larger.ten_times_the_women(), larger.ten_times_the_sites())
    )
    draws = draws_of(result)
    persons = np.arange(draws, dtype=np.uint64)
    key = np.uint64(1)
    ours = median_seconds(lambda: uniforms(key, persons, FIRST, FIRST))
    generator = np.random.Generator(np.random.Philox(1))
    philox = median_seconds(lambda: generator.random(draws))

    subsidies, births = subsidies_bench.replicate_seconds(city)
    women = int(result.measures["hpv_rollout.women"])
    rows = [
        (f"rollout, {women:,} women, warm, tables in memory", f"{whole:.3f} s", "0.3 s"),
        (f"the same with its event log ({events:,} events)", f"{with_log:.3f} s", "0.5 s"),
        ("the same with SimPy, processor time", f"{simpy:.1f} s", "120 s"),
        ("ten times the women and the capacity, to the rollout", f"{ten_times:.1f} times", "12 times"),
        ("170 sites, to the rollout", f"{sites:.1f} times", "12 times"),
        (f"family subsidies, {births:,.0f} births, a replicate, warm", f"{subsidies:.3f} s", "0.05 s"),
        ("all statements of a million postings", f"{statement_seconds(result):.2f} s", "1 s"),
        ("clinic kernel, million visits a second", f"{million_visits_a_second():.1f}", "from 5"),
        (f"merely drawing as many numbers ({draws:,}), ours", f"{ours:.4f} s", ""),
        ("the same with numpy's Philox", f"{philox:.4f} s", ""),
        ("whole run to drawing", f"{whole / ours:.0f} times", ""),
        ("simlib run --events --out, peak memory", f"{memory:.0f} MB", "400 MB"),
        ("simlib run --events --out, from the shell", f"{from_shell:.2f} s", ""),
        ("first run with nothing compiled", f"{cold_seconds():.1f} s", ""),
        ("simlib --help", f"{help_seconds:.2f} s", "0.7 s"),
    ]
    print(f"{'':<58}{'measured':>12}{'bar':>10}")
    for name, measured, bar in rows:
        print(f"{name:<58}{measured:>12}{bar:>10}")


if __name__ == "__main__":
    main()
