"""Run it: joins programmes and scenario; one run, ensembles, and the store on disk."""
