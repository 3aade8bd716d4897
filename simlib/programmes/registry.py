"""The list of programmes, in the order in which they run."""

from simlib.programmes.family_subsidies import FAMILY_SUBSIDIES
from simlib.programmes.hpv_rollout import HPV_ROLLOUT

PROGRAMMES = (HPV_ROLLOUT, FAMILY_SUBSIDIES)
"""A programme stands behind those that it needs."""
