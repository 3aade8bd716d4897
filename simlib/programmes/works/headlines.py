"""What programmes that build say first: when their projects are ready, on what that hangs, what they cost."""

from collections.abc import Mapping, Sequence

import pandas as pd

from simlib.language.language import Language, mark
from simlib.programmes.headline import Assumptions, Headline

MILESTONE_NAMES = {
    "accepted": mark("completion acceptance"),
    "ready": mark("ready to operate"),
    "opened": mark("opened"),
}
"""What milestones are called."""

DATE_COLUMNS = {
    "promised": mark("promised"),
    "planned": mark("without uncertainty"),
    "p50": mark("P50"),
    "p80": mark("P80"),
}
"""Headings of dates."""

COST_COLUMNS = {
    "contract": mark("planned, yuan"),
    "done_before": mark("done before, yuan"),
    "overrun": mark("overrun, yuan"),
    "due_within": mark("due within the horizon, yuan"),
    "due_later": mark("due later, yuan"),
}
"""Headings of costs."""

DRAWS_NOTE = mark(
    "Over {draws} draws of luck: the estimates of durations are taken as they are. P80: in eight draws of ten by then."
)
YEAR_COLUMN = mark("open by end of {year}")


def chances_by_year(chances: pd.DataFrame, milestone: str) -> pd.DataFrame:
    """Return the chance that a milestone is reached by the end of each year, by project (rows) and year.

    Years from that of the first month of the table to the first in which all projects are certain.
    """
    mine = chances[chances["milestone"].astype(str) == milestone]
    by_project = mine.astype({"project": str}).pivot_table(index="month", columns="project", values="chance")
    months = pd.date_range(by_project.index.min().replace(month=1), by_project.index.max() + pd.DateOffset(years=1), freq="MS")
    filled = by_project.reindex(months).ffill().fillna(0.0)
    ends = filled[filled.index.month == 12]
    return ends.set_axis(ends.index.year).T
