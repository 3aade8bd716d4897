"""Tables of works: when tasks are done, how that bears on the opening, milestones, money.

They are shared: each programme that builds gives its own rows.
"""

from collections.abc import Sequence

import numpy as np

from simlib.core.clock import Horizon
from simlib.core.money import to_yuan
from simlib.core.tables import REPLICATE, Column, Columns, Names, Table, joined
from simlib.programmes.works.chances import LAST, building_risks, merge_bias, task_risks
from simlib.programmes.works.course import Course
from simlib.programmes.works.network import on_longest_path
from simlib.programmes.works.payments import WAYS
from simlib.programmes.works.project import WHOLE
from simlib.programmes.works.spending import Spending

ALL = "all"
"""The task that stands for all tasks of a building together."""

PROGRAMME = Column("programme", "name", "Programme that builds.")
PROJECT = Column("project", "name", "Project.")
BUILDING = Column("building", "name", "Building, or `whole` for what is done for the whole project.")
MILESTONE = Column(
    "milestone",
    "name",
    "`accepted` (竣工验收), `ready` to operate (具备运营条件) or `opened` (投入运营).",
)

WORKS_TASKS = Table(
    "works_tasks",
    "Tasks of construction works: without uncertainty, and in this replicate.",
    ("replicate", "programme", "project", "building", "task"),
    (
        REPLICATE,
        PROGRAMME,
        PROJECT,
        BUILDING,
        Column("task", "name", "Task."),
        Column("done", "number", "Share done when work goes on."),
        Column("planned_days", "integer", "Days of work left, most likely."),
        Column(
            "planned_start", "date", "When it begins if all takes its most likely days and no alert comes."
        ),
        Column("planned_finish", "date", "The first day after it, likewise."),
        Column("planned_critical", "integer", "1 if it lies on the longest path to the opening, likewise."),
        Column("days", "integer", "Days of work left in this replicate."),
        Column("start", "date", "When it begins in this replicate."),
        Column("finish", "date", "The first day after it in this replicate."),
        Column("critical", "integer", "1 if it lies on the longest path to the opening in this replicate."),
    ),
)

WORKS_RISKS = Table(
    "works_risks",
    "How each task bears on the opening, over many draws of luck.",
    ("replicate", "programme", "project", "building", "task"),
    (
        REPLICATE,
        PROGRAMME,
        PROJECT,
        BUILDING,
        Column("task", "name", "Task, or `all` for a building as one."),
        Column("p10", "date", "In one draw of ten it is done by then."),
        Column("p50", "date", "In half of the draws it is done by then."),
        Column("p90", "date", "In nine draws of ten it is done by then."),
        Column(
            "criticality", "number", "Share of draws in which it lies on the longest path to the opening."
        ),
        Column(
            "sensitivity",
            "number",
            "Criticality times the standard deviation of its days over that of the opening (schedule "
            "sensitivity index).",
        ),
        Column(
            "merge_bias",
            "number",
            "Days by which waiting for several tasks at once delays its beginning, on average, beyond the "
            "latest of their mean ends.",
        ),
    ),
)

MILESTONES = Table(
    "milestones",
    "Milestones of projects: promised, without uncertainty, in this replicate, and over many draws of luck.",
    ("replicate", "programme", "project", "milestone"),
    (
        REPLICATE,
        PROGRAMME,
        PROJECT,
        MILESTONE,
        Column("promised", "date", "Day by which the project is meant to be ready to operate."),
        Column("planned", "date", "If all takes its most likely days and no alert comes."),
        Column("drawn", "date", "In this replicate."),
        Column("p10", "date", "In one draw of ten it is reached by then."),
        Column("p50", "date", "In half of the draws."),
        Column("p80", "date", "In eight draws of ten."),
        Column("p90", "date", "In nine draws of ten."),
        Column("chance", "number", "Share of draws in which it is reached by the promised day."),
    ),
)

MILESTONE_CHANCES = Table(
    "milestone_chances",
    "The chance that a milestone is reached by the end of a month, over many draws of luck.",
    ("replicate", "programme", "project", "milestone", "month"),
    (
        REPLICATE,
        PROGRAMME,
        PROJECT,
        MILESTONE,
        Column(
            "month", "date", "First day of the month; those after the horizon as well, until it is certain."
        ),
        Column("chance", "number", "Share of draws."),
    ),
)

WORKS_COSTS = Table(
    "works_costs",
    "What projects cost in this replicate.",
    ("replicate", "programme", "project"),
    (
        REPLICATE,
        PROGRAMME,
        PROJECT,
        Column("contract", "yuan", "Cost as planned."),
        Column("done_before", "yuan", "Value of the work done before work goes on."),
        Column("paid_before", "yuan", "Paid for it by then, or before the horizon; not in the ledger."),
        Column("overrun", "yuan", "What the remaining work costs more than planned, dearer crews included."),
        Column("total", "yuan", "Contract and overrun."),
        Column("due_within", "yuan", "Falling due within the horizon."),
        Column("due_later", "yuan", "Falling due after it."),
    ),
)

WORKS_MONEY = Table(
    "works_money",
    "Work done and payments falling due by month in this replicate; months outside the horizon as well.",
    ("replicate", "programme", "project", "month"),
    (
        REPLICATE,
        PROGRAMME,
        PROJECT,
        Column("month", "date", "First day of the month."),
        Column("done", "number", "Share of the contract done by the end of the month."),
        Column("value", "yuan", "Value of the work done in the month, overrun included."),
        Column("progress", "yuan", "Progress payments (进度款)."),
        Column("settlement", "yuan", "Settlement after completion acceptance (竣工结算)."),
        Column("retention", "yuan", "Retention money released (质量保证金)."),
    ),
)

TABLES = (WORKS_TASKS, WORKS_RISKS, MILESTONES, MILESTONE_CHANCES, WORKS_COSTS, WORKS_MONEY)


def tasks_table(
    programme: str, planned: Sequence[Course], own: Sequence[Course], horizon: Horizon
) -> Columns:
    """Return the columns of `works_tasks`: projects in order, tasks building by building."""
    return joined([_tasks(programme, *pair, horizon) for pair in zip(planned, own, strict=True)])


def _tasks(programme: str, planned: Course, own: Course, horizon: Horizon) -> Columns:
    layout = own.project.layout
    return {
        **_whose(programme, own.project.name, len(layout.tasks)),
        "building": _names(layout.buildings),
        "task": _names(layout.tasks),
        "done": own.project.done,
        **_seen(planned, "planned_", horizon),
        **_seen(own, "", horizon),
    }


def _seen(course: Course, prefix: str, horizon: Horizon) -> Columns:
    layout = course.project.layout
    path = on_longest_path(layout.network, course.dates, layout.milestones[LAST])
    return {
        f"{prefix}days": course.days[0],
        f"{prefix}start": dates(course.dates.start[0], horizon),
        f"{prefix}finish": dates(course.dates.finish[0], horizon),
        f"{prefix}critical": path[0] & (course.days[0] > 0),
    }


def risks_table(programme: str, many: Sequence[Course], horizon: Horizon) -> Columns:
    """Return the columns of `works_risks`: the tasks of each project, then its buildings."""
    return joined([_risks(programme, course, horizon) for course in many])


def _risks(programme: str, course: Course, horizon: Horizon) -> Columns:
    layout = course.project.layout
    buildings = [name for name in dict.fromkeys(layout.buildings) if name != WHOLE]
    own = [np.array([name == building for name in layout.buildings]) for building in buildings]
    finish = course.dates.finish
    finish = np.concatenate([finish, *(finish[:, mine].max(axis=1, keepdims=True) for mine in own)], axis=1)
    of_tasks, of_buildings = task_risks(course), building_risks(course, own)
    bias = merge_bias(layout.network, course.dates)
    return {
        **_whose(programme, course.project.name, finish.shape[1]),
        "building": _names((*layout.buildings, *buildings)),
        "task": _names((*layout.tasks, *(ALL for _ in buildings))),
        **{f"p{share}": dates(_quantile(finish, share), horizon) for share in (10, 50, 90)},
        "criticality": np.concatenate([of_tasks.criticality, of_buildings.criticality]),
        "sensitivity": np.concatenate([of_tasks.sensitivity, of_buildings.sensitivity]),
        "merge_bias": np.concatenate([bias, np.zeros(len(buildings))]),
    }


def milestones_table(
    programme: str, planned: Sequence[Course], own: Sequence[Course], many: Sequence[Course], horizon: Horizon
) -> Columns:
    """Return the columns of `milestones`: projects and their milestones in order."""
    rows = [
        (
            plan.project,
            milestone,
            plan.reached(milestone)[0],
            one.reached(milestone)[0],
            all_.reached(milestone),
        )
        for plan, one, all_ in zip(planned, own, many, strict=True)
        for milestone in plan.project.layout.milestones
    ]
    projects, milestones, plans, drawn, days = zip(*rows, strict=True)
    promised = np.array([project.promised for project in projects])
    days = np.stack(days, axis=1)
    return {
        "programme": Names.constant(programme, len(rows)),
        "project": _names([project.name for project in projects]),
        "milestone": _names(milestones),
        "promised": dates(promised, horizon),
        "planned": dates(np.array(plans), horizon),
        "drawn": dates(np.array(drawn), horizon),
        **{f"p{share}": dates(_quantile(days, share), horizon) for share in (10, 50, 80, 90)},
        "chance": (days <= promised).mean(axis=0),
    }


def chances_table(programme: str, many: Sequence[Course], horizon: Horizon) -> Columns:
    """Return the columns of `milestone_chances`: from the month before the first draw to that of the last."""
    return joined(
        [
            _chances(programme, course, milestone, horizon)
            for course in many
            for milestone in course.project.layout.milestones
        ]
    )


def _chances(programme: str, course: Course, milestone: str, horizon: Horizon) -> Columns:
    reached = np.sort(horizon.month_number(course.reached(milestone)))
    months = np.arange(reached[0] - 1, reached[-1] + 1)
    return {
        **_whose(programme, course.project.name, months.size),
        "milestone": Names.constant(milestone, months.size),
        "month": horizon.month_start(months),
        "chance": np.searchsorted(reached, months, side="right") / reached.size,
    }


def costs_table(programme: str, spendings: Sequence[Spending], horizon: Horizon) -> Columns:
    """Return the columns of `works_costs`, projects in order."""
    fen = {
        "contract": [spending.contract for spending in spendings],
        "done_before": [spending.value.before for spending in spendings],
        "paid_before": [spending.paid_before for spending in spendings],
        "overrun": [spending.value.total - spending.contract for spending in spendings],
        "total": [spending.value.total for spending in spendings],
        "due_within": [spending.due(0, horizon.months) for spending in spendings],
        "due_later": [spending.due(horizon.months, None) for spending in spendings],
    }
    return {
        "programme": Names.constant(programme, len(spendings)),
        "project": _names([spending.project for spending in spendings]),
        **{name: to_yuan(amounts) for name, amounts in fen.items()},
    }


def money_table(programme: str, spendings: Sequence[Spending], horizon: Horizon) -> Columns:
    """Return the columns of `works_money`; after the last work only the months in which something is due."""
    return joined([_money(programme, spending, horizon) for spending in spendings])


def _money(programme: str, spending: Spending, horizon: Horizon) -> Columns:
    value, payments = spending.value, spending.payments
    at_work = value.first_month + np.arange(value.monthly.size)
    months = np.union1d(at_work, payments.month)
    done = np.concatenate([value.progress, np.ones(months.size - at_work.size)])
    worth = np.concatenate([value.monthly, np.zeros(months.size - at_work.size, np.int64)])
    due = np.zeros((len(WAYS), months.size), np.int64)
    np.add.at(due, (payments.way, np.searchsorted(months, payments.month)), payments.amount)
    return {
        **_whose(programme, spending.project, months.size),
        "month": horizon.month_start(months),
        "done": done,
        "value": to_yuan(worth),
        **{way: to_yuan(amount) for way, amount in zip(WAYS, due, strict=True)},
    }


def dates(days: np.ndarray, horizon: Horizon) -> np.ndarray:
    """Return days of the horizon as dates, datetime64[D]; they may lie outside of it."""
    return np.datetime64(horizon.first, "D") + np.asarray(days)


def _quantile(days: np.ndarray, percent: int) -> np.ndarray:
    """Return the day by which a part of the draws have come, for each column."""
    return np.quantile(days, percent / 100, axis=0, method="inverted_cdf").astype(np.int64)


def _whose(programme: str, project: str, rows: int) -> Columns:
    return {"programme": Names.constant(programme, rows), "project": Names.constant(project, rows)}


def _names(values: Sequence[str]) -> Names:
    names = tuple(dict.fromkeys(values))
    places = {name: place for place, name in enumerate(names)}
    return Names(np.array([places[value] for value in values]), names)
