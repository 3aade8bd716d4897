"""The groups `diseases`, `costs`, `settlement` and `relief`: who is ill, what care costs, who pays for it."""

from datetime import date
from math import isclose
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.population.assumptions import RatesByAge
from simlib.programmes.medical_assistance.need_assumptions import ByGroup
from simlib.scenario.assumption import Count, Months, Name, Section, Share

DISEASES = ("hypertension", "diabetes", "hypertension_and_diabetes", "other_chronic", "dialysis")
"""What patients are certified for."""
SCHEMES = ("two_diseases", "chronic_special")
"""“两病”门诊用药保障 and 门诊慢特病, of which a patient has but one: they are not stacked."""
SCHEME_OF = (0, 0, 0, 1, 1)
"""Place in `SCHEMES` of each disease."""
DRUGS = ("hypertension", "diabetes", "other_chronic", "dialysis_drugs")
"""What is paid for by the month."""

Disease = Literal["hypertension", "diabetes", "hypertension_and_diabetes", "other_chronic", "dialysis"]
Scheme = Literal["two_diseases", "chronic_special"]
Drug = Literal["hypertension", "diabetes", "other_chronic", "dialysis_drugs"]
Bill = Literal["hypertension", "diabetes", "other_chronic", "dialysis_drugs", "dialysis_session"]
Yuan = Annotated[float, Field(ge=0, le=1_000_000)]
Sigma = Annotated[float, Field(ge=0, le=2)]
EveryYear = Annotated[float, Field(ge=0, le=1)]


class Diseases(Section):
    """Who is a patient.

    On the first day there are `patients`, insured or not, spread over the groups by `group_share` and within
    a group by `age_weight`; `mix` says for which disease. Those of the last two may have hypertension or
    diabetes as well (`comorbid`). New patients come at a constant rate, in a year `new_cases` as a share of
    those on the first day. `excess_deaths` a year come to those of the life table.
    """

    patients: Count
    group_share: ByGroup
    age_weight: RatesByAge
    mix: dict[Disease, Share]
    comorbid: dict[Literal["hypertension", "diabetes"], Share]
    new_cases: EveryYear
    excess_deaths: dict[Disease, EveryYear]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for name, shares in (("mix", self.mix), ("group_share", self.group_share)):
            total = sum(shares.values())
            if not isclose(total, 1, abs_tol=1e-9):
                raise ValueError(
                    Message("the shares of {name} add up to {total:.6g}; 1 is needed", name=name, total=total)
                )
        for disease in DISEASES:
            if disease not in self.mix or disease not in self.excess_deaths:
                raise ValueError(Message("the disease {disease} is missing", disease=disease))
        return self


class Cost(Section):
    """What a month or a session costs in the mean, in yuan.

    Of `gross`, `co_payment` is what stays with the patient of what is on the list once basic insurance has
    paid (自付), and `uncovered` is off the list (自费).
    """

    gross: Yuan
    co_payment: Yuan
    uncovered: Yuan

    @property
    def uncovered_share(self) -> float:
        """Share of the gross cost that is off the list."""
        return self.uncovered / self.gross if self.gross else 0.0

    @property
    def basic_share(self) -> float:
        """Share that basic insurance pays of what is on the list."""
        listed = self.gross - self.uncovered
        return 1 - self.co_payment / listed if listed > 0 else 0.0

    @model_validator(mode="after")
    def _within_gross(self) -> Self:
        if self.co_payment > self.gross:
            raise ValueError(
                Message(
                    "the co-payment ({co_payment}) is above the gross cost ({gross})",
                    co_payment=self.co_payment,
                    gross=self.gross,
                )
            )
        if self.co_payment + self.uncovered > self.gross:
            raise ValueError(
                Message(
                    "the co-payment ({co_payment}) and the uncovered cost ({uncovered}) are together above "
                    "the gross cost ({gross})",
                    co_payment=self.co_payment,
                    uncovered=self.uncovered,
                    gross=self.gross,
                )
            )
        return self


class Costs(Section):
    """What care costs.

    `mean` is yuan a month of drugs, and a session of dialysis; of these there are `sessions` in a month. What
    drugs cost a patient is lognormal: `spread` is the standard deviation of the logarithm between patients,
    and `month_spread` that between the months of one.
    """

    mean: dict[Bill, Cost]
    sessions: Annotated[float, Field(ge=0, le=31)]
    spread: dict[Drug, Sigma]
    month_spread: Sigma

    @model_validator(mode="after")
    def _every_bill(self) -> Self:
        for bill in (*DRUGS, "dialysis_session"):
            if bill not in self.mean:
                raise ValueError(Message("the cost of {bill} is missing", bill=bill))
        for drug in DRUGS:
            if drug not in self.spread:
                raise ValueError(Message("the spread of {drug} is missing", drug=drug))
        return self


class SeriousIllness(Section):
    """Serious-illness insurance (大病保险): a share of a calendar year's co-payments above a threshold."""

    threshold: dict[Name, Yuan]
    share: ByGroup
    most_a_year: Yuan


class Assistance(Section):
    """Medical assistance (医疗救助): a share of what then remains of them above a threshold."""

    threshold: dict[Name, Yuan]
    share: ByGroup
    most_a_year: dict[Name, Yuan]


class Settlement(Section):
    """Who pays before relief does (一站式结算): 基本医保 → 大病保险 → 医疗救助.

    `basic_most_a_year` is the most that basic insurance pays a patient of a scheme in a calendar year.
    """

    basic_most_a_year: dict[Scheme, Yuan]
    serious_illness: SeriousIllness
    assistance: Assistance

    @model_validator(mode="after")
    def _every_scheme(self) -> Self:
        for scheme in SCHEMES:
            if scheme not in self.basic_most_a_year:
                raise ValueError(Message("the scheme {scheme} is missing", scheme=scheme))
        return self


class Relief(Section):
    """Relief of what remains of the co-payment (兜底).

    From the month of `starts` on it pays `share` of it, at once; the institutions get the money
    `settled_after` months later. Where it pays all, patients use `more_use` more drugs, as a share; where it
    pays less, less in proportion. Sessions of dialysis are as many as before.
    """

    starts: date
    share: Share
    settled_after: Months
    more_use: Annotated[float, Field(ge=0, le=3)]
