"""Uptake: who claims, when, and what a change of it changes and does not."""

from datetime import date

import numpy as np
import pytest
from family_towns import ALONE, FAMILY, steps_of

import simlib
from simlib.programmes.family_subsidies import NUMBER
from simlib.programmes.family_subsidies.course import course_of
from simlib.programmes.family_subsidies.instrument_assumptions import Instrument
from simlib.programmes.family_subsidies.submissions import RIGHT

UPTAKE = f"{FAMILY}.uptake"
NAMES = tuple(simlib.load("gaoping-2023").sections["population"].townships.names)


def claimed(course):
    """Numbers of right claims by the day on which the family sets out."""
    right = course.submissions.kind == RIGHT
    asked = course.submissions.applications
    return dict(zip(asked.number[right].tolist(), asked.day[right].tolist(), strict=True))


@pytest.fixture(scope="module")
def usual(town):
    return steps_of(town(programmes=ALONE), 5)


def test_without_take_up_nobody_claims(town):
    result = simlib.run(town({f"{UPTAKE}.take_up": 0.0}, programmes=ALONE), seed=5)
    assert result.measures[f"{FAMILY}.claims"] == 0
    assert result.subsidies["amount"].sum() == 0
    assert (result.subsidy_reach["never"] == result.subsidy_reach["eligible"]).all()
    assert result.ledger.empty


def test_who_claims_at_a_lower_take_up_claims_the_same_at_a_higher(town, usual):
    more = steps_of(town({f"{UPTAKE}.take_up": 0.95}, programmes=ALONE), 5)
    before, after = claimed(usual.course), claimed(more.course)
    assert before.items() < after.items()


def test_where_all_know_and_claim_at_once_every_due_of_the_horizon_is_claimed(town):
    everybody = {
        f"{UPTAKE}.take_up": 1.0,
        f"{UPTAKE}.absent_factor": 1.0,
        f"{UPTAKE}.mean_delay": 0.0,
        f"{UPTAKE}.apply_delay": 0.0,
        f"{UPTAKE}.forgets": 0.0,
        f"{UPTAKE}.news_from": dict.fromkeys(NAMES, date(2023, 3, 1)),
    }
    steps = steps_of(town(everybody, programmes=ALONE), 5)
    dues, days = steps.course.dues, steps.context.calendar.horizon.days
    asked = steps.course.submissions.applications
    right = steps.course.submissions.kind == RIGHT
    covered = np.zeros(len(dues), np.bool_)
    for first, behind in zip(asked.first[right], asked.behind[right], strict=True):
        assert not covered[first:behind].any()
        covered[first:behind] = True
    missed = ~covered & (dues.day < days)
    # Whoever sets out on the last weekend finds no open desk before the horizon ends.
    assert (dues.day[missed] >= days - 3).all()
    reach = steps.result.subsidy_reach
    assert reach["applied"].sum() >= 0.99 * reach["eligible"].sum()


def test_news_that_comes_later_makes_nobody_claim_earlier(town, usual):
    later = steps_of(
        town({f"{UPTAKE}.news_from": dict.fromkeys(NAMES, date(2023, 9, 1))}, programmes=ALONE), 5
    )
    assert (later.course.heard >= usual.course.heard).all()
    early, late = (steps.result.measures[f"{FAMILY}.claims"] for steps in (usual, later))
    assert late <= early
    news = later.result.subsidy_news
    assert news.loc[news["month"] < "2023-09-01", "heard"].sum() == 0


def test_imitation_makes_news_spread_faster(town):
    def heard(imitation):
        result = simlib.run(town({f"{UPTAKE}.imitation": imitation}, programmes=ALONE), seed=5)
        news = result.subsidy_news
        return news.loc[news["month"] == "2023-06-01", "heard"].sum()

    assert heard(0.0) < heard(0.02) < heard(0.2)


def test_a_township_may_hear_later_than_another(town):
    days = dict.fromkeys(NAMES, date(2023, 3, 6)) | {"yuancun": date(2025, 1, 1)}
    result = simlib.run(town({f"{UPTAKE}.news_from": days}, programmes=ALONE, residents=20_000), seed=5)
    reach = result.subsidy_reach.astype({"township": str}).groupby("township")[["eligible", "paid"]].sum()
    share = reach["paid"] / reach["eligible"]
    assert share["yuancun"] < share.drop("yuancun").min()


def test_families_elsewhere_claim_less(town):
    settings = {f"{UPTAKE}.absent_factor": 0.0}
    steps = steps_of(town(settings, programmes=ALONE), 5)
    asked = steps.course.submissions.applications
    assert not steps.course.children.away[asked.child].any()
    assert steps.course.children.away.any()


def test_time_to_claim_loses_payments_and_nothing_else(town):
    path = f"{FAMILY}.instruments.childcare.claim_within"
    slow = {f"{UPTAKE}.apply_delay": 400.0}
    long, short = (steps_of(town(slow | {path: months}, programmes=ALONE), 5).course for months in (120, 3))
    np.testing.assert_array_equal(long.dues.day, short.dues.day)
    assert claimed(short).keys() < claimed(long).keys() | claimed(short).keys()
    counts = [
        (course.submissions.applications.behind - course.submissions.applications.first).sum()
        for course in (long, short)
    ]
    assert counts[1] < counts[0]


def test_a_new_instrument_moves_nobodys_luck(town, usual):
    extra = {
        "amount": {"second": 10.0},
        "ages": {"early": {"from_month": 0, "before_month": 12}},
        "claim_within": 12,
        "rule": {
            "pays": "year",
            "child_hukou": True,
            "parents_hukou": "any",
            "starts": date(2023, 3, 1),
            "claimed": "once",
        },
    }
    section = usual.section.model_copy(
        update={"response": usual.section.response.model_copy(update={"quantum": 0.0, "tempo": 0.0})}
    )
    more = {"extra": Instrument.model_validate(extra), **section.instruments}
    key = usual.context.luck.key(NUMBER)
    without = course_of(usual.context, section, key)
    with_it = course_of(usual.context, section.model_copy(update={"instruments": more}), key)
    assert claimed(without).items() < claimed(with_it).items()
