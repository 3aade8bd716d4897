"""On which days work is possible: seasons that stop it, and alerts that come by chance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.luck import named, uniforms_each
from simlib.programmes.works.assumptions import Alerts, Place, Season, Stop
from simlib.programmes.works.purposes import ALERT_DAY, ALERT_LENGTH, ALERTED
from simlib.programmes.works.three_points import spread_of

PLACES = get_args(Place)

SLOTS = 40
"""Alerts that a season can hold; each comes about with the same chance, or does not."""


@dataclass(frozen=True)
class WorkDays:
    """Days on which work is possible.

    Attributes
    ----------
    first
        Day of the horizon with which it begins.
    before
        For each of `PLACES`, how many such days lie before each day, int16 of shape (1 or draws, days + 1);
        one row holds for all draws. What would end behind the last day ends on it.
    """

    first: int
    before: tuple[np.ndarray, ...]

    def worked(self, place: int, day: np.ndarray) -> np.ndarray:
        """Return how many days of work at a place lie before days in the first draw: int64, same shape."""
        (counts, *_) = self.before[place]
        return counts[np.clip(day - self.first, 0, counts.size - 1)].astype(np.int64)


@dataclass(frozen=True)
class Span:
    """The days that a calendar of works holds.

    Attributes
    ----------
    horizon
        Whose days are numbered from 0.
    first
        The first, perhaps before the horizon.
    days
        How many.
    """

    horizon: Horizon
    first: int
    days: int


def planned_work_days(stops: Mapping[str, Stop], span: Span) -> WorkDays:
    """Return on which days work is possible if no alert comes."""
    return WorkDays(span.first, tuple(_counted(~_seasons(stops, place, span)) for place in PLACES))


def drawn_work_days(stops: Mapping[str, Stop], span: Span, key: np.uint64, draws: int) -> WorkDays:
    """Return the same with alerts, for draws from 0 on.

    Parameters
    ----------
    stops
        By name.
    span
        The days.
    key
        The luck that all works of the city share.
    draws
        How many.
    """
    alerted = {name: _alerted(name, stop, span, key, draws) for name, stop in stops.items() if stop.alerts}
    before = []
    for place in PLACES:
        stopped = _seasons(stops, place, span)
        for name, days in alerted.items():
            if place in stops[name].places:
                stopped = stopped | days
        before.append(_counted(~stopped))
    return WorkDays(span.first, tuple(before))


def _counted(possible: np.ndarray) -> np.ndarray:
    before = np.zeros((len(possible), possible.shape[1] + 1), np.int16)
    np.cumsum(possible, axis=1, dtype=np.int16, out=before[:, 1:])
    return before


def _seasons(stops: Mapping[str, Stop], place: str, span: Span) -> np.ndarray:
    """Return the days of seasons that stop work at a place the whole time, bool of shape (1, days)."""
    stopped = np.zeros((1, span.days), np.bool_)
    for stop in stops.values():
        if place in stop.places and stop.alerts is None:
            for _, start, end in years_of(stop.season, span):
                stopped[0, max(start - span.first, 0) : max(end - span.first, 0)] = True
    return stopped


def _alerted(name: str, stop: Stop, span: Span, key: np.uint64, draws: int) -> np.ndarray:
    """Return the days on which a stop's alerts hold, bool of shape (draws, days)."""
    change = np.zeros((draws, span.days + 1), np.int8)
    for year, start, end in years_of(stop.season, span):
        draw, begins, ends = _alerts_of(stop.alerts, named(f"{name}/{year}"), end - start, key, draws)
        for day, by in ((begins, 1), (ends, -1)):
            np.add.at(change, (draw, np.clip(day + start - span.first, 0, span.days)), by)
    return np.cumsum(change[:, :-1], axis=1, dtype=np.int8) > 0


def _alerts_of(alerts: Alerts, season: np.uint64, length: int, key: np.uint64, draws: int):
    """Return draw, first day and the day after the last one, from the season's first, of its alerts."""
    ks = np.arange(draws * SLOTS, dtype=np.uint64)
    who = np.full(ks.size, season)
    ks = ks[uniforms_each(key, who, ALERTED, ks) < alerts.number / SLOTS]
    who = who[: ks.size]
    begins = (uniforms_each(key, who, ALERT_DAY, ks) * length).astype(np.int64)
    days = spread_of(alerts.days.p10, alerts.days.likely, alerts.days.p90, 0.0)
    lasts = np.maximum(np.rint(days.at(uniforms_each(key, who, ALERT_LENGTH, ks))), 1).astype(np.int64)
    return (ks // np.uint64(SLOTS)).astype(np.int64), begins, begins + lasts


def years_of(season: Season, span: Span) -> Iterator[tuple[int, int, int]]:
    """Yield year, first day and the day after the last one of each season that touches a span."""
    horizon = span.horizon
    first_year = horizon.date_of(span.first).year
    for year in range(first_year - 1, horizon.date_of(span.first + span.days).year + 1):
        passes_new_year = season.last_day < season.first_day
        start = horizon.day_of(_date(year, season.first_day))
        end = horizon.day_of(_date(year + passes_new_year, season.last_day)) + 1
        if end > span.first and start < span.first + span.days:
            yield year, start, end


def _date(year: int, day_of_year: str) -> date:
    month, day = (int(part) for part in day_of_year.split("-"))
    leap_day_missing = (month, day) == (2, 29) and not (
        year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    )
    return date(year, month, day - leap_day_missing)
