"""Construction works, which several programmes share: how long they take, and what they cost when.

Data flows through the files in this order: `assumptions` (the section `works`, what holds for all works) and
`project_assumptions` (what a programme says of its own) → `project` (tasks as arrays; `three_points` makes
distributions of their days) → `draws` (durations, correlated by shared risks) and `stops` (days on which work
is possible) → `network` (who waits for whom: dates, longest path) → `course` (as planned, in this replicate,
in many draws) → `chances` (criticality, merge bias), and for this replicate `value`, `payments`, `spending`
and `bond` → `tables`, `facilities`, `headlines` and `postings`; `outcome` holds them together.
"""
