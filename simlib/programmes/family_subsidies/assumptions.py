"""The section `family_subsidies`: what a scenario says about the subsidies."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from simlib.language.message import Message
from simlib.programmes.family_subsidies.births_assumptions import Births, Registration, Response
from simlib.programmes.family_subsidies.instrument_assumptions import (
    ONCE,
    Instrument,
    Semester,
    whole_semesters,
)
from simlib.programmes.family_subsidies.path_assumptions import ClaimPathSection
from simlib.programmes.family_subsidies.uptake_assumptions import Errors, Uptake
from simlib.scenario.assumption import Name, Section
from simlib.scenario.problems import nearest

Semesters = Annotated[
    tuple[Semester, ...], Field(min_length=1, max_length=200), AfterValidator(whole_semesters)
]


class FamilySubsidiesSection(Section):
    """Everything about the subsidies."""

    births: Births
    hukou: Registration
    response: Response
    instruments: Annotated[dict[Name, Instrument], Field(min_length=1, max_length=30)]
    semesters: Semesters
    uptake: Uptake
    errors: Errors
    path: ClaimPathSection

    @model_validator(mode="after")
    def _yield_to_what_stands_before(self) -> Self:
        before: list[str] = []
        for name, instrument in self.instruments.items():
            for other in instrument.rule.yields_to:
                if other not in before:
                    raise ValueError(
                        Message(
                            'the instrument {name} yields to "{other}", which does not stand before it{hint}',
                            name=name,
                            other=other,
                            hint=nearest(other, before),
                        )
                    )
                if self.instruments[other].rule.pays == ONCE:
                    raise ValueError(
                        Message(
                            "the instrument {name} yields to {other}, which is paid once and for no period",
                            name=name,
                            other=other,
                        )
                    )
            before.append(name)
        return self
