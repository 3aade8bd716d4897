"""The group `hpv_rollout.clinic`: a vaccination site's day."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.core.clock import SECONDS_PER_DAY
from simlib.core.service_times import equally_likely_seconds
from simlib.language.message import Message
from simlib.scenario.assumption import Interval, Name, Section, Share
from simlib.scenario.opening import SECONDS_PER_MINUTE, TimeOfDay, seconds_of_day

ServedStage = Literal["prescreen", "registration", "injection"]
Stage = Literal["prescreen", "registration", "injection", "observation"]
Servers = Annotated[int, Field(ge=0, le=1_000)]
ServiceMinutes = Annotated[float, Field(gt=0, le=240)]
Variation = Annotated[float, Field(ge=0, le=2)]
Minutes = Annotated[int, Field(ge=0, le=720)]


class Break(Section):
    """A break in which nobody starts a stage; those who wait go on waiting."""

    begins: TimeOfDay
    ends: TimeOfDay

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError(
                Message(
                    "the break ends at {ends}, not after it begins ({begins})",
                    ends=self.ends,
                    begins=self.begins,
                )
            )
        return self


class Hours(Section):
    """When a site opens, for when it gives the last appointment, when it closes, and its break at noon."""

    opens: TimeOfDay
    last_appointment: TimeOfDay
    closes: TimeOfDay
    noon_break: Break | None = None

    @property
    def noon(self) -> range:
        """The seconds of the day in the break; without one it has no length and lies at midnight."""
        if self.noon_break is None:
            return range(0)
        return range(seconds_of_day(self.noon_break.begins), seconds_of_day(self.noon_break.ends))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if seconds_of_day(self.opens) == 0:
            raise ValueError(
                Message("it opens at 00:00; bookings of the day come first, so 00:01 is the earliest")
            )
        if seconds_of_day(self.closes) <= seconds_of_day(self.opens):
            raise ValueError(
                Message(
                    "it closes at {closes}, not after it opens ({opens})",
                    closes=self.closes,
                    opens=self.opens,
                )
            )
        if not self.opens <= self.last_appointment < self.closes:
            raise ValueError(
                Message(
                    "the last appointment is at {last}; a time from {opens} on and before {closes} is needed",
                    last=self.last_appointment,
                    opens=self.opens,
                    closes=self.closes,
                )
            )
        return self

    @model_validator(mode="after")
    def _break_inside(self) -> Self:
        noon = self.noon_break
        if noon and not self.opens < noon.begins < noon.ends < self.closes:
            raise ValueError(
                Message(
                    "the break from {begins} to {ends} does not lie within the hours, {opens} to {closes}",
                    begins=noon.begins,
                    ends=noon.ends,
                    opens=self.opens,
                    closes=self.closes,
                )
            )
        if noon and noon.begins <= self.last_appointment < noon.ends:
            raise ValueError(
                Message(
                    "the last appointment is at {last}, in the break from {begins} to {ends}",
                    last=self.last_appointment,
                    begins=noon.begins,
                    ends=noon.ends,
                )
            )
        return self


class Absence(Section):
    """Staff of one stage of a site who are away from one day to another, both included."""

    site: Name
    stage: ServedStage
    first_day: date
    last_day: date
    staff: Annotated[int, Field(ge=1, le=1_000)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError(
                Message(
                    "the absence ends ({last_day}) before it begins ({first_day})",
                    last_day=self.last_day,
                    first_day=self.first_day,
                )
            )
        return self


class Clinic(Section):
    """How women go through a site, all times in minutes; `site_hours` take the place of `hours` at a site."""

    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    hours: Hours
    site_hours: dict[Name, Hours]
    servers: dict[Name, dict[ServedStage, Servers]]
    absences: Annotated[tuple[Absence, ...], Field(max_length=10_000)]
    service_mean: dict[ServedStage, ServiceMinutes]
    service_variation: dict[ServedStage, Variation]
    observation: Minutes
    slot_length: Annotated[int, Field(ge=1, le=720)]
    arrival_spread: Minutes
    deferral: Share
    deferral_delay: Interval
    contraindication: Share

    @property
    def served_stages(self) -> tuple[ServedStage, ...]:
        """The stages with staff, in order; the injection is the last."""
        return tuple(stage for stage in self.stages if stage != "observation")

    @property
    def observed_seconds(self) -> int:
        """Seconds of observation after the injection."""
        return self.observation * SECONDS_PER_MINUTE if "observation" in self.stages else 0

    def hours_at(self, site: str) -> Hours:
        """Return the hours of a site."""
        return self.site_hours.get(site, self.hours)

    @model_validator(mode="after")
    def _stages_in_order(self) -> Self:
        twice = [stage for stage in self.stages if self.stages.count(stage) > 1]
        if twice:
            raise ValueError(Message("the stage {stage} stands twice in the order", stage=twice[0]))
        if "injection" not in self.stages:
            raise ValueError(Message("the order of stages lacks the injection"))
        after = self.stages[self.stages.index("injection") + 1 :]
        if after not in ((), ("observation",)) or "observation" in self.stages[: -len(after) or None]:
            raise ValueError(
                Message("after the injection only observation can follow, and it stands nowhere else")
            )
        return self

    @model_validator(mode="after")
    def _every_stage_is_described(self) -> Self:
        for quantity in ("service_mean", "service_variation"):
            for stage in self.served_stages:
                if stage not in getattr(self, quantity):
                    raise ValueError(Message("{quantity} lacks {band}", quantity=quantity, band=stage))
        return self

    @model_validator(mode="after")
    def _over_by_midnight(self) -> Self:
        # Times of a day are in order as texts, too.
        closes = max(hours.closes for hours in (self.hours, *self.site_hours.values()))
        for stage in self.served_stages:
            longest = int(self.service_seconds(stage)[-1])
            if seconds_of_day(closes) + longest >= SECONDS_PER_DAY:
                raise ValueError(
                    Message(
                        "begun just before closing ({closes}), {stage} could last past midnight",
                        closes=closes,
                        stage=stage,
                    )
                )
        return self

    def service_seconds(self, stage: ServedStage):
        """Return the service times of a stage; see `equally_likely_seconds`."""
        mean = self.service_mean[stage] * SECONDS_PER_MINUTE
        return equally_likely_seconds(mean, self.service_variation[stage])
