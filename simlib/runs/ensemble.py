"""Ensembles: many replicates of one scenario, spread over processes, resumed where they stopped.

Every replicate has luck of its own, derived from seed and number alone, and writes its own parts; so neither
the number of processes nor an interruption changes a byte of the tables.
"""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from simlib.core.tables import REPLICATE, Column, Names, Table
from simlib.language.language import Language, mark
from simlib.language.message import Message
from simlib.runs.labels import outcome_label
from simlib.runs.result import Result
from simlib.runs.single import run, whole
from simlib.runs.store import (
    MANIFEST,
    clear_away,
    code_digest,
    manifest_of,
    part_of,
    read_manifest,
    versions,
    write_manifest,
    write_part,
)
from simlib.runs.workers import spread
from simlib.scenario.model import Scenario
from simlib.scenario.problems import problem_in

OUTCOMES = Table(
    "outcomes",
    "Named outcomes of a replicate.",
    ("replicate", "outcome"),
    (
        REPLICATE,
        Column("outcome", "name", "Programme and name of the outcome."),
        Column("value", "number", "Its value: a count of women, doses or appointments, or yuan."),
    ),
)

PAID = Table(
    "ledger",
    "In an ensemble: what was paid by month, programme, item, funder, fund and kind.",
    ("replicate", "month", "programme", "item", "funder", "fund", "kind"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("programme", "name", "Programme."),
        Column("item", "name", "Item of the chart of accounts."),
        Column("funder", "name", "Who pays."),
        Column("fund", "name", "Which of the four budgets."),
        Column("kind", "name", "`current`, `capital` or `income`."),
        Column("amount", "yuan", "Yuan, a whole number of fen."),
    ),
)

MOST_REPLICATES = 100_000
QUANTILES = {"p5": 0.05, "p50": 0.50, "p95": 0.95}

BAND_HEADINGS = {
    "mean": mark("mean"),
    "p5": mark("5% are below"),
    "p50": mark("median"),
    "p95": mark("95% are below"),
}
"""What the columns of `Ensemble.bands` are called."""


@dataclass(frozen=True)
class Ensemble:
    """Many replicates of one scenario.

    Attributes
    ----------
    outcomes, ledger
        All replicates; see `OUTCOMES` and `PAID`.
    workers
        Number of processes that worked on the replicates done in this call; 0 if all were there already.
    failed
        What went wrong, by number of the replicate.
    """

    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    workers: int
    failed: dict[int, str]

    def bands(self) -> pd.DataFrame:
        """Return mean and quantiles of every outcome; they show luck alone, not doubt about assumptions."""
        if self.outcomes.empty:
            return pd.DataFrame(columns=["mean", *QUANTILES])
        by_outcome = self.outcomes.groupby("outcome", observed=True)["value"]
        bands = {"mean": by_outcome.mean()}
        bands |= {name: by_outcome.quantile(share) for name, share in QUANTILES.items()}
        return pd.DataFrame(bands)


def readable_bands(bands: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """Return the bands of an ensemble as text: outcomes and columns by what they are called."""
    headings = {column: lang.say(heading) for column, heading in BAND_HEADINGS.items()}
    labels = {outcome: outcome_label(outcome, lang) for outcome in bands.index}
    numbers = bands.map(lambda value: lang.number(value, 1))
    return numbers.rename(index=labels, columns=headings).rename_axis(index=lang.say("outcome"))


def ensemble(
    scenario: Scenario,
    replicates: int,
    *,
    out: str | Path | None = None,
    seed: int = 0,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run replicates 0 to `replicates` - 1 and keep them in a folder.

    Called again on the same folder, it runs only what is missing.

    Parameters
    ----------
    scenario
        From `simlib.load`.
    replicates
        How many, from 1.
    out
        Folder of the ensemble; without one, nothing is left on disk.
    seed
        From 0.
    jobs
        Number of processes; as many as there are cores by default.
    progress
        Called with the number done and the number to do.

    Raises
    ------
    InputError
        If a number is out of range, or the folder holds something else.
    """
    jobs = jobs if jobs is not None else os.cpu_count() or 1
    for name, number, most in (("replicates", replicates, MOST_REPLICATES), ("jobs", jobs, 1000)):
        if not 1 <= number <= most:
            raise problem_in(
                name,
                Message(
                    "{number} is not allowed; a whole number from 1 to {most} is needed",
                    number=number,
                    most=most,
                ),
            )
    seed = whole(seed, "seed")
    if out is None:
        with TemporaryDirectory() as passing:
            return ensemble(scenario, replicates, out=passing, seed=seed, jobs=jobs, progress=progress)
    folder = Path(out)
    done = _prepare(folder, scenario, seed)
    missing = [number for number in range(replicates) if number not in done]
    workers, failed = set(), {}
    try:
        with closing(spread(partial(_one, scenario, seed, folder), missing, jobs)) as finished:
            for count, (number, worker, error) in enumerate(finished, start=1):
                workers.add(worker)
                if error:
                    failed[number] = error
                else:
                    done.add(number)
                if progress:
                    progress(count, len(missing))
    finally:
        clear_away(folder)
        _record(folder, scenario, seed, done, failed)
    kept = sorted(number for number in done if number < replicates)
    frames = {table.name: _all_parts(folder, table, kept) for table in (OUTCOMES, PAID)}
    return Ensemble(frames["outcomes"], frames["ledger"], len(workers), failed)


def read_paid(folder: Path) -> pd.DataFrame:
    """Return what all replicates of an ensemble paid; see `PAID`.

    Raises
    ------
    InputError
        If no ensemble is there, or one of a version that kept less.
    """
    manifest = read_manifest(folder)
    if manifest["kind"] != "ensemble":
        raise problem_in(str(folder), Message("this holds a single run; the folder of an ensemble is needed"))
    paid = _all_parts(folder, PAID, manifest["replicates"])
    if list(paid.columns) != PAID.column_names or paid.empty:
        raise problem_in(
            str(folder), Message("this ensemble was begun with another version of simlib or a library")
        )
    return paid


def _prepare(folder: Path, scenario: Scenario, seed: int) -> set[int]:
    """Make or check the folder; return the replicates that lie there whole."""
    if folder.exists() and not folder.is_dir():
        raise problem_in(str(folder), Message("this is a file; the name of a folder is needed"))
    if not folder.exists() or not any(folder.iterdir()):
        _record(folder, scenario, seed, set(), {})
        return set()
    if not (folder / MANIFEST).is_file():
        raise problem_in(
            str(folder), Message("this folder holds something that is no ensemble; choose another one")
        )
    there = read_manifest(folder)
    if (there["kind"], there["digest"], there["seed"]) != ("ensemble", scenario.digest(), seed):
        raise problem_in(
            str(folder), Message("this folder holds another run or ensemble; choose another one")
        )
    if (there.get("code"), there.get("versions")) != (code_digest(), versions()):
        raise problem_in(
            str(folder), Message("this ensemble was begun with another version of simlib or a library")
        )
    parts = (folder / f"{PAID.name}.parquet").glob("part-*.parquet")
    numbers = {int(part.stem.removeprefix("part-")) for part in parts}
    return {number for number in numbers if part_of(folder, OUTCOMES, number).is_file()}


def _record(folder: Path, scenario: Scenario, seed: int, done: set[int], failed: dict[int, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest = manifest_of(scenario, "ensemble", seed, sorted(done), uncertainty="luck", failed=failed)
        write_manifest(folder, manifest)
    except OSError as error:
        raise problem_in(
            str(folder),
            Message("the ensemble cannot be written here: {reason}", reason=error.strerror or str(error)),
        ) from None


def _one(scenario: Scenario, seed: int, folder: Path, number: int) -> tuple[int, int, str]:
    """Run a replicate and write its parts; return its number, the process, and the error, empty if none."""
    try:
        result = run(scenario, seed, number)
        write_part(folder, OUTCOMES, number, _outcomes(result))
        write_part(folder, PAID, number, _paid(result))
    except Exception as error:  # noqa: BLE001 - a failed replicate is recorded, the others go on
        return number, os.getpid(), f"{type(error).__name__}: {error}"
    return number, os.getpid(), ""


def _outcomes(result: Result) -> pd.DataFrame:
    names = tuple(sorted(result.measures))
    return OUTCOMES.frame(
        {
            "replicate": np.full(len(names), result.replicate),
            "outcome": Names(np.arange(len(names)), names),
            "value": np.array([result.measures[name] for name in names]),
        }
    )


def _paid(result: Result) -> pd.DataFrame:
    paid = result.ledger.query("stage == 'paid'")
    # Whole fen are added, so that no order of summation shows in the last digit.
    keys = [name for name in PAID.key if name != "replicate"]
    fen = (
        (paid["amount"] * 100)
        .round()
        .astype("int64")
        .groupby([paid[key] for key in keys], observed=True)
        .sum()
    )
    frame = (fen / 100).rename("amount").reset_index()
    frame.insert(0, "replicate", result.replicate)
    return frame


def _all_parts(folder: Path, table: Table, numbers: list[int]) -> pd.DataFrame:
    parts = [pd.read_parquet(part_of(folder, table, number)) for number in numbers]
    if not parts:
        return pd.DataFrame(columns=table.column_names)
    return pd.concat(parts, ignore_index=True)
