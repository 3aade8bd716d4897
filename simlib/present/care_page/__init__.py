"""The page of care and assistance: the welfare centre, community care, medical assistance, the other works.

`levers` says what can be moved, `shown` what is taken from a run and drawn, `texts` holds figures, tables and
notes, and `page` puts them together.
"""
