"""Ensembles: any number of processes gives the same bytes, more than one really works, and they resume."""

import pandas as pd
import pytest

import simlib
from simlib.runs import ensemble as module
from simlib.runs.ensemble import OUTCOMES, PAID


@pytest.fixture(scope="module")
def small(town):
    return town(residents=1500)


def parts_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("part-*.parquet"))}


def test_any_number_of_processes_gives_the_same_bytes_and_two_really_work(small, tmp_path):
    alone = simlib.ensemble(small, 6, out=tmp_path / "one", seed=5, jobs=1)
    together = simlib.ensemble(small, 6, out=tmp_path / "two", seed=5, jobs=2)
    assert (alone.workers, together.workers) == (1, 2)
    assert len(parts_of(tmp_path / "one")) == 12
    assert parts_of(tmp_path / "one") == parts_of(tmp_path / "two")


def test_a_replicate_of_an_ensemble_is_the_run_of_that_replicate(small, tmp_path):
    many = simlib.ensemble(small, 3, out=tmp_path / "many", seed=5, jobs=1)
    alone = simlib.run(small, seed=5, replicate=2)
    third = many.outcomes.query("replicate == 2").set_index("outcome")["value"]
    assert third.rename(index=str).to_dict() == alone.measures
    paid = alone.ledger.query("stage == 'paid'")["amount"].sum()
    assert many.ledger.query("replicate == 2")["amount"].sum() == pytest.approx(paid, abs=0.005)


def test_an_ensemble_resumes_where_it_stopped_and_gives_the_same_bytes(small, tmp_path):
    simlib.ensemble(small, 4, out=tmp_path / "whole", seed=5, jobs=1)
    simlib.ensemble(small, 2, out=tmp_path / "parts", seed=5, jobs=1)
    # A replicate that was cut off half way has one of its two parts.
    (tmp_path / "parts" / "ledger.parquet" / "part-00001.parquet").unlink()
    went_on = simlib.ensemble(small, 4, out=tmp_path / "parts", seed=5, jobs=1)
    assert sorted(went_on.outcomes["replicate"].unique()) == [0, 1, 2, 3]
    assert parts_of(tmp_path / "parts") == parts_of(tmp_path / "whole")
    assert simlib.ensemble(small, 4, out=tmp_path / "parts", seed=5, jobs=1).workers == 0


def test_a_failed_replicate_is_recorded_and_the_others_go_on(small, tmp_path, monkeypatch):
    right = module.run

    def breaks(scenario, seed, replicate):
        if replicate == 1:
            raise ZeroDivisionError("on purpose")
        return right(scenario, seed, replicate)

    monkeypatch.setattr(module, "run", breaks)
    result = simlib.ensemble(small, 3, out=tmp_path / "some", seed=5, jobs=1)
    assert result.failed == {1: "ZeroDivisionError: on purpose"}
    assert sorted(result.outcomes["replicate"].unique()) == [0, 2]
    monkeypatch.undo()
    assert simlib.ensemble(small, 3, out=tmp_path / "some", seed=5, jobs=1).failed == {}


def test_another_scenario_or_seed_is_not_mixed_into_an_ensemble(small, town, tmp_path):
    simlib.ensemble(small, 1, out=tmp_path / "one", seed=5, jobs=1)
    for scenario, seed in ((small, 6), (town({"hpv_rollout.demand.no_show": 0.3}, residents=1500), 5)):
        with pytest.raises(simlib.InputError, match="another run or ensemble"):
            simlib.ensemble(scenario, 1, out=tmp_path / "one", seed=seed, jobs=1)


def test_bands_stand_around_the_mean(small, tmp_path):
    bands = simlib.ensemble(small, 8, out=tmp_path / "bands", seed=5, jobs=1).bands()
    assert (bands["p5"] <= bands["p50"]).all()
    assert (bands["p50"] <= bands["p95"]).all()
    assert bands.loc["hpv_rollout.doses", "p5"] < bands.loc["hpv_rollout.doses", "p95"]


def test_the_tables_hold_their_declarations(small, tmp_path):
    result = simlib.ensemble(small, 1, out=tmp_path / "one", seed=5, jobs=1)
    OUTCOMES.check(result.outcomes)
    PAID.check(result.ledger)
    assert isinstance(result.ledger, pd.DataFrame)


@pytest.mark.parametrize(("replicates", "jobs"), [(0, 1), (1, 0), (10**9, 1)])
def test_numbers_out_of_range_are_refused(small, tmp_path, replicates, jobs):
    with pytest.raises(simlib.InputError, match="is not allowed"):
        simlib.ensemble(small, replicates, out=tmp_path / "none", jobs=jobs)
    assert not (tmp_path / "none").exists()


def test_an_ensemble_does_not_go_on_with_other_code(small, tmp_path, monkeypatch):
    simlib.ensemble(small, 1, out=tmp_path / "one", seed=5, jobs=1)
    monkeypatch.setattr(module, "code_digest", lambda: "other code")
    with pytest.raises(simlib.InputError, match="another version"):
        simlib.ensemble(small, 2, out=tmp_path / "one", seed=5, jobs=1)


def test_a_bad_seed_is_refused_before_anything_is_written(small, tmp_path):
    with pytest.raises(simlib.InputError, match="seed"):
        simlib.ensemble(small, 1, out=tmp_path / "none", seed=-1, jobs=1)
    assert not (tmp_path / "none").exists()


def test_where_every_replicate_fails_there_are_reasons_and_no_bands(small, tmp_path, monkeypatch):
    def breaks(scenario, seed, replicate):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(module, "run", breaks)
    result = simlib.ensemble(small, 2, out=tmp_path / "none", seed=5, jobs=1)
    assert sorted(result.failed) == [0, 1]
    assert result.bands().empty
