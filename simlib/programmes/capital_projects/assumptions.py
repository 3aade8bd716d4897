"""The section `capital_projects`: designs, and the projects built by them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.programmes.works.project_assumptions import Amount, Bond, Design, Plan
from simlib.scenario.assumption import Name, Section, Share
from simlib.scenario.problems import nearest


class ProjectPlan(Plan):
    """What a project is called, its days, and the design that it is built by."""

    design: Name


class CapitalProject(Section):
    """A project: its plan, its cost in yuan, and what is done of its tasks when work goes on."""

    plan: ProjectPlan
    cost: Amount
    progress: dict[Name, Share] = Field(default_factory=dict)


class CapitalProjectsSection(Section):
    """Everything about the other works. A new project is an entry under `projects`."""

    designs: Annotated[dict[Name, Design], Field(min_length=1, max_length=50)]
    projects: Annotated[dict[Name, CapitalProject], Field(min_length=1, max_length=200)]
    bond: Bond

    @model_validator(mode="after")
    def _designs_known(self) -> Self:
        for name, project in self.projects.items():
            if project.plan.design not in self.designs:
                raise ValueError(
                    Message(
                        'the project {project} is built by "{design}", which is no design{hint}',
                        project=name,
                        design=project.plan.design,
                        hint=nearest(project.plan.design, self.designs),
                    )
                )
        return self
