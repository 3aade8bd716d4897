"""How long and how large a workbook of a million postings is: `make bench` prints the table.

The postings are those of the base, split over two payers and repeated under invented batches: as many rows as
a ledger of a million has, though of no scenario. More than a spreadsheet can work with are added up in the
workbook, so the number of its lines stands beside.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

import simlib
from simlib.runs.result import Result
from simlib.runs.store import write_run

ROWS = 1_000_000
KILOBYTES_PER_MEGABYTE = 1024
CLI = Path(sys.executable).with_name("simlib")
SHARES = [
    {"funder": "county", "fund": "general_public", "share": 0.6},
    {"funder": "province", "fund": "general_public", "share": 0.4},
]


def base_of_two_payers() -> Result:
    """Return a run of the base whose money comes from two payers."""
    names = ("hpv_rollout", "family_subsidies")
    return simlib.run(simlib.load("gaoping-2023", set={f"budget.funding.{name}": SHARES for name in names}))


def with_rows(result: Result, rows: int) -> Result:
    """Return a run with as many rows in its ledger, each batch many times under other names."""
    ledger = result.ledger
    times = -(-rows // len(ledger))
    copy = np.repeat(np.arange(times), len(ledger))
    cohort = np.tile(ledger["cohort"].astype(str).to_numpy(), times)
    names = pd.Series(cohort) + "_" + pd.Series(copy).astype(str)
    repeated = pd.concat([ledger] * times, ignore_index=True).assign(cohort=names.astype("category"))
    tables: Mapping[str, pd.DataFrame] = {**result.tables, "ledger": repeated}
    return replace(result, tables=tables)


def measured(run: Path) -> tuple[float, float, float]:
    """Return seconds, the peak memory in MB of this and all earlier commands, and the file's size in MB."""
    start = time.perf_counter()
    subprocess.run([CLI, "report", run, "--format", "xlsx"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES_PER_MEGABYTE
    return seconds, memory, (run / "report.xlsx").stat().st_size / KILOBYTES_PER_MEGABYTE**2


def lines_in(workbook: Path) -> int:
    """Return how many lines of postings a workbook holds."""
    book = openpyxl.load_workbook(workbook, read_only=True)
    return sum(book[name].max_row for name in book.sheetnames if name.startswith("Postings"))


def main() -> None:
    """Measure and print."""
    result = base_of_two_payers()
    print(f"{'':<52}{'seconds':>9}{'bar':>5}{'memory':>10}{'bar':>9}{'file':>9}{'lines':>9}")
    for rows, seconds_bar, memory_bar in ((len(result.ledger), "", ""), (ROWS, "60", "1500 MB")):
        with tempfile.TemporaryDirectory() as folder:
            run = Path(folder) / "run"
            write_run(with_rows(result, rows), run)
            count = len(pd.read_parquet(run / "ledger.parquet", columns=["month"]))
            seconds, memory, size = measured(run)
            lines = lines_in(run / "report.xlsx")
        name = f"workbook of {count:,} postings and payers"
        told = f"{seconds:>9.1f}{seconds_bar:>5}{memory:>7.0f} MB{memory_bar:>9}{size:>6.1f} MB{lines:>9,}"
        print(f"{name:<52}{told}")


if __name__ == "__main__":
    main()
