"""Uptake: who claims, when, and what a change of it changes and does not."""

from datetime import date

import numpy as np
import pytest
from family_towns import ALONE, FAMILY, steps_of

import simlib
from simlib.core.clock import SECONDS_PER_DAY
from simlib.programmes.family_subsidies import NUMBER
from simlib.programmes.family_subsidies.course import course_of
from simlib.programmes.family_subsidies.instrument_assumptions import Instrument
from simlib.programmes.family_subsidies.submissions import RIGHT

UPTAKE = f"{FAMILY}.uptake"
BASE = simlib.load("gaoping-2023").sections
NAMES = tuple(BASE["population"].townships.names)
MADE_UP = set(BASE["calendar"].makeup_workdays)
ANEW = [
    place
    for place, instrument in enumerate(BASE[FAMILY].instruments.values())
    if instrument.rule.claimed == "each_payment"
]


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


def by_child_and_instrument(course):
    """Right claims for what is claimed anew, by child and instrument: first payment and number of each."""
    asked = course.submissions.applications
    right = course.submissions.kind == RIGHT
    found = {}
    for child, instrument, first, number in zip(
        asked.child[right], asked.instrument[right], asked.first[right], asked.number[right], strict=True
    ):
        if instrument in ANEW:
            found.setdefault((int(child), int(instrument)), []).append((int(first), int(number)))
    return {key: sorted(claims) for key, claims in found.items()}


def test_only_later_claims_are_forgotten(town):
    mindful, forgetful = (
        by_child_and_instrument(
            steps_of(town({f"{UPTAKE}.forgets": share}, programmes=ALONE, residents=20_000), 5).course
        )
        for share in (0.0, 1.0)
    )
    assert any(len(claims) > 1 for claims in mindful.values())
    assert all(claims == mindful[key][:1] for key, claims in forgetful.items())
    # Where the first is not there any more its time had run out.
    assert len(forgetful) > 0.9 * len(mindful)


def test_what_is_due_when_a_family_hears_is_claimed_together(town):
    late = {
        f"{UPTAKE}.news_from": dict.fromkeys(NAMES, date(2024, 10, 1)),
        f"{UPTAKE}.mean_delay": 0.0,
        f"{FAMILY}.instruments.preschool.claim_within": 24,
    }
    steps = steps_of(town(late, programmes=ALONE, residents=20_000), 5)
    heard = steps.context.calendar.horizon.day_of(date(2024, 10, 1))
    course, asked = steps.course, steps.course.submissions.applications
    anew = np.isin(asked.instrument, ANEW) & (course.submissions.kind == RIGHT)
    last = course.dues.day[asked.behind[anew] - 1]
    together = asked.behind[anew] - asked.first[anew]
    assert (together[last > heard] == 1).all()
    assert (together[last <= heard] > 1).any()
    per_child = np.bincount(asked.child[anew][last <= heard] * 100 + asked.instrument[anew][last <= heard])
    assert per_child.max() == 1


def test_claims_come_to_desks_on_the_days_on_which_those_of_the_township_open(town):
    days = {name: ["mon"] if name == NAMES[3] else ["tue", "thu"] for name in NAMES}
    steps = steps_of(town({f"{FAMILY}.path.desks.opening_days": days}, programmes=ALONE, residents=20_000), 5)
    claims, horizon = steps.course.submissions.claims, steps.context.calendar.horizon
    weekday = np.array([horizon.date_of(int(day)).weekday() for day in claims.ready // SECONDS_PER_DAY])
    odd = np.array([horizon.date_of(int(day)) in MADE_UP for day in claims.ready // SECONDS_PER_DAY])
    there = claims.township == 3
    assert there.any()
    assert set(weekday[there & ~odd]) == {0}
    assert set(weekday[~there & ~odd]) == {1, 3}


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
