"""The project's own files agree with each other and speak of the project alone."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import make_environment  # noqa: E402
import make_tables_page  # noqa: E402

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_environment_yml_agrees_with_pyproject():
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == make_environment.environment(PYPROJECT)


def test_the_page_of_tables_agrees_with_the_declarations():
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == make_tables_page.page()


def test_the_lock_pins_every_library_and_names_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "file:" not in lock
    pinned = {name.lower() for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, flags=re.M)}
    project = PYPROJECT["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.match(r"[A-Za-z0-9_-]+", requirement).group().lower()
        assert name in pinned, name


def test_the_example_of_the_readme_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", readme, flags=re.S).group(1)
    assert len([line for line in example.splitlines() if line.strip()]) <= 5
    result = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=True, timeout=120
    )
    assert "Doses given" in result.stdout


def test_the_overlay_of_the_readme_is_valid(tmp_path):
    import simlib

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    overlay = tmp_path / "my-scenario.yaml"
    overlay.write_text(re.search(r"```yaml\n(.*?)```", readme, flags=re.S).group(1), encoding="utf-8")
    assert len(simlib.load(overlay).changes) == 2


def test_the_changelog_knows_the_version():
    assert f"## {PYPROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_shipped_scenario_loads():
    import simlib

    for file in sorted((ROOT / "scenarios").glob("*.yaml")):
        if file.stem != "sources":
            assert simlib.load(file).name == file.stem


@pytest.mark.slow
def test_an_installed_simlib_finds_the_shipped_scenarios(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    # Unpacked in front of everything else, it hides the checkout.
    code = "import simlib; print(simlib.__file__, len(simlib.load('cheaper-vaccine').assumptions))"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, tmp_path / "site"], check=True)
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    where, count = result.stdout.split()
    assert where.startswith(str(tmp_path))
    assert int(count) > 50
