"""The command line as a user meets it: in a process of its own, with its exit status and its words."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SIMLIB = Path(sys.executable).with_name("simlib")
SMALL = ("--set", "population.census.residents=2000")


def simlib(*arguments, **options):
    return subprocess.run(
        [SIMLIB, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120, **options
    )


def test_help_is_there_for_every_command():
    assert simlib("--help").returncode == 0
    for command in (
        "run",
        "summary",
        "report",
        "budget",
        "trace",
        "template",
        "execution",
        "compare",
        "diff",
        "validate",
        "explain",
        "ensemble",
        "clinic",
        "family",
    ):
        result = simlib(command, "--help")
        assert result.returncode == 0
        assert "Usage" in result.stdout


def test_run_prints_a_summary_and_writes_what_report_and_compare_read(tmp_path):
    run = simlib("run", "gaoping-2023", *SMALL, "--out", tmp_path / "run", "--seed", 3)
    assert run.returncode == 0, run.stderr
    for words in ("Doses given", "Coverage by batch", "Money paid", "Resting on placeholders", "seed 3"):
        assert words in run.stdout
    typed = [line for line in run.stdout.splitlines() if line.startswith("  simlib ")]
    assert [line.split()[1] for line in typed] == ["report", "summary"]
    assert not set("".join(typed)) & set("|;&<>")
    again = simlib("summary", tmp_path / "run")
    assert again.stdout == run.stdout.partition("\nTables written")[0]
    one = simlib("summary", tmp_path / "run", "family_subsidies")
    assert "by calendar year of birth" in one.stdout
    assert "Doses" not in one.stdout
    report = simlib("report", tmp_path / "run")
    assert report.returncode == 0, report.stderr
    assert (tmp_path / "run" / "report.html").is_file()
    workbook = simlib("report", tmp_path / "run", "--format", "xlsx", "--lang", "zh")
    assert workbook.returncode == 0, workbook.stderr
    assert (tmp_path / "run" / "report.xlsx").is_file()
    same = simlib("compare", tmp_path / "run", tmp_path / "run")
    assert "difference +0 yuan" in same.stdout


def test_run_writes_the_event_log_on_request_whatever_the_engine(tmp_path):
    import pandas as pd

    for engine in ("fast", "simpy"):
        run = simlib(
            "run", "gaoping-2023", *SMALL, "--engine", engine, "--events", "--out", tmp_path / engine
        )
        assert run.returncode == 0, run.stderr
    logs = [pd.read_parquet(tmp_path / engine / "events.parquet") for engine in ("fast", "simpy")]
    assert len(logs[0]) > 1_000
    pd.testing.assert_frame_equal(*logs)
    quiet = simlib("run", "gaoping-2023", *SMALL, "--events")
    assert "--out" in quiet.stderr


def test_clinic_tells_of_a_day_and_writes_its_page(tmp_path):
    day = ("clinic", "gaoping-2023", "nancheng_centre", "--date", "2023-05-04")
    result = simlib(*day, *SMALL, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    for words in ("booked", "vaccinated", "turned away", "utilisation", "longest queue", "overtime", "bind"):
        assert words in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["clinic-nancheng_centre-2023-05-04.html"]
    assert simlib(*day, *SMALL, "--out", tmp_path / "there.html").returncode == 0
    assert (tmp_path / "there.html").is_file()


def test_family_tells_what_a_family_gets_and_what_a_birth_costs():
    asked = ("family", "--births", "2024-05", "--parity", 3)
    result = simlib(*asked, *SMALL)
    assert result.returncode == 0, result.stderr
    for words in ("Childcare subsidy", "on the card", "Yuancun Township", "infinite: no birth more"):
        assert words in result.stdout
    chinese = simlib(*asked, *SMALL, "--lang", "zh")
    assert "育儿补贴" in chinese.stdout
    assert "无穷大" in chinese.stdout


def test_validate_diff_and_explain_answer():
    assert "gaoping-2023 is valid" in simlib("validate", "gaoping-2023").stdout
    assert "2025-03-01 → 2024-03-01" in simlib("diff", "gaoping-2023", "third-phase-early").stdout
    assert "No value differs" in simlib("diff", "gaoping-2023", "gaoping-2023").stdout
    assert "爽约率" in simlib("explain", "hpv_rollout.demand.no_show").stdout


def test_every_command_answers_in_chinese_wherever_the_option_stands(tmp_path):
    run, many = tmp_path / "run", tmp_path / "many"
    spoken = {
        ("run", "gaoping-2023", *SMALL, "--out", run, "--lang", "zh"): "累计接种",
        ("report", run, "--lang=zh"): "报告：",
        ("--lang", "zh", "compare", run, run): "差异+0元",
        ("diff", "gaoping-2023", "third-phase-early", "--lang", "zh"): "1990—2004年出生女性",
        ("validate", "--lang", "zh", "gaoping-2023"): "有效：高平2023年基准情景",
        ("explain", "hpv_rollout.demand.no_show", "--lang", "zh"): "可信度低",
        ("ensemble", "gaoping-2023", *SMALL, "--replicates", 1, "--out", many, "--lang", "zh"): "首针剂次",
        ("--lang", "zh", "--help"): "校验情景",
        ("run", "--help", "--lang", "zh"): "随机种子",
    }
    for arguments, words in spoken.items():
        result = simlib(*arguments)
        assert result.returncode == 0, result.stderr
        assert words in result.stdout
    assert '<html lang="zh-CN">' in (run / "report.html").read_text(encoding="utf-8")


def test_mistakes_and_notices_are_told_in_chinese():
    unknown = simlib("run", "gaoping-2032", "--lang", "zh")
    assert unknown.returncode == 2
    assert "没有这个名称的情景" in unknown.stderr
    noted = simlib("validate", "gaoping-2023", "--set", "hpv_rollout.demand.no_show=0.5", "--lang", "zh")
    assert noted.stderr.strip() == "提示：hpv_rollout.demand.no_show: 0.5超出合理区间0.03至0.25"


def test_english_help_does_not_wait_for_what_it_does_not_need():
    code = (
        "import sys; from simlib.cli import run_app; run_app(['--help']); "
        "print(sorted({'babel', 'numpy', 'pandas', 'plotly', 'pydantic'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


def test_an_ensemble_says_that_its_bands_are_luck_alone(tmp_path):
    result = simlib(
        "ensemble", "gaoping-2023", *SMALL, "--replicates", 4, "--jobs", 2, "--out", tmp_path / "many"
    )
    assert result.returncode == 0, result.stderr
    assert "luck alone" in result.stdout
    assert "Worked on by 2 processes" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "nowhere"), "no scenario of this name"),
        (("run", "nowhere.yaml"), "no such file"),
        (("run", "."), "directory"),
        (("run", "gaoping-2032"), 'did you mean "gaoping-2023"?'),
        (("run", "gaoping-2023", "--set", "hpv_rollout.demand.no_show"), "path=value"),
        (("run", "gaoping-2023", "--set", "hpv_rollout.demand.no_show=8%"), "write 8% as 0.08"),
        (("run", "gaoping-2023", "--set", "hpv_rollout.demand.no_show=.nan"), "finite number"),
        (("run", "gaoping-2023", "--set", "hpv_rollout.demand.no_show=1.5"), "at most 1"),
        (("run", "gaoping-2023", "--set", "hpv_rollout.demand.no_shwo=0.1"), "did you mean"),
        (("run", "gaoping-2023", "--seed", "-1"), "seed"),
        (("run", "gaoping-2023", "--set", "a.b=1", "--set", "a.b=2"), "set twice"),
        (("report", "nowhere", "--format", "pdf"), "html"),
        (("report", "nowhere", "--format", "xlsx"), "no run is here"),
        (("run", "gaoping-2023", "--seed", "x"), "--seed"),
        (("run", "gaoping-2023", "--engine", "ciw"), "'ciw' is not one of"),
        (("clinic", "gaoping-2023", "nancheng_center", "--date", "2023-05-04"), 'mean "nancheng_centre"?'),
        (("clinic", "gaoping-2023", "mishan_clinic", "--date", "2023-05-04"), "2023-05-05"),
        (("clinic", "gaoping-2023", "mishan_clinic", "--date", "2033-05-04"), "2026-02-28"),
        (("clinic", "gaoping-2023", "mishan_clinic", "--date", "4 May"), "no date"),
        (("clinic", "gaoping-2023", "mishan_clinic"), "--date"),
        (("family", "--births", "May", "--parity", "2"), "is no date"),
        (("family", "--births", "2024-05", "--parity", "0"), "--parity"),
        (("family", "--births", "2024-05", "--parity", "2", "--township", "beichen"), 'mean "beicheng"?'),
        (("family", "--parity", "2"), "--births"),
        (("run",), "SCENARIO"),
        (("explain", "nothing.of.this"), "no such assumption"),
        (("report", "nowhere"), "no run is here"),
        (("frobnicate",), "No such command"),
        (("validate", "gaoping-2023", "--lang", "fr"), "--lang"),
    ],
)
def test_a_mistake_in_the_input_exits_with_2_and_no_traceback(arguments, words, tmp_path):
    result = simlib(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_bad_scenario_writes_nothing(tmp_path):
    result = simlib("run", "gaoping-2023", "--set", "hpv_rollout.demand.no_show=2", "--out", tmp_path / "run")
    assert result.returncode == 2
    assert not (tmp_path / "run").exists()


def test_a_fault_of_ours_exits_with_1_and_tells_so(monkeypatch, capsys):
    from simlib import cli
    from simlib.runs import single

    def breaks(*_, **__):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(single, "run", breaks)
    assert cli.run_app(["run", "gaoping-2023"]) == 1
    said = capsys.readouterr().err
    assert "this is our fault" in said
    assert "Traceback" not in said


def test_a_value_outside_its_plausible_range_is_noted_and_run():
    result = simlib("validate", "gaoping-2023", "--set", "hpv_rollout.demand.no_show=0.5")
    assert result.returncode == 0
    assert "outside its plausible range" in result.stderr


def started(*arguments, **options):
    """Start a command that hears Ctrl-C, as on a terminal, even where the tests run in the background."""
    return subprocess.Popen(
        [SIMLIB, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **options,
    )


def interrupted(process):
    """Press Ctrl-C; return what was said on stderr."""
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "interrupted"
    assert "Traceback" not in said
    return said


def test_ctrl_c_exits_with_130_and_leaves_a_whole_ensemble_to_resume(tmp_path):
    out = tmp_path / "many"
    process = started("ensemble", "gaoping-2023", "--replicates", 400, "--jobs", 2, "--out", out)
    parts = out / "ledger.parquet"
    patience = time.monotonic() + 60
    while time.monotonic() < patience and not list(parts.glob("part-*")):
        time.sleep(0.05)
    interrupted(process)
    assert (out / "manifest.json").is_file()
    assert not list(out.rglob(".part*"))


@pytest.mark.parametrize("engine", ["fast", "simpy"])
def test_ctrl_c_stops_either_engine_in_the_middle_of_a_large_town(tmp_path, engine):
    crowded = ("--set", "population.census.residents=4000000")
    arguments = ("run", "gaoping-2023", *crowded, "--engine", engine, "--out", tmp_path / "run")
    process = started(*arguments, cwd=tmp_path)
    # By then it runs, which takes a minute or more.
    time.sleep(5)
    interrupted(process)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "step"),
    [
        (("run", "gaoping-2023", *SMALL, "--out", "new"), "simlib.runs.store.write_manifest"),
        (
            ("run", "gaoping-2023", *SMALL, "--engine", "simpy", "--out", "new"),
            "simlib.runs.store.write_part",
        ),
        (("report", "old"), "simlib.present.report.report_html"),
        (("report", "old", "--format", "xlsx"), "simlib.present.workbook.writer._lay_out"),
        (
            ("clinic", "gaoping-2023", "nancheng_centre", "--date", "2023-05-04", *SMALL),
            "simlib.present.clinic_page.clinic_html",
        ),
        (("compare", "old", "old"), "simlib.analysis.compare.read_run"),
    ],
)
def test_ctrl_c_while_something_is_written_leaves_nothing_of_it(tmp_path, monkeypatch, capsys, command, step):
    from simlib import cli

    monkeypatch.chdir(tmp_path)
    assert cli.run_app(["run", "gaoping-2023", *SMALL, "--out", "old"]) == 0
    before = sorted(tmp_path.rglob("*"))

    def ctrl_c(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(step, ctrl_c)
    assert cli.run_app(list(command)) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "interrupted"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_reader_that_leaves_early_does_no_harm():
    process = subprocess.run(
        f"'{SIMLIB}' explain hpv_rollout.demand.no_show | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert process.stdout.strip() == "hpv_rollout.demand.no_show"
    assert process.stderr == ""
