"""The table `care_years`: how full the centre is in each year, and whether it pays for itself."""

import numpy as np

from simlib.core.clock import SECONDS_PER_DAY, Horizon
from simlib.core.money import to_yuan
from simlib.core.posting import STAGES, Postings
from simlib.core.tables import REPLICATE, Column, Columns, Table
from simlib.programmes.welfare_centre.beds_assumptions import BedsSection
from simlib.programmes.welfare_centre.beds_census import Census
from simlib.programmes.welfare_centre.beds_money import BED_ITEMS, FEES, break_even, planned_mix
from simlib.programmes.welfare_centre.beds_tables import flows_of

CARE_YEARS = Table(
    "care_years",
    "The welfare centre in a calendar year in which it is open.",
    ("replicate", "year"),
    (
        REPLICATE,
        Column("year", "integer", "Calendar year."),
        Column("open_days", "integer", "Days on which it is open."),
        Column("resident_days", "integer", "Residents at the end of each day, added up."),
        Column("planned_days", "integer", "Planned beds, added up over the open days."),
        Column("fees", "yuan", "What residents pay for these days."),
        Column("costs", "yuan", "What running it costs in these days, the relief station included."),
        Column("wait_days", "number", "Mean days that those waited who were admitted; 0 if nobody was."),
        Column(
            "break_even",
            "number",
            "Share of planned beds that must be taken for fees to pay for running costs, with the residents "
            "of the year and carers for each; more than 1 if not even a full centre does.",
        ),
    ),
)


def care_years_table(
    census: Census, postings: Postings, section: BedsSection, opened_day: int, horizon: Horizon
) -> Columns:
    """Return the columns of `care_years`, ordered by year."""
    year_of_day = horizon.dates.astype("datetime64[Y]").astype(np.int64) + 1970
    is_open = np.arange(horizon.days) >= opened_day
    years = np.unique(year_of_day[is_open])
    mixes = [census.present[(year_of_day == year) & is_open].sum(axis=0) for year in years]
    open_days = np.array([(is_open & (year_of_day == year)).sum() for year in years], np.int64)
    fees, costs = _money(postings, years, horizon)
    flows, month_year = flows_of(census, horizon), year_of_day[horizon.month_edges()[:-1]]
    admitted, waited = (
        np.array([flows[name][month_year == year].sum() for year in years], np.int64)
        for name in ("admitted", "waited")
    )
    return {
        "year": years,
        "open_days": open_days,
        "resident_days": np.array([mix.sum() for mix in mixes], np.int64),
        "planned_days": open_days * section.places.number,
        "fees": to_yuan(fees),
        "costs": to_yuan(costs),
        "wait_days": waited / SECONDS_PER_DAY / np.maximum(admitted, 1),
        "break_even": np.array(
            [break_even(mix if mix.any() else planned_mix(section), section) for mix in mixes], np.float64
        ),
    }


def _money(postings: Postings, years: np.ndarray, horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """Return fees and costs that fall due in each year, in fen."""
    due = postings.stage == STAGES.index("payable")
    year = horizon.month_start(postings.month[due]).astype("datetime64[Y]").astype(np.int64) + 1970
    amount, of_fees = postings.amount[due], postings.item[due] == BED_ITEMS.index(FEES)
    fees, costs = (
        np.array([amount[chosen & (year == one)].sum() for one in years], np.int64)
        for chosen in (of_fees, ~of_fees)
    )
    return -fees, costs
