"""Runs on disk: whole or not there, the same bytes for the same seed, and never over something else."""

import json
from pathlib import Path

import pandas as pd
import pytest

import simlib
from simlib.runs import store
from simlib.runs.single import TABLES
from simlib.runs.store import read_run, write_run


@pytest.fixture(scope="module")
def small(town):
    return simlib.run(town(residents=1500), seed=3, events=True)


def parts_of(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in sorted(folder.rglob("*.parquet"))
        if path.is_file()
    }


def test_a_run_is_written_and_read_back_as_it_was(small, tmp_path):
    write_run(small, tmp_path / "run")
    back = read_run(tmp_path / "run")
    assert set(back.tables) == set(small.tables)
    for name, frame in small.tables.items():
        pd.testing.assert_frame_equal(back.tables[name], frame, check_categorical=False)
    assert str(back.summary()) == str(small.summary())


def test_the_same_seed_gives_the_same_bytes(small, town, tmp_path):
    write_run(small, tmp_path / "one")
    write_run(simlib.run(town(residents=1500), seed=3, events=True), tmp_path / "two")
    assert parts_of(tmp_path / "one") == parts_of(tmp_path / "two")


def test_the_manifest_says_what_was_run(small, tmp_path):
    write_run(small, tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 3
    assert manifest["digest"] == small.scenario.digest()
    assert manifest["scenario"]["assumptions"]["hpv_rollout.demand.no_show"]["source"] == "no-show-range"
    assert {"python", "numpy", "simlib"} <= manifest["versions"].keys()


def test_every_table_of_a_run_holds_its_declaration(base_result):
    for name, frame in base_result.tables.items():
        TABLES[name].check(frame)


def test_another_run_is_not_overwritten_unless_told_so(small, town, tmp_path):
    other = simlib.run(town({"hpv_rollout.demand.no_show": 0.2}, residents=1500), seed=3)
    write_run(small, tmp_path / "run")
    before = parts_of(tmp_path / "run")
    with pytest.raises(simlib.InputError, match=r"another run is here.*--replace"):
        write_run(other, tmp_path / "run")
    assert parts_of(tmp_path / "run") == before
    write_run(other, tmp_path / "run", replace=True)
    assert read_run(tmp_path / "run").manifest["digest"] == other.scenario.digest()


def test_the_same_run_may_be_written_again_and_files_of_others_stay(small, tmp_path):
    write_run(small, tmp_path / "run")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    (tmp_path / "run" / "report.html").write_text("of the older run")
    write_run(small, tmp_path / "run")
    assert (tmp_path / "run" / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "run" / "report.html").exists()


def test_a_folder_with_something_else_is_refused(small, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(simlib.InputError, match="holds something that is no run"):
        write_run(small, tmp_path / "photos", replace=True)
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.jpg"]


def test_a_file_in_the_place_of_the_folder_is_refused(small, tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(simlib.InputError, match="this is a file"):
        write_run(small, tmp_path / "run")


def test_a_crash_while_writing_leaves_the_older_run_whole_and_no_rubbish(small, town, tmp_path, monkeypatch):
    write_run(small, tmp_path / "run")
    before = parts_of(tmp_path / "run")

    def breaks(folder, manifest):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_manifest", breaks)
    with pytest.raises(simlib.InputError, match="No space left"):
        write_run(simlib.run(town(residents=1500), seed=4), tmp_path / "run", replace=True)
    assert parts_of(tmp_path / "run") == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"kind": "run"}'])
def test_a_broken_manifest_is_told(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(simlib.InputError, match="manifest"):
        read_run(tmp_path)


def test_a_run_with_a_broken_table_is_told(small, tmp_path):
    write_run(small, tmp_path / "run")
    (tmp_path / "run" / "doses.parquet" / "part-00000.parquet").write_bytes(b"not parquet")
    with pytest.raises(simlib.InputError, match=r"doses\.parquet.*cannot be read"):
        read_run(tmp_path / "run")


def test_a_folder_without_a_run_is_told(tmp_path):
    with pytest.raises(simlib.InputError, match="no run is here"):
        read_run(tmp_path / "nowhere")


def test_the_folder_one_stands_in_is_refused(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(simlib.InputError, match="the folder you stand in"):
        write_run(small, Path())
    assert list(tmp_path.iterdir()) == []


def test_an_event_log_of_the_run_before_does_not_outlive_it(small, town, tmp_path):
    write_run(small, tmp_path / "run")
    write_run(simlib.run(town(residents=1500), seed=3), tmp_path / "run")
    assert "events" not in read_run(tmp_path / "run").tables
