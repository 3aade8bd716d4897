"""Towns whose households claim, drawn at random, and settings for the path of a claim."""

from dataclasses import fields
from datetime import date
from functools import cache
from random import Random

import numpy as np
from hypothesis import strategies as st

import simlib
from simlib.core.clock import SECONDS_PER_DAY, WEEKDAYS, Calendar, Horizon
from simlib.programmes.family_subsidies.path_assumptions import ClaimPathSection
from simlib.programmes.family_subsidies.path_claims import Claims
from simlib.programmes.family_subsidies.path_offices import desk_townships
from simlib.scenario.time import HorizonSection, calendar_of

PATH = "family_subsidies.path"
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
ALL_DAY = {"opens": "00:00", "closes": "23:50"}
SEMESTERS = [day * SECONDS_PER_DAY for day in (0, 184, 366)]


def load(settings=None):
    """Load the base with settings by dotted path."""
    return simlib.load("gaoping-2023", set=settings)


def path_of(townships, **groups):
    """A path without queues in the given townships; each group's values replace those given here."""
    by_township = dict.fromkeys
    values = {
        "desks": {
            "number": by_township(townships, 1),
            "staff": by_township(townships, 1_000),
            "opening_days": by_township(townships, tuple(WEEKDAYS)),
            "hours": {"opens": "00:00", "closes": "23:50"},
            "complete": 3.0,
            "incomplete": 8.0,
            "second_visit": 7,
            "papers_missing": 0.2,
        },
        "review": {
            "workers": by_township(townships, 1_000),
            "cases_a_day": 30,
            "opening_days": tuple(WEEKDAYS),
            "hours": {"opens": "08:30", "closes": "17:30"},
        },
        "notice": {"days": 7},
        "approval": {
            "workers": 1_000,
            "cases_a_day": 60,
            "opening_days": tuple(WEEKDAYS),
            "hours": {"opens": "08:30", "closes": "17:30"},
        },
        "payment": {"months": tuple(range(1, 13)), "day_of_month": 25, "prepared": 5},
        "staff_changes": (),
    }
    for name, group in groups.items():
        values[name] = values[name] | group if isinstance(group, dict) else group
    return ClaimPathSection.model_validate(values)


def claims_at(ready, claim=None, desk=None, papers_missing=False, valid=True, path=None, townships=None):
    """Claims that are ready in the given seconds, at the first desk unless told otherwise."""
    count = len(ready)
    desk = np.zeros(count, np.int32) if desk is None else np.asarray(desk, np.int32)
    places = np.zeros(1, np.int32) if path is None else desk_townships(path.desks, townships)
    number = np.arange(count) if claim is None else claim
    return Claims(
        claim=np.asarray(number, np.int64),
        township=places[desk],
        desk=desk,
        ready=np.asarray(ready, np.int64),
        papers_missing=np.broadcast_to(np.asarray(papers_missing, np.bool_), count).copy(),
        valid=np.broadcast_to(np.asarray(valid, np.bool_), count).copy(),
    )


def log_by_claim(log):
    """The log as rows, by claim."""
    rows = zip(*(getattr(log, field.name).tolist() for field in fields(log)), strict=True)
    return {row[0]: row for row in rows}


@cache
def shipped_calendar():
    """Holidays and make-up workdays as shipped."""
    return load().sections["calendar"]


def calendar(first_day=date(2023, 3, 1), last_day=date(2026, 2, 28)):
    """The shipped calendar over a horizon."""
    return calendar_of(HorizonSection(first_day=first_day, last_day=last_day), shipped_calendar())


def plain_calendar(first_day, last_day, holidays=(), makeup_workdays=()):
    """A calendar with the holidays given."""
    return Calendar(Horizon(first_day, last_day), frozenset(holidays), frozenset(makeup_workdays))


@st.composite
def drawn_towns(draw):
    """Claims, a path, townships and a calendar; queues may be empty, long, or without end.

    Hypothesis draws a seed alone, so that towns are as wild as the dice want them.
    """
    dice = Random(draw(st.integers(0, 2**32 - 1)))
    townships = tuple(["ash", "birch", "cedar"][: dice.randint(1, 3)])
    last_day = date.fromordinal(dice.randint(date(2023, 3, 1).toordinal(), date(2024, 3, 31).toordinal()))
    path = drawn_path(dice, townships)
    horizon = calendar(last_day=last_day)
    return drawn_claims(dice, path, townships, horizon.horizon), path, townships, horizon


def drawn_path(dice, townships):
    """A path with any hours, days, staff and batches."""

    def weekdays():
        return tuple(dice.sample(WEEKDAYS, dice.choice([0, 1, 3, 5, 5, 6, 7])))

    def by_township(values):
        return {township: dice.choice(values) for township in townships}

    def hours():
        return dice.choice(
            [
                {"opens": "00:00", "closes": "19:59"},
                {"opens": "08:30", "closes": "17:30"},
                {"opens": "09:00", "closes": "09:20"},
                {"opens": "13:00", "closes": "13:01"},
            ]
        )

    def change():
        first = date.fromordinal(dice.randint(date(2023, 1, 1).toordinal(), date(2024, 3, 1).toordinal()))
        office = dice.choice(["desk", "review", "approval"])
        return {
            "office": office,
            "township": None if office == "approval" else dice.choice([None, *townships]),
            "first_day": first,
            "last_day": date.fromordinal(first.toordinal() + dice.randint(0, 60)),
            "staff": dice.choice([-2, -1, 1, 3]),
        }

    def cases(hours):
        most = {"00:00": 260, "08:30": 170, "09:00": 30, "13:00": 7}[hours["opens"]]
        return {"hours": hours, "cases_a_day": dice.choice([1, 2, 5, most // 2, most])}

    return path_of(
        townships,
        desks={
            "number": by_township([1, 1, 2, 3]),
            "staff": by_township([0, 1, 1, 1, 2, 5]),
            "opening_days": {township: weekdays() for township in townships},
            "hours": hours(),
            "complete": dice.choice([1 / 60, 0.5, 3.0, 20.0]),
            "incomplete": dice.choice([1 / 60, 2.0, 8.0, 100.0]),
            "second_visit": dice.choice([1, 1, 2, 7, 30]),
        },
        review={"workers": by_township([0, 1, 1, 2, 4]), "opening_days": weekdays(), **cases(hours())},
        notice={"days": dice.choice([0, 1, 5, 7])},
        approval={"workers": dice.choice([0, 1, 1, 2, 3]), "opening_days": weekdays(), **cases(hours())},
        payment={
            "months": tuple(dice.sample(range(1, 13), dice.choice([1, 4, 12, 12]))),
            "day_of_month": dice.choice([1, 15, 25, 30, 31]),
            "prepared": dice.choice([0, 0, 5, 40]),
        },
        staff_changes=tuple(change() for _ in range(dice.choice([0, 0, 1, 4]))),
    )


def drawn_claims(dice, path, townships, horizon):
    """Claims spread over time or crowded into a few seconds, with numbers in any order."""
    count = dice.choice([0, 1, 5, 40, 150])
    ready = {
        "spread": lambda: dice.randrange(horizon.seconds + SECONDS_PER_DAY),
        "early": lambda: dice.randrange(min(horizon.seconds, 20 * SECONDS_PER_DAY)),
        "crowded": lambda: dice.choice([0, 1, 8, 30_600, 86_399, 3 * SECONDS_PER_DAY + 40_000]),
    }[dice.choice(["spread", "early", "early", "crowded"])]
    desks = len(desk_townships(path.desks, townships))
    bad, missing = dice.choice([0.0, 0.1]), dice.choice([0.0, 0.3, 1.0])
    return claims_at(
        [ready() for _ in range(count)],
        claim=dice.sample(range(-500, 10_000), count),
        desk=[dice.randrange(desks) for _ in range(count)],
        papers_missing=[dice.random() < missing for _ in range(count)],
        valid=[dice.random() >= bad for _ in range(count)],
        path=path,
        townships=townships,
    )
