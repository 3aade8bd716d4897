"""The list of programmes, in the order in which they run."""

from simlib.programmes.hpv_rollout import HPV_ROLLOUT

PROGRAMMES = (HPV_ROLLOUT,)
"""A programme stands behind those that it needs."""
