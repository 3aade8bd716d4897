"""The section `community_care`: which centres open when, who uses them, and what that costs."""

from datetime import date
from typing import Annotated

from pydantic import Field

from simlib.population.age_curves import AgeCurve
from simlib.programmes.works.assumptions import ThreeDays
from simlib.scenario.assumption import Label, Name, Section, Share, UnitPrice

DAYS_A_WEEK = 7
Mean = Annotated[float, Field(gt=0, le=1_200)]
PlaceNumber = Annotated[int, Field(ge=0, le=10_000)]
Days = Annotated[int, Field(ge=0, le=3_650)]


class CentreName(Section):
    """What a centre is called, and in which township or street it lies."""

    label: Label
    township: Name


class Works(Section):
    """How far the building is when the horizon begins, and the day by which it is to be complete."""

    done: Share
    complete: date


class Opening(Section):
    """What must happen before a centre opens.

    The building is complete `slip` days after its day. Acceptance takes so many days; with chance `passes` it
    is passed, otherwise what is found is put right in `rework` days and looked at again. Only then does
    getting ready (staff, filing) begin.
    """

    slip: ThreeDays
    acceptance: ThreeDays
    passes: Annotated[float, Field(gt=0, le=1)]
    rework: Days
    preparation: ThreeDays


class Centre(Section):
    """A community elderly-care centre.

    `places` are people who can be there at once. `catchment` is the share of the old people of each township
    who live within reach.
    """

    name: CentreName
    works: Works
    opening: Opening
    places: PlaceNumber
    catchment: dict[Name, Share]


class Use(Section):
    """Who uses a centre within reach.

    Shares at exact ages (`wanting`) who would; they come after `delay` days on average, `visits_a_week` on
    the `open_days` of a week, so a place serves several. They stop after `leaves` months on average, and wait
    for a place for `patience` months.
    """

    from_age: Annotated[int, Field(ge=50, le=80)]
    wanting: AgeCurve
    delay: Annotated[float, Field(ge=0, le=3_650)]
    visits_a_week: Annotated[float, Field(gt=0, le=DAYS_A_WEEK)]
    open_days: Annotated[int, Field(ge=1, le=DAYS_A_WEEK)]
    leaves: Mean
    patience: Mean


class Costs(Section):
    """Yuan: a centre a month, a visit, what a user pays for it, and a subsidy from above a user and month."""

    upkeep: Annotated[float, Field(ge=0, le=10_000_000)]
    visit: UnitPrice
    fee: UnitPrice
    subsidy: UnitPrice
    payment_lag: Annotated[int, Field(ge=0, le=24)]


class CommunityCareSection(Section):
    """Everything about community care."""

    centres: Annotated[dict[Name, Centre], Field(min_length=1, max_length=100)]
    use: Use
    costs: Costs

    @property
    def users_a_centre(self) -> list[int]:
        """Users that each centre can serve."""
        use = self.use
        return [
            int(centre.places * use.open_days / use.visits_a_week + 1e-9) for centre in self.centres.values()
        ]
