"""`python -m simlib.cli`: the command line without an installed `simlib`."""

from simlib.cli import main

main()
