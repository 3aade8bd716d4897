"""The group `hpv_rollout.impact`: what the doses do for health."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from simlib.language.message import Message
from simlib.population.assumptions import ByAge
from simlib.scenario.assumption import Age, Section, Share

WOMEN = 100_000
"""Rates of disease are told per so many women and year."""

PerWomen = Annotated[float, Field(ge=0, le=WOMEN)]
Level = Annotated[float, Field(ge=0, le=10)]
Years = Annotated[float, Field(ge=0, le=10)]
DiseaseByAge = Annotated[dict[str, PerWomen], ByAge]
"""Values per 100,000 women from an age up to the next key's: `from_0`, `from_15`, …"""


def _each_once(rates: tuple[float, ...]) -> tuple[float, ...]:
    if len(set(rates)) != len(rates):
        raise ValueError(Message("a discount rate stands twice in {rates}", rates=", ".join(map(str, rates))))
    return rates


DiscountRates = Annotated[tuple[Share, ...], Field(min_length=1, max_length=10), AfterValidator(_each_once)]


class DiseaseRates(Section):
    """How often cervical cancer strikes and kills without the vaccine, per 100,000 women and year."""

    incidence: DiseaseByAge
    mortality: DiseaseByAge
    prevalence: DiseaseByAge
    local_level: Level
    share_16_18: Share


class DisabilityWeights(Section):
    """How heavily a year of each phase of the disease weighs, and how long a phase lasts."""

    diagnosis_weight: Share
    diagnosis_years: Years
    control_weight: Share
    metastatic_weight: Share
    metastatic_years: Years
    terminal_weight: Share
    terminal_years: Years


class AfterDebut(Section):
    """Efficacy in women past sexual debut, falling evenly between two ages."""

    younger: Share
    younger_up_to: Age
    older: Share
    older_from: Age

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.older_from <= self.younger_up_to:
            raise ValueError(
                Message(
                    "older women (from {older}) begin before younger ones end ({younger})",
                    older=self.older_from,
                    younger=self.younger_up_to,
                )
            )
        return self


class Debut(Section):
    """Sexual debut: the share of women past it rises evenly between two ages."""

    nobody_up_to: Age
    everybody_from: Age

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.everybody_from <= self.nobody_up_to:
            raise ValueError(
                Message(
                    "everybody is past debut (from {everybody}) before anybody is (nobody up to {nobody})",
                    everybody=self.everybody_from,
                    nobody=self.nobody_up_to,
                )
            )
        return self


class Efficacy(Section):
    """Share of the cancers by HPV 16 and 18 that the vaccine averts."""

    licensed_two_doses_up_to_age: Age
    before_debut: Share
    after_debut: AfterDebut
    debut: Debut
    one_dose: Share
    two_of_three_doses: Share


class Screening(Section):
    """What screening averts with or without the vaccine."""

    cases_averted: Share
    deaths_averted: Share


class Impact(Section):
    """Everything about the health impact."""

    rates: DiseaseRates
    disability: DisabilityWeights
    efficacy: Efficacy
    screening: Screening
    discount_rates: DiscountRates
