"""Towns whose families claim subsidies, drawn at random, and the steps of a run behind its tables."""

from dataclasses import dataclass

from hypothesis import strategies as st

import simlib
from simlib.core.luck import Luck
from simlib.population import population_over
from simlib.programmes.family_subsidies import FAMILY_SUBSIDIES, NUMBER
from simlib.programmes.family_subsidies.course import Course, course_of
from simlib.programmes.programme import Context
from simlib.runs.result import Result
from simlib.scenario.time import calendar_of

FAMILY = FAMILY_SUBSIDIES.name
ALONE = (FAMILY,)
TOWNSHIPS = {"upper": 3, "lower": 2, "hamlet": 0.05}

shares = st.sampled_from([0.0, 0.05, 0.3, 0.8, 1.0])
seeds = st.integers(0, 1_000)


@dataclass(frozen=True)
class Steps:
    """A run with everything behind its tables."""

    context: Context
    section: object
    course: Course
    result: Result


def context_of(scenario, seed):
    """The horizon, population and luck of a scenario."""
    sections = scenario.sections
    calendar = calendar_of(sections["horizon"], sections["calendar"])
    return Context(calendar, population_over(sections["population"], calendar.horizon), Luck(seed))


def steps_of(scenario, seed):
    """Run a scenario, and its steps once more beside it."""
    context = context_of(scenario, seed)
    section = scenario.sections[FAMILY]
    course = course_of(context, section, context.luck.key(NUMBER))
    return Steps(context, section, course, simlib.run(scenario, seed=seed))


@st.composite
def drawn_towns(draw):
    """Settings and size of a town; pass them to the fixture `town`."""
    settings = {
        f"{FAMILY}.uptake.take_up": draw(shares),
        f"{FAMILY}.uptake.mean_delay": draw(st.sampled_from([0.0, 30.0, 400.0])),
        f"{FAMILY}.uptake.apply_delay": draw(st.sampled_from([0.0, 30.0, 300.0])),
        f"{FAMILY}.uptake.forgets": draw(shares),
        f"{FAMILY}.errors.wrong": draw(shares),
        f"{FAMILY}.errors.wrong_caught": draw(shares),
        f"{FAMILY}.errors.duplicate": draw(shares),
        f"{FAMILY}.errors.duplicate_caught": draw(shares),
        f"{FAMILY}.hukou.leaving": draw(st.sampled_from([0.0, 0.3])),
        f"{FAMILY}.births.twins": draw(st.sampled_from([0.0, 0.3])),
        f"{FAMILY}.response.quantum": draw(st.sampled_from([-0.1, 0.0, 0.1])),
        f"{FAMILY}.response.tempo": draw(st.sampled_from([0.0, 0.1])),
        f"{FAMILY}.path.review.workers": dict.fromkeys(TOWNSHIPS, draw(st.integers(0, 2))),
        f"{FAMILY}.path.payment.prepared": draw(st.sampled_from([0, 40])),
        f"{FAMILY}.instruments.childcare.amount": draw(
            st.sampled_from([{"second": 1000.0, "third": 0.01}, {"first": 333.33, "third": 1000.0}])
        ),
        f"{FAMILY}.instruments.preschool.claim_within": draw(st.sampled_from([0, 6, 24])),
    }
    return {
        "settings": settings,
        "residents": draw(st.sampled_from([200, 2_500])),
        "townships": TOWNSHIPS,
        "programmes": ALONE,
    }
