"""The budget as a page: what changes and why, cash against the plan, who pays, where figures come from.

`levers` says what can be moved, `views` what is chosen to be shown, `plans` which plans there are, `shown`
what is taken from a run, `charts` and `tables` what is shown of two runs together, `trace_box` where a
figure comes from, and `page` puts them together.
"""
