"""The group `construction` of the section: ten buildings, each at its own stage, and what is left to do."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.programmes.works.project import WHOLE
from simlib.programmes.works.project_assumptions import Amount, Bond, Design, Plan
from simlib.scenario.assumption import Label, Name, Section, Share
from simlib.scenario.problems import nearest


class Buildings(Section):
    """The buildings, and the share of each in the cost of what is done building by building."""

    names: Annotated[dict[Name, Label], Field(min_length=1, max_length=100)]
    share: dict[Name, Share]

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        if self.share.keys() != self.names.keys():
            odd = min(self.share.keys() ^ self.names.keys())
            raise ValueError(
                Message(
                    'names and shares must hold the same buildings; "{building}" is in one only', building=odd
                )
            )
        total = sum(self.share.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(
                Message("the shares of the buildings add up to {total:.6g}; 1 is needed", total=total)
            )
        return self


class ConstructionSection(Design):
    """How the welfare centre is finished.

    `progress` is the share done of tasks by building (``whole`` for those of the whole project) on the day of
    the plan from which work goes on; `cost` is yuan in all.
    """

    plan: Plan
    cost: Amount
    buildings: Buildings
    progress: dict[Name, dict[Name, Share]]
    bond: Bond

    @model_validator(mode="after")
    def _progress_of_buildings(self) -> Self:
        known = [*self.buildings.names, WHOLE]
        for name in self.progress:
            if name not in known:
                raise ValueError(
                    Message(
                        'the progress names "{name}", which is no building{hint}',
                        name=name,
                        hint=nearest(name, known),
                    )
                )
        return self
