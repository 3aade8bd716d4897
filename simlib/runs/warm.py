"""Compile all kernels once, at set-up, so that nobody waits for it later: `python -m simlib.runs.warm`."""

import numba

from simlib.runs.scenarios import load
from simlib.runs.single import run


def main() -> None:
    """Run the base scenario once; every kernel is compiled on its way."""
    run(load("gaoping-2023"))
    print(f"Kernels compiled into {numba.config.CACHE_DIR}")


if __name__ == "__main__":
    main()
