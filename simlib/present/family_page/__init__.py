"""The subsidies as a page: levers, two scenarios side by side; it works in JupyterLab and as a page.

`levers` says what can be moved, `answers` what is shown of a run, and `page` puts them together from parts of
the rollout planner.
"""
