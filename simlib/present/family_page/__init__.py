"""The page of the subsidies.

`levers` says what can be moved, `shown` what is shown of a run, and `page` puts them together.
"""
