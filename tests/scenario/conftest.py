"""Copies of the shipped scenarios that a test may spoil."""

import re
import shutil
from pathlib import Path

import pytest

from simlib.runs.scenarios import load
from simlib.scenario.problems import InputError
from simlib.scenario.reader import read

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"


class Desk:
    """A folder with a copy of the scenarios, and what a user does there."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(SHIPPED, folder)
        self.base = folder / "gaoping-2023.yaml"

    def edit(self, file: str, pattern: str, new: str, after: str = "") -> str:
        """Replace the first match of a pattern behind a text; return its place, as ``name.yaml:line:``."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        found = re.compile(pattern).search(text, text.index(after))
        assert found, f"{pattern} does not stand in {file}"
        assert found.group() != new, f"{pattern} changes nothing in {file}"
        path.write_text(text[: found.start()] + new + text[found.end() :], encoding="utf-8")
        return place(path, text.count("\n", 0, found.start()) + 1)

    def set_value(self, path: str, value: str) -> str:
        """Write another value for an assumption whose value stands on one line; return its place."""
        for file in sorted(self.folder.rglob("*.yaml")):
            line = read(file).lines.get((*path.split("."), "value"))
            if line:
                lines = file.read_text(encoding="utf-8").split("\n")
                head, _, old = lines[line - 1].partition("value:")
                assert old.strip() not in ("", value), f"{path} has no value on its line, or this one"
                lines[line - 1] = f"{head}value: {value}"
                file.write_text("\n".join(lines), encoding="utf-8")
                return place(file, line)
        raise AssertionError(f"{path} stands in no file")

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def overlay(self, *changes: str, extends: str = "gaoping-2023", name: str = "overlay") -> Path:
        """Write an overlay; each change is one line of YAML, the first on line 4."""
        lines = [f"extends: {extends}", "title: {en: Changed, zh: 有变化}", "changes:"]
        entries = [f"  {change}" for change in changes] or ["  {}"]
        return self.write(f"{name}.yaml", "\n".join([*lines, *entries, ""]))

    def load(self, path: Path | None = None, **settings):
        """Load a file of the folder, by default the base."""
        return load(path or self.base, **settings)

    def refusal(self, path: Path | None = None, **settings) -> str:
        """Load what cannot be loaded; return what the user is told."""
        return refusal(path or self.base, **settings)


def place(path: Path, line: int) -> str:
    """Return a file and line as messages show them."""
    return f"{path.name}:{line}:"


def refusal(name, **settings) -> str:
    """Load what cannot be loaded; return what the user is told."""
    with pytest.raises(InputError) as caught:
        load(name, **settings)
    error = caught.value
    assert error.problems
    assert all(problem.message for problem in error.problems)
    told = str(error)
    assert "Traceback" not in told
    return told


@pytest.fixture
def desk(tmp_path):
    """A copy of the scenarios."""
    return Desk(tmp_path / "scenarios")


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory):
    """A copy of the scenarios for all examples of a module; whoever spoils a file mends it."""
    return Desk(tmp_path_factory.mktemp("desk") / "scenarios")


@pytest.fixture(name="refusal", scope="session")
def refusal_fixture():
    """Load what cannot be loaded by any name; return what the user is told."""
    return refusal
