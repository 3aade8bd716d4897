"""Ctrl-C is heard wherever it comes, stops processes at once, and leaves nothing half-written."""

import ctypes
import os
import signal
import time
from contextlib import closing
from functools import partial
from multiprocessing import active_children

import pytest

import simlib
from simlib import cli
from simlib.runs import store
from simlib.runs.ensemble import ensemble
from simlib.runs.interrupts import interrupts_heard, interrupts_ignored
from simlib.runs.store import clear_away, write_run
from simlib.runs.workers import spread


@pytest.fixture(autouse=True)
def ctrl_c():
    """Hear Ctrl-C as a program on a terminal does, even where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def parts_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("part-*.parquet"))}


def press_ctrl_c(*_):
    signal.raise_signal(signal.SIGINT)


def test_ctrl_c_that_a_library_swallows_is_heard_a_moment_later():
    came_back = []

    def work():
        with interrupts_heard():
            ctypes.CFUNCTYPE(None)(press_ctrl_c)()
            came_back.append(True)
            time.sleep(10)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert came_back


def test_who_ends_before_ctrl_c_is_heard_again_is_left_in_peace():
    called_by_c = ctypes.CFUNCTYPE(None)(press_ctrl_c)
    with interrupts_heard() as interrupts:
        called_by_c()
    time.sleep(0.1)
    assert interrupts


def test_other_errors_in_callbacks_are_told_as_ever(monkeypatch):
    told = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    with interrupts_heard() as interrupts:
        ctypes.CFUNCTYPE(None)(lambda: 1 / 0)()
    assert told[0].exc_type is ZeroDivisionError
    assert not interrupts


def test_an_error_that_a_library_makes_of_ctrl_c_is_no_fault_of_ours(monkeypatch, capsys):
    def makes_another_error_of_it(*_, **__):
        try:
            press_ctrl_c()
        except KeyboardInterrupt:
            raise RuntimeError("a library broke off") from None

    monkeypatch.setattr("simlib.runs.single.run", makes_another_error_of_it)
    assert cli.run_app(["run", "gaoping-2023"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_ctrl_c_does_not_come_between_where_it_is_ignored():
    with interrupts_ignored():
        press_ctrl_c()
    with pytest.raises(KeyboardInterrupt):
        press_ctrl_c()


@pytest.mark.parametrize("step", ["write_part", "write_manifest", "_swap"])
def test_ctrl_c_while_a_run_is_written_leaves_the_older_run_or_the_newer_one_whole(
    town, tmp_path, monkeypatch, step
):
    old, new = (simlib.run(town(residents=500), seed=seed) for seed in (1, 2))
    write_run(old, tmp_path / "run")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    right = getattr(store, step)

    def interrupted(*arguments):
        right(*arguments)
        press_ctrl_c()

    monkeypatch.setattr(store, step, interrupted)
    if step == "_swap":
        write_run(new, tmp_path / "run", replace=True)
    else:
        with pytest.raises(KeyboardInterrupt):
            write_run(new, tmp_path / "run", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert store.read_run(tmp_path / "run").seed == (2 if step == "_swap" else 1)
    assert (tmp_path / "run" / "notes.txt").read_text() == "mine"
    assert not list(tmp_path.rglob(".*"))


def sleep_after_the_first(folder, number):
    if number:
        (folder / "table").mkdir(exist_ok=True)
        (folder / "table" / f".part-{number}.{os.getpid()}").write_text("half")
        time.sleep(30)
        (folder / "woke up").touch()
    return number


def test_processes_end_at_once_when_nobody_waits_for_them(tmp_path):
    others = active_children()
    with closing(spread(partial(sleep_after_the_first, tmp_path), range(9), jobs=2)) as finished:
        assert next(finished) == 0
    assert not (tmp_path / "woke up").exists()
    assert active_children() == others
    clear_away(tmp_path)
    assert not list(tmp_path.rglob(".part-*"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_ensemble_holds_whole_replicates_and_resumes(town, tmp_path, jobs):
    def after_the_second(done, _):
        if done == 2:
            press_ctrl_c()

    small = town(residents=500)
    with pytest.raises(KeyboardInterrupt):
        ensemble(small, 5, out=tmp_path / "many", seed=3, jobs=jobs, progress=after_the_second)
    assert not list(tmp_path.rglob(".part-*"))
    assert len(store.read_manifest(tmp_path / "many")["replicates"]) == 2
    ensemble(small, 5, out=tmp_path / "many", seed=3, jobs=1)
    ensemble(small, 5, out=tmp_path / "whole", seed=3, jobs=1)
    assert parts_of(tmp_path / "many") == parts_of(tmp_path / "whole")
