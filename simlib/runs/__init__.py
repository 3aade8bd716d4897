"""Run it (the verb itself is `simlib.run`): joins programmes and scenario; one run, ensembles, and the store on disk."""
