"""Construction works, which several programmes share: how long they take, and what they cost when.

Data flows through the files in this order: `assumptions` (the section `works`, what holds for all works in the
city) and `project_assumptions` (what a programme says of its own) → `project` (tasks as arrays, `network` their
order, `three_points` their durations) → `draws` with `risks` and `stops` (durations and the days on which work is
possible) → `network` (who waits for whom) → `chances` (many draws: dates, criticality, merge bias) and `value`,
`payments`, `bond` (one draw: money) → `tables` and `postings`.
"""
