"""The section `medical_assistance`: what a scenario says about premium support and co-payment relief."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import model_validator

from simlib.language.message import Message
from simlib.programmes.medical_assistance.care_assumptions import Costs, Diseases, Relief, Settlement
from simlib.programmes.medical_assistance.hardship_assumptions import Households
from simlib.programmes.medical_assistance.need_assumptions import Insurance, Need
from simlib.programmes.medical_assistance.premium_assumptions import Premium
from simlib.scenario.assumption import Section
from simlib.scenario.problems import nearest


class MedicalAssistanceSection(Section):
    """Everything about medical assistance."""

    need: Need
    insurance: Insurance
    premium: Premium
    diseases: Diseases
    costs: Costs
    settlement: Settlement
    relief: Relief
    households: Households

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups of people in need, in order."""
        return tuple(self.need.people)

    def by_group(self) -> dict[str, Mapping[str, Any]]:
        """Return everything that is told group by group, by its path within the section."""
        serious_illness, assistance = self.settlement.serious_illness, self.settlement.assistance
        return {
            "need.leaving": self.need.leaving,
            "need.entering": self.need.entering,
            "insurance.insured": self.insurance.insured,
            "diseases.group_share": self.diseases.group_share,
            "settlement.serious_illness.threshold": serious_illness.threshold,
            "settlement.serious_illness.share": serious_illness.share,
            "settlement.assistance.threshold": assistance.threshold,
            "settlement.assistance.share": assistance.share,
            "settlement.assistance.most_a_year": assistance.most_a_year,
            "households.consumption": self.households.consumption,
        }

    @model_validator(mode="after")
    def _supported_groups(self) -> Self:
        for name in self.premium.groups:
            if name not in self.need.people:
                raise ValueError(
                    Message(
                        'premium.groups: "{group}" is no group of the list{hint}',
                        group=name,
                        hint=nearest(name, self.need.people),
                    )
                )
        return self
