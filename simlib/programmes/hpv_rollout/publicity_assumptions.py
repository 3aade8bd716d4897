"""The group `hpv_rollout.publicity`: a campaign that makes the rollout known faster."""

from datetime import date
from typing import Annotated

from pydantic import Field

from simlib.scenario.assumption import Section


class Publicity(Section):
    """A campaign from a day on, to the end of the horizon.

    It multiplies the share of women who hear of the rollout other than from each other, and costs so many
    yuan a year.
    """

    starts: date
    multiplier: Annotated[float, Field(ge=1, le=100)]
    yearly_cost: Annotated[float, Field(ge=0, le=1_000_000_000)]
