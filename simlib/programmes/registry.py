"""The list of programmes, in the order in which they run."""

from collections.abc import Iterable

from simlib.programmes.capital_projects import CAPITAL_PROJECTS
from simlib.programmes.community_care import COMMUNITY_CARE_PROGRAMME
from simlib.programmes.family_subsidies import FAMILY_SUBSIDIES
from simlib.programmes.hpv_rollout import HPV_ROLLOUT
from simlib.programmes.medical_assistance import MEDICAL_ASSISTANCE
from simlib.programmes.programme import Programme
from simlib.programmes.welfare_centre import WELFARE_CENTRE

PROGRAMMES = (
    HPV_ROLLOUT,
    FAMILY_SUBSIDIES,
    MEDICAL_ASSISTANCE,
    COMMUNITY_CARE_PROGRAMME,
    WELFARE_CENTRE,
    CAPITAL_PROJECTS,
)
"""A programme stands behind those that it needs."""


def programmes_in(paths: Iterable[str]) -> list[Programme]:
    """Return the programmes to which any of the paths of a scenario's assumptions belongs, in order."""
    sections = {path.partition(".")[0] for path in paths}
    return [programme for programme in PROGRAMMES if programme.name in sections]
