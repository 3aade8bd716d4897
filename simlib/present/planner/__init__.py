"""The rollout planner, a page of the free vaccination.

`levers` and `opening_days` say what can be moved, `shown` and `load_tiles` what is shown of a run, and `page`
puts them together.
"""
