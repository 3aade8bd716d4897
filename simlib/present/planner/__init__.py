"""The rollout planner: levers, two scenarios side by side, saving; works in JupyterLab and as a page.

`scales` and `levers` say what can be moved; `lever_row`, `opening_days`, `lever_panel`, `figures`, `results`
and `saving` are the parts that a person sees, and `page` puts them together.
"""
