"""What the page takes from a run, and the charts that are drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from simlib.language.language import Language
from simlib.present.assistance_charts import assistance_chart, care_chart, hardship_chart, people_chart
from simlib.present.beds_charts import beds_chart
from simlib.present.board.subject import Labels, Picture
from simlib.present.care_page.levers import CENTRE, OTHERS
from simlib.present.community_charts import users_chart
from simlib.present.schedules import building_dates, opening_chances, project_dates
from simlib.present.works_charts import buildings_chart, opening_chart, projects_chart
from simlib.programmes.capital_projects.headlines import cohort_labels as project_labels
from simlib.programmes.community_care.headlines import cohort_labels as community_labels
from simlib.programmes.headline import Assumptions
from simlib.programmes.medical_assistance.headlines import hardship_by_definition, premium_by_year
from simlib.programmes.welfare_centre.beds_headlines import yearly
from simlib.programmes.welfare_centre.construction_headlines import labels_of
from simlib.programmes.works.headlines import chance_by, own_rows
from simlib.runs.result import Result

AT_ONCE = {
    "opening": Picture(lambda run: run.chances, lambda table, labels, lang: opening_chart(table, lang)),
    "buildings": Picture(
        lambda run: run.buildings,
        lambda table, labels, lang: buildings_chart(table, labels["centre"], lang),
    ),
    "beds": Picture(lambda run: run.result.care_beds, lambda table, labels, lang: beds_chart(table, lang)),
    "assistance": Picture(
        lambda run: run.result.assistance, lambda table, labels, lang: assistance_chart(table, lang)
    ),
}
LATER = {
    "people": Picture(
        lambda run: run.result.assistance, lambda table, labels, lang: people_chart(table, lang)
    ),
    "hardship": Picture(
        lambda run: run.result.hardship, lambda table, labels, lang: hardship_chart(table, lang)
    ),
    "care": Picture(lambda run: run.result.settlements, lambda table, labels, lang: care_chart(table, lang)),
    "community": Picture(
        lambda run: run.result.community_care,
        lambda table, labels, lang: users_chart(table, labels["community"], lang),
    ),
    "others": Picture(
        lambda run: run.projects,
        lambda table, labels, lang: projects_chart(table, labels["projects"], lang),
    ),
}


@dataclass(frozen=True)
class Shown:
    """What is taken from a run; each table once it is asked for.

    Attributes
    ----------
    result
        The run.
    labels
        What the parts of the centre, the community centres and the other works are called.
    """

    result: Result
    labels: Labels

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Chances of the centre's milestones, see `simlib.present.schedules`."""
        return opening_chances(self.result.milestones, self.result.milestone_chances, CENTRE)

    @cached_property
    def buildings(self) -> pd.DataFrame:
        """Dates of the centre's buildings and of what is done for the whole."""
        return building_dates(self.result.works_tasks, self.result.works_risks, CENTRE)

    @cached_property
    def projects(self) -> pd.DataFrame:
        """Dates of the other works."""
        return project_dates(self.result.works_tasks, self.result.milestones, OTHERS)

    @cached_property
    def milestones(self) -> pd.DataFrame:
        """Rows of `milestones` of the centre, by milestone."""
        return own_rows(self.result.milestones, CENTRE).set_index("milestone")

    @cached_property
    def openings(self) -> pd.DataFrame:
        """`p50`, `p80` and the chance by the end of each year: the centre's milestones, community centres."""
        facilities = self.result.community_openings.astype({"facility": str, "milestone": str})
        opened = facilities[facilities["milestone"] == "opened"].set_index("facility")
        dates = pd.concat([self.milestones[["p50", "p80"]], opened[["p50", "p80"]]])
        chances = self.result.milestone_chances.astype({"project": str, "milestone": str})
        of_rows = [
            chances[(chances["project"] == project) & (chances["milestone"] == milestone)]
            for project, milestone in (
                *((CENTRE, milestone) for milestone in self.milestones.index),
                *((facility, "opened") for facility in opened.index),
            )
        ]
        by_year = {year: [chance_by(rows, end) for rows in of_rows] for year, end in self.year_ends.items()}
        return dates.assign(**by_year)

    @cached_property
    def year_ends(self) -> Mapping[str, pd.Timestamp]:
        """The last month of each year that ends within the horizon."""
        months = pd.DatetimeIndex(self.result.care_beds["month"].unique())
        return {str(month.year): month for month in months[months.month == 12]}

    @cached_property
    def beds_at_the_end(self) -> pd.Series:
        """Beds open, residents and people waiting at the end of the horizon."""
        beds = self.result.care_beds
        return beds[beds["month"] == beds["month"].max()][["beds_open", "residents", "waiting"]].sum()

    @cached_property
    def benefits(self) -> pd.DataFrame:
        """Yuan paid, and people helped in a mean month in which it is paid, by benefit."""
        plain = self.result.assistance.astype({"benefit": str})
        return plain.groupby("benefit", sort=False).agg(amount=("amount", "sum"), people=("people", "mean"))

    @cached_property
    def hardship(self) -> pd.DataFrame:
        """Shares of household years hit, `with` relief and `without` it, by definition."""
        return hardship_by_definition(self.result.hardship)

    @cached_property
    def premium(self) -> pd.DataFrame:
        """People reached by premium support, by year of cover."""
        table = premium_by_year(self.result.premium_support)
        return table.set_axis([str(year) for year in table.index])

    @cached_property
    def years(self) -> pd.DataFrame:
        """Occupancy, fees, running costs and break-even of the centre by year."""
        years = self.result.care_years
        table = yearly(years).assign(break_even=years["break_even"].to_numpy())
        return table.set_axis([str(year) for year in table.index])


def shown_of(result: Result, lang: Language) -> Shown:
    """Return what the page shows of a run in a language."""
    assumptions = result.scenario.resolved()["assumptions"]
    return Shown(result, _labels(assumptions, lang))


def _labels(assumptions: Assumptions, lang: Language) -> Labels:
    return {
        "centre": labels_of(assumptions, lang),
        "community": community_labels(assumptions, lang),
        "projects": project_labels(assumptions, lang),
    }
