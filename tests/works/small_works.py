"""Works small enough to be checked by hand."""

from datetime import date

from simlib.core.clock import Horizon
from simlib.core.luck import Luck
from simlib.programmes.works.assumptions import WorksSection
from simlib.programmes.works.course import drawn_courses, planned_courses, span_of
from simlib.programmes.works.draws import Keys
from simlib.programmes.works.project import WHOLE, layout_of, project_of
from simlib.programmes.works.project_assumptions import Design, Plan
from simlib.programmes.works.purposes import CITY

HORIZON = Horizon(date(2023, 3, 1), date(2026, 2, 28))
WINTER = {"season": {"first_day": "12-01", "last_day": "02-28"}, "places": ("outdoors",)}
ALERTS = {
    "season": {"first_day": "10-01", "last_day": "03-31"},
    "places": ("outdoors",),
    "alerts": {"number": 5.0, "days": {"p10": 2.0, "likely": 3.0, "p90": 7.0}},
}


def works_section(**changes):
    """What holds for all works: nothing stops them, and they share nothing."""
    return WorksSection.model_validate(
        {
            "stops": {},
            "risks": {},
            "crews": {"effect": 0.8, "labour": 0.3},
            "payment": {
                "progress": 0.8,
                "lag": 1,
                "settled_after": 6,
                "retained": 0.03,
                "released_after": 24,
            },
            "overruns": {"none": {"p10": 0.0, "likely": 0.0, "p90": 0.0}},
            "steepness": 1.0,
            **changes,
        }
    )


def task(days, after=(), place="office", risks=(), done_for="project"):
    """A task; `days` is one number, or three points."""
    p10, likely, p90 = days if isinstance(days, tuple) else (days, days, days)
    return {
        "days": {"p10": float(p10), "likely": float(likely), "p90": float(p90)},
        "plan": {"after": tuple(after), "place": place, "risks": tuple(risks), "done_for": done_for},
    }


def design_of(tasks, last, cost_shares=None, **changes):
    """A design whose milestones all are the ends of the last tasks; the first task costs all."""
    shares = cost_shares or {next(iter(tasks)): 1.0}
    return Design.model_validate(
        {
            "tasks": tasks,
            "milestones": dict.fromkeys(("accepted", "ready", "opened"), tuple(last)),
            "cost_shares": shares,
            "overrun": "none",
            "crews": {},
            **changes,
        }
    )


def project(design, works, progress=None, buildings=None, cost=1_000_000.0, from_day=date(2023, 3, 1)):
    """A project by a design; `progress` of tasks of the whole, unless there are buildings."""
    plan = Plan.model_validate(
        {"label": {"en": "works", "zh": "工程"}, "from_day": from_day, "promised": date(2023, 12, 31)}
    )
    if buildings is None:
        buildings, progress = {WHOLE: 1.0}, {WHOLE: progress or {}}
    return project_of("works", layout_of(design, buildings, works), plan, cost, progress or {}, HORIZON)


def planned(built, works):
    """The course of a project without uncertainty."""
    (course,) = planned_courses([built], works, span_of([built], works.stops, HORIZON))
    return course


def drawn(built, works, draws, seed=0):
    """Its course in draws of luck."""
    (course,) = drawn_courses([built], works, span_of([built], works.stops, HORIZON), keys(seed), draws)
    return course


def keys(seed=0):
    """The luck of a programme's works."""
    luck = Luck(seed)
    return Keys(luck.key(4), luck.key(CITY))


def finish_days(course):
    """First days after each task, by building and task, in the first draw."""
    layout = course.project.layout
    places = zip(layout.buildings, layout.tasks, strict=True)
    return dict(zip(places, course.dates.finish[0].tolist(), strict=True))
