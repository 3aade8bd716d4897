"""Write `environment.yml` for conda users from `pyproject.toml`, so that the two cannot drift apart."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "environment.yml"

HEAD = """# Made from pyproject.toml by scripts/make_environment.py (make docs).
name: simlib
channels:
  - conda-forge
dependencies:
"""


def environment(pyproject: dict) -> str:
    """Return the text of `environment.yml`: libraries from conda, what only developers need from pip."""
    project = pyproject["project"]
    libraries = [_conda(requirement) for requirement in project["dependencies"]]
    developer = [_conda(requirement) for requirement in project["optional-dependencies"]["dev"]]
    lines = [f"python{project['requires-python']}", *libraries, "pip"]
    pip = ["-e .", *developer]
    return (
        HEAD
        + "".join(f"  - {line}\n" for line in lines)
        + "  - pip:\n"
        + "".join(f"      - {line}\n" for line in pip)
    )


def _conda(requirement: str) -> str:
    name, bound = re.fullmatch(r"([A-Za-z0-9_-]+)(.*)", requirement).groups()
    return name.lower() + bound


def main() -> None:
    """Write the file."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    TARGET.write_text(environment(pyproject), encoding="utf-8")
    print(f"{TARGET} written")


if __name__ == "__main__":
    main()
