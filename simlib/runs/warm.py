"""Compile all kernels once, at set-up, so that nobody waits for it later: `python -m simlib.runs.warm`."""

from simlib.core.kernels import cache_folder
from simlib.runs.scenarios import load
from simlib.runs.single import run


def main() -> None:
    """Run the base scenario once; every kernel is compiled on its way."""
    run(load("gaoping-2023"))
    print(f"Kernels compiled into {cache_folder()}")


if __name__ == "__main__":
    main()
