"""One day of one site, played again: who waited where, and when the queues would bind.

A run's event log says who came when. The day is played again from there with the same kernel and the same
luck, so it is the day of the run; and with more women or fewer staff, which is what a planner asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.luck import Luck
from simlib.language.message import Message
from simlib.programmes.hpv_rollout import NAME, NUMBER
from simlib.programmes.hpv_rollout.clinic import floor_of, roster_of, shifts_of
from simlib.programmes.hpv_rollout.clinic_assumptions import Clinic
from simlib.programmes.hpv_rollout.clinic_kernel import Floor
from simlib.programmes.hpv_rollout.replay import WITHOUT, Played, Visits, play, times_as_many
from simlib.runs.single import run
from simlib.scenario.assumption import Label
from simlib.scenario.model import Scenario
from simlib.scenario.problems import nearest, problem_in, shown
from simlib.scenario.time import calendar_of

CLINIC = f"{NAME}.clinic."
EXPECTED = ("arrival", "walk_in", "school", "no_show", "cancelled")
"""What becomes of a woman who is expected somewhere on a day; her luck counts these."""
WAYS = {"at_site": ("arrival", "walk_in", "school"), "in_school": ("arrival", "walk_in")}
"""Events with which women come to a site, by where girls brought by school are seen."""
NEAREST_DAYS = 3
"""Open days named where a site is closed."""
MULTIPLES = (2, 4)
"""Shown beside the day as it is: so many times as many women."""
MOST_TIMES = 40
"""Up to so many times as many women are tried when looking for where queues bind."""


@dataclass(frozen=True)
class ClinicDay:
    """One day of one site.

    Attributes
    ----------
    title, label
        Of scenario and site.
    site, day, seed
        What was asked for.
    stages
        Stages with staff, in order.
    opens
        Second of the day.
    booked
        Appointments of the day.
    played
        The day of the run.
    more_women
        The day with so many times as many women, by the multiple.
    fewer_staff
        The day with one server fewer at a stage, by the place of the stage; only where somebody works.
    binds_from
        The least multiple of women at which queues bind, 1 if they do; None if not up to `MOST_TIMES`.
    placeholders
        Labels of the assumptions about the clinic that are placeholders.
    """

    title: Label
    label: Label
    site: str
    day: date
    seed: int
    stages: tuple[str, ...]
    opens: int
    booked: int
    played: Played
    more_women: dict[int, Played]
    fewer_staff: dict[int, Played]
    binds_from: int | None
    placeholders: tuple[Label, ...]


def clinic_day_of(scenario: Scenario, site: str, day: date, seed: int = 0) -> ClinicDay:
    """Run a scenario and play one day of one site again.

    Parameters
    ----------
    scenario
        From `simlib.load`.
    site
        Name of the site.
    day
        A day on which it is open.
    seed
        From 0.

    Raises
    ------
    InputError
        If there is no such site, or it is closed on that day.
    """
    section = scenario.sections[NAME]
    _check_site(section.sites.names, site)
    _check_open(scenario, site, day)
    floor = floor_of(section.clinic, Luck(seed).key(NUMBER))
    (shift,) = shifts_of(section.clinic, (site,))
    log = run(scenario, seed, events=True).events
    horizon = Horizon(scenario.sections["horizon"].first_day, day)
    staff = roster_of(section.clinic, (site,), horizon)[-1, 0]
    booked, visits = _visits(log, site, horizon.days - 1, section.channels.school.held)
    played = play(staff, shift, floor, section.clinic, visits)
    fewer = {
        stage: play(staff - (np.arange(staff.size) == stage), shift, floor, section.clinic, visits)
        for stage in np.flatnonzero(staff > 0).tolist()
    }
    return ClinicDay(
        title=scenario.title,
        label=section.sites.names[site],
        site=site,
        day=day,
        seed=seed,
        stages=section.clinic.served_stages,
        opens=int(shift["opens"]),
        booked=booked,
        played=played,
        more_women={
            times: play(staff, shift, floor, section.clinic, times_as_many(visits, times, floor, shift))
            for times in MULTIPLES
        },
        fewer_staff=fewer,
        binds_from=_binds_from(staff, shift, floor, section.clinic, visits),
        placeholders=tuple(
            assumption.label
            for path, assumption in scenario.assumptions.items()
            if path.startswith(CLINIC) and assumption.kind == "placeholder"
        ),
    )


def day_given(text: str) -> date:
    """Return the date that a user gave, or raise InputError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise problem_in(
            "date", Message("{given} is no date; one such as 2023-05-04 is needed", given=shown(text))
        ) from None


def _binds_from(
    staff: np.ndarray, shift: np.void, floor: Floor, clinic: Clinic, visits: Visits
) -> int | None:
    for times in range(1, MOST_TIMES + 1):
        if play(staff, shift, floor, clinic, times_as_many(visits, times, floor, shift)).binds:
            return times
    return None


def _visits(log: pd.DataFrame, site: str, day: int, held: str) -> tuple[int, Visits]:
    """Return the number of appointments of a site and day, and who came and was let in.

    Girls who are seen in school (`held`) do not come to the site.
    """
    morning, night = day * SECONDS_PER_DAY, (day + 1) * SECONDS_PER_DAY
    number = log[log["kind"].isin(EXPECTED) & (log["time"] < night)].groupby("person").size() - 1
    here = log[log["where"] == site]
    booked = here[(here["kind"] == "booking") & here["detail"].between(morning, night - 1)]
    booked = booked.set_index("person")["detail"] - morning
    today = here[here["time"].between(morning, night - 1)]
    came = today[today["kind"].isin(WAYS[held])].sort_values("person")
    came = came[~came["person"].isin(today.loc[today["kind"] == "no_dose", "person"])]
    return len(booked), Visits(
        identity=came["person"].to_numpy(),
        appointment=number[came["person"]].to_numpy().astype(np.uint64),
        doses=(came["detail"].to_numpy() - 1).astype(np.uint64),
        at=booked.reindex(came["person"], fill_value=WITHOUT).to_numpy(),
        arrival=(came["time"].to_numpy() - morning).astype(np.int32),
    )


def _check_site(names: dict[str, Label], site: str) -> None:
    if site not in names:
        raise problem_in(
            "site",
            Message(
                '"{site}" is no site; known: {names}{hint}',
                site=site,
                names=", ".join(names),
                hint=nearest(site, names),
            ),
        )


def _check_open(scenario: Scenario, site: str, day: date) -> None:
    horizon, sites = scenario.sections["horizon"], scenario.sections[NAME].sites
    if not horizon.first_day <= day <= horizon.last_day:
        raise problem_in(
            "date",
            Message(
                "{day} is not allowed; a day from {first_day} to {last_day} is needed",
                day=day,
                first_day=horizon.first_day,
                last_day=horizon.last_day,
            ),
        )
    calendar = calendar_of(horizon, scenario.sections["calendar"])
    opens = calendar.open_days(sites.opening_days[site])
    if not opens.any() or sites.daily_capacity[site] == 0:
        raise problem_in("date", Message("{site} never opens", site=site))
    if not opens[calendar.horizon.day_of(day)]:
        near = ", ".join(str(open_day) for open_day in _nearest_days(calendar.horizon.dates[opens], day))
        raise problem_in(
            "date",
            Message(
                "{site} is closed on {day}; the nearest days on which it opens: {near}",
                site=site,
                day=day,
                near=near,
            ),
        )


def _nearest_days(open_days: np.ndarray, day: date) -> Iterator[date]:
    away = np.abs(open_days - np.datetime64(day)).astype(int)
    yield from sorted(open_days[np.argsort(away, kind="stable")[:NEAREST_DAYS]].tolist())
