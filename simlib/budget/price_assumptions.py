"""What the budget assumes of prices over the years, and of the room that the city has."""

from datetime import date
from typing import Annotated

from pydantic import Field

from simlib.scenario.assumption import Name, Section, Share

Growth = Annotated[float, Field(ge=-0.5, le=1)]
"""A share a year by which something grows; it may shrink."""

Yuan = Annotated[float, Field(ge=0, le=1e13)]
Year = Annotated[int, Field(ge=1950, le=2250)]


class Prices(Section):
    """What money is worth, and how prices rise.

    Attributes
    ----------
    as_of
        Day up to which the scenario knows what it knows (截至).
    base_year
        Fiscal year in whose prices real amounts are told, and to which they are discounted.
    inflation
        General rise of prices, which real amounts are freed of.
    discount_rate
        On real amounts.
    lines
        By how much the prices of each line rise a year from the base year on; the accounts say whose price
        follows which line.
    """

    as_of: date
    base_year: Year
    inflation: Growth
    discount_rate: Annotated[float, Field(ge=0, le=0.5)]
    lines: dict[Name, Growth]


class Forecast(Section):
    """What is expected of the rest of a fiscal year.

    Attributes
    ----------
    catch_up
        Share of what lags behind the run so far that is still paid within the year.
    """

    catch_up: Share


class Headroom(Section):
    """The city's budget, against which its programmes are held.

    Attributes
    ----------
    expenditure
        Yuan that the city spends a year from its general public budget, before these programmes.
    for_programmes
        Share of it that may go to them.
    growth
        By how much it grows a year from the base year on.
    """

    expenditure: Yuan
    for_programmes: Share
    growth: Growth
