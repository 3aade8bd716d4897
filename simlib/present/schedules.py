"""Rows that pictures of works are drawn from: buildings and tasks, projects, the chances of an opening."""

import pandas as pd

from simlib.programmes.works.headlines import own_rows

DATES = ["planned_start", "planned_finish", "p10", "p50", "p90"]
WHOLE, ALL = "whole", "all"
"""What is done for the whole project, and a building as one."""


def opening_chances(milestones: pd.DataFrame, chances: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return the chance of each milestone by month, with the days on which it is promised and likely.

    Parameters
    ----------
    milestones, chances
        The tables `milestones` and `milestone_chances`.
    programme
        A programme that builds one project.

    Returns
    -------
    pd.DataFrame
        Rows of `milestone_chances`, with the columns `promised`, `p50` and `p80`.
    """
    days = own_rows(milestones, programme)[["milestone", "promised", "p50", "p80"]]
    return own_rows(chances, programme).merge(days, on="milestone")


def building_dates(tasks: pd.DataFrame, risks: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return the dates of each building as one, and of each task of the whole.

    Parameters
    ----------
    tasks, risks
        The tables `works_tasks` and `works_risks`.
    programme
        A programme that builds one project.
    """
    tasks, risks = own_rows(tasks, programme), own_rows(risks, programme)
    left = tasks[tasks["planned_days"] > 0]
    whole = left["building"] == WHOLE
    plan = left.groupby(left["building"].where(~whole, left["task"]), sort=False).agg(
        planned_start=("planned_start", "min"), planned_finish=("planned_finish", "max")
    )
    of_whole = risks["building"] == WHOLE
    shown = risks[of_whole | (risks["task"] == ALL)]
    shown = shown.set_index(shown["building"].where(shown["building"] != WHOLE, shown["task"]))
    return plan.join(shown[["p10", "p50", "p90"]])[DATES]


def project_dates(tasks: pd.DataFrame, milestones: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return the dates between which each project goes on until it is ready.

    Parameters
    ----------
    tasks, milestones
        The tables `works_tasks` and `milestones`.
    programme
        The programme that builds them.
    """
    tasks, milestones = own_rows(tasks, programme), own_rows(milestones, programme)
    ready = milestones[milestones["milestone"] == "ready"].set_index("project")
    begins = tasks.groupby("project", sort=False)["planned_start"].min().rename("planned_start")
    return ready.rename(columns={"planned": "planned_finish"}).join(begins)[DATES]
