"""The group `households` of the section: what patients' households consume, to tell hardship by."""

from math import isclose
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.language.message import Message
from simlib.scenario.assumption import Name, Section, Share

SIZES = ("one", "two", "three", "four", "five")
"""Names of household sizes; the last stands for all larger ones."""

Size = Literal["one", "two", "three", "four", "five"]
YuanAYear = Annotated[float, Field(ge=0, le=1_000_000)]


class Households(Section):
    """Households of one patient each; all amounts are yuan a year.

    `consumption` a head is lognormal with that mean in each group, and `spread` the standard deviation of its
    logarithm. `food_share` of it is food. `subsistence` is a one-person household's, and grows with the size
    to the power of `equivalence`; `poverty_line` is the societal poverty line a head. `other_spending` is
    what a household pays out of pocket for all other care.
    """

    size: dict[Size, Share]
    consumption: dict[Name, Annotated[float, Field(gt=0, le=1_000_000)]]
    spread: Annotated[float, Field(ge=0, le=2)]
    food_share: Share
    subsistence: YuanAYear
    equivalence: Annotated[float, Field(ge=0, le=1)]
    poverty_line: YuanAYear
    other_spending: YuanAYear

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.size.values())
        if not isclose(total, 1, abs_tol=1e-9):
            raise ValueError(
                Message("the shares of {name} add up to {total:.6g}; 1 is needed", name="size", total=total)
            )
        return self
