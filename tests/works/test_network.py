"""Networks checked by hand, and many draws against what is known in closed form."""

from datetime import date
from graphlib import CycleError
from math import erf, exp, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_works import (
    HORIZON,
    WINTER,
    design_of,
    drawn,
    finish_days,
    keys,
    planned,
    project,
    task,
    works_section,
)

from simlib.programmes.works.chances import merge_bias, task_risks
from simlib.programmes.works.draws import standings
from simlib.programmes.works.network import Dates, dates_of, network_of, on_longest_path
from simlib.programmes.works.stops import Span, planned_work_days

DRAWS = 40_000
ALWAYS = planned_work_days({}, Span(HORIZON, 0, 6_000))


def dates_without_stops(network, days):
    return dates_of(network, days, 0, np.zeros(len(network), np.int32), ALWAYS)


# --- by hand ---


def test_the_critical_path_is_the_one_found_by_hand():
    """The textbook way: six tasks, forward and back.

    a 3; b 5 after a; c 2 after a; d 4 after b; e 8 after c; f 1 after d and e. Forward: a ends on day 3, b on
    8, c on 5, d on 12, e on 13, f begins on 13 (the later of 12 and 13) and ends on 14. The longest path is
    a, c, e, f.
    """
    network = network_of([(), (0,), (0,), (1,), (2,), (3, 4)])
    dates = dates_without_stops(network, np.array([[3, 5, 2, 4, 8, 1]]))
    assert dates.start[0].tolist() == [0, 3, 3, 8, 5, 13]
    assert dates.finish[0].tolist() == [3, 8, 5, 12, 13, 14]
    assert on_longest_path(network, dates, [5])[0].tolist() == [True, False, True, False, True, True]


def test_paths_that_are_equally_long_are_both_critical():
    network = network_of([(), (), (0, 1)])
    dates = dates_without_stops(network, np.array([[4, 4, 1]]))
    assert on_longest_path(network, dates, [2])[0].tolist() == [True, True, True]


def test_winter_stops_work_outdoors_and_nothing_else():
    """Sixty days from 1 October end on 30 November: October and November have 61.

    With ninety days, 61 are done by 30 November, and December to 28 February stand still. The 29 days left
    are 29 February, which is not in the stop, and 28 days of March: done on 29 March.
    """
    works = works_section(stops={"winter": WINTER})
    tasks = {"out": task(60, place="outdoors"), "in_": task(90, place="indoors")}
    ends = ends_from_october(tasks, works)
    assert ends == {"out": "2023-11-30", "in_": "2023-12-30"}
    assert ends_from_october({"out": task(90, place="outdoors")}, works) == {"out": "2024-03-29"}
    # Work that would begin in winter begins after it.
    late = {"in_": task(70, place="indoors"), "out": task(1, after=["in_"], place="outdoors")}
    assert ends_from_october(late, works) == {"in_": "2023-12-10", "out": "2024-03-01"}


def ends_from_october(tasks, works):
    built = project(design_of(tasks, last=tasks), works, from_day=date(2023, 10, 1))
    course = planned(built, works)
    return {name: str(HORIZON.date_of(day)) for (_, name), day in finish_days(course).items()}


def test_buildings_go_their_own_ways_and_the_whole_waits_for_all_of_them():
    """Walls 10 and finishing 20 days a building; one has its walls, the other 40% of them; 5 days for both.

    North: no walls left, finishing ends on day 20. South: 6 days of walls, finishing ends on day 26.
    Acceptance ends on day 31.
    """
    works = works_section()
    tasks = {
        "walls": task(10, done_for="building"),
        "finishing": task(20, after=["walls"], done_for="building"),
        "acceptance": task(5, after=["finishing"]),
    }
    built = project(
        design_of(tasks, last=["acceptance"]),
        works,
        buildings={"north": 0.5, "south": 0.5},
        progress={"north": {"walls": 1.0}, "south": {"walls": 0.4}},
    )
    course = planned(built, works)
    assert finish_days(course) == {
        ("north", "walls"): 0,
        ("north", "finishing"): 20,
        ("south", "walls"): 6,
        ("south", "finishing"): 26,
        ("whole", "acceptance"): 31,
    }


def test_twice_the_crews_take_less_than_all_but_not_half_of_the_days():
    works = works_section()
    tasks = {"walls": task(100)}
    one, two = (
        planned(project(design_of(tasks, last=tasks, crews=crews), works), works)
        for crews in ({"walls": 1.0}, {"walls": 2.0})
    )
    assert (one.days[0, 0], two.days[0, 0]) == (100, round(100 * 2**-0.8))


def test_a_circle_of_tasks_is_no_network():
    with pytest.raises(CycleError):
        network_of([(1,), (0,)])


# --- truths ---


@st.composite
def networks(draw):
    """A network in which tasks wait for some of those before them, and days of a few draws."""
    tasks = draw(st.integers(min_value=1, max_value=9))
    before = [draw(st.sets(st.integers(0, task - 1))) if task else set() for task in range(tasks)]
    days = draw(
        st.lists(st.lists(st.integers(0, 40), min_size=tasks, max_size=tasks), min_size=1, max_size=4)
    )
    return network_of(before), np.array(days)


@given(net=networks())
def test_no_task_begins_before_what_it_waits_for_is_done(net):
    network, days = net
    dates = dates_without_stops(network, days)
    assert (dates.finish == dates.start + days).all()
    for place, others in enumerate(network.before):
        for other in others:
            assert (dates.start[:, place] >= dates.finish[:, other]).all()


@given(net=networks())
def test_the_longest_path_is_as_long_as_the_works(net):
    network, days = net
    dates = dates_without_stops(network, days)
    last = range(len(network))
    path = on_longest_path(network, dates, last)
    for draw in range(len(days)):
        # One way along it: from a last task back to what drove it, and so on.
        on_path = path[draw]
        place = max(last, key=lambda task: (on_path[task], dates.finish[draw, task]))
        length = 0
        while place is not None:
            assert on_path[place]
            length += days[draw, place]
            drivers = [o for o in network.before[place] if dates.finish[draw, o] == dates.ready[draw, place]]
            place = drivers[0] if drivers else None
        assert length == dates.finish[draw].max()


@given(net=networks(), more=st.integers(1, 20))
def test_a_longer_task_brings_nothing_forward_and_delays_the_end_by_as_much_if_critical(net, more):
    network, days = net
    dates = dates_without_stops(network, days)
    path = on_longest_path(network, dates, range(len(network)))
    for place in range(len(network)):
        longer = days.copy()
        longer[:, place] += more
        later = dates_without_stops(network, longer)
        assert (later.finish >= dates.finish).all()
        delayed = later.finish.max(axis=1) == dates.finish.max(axis=1) + more
        assert (delayed == path[:, place]).all()


@given(net=networks())
def test_merge_bias_is_never_negative_and_nothing_where_there_is_no_merge(net):
    network, days = net
    bias = merge_bias(network, dates_without_stops(network, days))
    assert (bias >= 0).all()
    for place, others in enumerate(network.before):
        assert len(others) > 1 or bias[place] == 0


# --- many draws against closed forms ---


def test_tasks_in_series_take_the_sum_of_means_with_the_sum_of_variances():
    works = works_section()
    tasks = {
        "one": task((30, 61, 122)),
        "two": task((122, 183, 304), after=["one"]),
        "three": task((61, 91, 152), after=["two"]),
    }
    built = project(design_of(tasks, last=["three"]), works)
    course = drawn(built, works, DRAWS)
    taken = course.reached("opened")
    mean, variance = built.layout.spread.mean.sum(), built.layout.spread.variance.sum()
    assert abs(taken.mean() - mean) < 4 * sqrt(variance / DRAWS)
    # A day is whole: rounding adds a twelfth for each task.
    assert taken.var() == pytest.approx(variance + 3 / 12, rel=4 * sqrt(2 / DRAWS))


def clark(mean_1, mean_2, deviation_1, deviation_2, correlation):
    """Mean and variance of the larger of two normal variables (Clark 1961, doi 10.1287/opre.9.2.145)."""
    a = sqrt(deviation_1**2 + deviation_2**2 - 2 * correlation * deviation_1 * deviation_2)
    alpha = (mean_1 - mean_2) / a
    density = exp(-(alpha**2) / 2) / sqrt(2 * pi)
    below = (1 + erf(alpha / sqrt(2))) / 2
    first = mean_1 * below + mean_2 * (1 - below) + a * density
    second = (
        (mean_1**2 + deviation_1**2) * below
        + (mean_2**2 + deviation_2**2) * (1 - below)
        + (mean_1 + mean_2) * a * density
    )
    return first, second - first**2


@pytest.mark.parametrize("loading", [0.0, 0.6, 0.9])
def test_two_tasks_side_by_side_end_with_the_larger_of_two_normal_variables(loading):
    """The risk that both share correlates them by the square of its loading."""
    works = works_section(risks={"crews": {"loading": loading, "shared_by": "project"}})
    tasks = {name: task(1, risks=["crews"]) for name in ("north", "south")}
    built = project(design_of(tasks, last=tasks), works)
    scores = standings(built, works.risks, keys(), DRAWS)
    means, deviations = np.array([1000, 1040]), np.array([100, 60])
    days = np.rint(means + deviations * scores).astype(np.int64)
    dates = dates_without_stops(network_of([(), (), (0, 1)]), np.column_stack([days, np.zeros(DRAWS, int)]))
    ends = dates.finish[:, 2]
    mean, variance = clark(*means, *deviations, loading**2)
    assert abs(ends.mean() - mean) < 4 * sqrt(variance / DRAWS)
    assert ends.var() == pytest.approx(variance, rel=5 * sqrt(2 / DRAWS))
    bias = merge_bias(network_of([(), (), (0, 1)]), dates)
    assert bias[2] == pytest.approx(mean - 1040, abs=5 * sqrt(variance / DRAWS))


def test_of_two_equal_tasks_each_is_critical_half_of_the_time():
    """Uniform on 0 to 100 each: the later one ends on day 66.7 on average, and either may be it."""
    works = works_section()
    tasks = {"north": task((10, 50, 90)), "south": task((10, 50, 90))}
    built = project(design_of(tasks, last=tasks), works)
    assert built.layout.spread.power == pytest.approx([1, 1], abs=1e-9)
    course = drawn(built, works, DRAWS)
    opened = course.reached("opened")
    assert opened.mean() == pytest.approx(200 / 3, abs=4 * 23.6 / sqrt(DRAWS))
    path = on_longest_path(built.layout.network, course.dates, built.layout.milestones["opened"])
    assert path.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.02)
    # The later of two varies by 100 / √18, each by 100 / √12; the index takes half of their ratio.
    risks = task_risks(course)
    assert risks.criticality == pytest.approx([0.5, 0.5], abs=0.02)
    assert risks.sensitivity == pytest.approx([0.5 * sqrt(18 / 12)] * 2, rel=0.04)


def test_dates_of_some_tasks_are_those_of_the_last():
    dates = Dates(*(np.array([[1, 5, 3], [2, 2, 9]]) for _ in range(3)))
    assert dates.last([0, 2]).tolist() == [3, 9]
