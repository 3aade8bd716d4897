"""Runs on disk: a manifest and one folder of Parquet parts a table, whole or not there at all."""

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simlib.core.kernels import PACKAGE
from simlib.core.tables import Table
from simlib.language.language import Language
from simlib.language.message import Message
from simlib.programmes.registry import programmes_in
from simlib.runs.interrupts import interrupts_ignored
from simlib.runs.result import Result
from simlib.runs.single import TABLES
from simlib.runs.summary import Summary, summarise
from simlib.scenario.model import Scenario
from simlib.scenario.problems import problem_in

MANIFEST = "manifest.json"
REPORT, WORKBOOK = "report.html", "report.xlsx"
PART = "part-"
OURS = {MANIFEST, REPORT, WORKBOOK, *(f"{name}.parquet" for name in TABLES)}
"""What a run's folder holds; a report of an older run does not outlive it."""

LIBRARIES = ("simlib", "numpy", "pandas", "pyarrow", "numba")


@dataclass(frozen=True)
class StoredRun:
    """A run read back from disk.

    Attributes
    ----------
    folder
        Where it lies.
    manifest
        What was run; see `manifest_of`.
    tables
        DataFrames by name.
    """

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def seed(self) -> int:
        """Seed of the run."""
        return self.manifest["seed"]

    def summary(self, lang: str = "en") -> Summary:
        """Return the main results in English or Chinese (``zh``)."""
        return summarise(self.manifest["scenario"], self.seed, self.tables, Language(lang))


def manifest_of(
    scenario: Scenario, kind: str, seed: int, replicates: list[int], **more: Any
) -> dict[str, Any]:
    """Return what was run, with which luck and which versions; the only place that holds a time."""
    return {
        "kind": kind,
        "scenario": scenario.resolved(),
        "digest": scenario.digest(),
        "seed": seed,
        "replicates": replicates,
        **more,
        "code": code_digest(),
        "versions": versions(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def versions() -> dict[str, str]:
    """Return the versions that a result may depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def code_digest() -> str:
    """Return a hash of simlib's own code."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def write_run(result: Result, out: Path, replace: bool = False) -> None:
    """Write a run to a folder: all of it, or nothing.

    Parameters
    ----------
    result
        The run.
    out
        The folder; made if it is not there.
    replace
        Whether a different run that lies there may be replaced. The same run is written again in any case.

    Raises
    ------
    InputError
        If something else lies there, or the folder cannot be written.
    """
    out = out.resolve()
    manifest = manifest_of(result.scenario, "run", result.seed, [result.replicate])
    _check_target(out, manifest, replace)
    partial = out.with_name(f".{out.name}.partial-{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        for name, frame in result.tables.items():
            write_part(partial, TABLES[name], result.replicate, frame)
        write_manifest(partial, manifest)
        with interrupts_ignored():
            _swap(partial, out)
    except OSError as error:
        raise problem_in(
            str(out), Message("the run cannot be written here: {reason}", reason=error.strerror or str(error))
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_part(folder: Path, table: Table, replicate: int, frame: pd.DataFrame) -> None:
    """Write one table of one replicate, checked against its declaration."""
    table.check(frame)
    target = part_of(folder, table, replicate)
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_or_nothing(target) as temporary:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), temporary, compression="zstd")


def clear_away(folder: Path) -> None:
    """Remove the parts of a folder that processes left half-written when they were ended."""
    for temporary in folder.glob(f"*/.{PART}*"):
        temporary.unlink(missing_ok=True)


def part_of(folder: Path, table: Table, replicate: int) -> Path:
    """Return the file that holds one table of one replicate."""
    return folder / f"{table.name}.parquet" / f"{PART}{replicate:05d}.parquet"


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    with whole_or_nothing(folder / MANIFEST) as temporary:
        temporary.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run or ensemble.

    Raises
    ------
    InputError
        If the folder holds none, or a broken one.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise problem_in(str(folder), Message("no run is here: there is no {file}", file=MANIFEST)) from None
    except (OSError, ValueError) as error:
        raise problem_in(
            str(folder / MANIFEST), Message("this manifest cannot be read: {error}", error=str(error))
        ) from None
    if not isinstance(manifest, dict) or not {"kind", "scenario", "digest", "seed"} <= manifest.keys():
        raise problem_in(str(folder / MANIFEST), Message("this is not the manifest of a run"))
    return manifest


def read_run(folder: Path) -> StoredRun:
    """Read a run back.

    Raises
    ------
    InputError
        If there is no whole run in the folder.
    """
    manifest = read_manifest(folder)
    if manifest["kind"] != "run":
        raise problem_in(
            str(folder),
            Message("this holds an {kind}; the folder of a single run is needed", kind=manifest["kind"]),
        )
    tables = {}
    for name in TABLES:
        path = folder / f"{name}.parquet"
        if path.is_dir():
            tables[name] = _read_table(path)
    programmes = programmes_in(manifest["scenario"]["assumptions"])
    shown = {name for programme in programmes for name in programme.shown}
    missing = ({"ledger", "accounts", "liabilities"} | shown) - tables.keys()
    if missing:
        raise problem_in(
            str(folder), Message("tables are missing: {names}", names=", ".join(sorted(missing)))
        )
    return StoredRun(folder, manifest, tables)


def _read_table(path: Path) -> pd.DataFrame:
    try:
        return pq.read_table(path).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise problem_in(str(path), Message("this table cannot be read: {error}", error=str(error))) from None


def _check_target(out: Path, manifest: Mapping[str, Any], replace: bool) -> None:
    if out == Path.cwd():
        raise problem_in(str(out), Message("this is the folder you stand in; choose one below it"))
    if not out.exists():
        return
    if not out.is_dir():
        raise problem_in(str(out), Message("this is a file; the name of a folder is needed"))
    if not any(out.iterdir()):
        return
    if not (out / MANIFEST).is_file():
        raise problem_in(str(out), Message("this folder holds something that is no run; choose another one"))
    there = read_manifest(out)
    same = all(there.get(key) == manifest[key] for key in ("kind", "digest", "seed"))
    if not same and not replace:
        raise problem_in(str(out), Message("another run is here; choose another folder, or say --replace"))


def _swap(partial: Path, out: Path) -> None:
    """Put the finished folder in the place of the old one; files that are not ours move over."""
    old = out.with_name(f".{out.name}.old-{os.getpid()}")
    if out.exists():
        out.rename(old)
    try:
        partial.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    if old.exists():
        for entry in old.iterdir():
            if entry.name not in OURS and not (out / entry.name).exists():
                entry.rename(out / entry.name)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def whole_or_nothing(target: Path) -> Iterator[Path]:
    """Give a temporary file to write, which takes the place of `target` when all went well."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def output_file(target: Path) -> Iterator[Path]:
    """Do the same for a file that a person asked for.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    try:
        with whole_or_nothing(target) as temporary:
            yield temporary
    except OSError as error:
        told = Message("this file cannot be written: {reason}", reason=error.strerror or str(error))
        raise problem_in(str(target), told) from None
