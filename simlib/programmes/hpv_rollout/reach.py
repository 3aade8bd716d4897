"""Whom the rollout reached, and how they came: the tables `doses`, `coverage` and `reach_by_channel`."""

from dataclasses import dataclass

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, group_sum
from simlib.programmes.hpv_rollout.assumptions import AGE_BANDS
from simlib.programmes.hpv_rollout.log import Kind, Log
from simlib.programmes.hpv_rollout.log_kernel import how_they_came
from simlib.programmes.hpv_rollout.slots import Slots
from simlib.programmes.hpv_rollout.women import Women, ages_on, calendar_codes

CHANNELS = {"app": Kind.ARRIVAL, "walk_in": Kind.WALK_IN, "school": Kind.SCHOOL}
"""How women come, and the kind of event that such an arrival is."""

DOSES = Table(
    "doses",
    "Doses given, by day, place, who got them and which dose.",
    ("replicate", "date", "site", "township", "channel", "batch", "age", "dose", "product"),
    (
        REPLICATE,
        Column("date", "date", "Day of the injection."),
        Column("site", "name", "Vaccination site."),
        Column("township", "name", "Township of her hukou."),
        Column("channel", "name", "How she came: `app` (booked), `walk_in` (without booking) or `school`."),
        Column("batch", "name", "Her batch (birth window)."),
        Column("age", "integer", "Age in completed years on the day."),
        Column("dose", "integer", "Number of the dose, from 1."),
        Column("product", "name", "Vaccine."),
        Column("count", "integer", "Doses."),
    ),
)

COVERAGE = Table(
    "coverage",
    "Women reached by the end of a month, cumulative, from the month in which their batch opens.",
    ("replicate", "month", "township", "batch", "age_band"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("township", "name", "Township of hukou."),
        Column("batch", "name", "Batch (birth window)."),
        Column("age_band", "name", "Age in completed years when she is invited."),
        Column("eligible", "integer", "Women with hukou in the birth window, vaccinated before or not."),
        Column("eligible_unvaccinated", "integer", "Of these, not vaccinated at their own cost before."),
        Column("dose1", "integer", "Women who got a first dose in the programme."),
        Column("complete", "integer", "Women who completed their series in the programme."),
    ),
)


REACH_BY_CHANNEL = Table(
    "reach_by_channel",
    "Women reached by the end of a month by how they came, cumulative, from the first month with any.",
    ("replicate", "month", "township", "batch", "channel"),
    (
        REPLICATE,
        Column("month", "date", "First day of the month."),
        Column("township", "name", "Township of hukou."),
        Column("batch", "name", "Batch (birth window)."),
        Column("channel", "name", "How they came, as in `doses`."),
        Column("dose1", "integer", "Women who came so for their first dose."),
        Column("complete", "integer", "Women who came so for the dose that completed their series."),
    ),
)


@dataclass(frozen=True)
class Labels:
    """The names behind the places in arrays."""

    townships: tuple[str, ...]
    batches: tuple[str, ...]
    products: tuple[str, ...]


def channels_of(log: Log) -> np.ndarray:
    """Return the channel of each injection as a place in `CHANNELS`, int8 of shape (injections,)."""
    how = how_they_came(log.events.kind, log.events.woman, log.given.size, log.woman.size)
    place = np.zeros(max(CHANNELS.values()) + 1, np.int8)
    place[list(CHANNELS.values())] = np.arange(len(CHANNELS))
    return place[how]


def doses_table(
    women: Women, log: Log, channel: np.ndarray, slots: Slots, horizon: Horizon, labels: Labels
) -> Columns:
    """Return the columns of `doses`, ordered by all columns but the last; `channel` is from `channels_of`."""
    woman = log.woman
    day_year, day_code = calendar_codes(horizon.dates)
    age = ages_on(day_year[log.day], day_code[log.day], women.birth_year[woman], women.birth_code[woman])
    whose = (women.township[woman], channel, women.batch[woman], age, log.dose, log.product[woman])
    (day, site, township, channel, batch, age, dose, product), count = group_sum((log.day, log.site, *whose))
    return {
        "date": horizon.dates[day],
        "site": Names(site, slots.sites),
        "township": Names(township, labels.townships),
        "channel": Names(channel, tuple(CHANNELS)),
        "batch": Names(batch, labels.batches),
        "age": age,
        "dose": dose,
        "product": Names(product, labels.products),
        "count": count,
    }


def coverage_table(women: Women, log: Log, horizon: Horizon, labels: Labels) -> Columns:
    """Return the columns of `coverage`, ordered by month, township, batch and age band.

    A batch is there from the month on in which the first of it are invited.
    """
    invited = np.full(len(labels.batches), horizon.days)
    np.minimum.at(invited, women.batch, women.invited_day)
    shape = (len(labels.townships), len(labels.batches), len(AGE_BANDS))
    cell = np.ravel_multi_index((women.township, women.batch, women.band), shape)
    cells = int(np.prod(shape))
    eligible = np.bincount(cell, minlength=cells)
    unvaccinated = np.bincount(cell[women.unvaccinated], minlength=cells)
    month = horizon.month_of_day[log.day]
    reached = [
        _cumulative(month[chosen], cell[log.woman[chosen]], horizon.months, cells)
        for chosen in (log.dose == 1, log.dose == log.series[log.woman])
    ]

    cell_township, cell_batch, cell_band = np.unravel_index(np.arange(cells), shape)
    edges = horizon.month_edges()
    has_begun = invited[cell_batch] < edges[1:, None]
    row_month, row_cell = np.nonzero(has_begun & (eligible > 0))
    return {
        "month": horizon.month_start(row_month),
        "township": Names(cell_township[row_cell], labels.townships),
        "batch": Names(cell_batch[row_cell], labels.batches),
        "age_band": Names(cell_band[row_cell], tuple(AGE_BANDS)),
        "eligible": eligible[row_cell],
        "eligible_unvaccinated": unvaccinated[row_cell],
        "dose1": reached[0][row_month, row_cell],
        "complete": reached[1][row_month, row_cell],
    }


def reach_by_channel_table(
    women: Women, log: Log, channel: np.ndarray, horizon: Horizon, labels: Labels
) -> Columns:
    """Return the columns of `reach_by_channel`, ordered by its key; `channel` is from `channels_of`."""
    shape = (len(labels.townships), len(labels.batches), len(CHANNELS))
    cell = np.ravel_multi_index((women.township[log.woman], women.batch[log.woman], channel), shape)
    month, cells = horizon.month_of_day[log.day], int(np.prod(shape))
    first, last = (
        _cumulative(month[chosen], cell[chosen], horizon.months, cells)
        for chosen in (log.dose == 1, log.dose == log.series[log.woman])
    )
    row_month, row_cell = rows = np.nonzero(first + last)
    township, batch, how = np.unravel_index(row_cell, shape)
    return {
        "month": horizon.month_start(row_month),
        "township": Names(township, labels.townships),
        "batch": Names(batch, labels.batches),
        "channel": Names(how, tuple(CHANNELS)),
        "dose1": first[rows],
        "complete": last[rows],
    }


def _cumulative(month: np.ndarray, cell: np.ndarray, months: int, cells: int) -> np.ndarray:
    counts = np.bincount(month.astype(np.int64) * cells + cell, minlength=months * cells)
    return np.cumsum(counts.reshape(months, cells), axis=0)
