"""What cannot be is refused with the name of the task, before anything runs."""

import re
from datetime import date

import numpy as np
import pytest
from small_works import ALERTS, HORIZON, WINTER, design_of, planned, project, task, works_section

import simlib
from simlib.language.language import Language
from simlib.programmes.works.course import drawn_courses, span_of
from simlib.programmes.works.draws import Keys
from simlib.programmes.works.spending import spending_of
from simlib.scenario.problems import InputError

CENTRE, OTHERS = "welfare_centre.construction", "capital_projects"
LONG_ALERTS, THREE_WEEKS = "works.stops.pollution.alerts.days", {"p10": 10, "likely": 20, "p90": 21}
LUCK = np.uint64(7)
ZH, CHINESE = Language("zh"), re.compile(r"[\u4e00-\u9fff]")


def refused(settings):
    """What is said of settings that cannot be, in English."""
    with pytest.raises(InputError) as caught:
        simlib.load("gaoping-2023", set=settings)
    for problem in caught.value.problems:
        assert CHINESE.search(problem.told_in(ZH))
    return str(caught.value)


def plan(base, task, **changes):
    return {**base.assumptions[f"{CENTRE}.tasks.{task}.plan"].value, **changes}


def project_plan(design):
    return {
        "design": design,
        "label": {"en": "a school", "zh": "一所学校"},
        "from_day": date(2023, 4, 1),
        "promised": date(2024, 8, 31),
    }


def test_a_circle_of_tasks_is_told_task_by_task(base):
    said = refused({f"{CENTRE}.tasks.infill.plan": plan(base, "infill", after=["finishing"])})
    assert "welfare_centre.construction" in said
    assert "tasks wait for each other in a circle" in said
    assert "infill → finishing → infill" in said or "finishing → infill → finishing" in said


def test_a_task_that_waits_for_itself_is_a_circle(base):
    said = refused({f"{CENTRE}.tasks.infill.plan": plan(base, "infill", after=["infill"])})
    assert "infill → infill" in said


def test_an_unknown_predecessor_is_told_with_the_nearest_task(base):
    said = refused({f"{CENTRE}.tasks.infill.plan": plan(base, "infill", after=["structur"])})
    assert 'the task "infill" waits for "structur", which is no task; did you mean "structure"?' in said


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"p10": 90, "likely": 61, "p90": 122}, "p10 ≤ likely ≤ p90"),
        ({"p10": 30, "likely": 130, "p90": 122}, "p10 ≤ likely ≤ p90"),
        ({"p10": 10, "likely": 61, "p90": 122}, "more than nine times p10"),
        ({"p10": -1, "likely": 61, "p90": 122}, "at least 0"),
        ({"p10": 30, "likely": 61}, '"p90" is missing'),
    ],
)
def test_three_points_that_cannot_be_are_told_with_their_task(days, why):
    said = refused({f"{CENTRE}.tasks.infill.days": days})
    assert f"{CENTRE}.tasks.infill.days" in said
    assert why in said


def test_an_optimistic_value_above_the_pessimistic_one_is_refused_in_every_project():
    path = f"{OTHERS}.designs.school.tasks.structure.days"
    said = refused({path: {"p10": 220, "likely": 130, "p90": 90}})
    assert (
        f"{path}: the optimistic value (220), the most likely one (130) and the pessimistic one (90)" in said
    )


@pytest.mark.parametrize("share", [1.2, 120])
def test_progress_of_120_percent_is_refused(share):
    path = f"{CENTRE}.progress.building_2"
    said = refused({path: {"structure": 1.0, "infill": share}})
    assert f"{path}.infill: {share} is not allowed; at most 1" in said


def test_progress_written_with_a_percent_sign_says_how_to_write_it():
    said = refused({f"{CENTRE}.progress.building_2": {"structure": 1.0, "infill": "120%"}})
    assert "write 8% as 0.08" in said


def test_progress_of_what_is_no_task_or_no_building_is_refused():
    said = refused({f"{CENTRE}.progress.building_2": {"structure": 1.0, "infil": 0.2}})
    assert 'building_2.infil: "infil" is no task; did you mean "infill"?' in said


def test_a_task_ahead_of_what_it_waits_for_is_refused():
    said = refused({f"{CENTRE}.progress.building_2": {"structure": 0.9, "infill": 0.2}})
    assert 'the task "infill" is begun (20%), but "structure", for which it waits, is not done (90%)' in said


def test_a_project_ahead_of_itself_is_told_by_its_own_path():
    said = refused({f"{OTHERS}.designs.school.tasks.infill.plan": {"place": "cellar"}})
    assert "outdoors" in said


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({f"{CENTRE}.overrun": "standard"}, '"standard" is no class of works'),
        ({f"{CENTRE}.milestones": {"accepted": ["x"], "ready": ["handover"], "opened": ["handover"]}}, '"x"'),
        (
            {f"{CENTRE}.milestones": {"accepted": ["infill"], "ready": ["handover"], "opened": ["handover"]}},
            "done for each building",
        ),
        ({f"{CENTRE}.cost_shares": {"infill": 0.5}}, "the shares of the cost add up to 0.5"),
        ({f"{CENTRE}.cost_shares": {"roof": 1.0}}, '"roof", which is no task'),
        ({"works.risks.crews.loading": 1.0}, "of its variance; at most 100% is possible"),
        ({"works.payment.progress": 0.99}, "add up to more than 1"),
        ({"works.payment.released_after": 3}, "before the settlement"),
        ({"works.stops.winter.season": {"first_day": "13-01", "last_day": "02-28"}}, "no day of a year"),
        ({"works.stops.winter.season": {"first_day": "01-01", "last_day": "12-31"}}, "leave 0 days a year"),
        ({"works.stops.pollution.alerts.number": 20.0, LONG_ALERTS: THREE_WEEKS}, "leave 0 days a year"),
        ({f"{OTHERS}.projects.school_1.plan": project_plan("scool")}, 'did you mean "school"?'),
        ({f"{CENTRE}.buildings.share": {"building_1": 1.0}}, '"building_10" is in one only'),
    ],
)
def test_what_does_not_fit_is_refused(settings, why):
    assert why in refused(settings)


@pytest.mark.parametrize(
    ("days", "from_day"),
    [(30, date(9990, 1, 1)), (30, date(2062, 1, 1)), ((3_000, 3_500, 3_650), date(2023, 3, 1))],
)
def test_works_that_no_calendar_could_hold_are_refused_by_the_name_of_the_project(days, from_day):
    names = [f"task_{place}" for place in range(5)]
    tasks = {name: task(days, after=names[:place][-1:]) for place, name in enumerate(names)}
    works = works_section()
    endless = project(design_of(tasks, names[-1:]), works, from_day=from_day)
    with pytest.raises(
        InputError, match=r"works: work goes on from .* may not be done within 37 years"
    ) as caught:
        planned(endless, works)
    (problem,) = caught.value.problems
    assert CHINESE.search(problem.told_in(ZH))


@pytest.mark.parametrize("number", [0.0, 10.0, 20.0])
def test_works_end_by_themselves_however_many_alerts_there_may_be(number):
    """Not because the calendar ends: all work is done, and all of it is paid for."""
    alerts = {**ALERTS, "season": {"first_day": "01-01", "last_day": "12-31"}}
    alerts["alerts"] = {"number": number, "days": {"p10": 8.0, "likely": 8.0, "p90": 8.0}}
    works = works_section(stops={"winter": WINTER, "pollution": alerts})
    built = project(design_of({"walls": task(1_500, place="outdoors")}, ["walls"]), works)
    (course,) = drawn_courses([built], works, span_of([built], works.stops, HORIZON), Keys(LUCK, LUCK), 200)
    end = len(course.work_days.before[0][0]) - 1 + course.work_days.first
    assert course.dates.finish.max() < end
    assert spending_of(course, works, HORIZON).value.total == 100_000_000
