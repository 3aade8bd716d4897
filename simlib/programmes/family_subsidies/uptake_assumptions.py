"""The groups `uptake` and `errors` of the section: who claims, when, and what goes wrong with claims."""

from datetime import date
from typing import Annotated

from pydantic import Field

from simlib.scenario.assumption import Name, Section, Share

Days = Annotated[float, Field(ge=0, le=3_650)]


class Uptake(Section):
    """How families come to claim.

    From the day on which a township's staff are trained (`news_from`), families hear of the subsidies after
    `mean_delay` days in the mean where nobody tells another; `imitation` is how much faster, a day, news
    spreads when all of a township know. A share of `take_up` of them claims at all, `absent_factor` times
    as many of those who live elsewhere, and does so after an exponential delay of `apply_delay` days. What
    must be claimed anew is forgotten with the chance `forgets`.
    """

    news_from: dict[Name, date]
    mean_delay: Days
    imitation: Annotated[float, Field(ge=0, le=10)]
    take_up: Share
    absent_factor: Share
    apply_delay: Days
    forgets: Share


class Errors(Section):
    """Claims that should not be made, to a hundred right ones as shares, and the shares that are caught.

    A wrong claim is one by a family that is not entitled; a duplicate asks a second time for the same.
    """

    wrong: Share
    wrong_caught: Share
    duplicate: Share
    duplicate_caught: Share
