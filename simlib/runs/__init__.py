"""Run it: joins programmes and scenario; one run, ensembles, the store on disk. The verb is `simlib.run`."""
