"""The section of the path: as shipped, and every way to get it wrong."""

from datetime import date

import pytest
from path_towns import PATH, load, path_of

from simlib.language.language import Language
from simlib.language.message import told
from simlib.programmes.family_subsidies.path_checks import path_misfits, path_notices
from simlib.scenario.problems import InputError


@pytest.fixture(scope="module")
def shipped():
    return load()


def refusal(path, value):
    """What the loader says to a value."""
    with pytest.raises(InputError) as refused:
        load({f"{PATH}.{path}": value})
    return str(refused.value)


def in_chinese(message):
    return told(message, Language("zh"))


def test_the_shipped_path_loads_and_fits_the_townships(shipped):
    path = shipped.sections["family_subsidies"].path
    townships = tuple(path.desks.number)
    assert len(townships) == 15
    assert list(path_misfits(path, townships)) == []
    assert list(path_notices(path)) == []
    assert shipped.notices == ()


def test_the_three_minutes_are_the_articles_and_all_else_is_shown_as_assumed(shipped):
    kinds = {
        path: (assumption.kind, assumption.source)
        for path, assumption in shipped.assumptions.items()
        if path.startswith(PATH)
    }
    assert kinds.pop(f"{PATH}.desks.complete") == ("estimate", "article-2023-03-21")
    assert set(kinds.values()) == {("placeholder", "working-estimate")}


TOWNSHIPS = ("ash", "birch")


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("approval.workers", -1, "-1 is not allowed; at least 0 is needed"),
        ("approval.workers", 1.5, "1.5 is not whole; a whole number is needed"),
        ("approval.cases_a_day", 0, "0 is not allowed; at least 1 is needed"),
        ("approval.cases_a_day", 500, "500 cases a day from 08:30 to 17:30; at most 180 are possible"),
        ("approval.hours", {"opens": "17:00", "closes": "09:00"}, "closes at 09:00, not after it opens"),
        ("review.hours", {"opens": "8:30", "closes": "17:00"}, '"8:30" is no time of day'),
        ("review.opening_days", ["monday"], "monday"),
        ("desks.hours", {"opens": "08:30", "closes": "23:55"}, "could last past midnight"),
        ("desks.second_visit", 0, "0 is not allowed; at least 1 is needed"),
        ("desks.complete", 0.0, "0.0 is not allowed"),
        ("notice.days", -3, "-3 is not allowed; at least 0 is needed"),
        ("payment.day_of_month", 32, "32 is not allowed; at most 31 is needed"),
        ("payment.day_of_month", 0, "0 is not allowed; at least 1 is needed"),
        ("payment.months", [], "payment.months"),
        ("payment.months", [13], "13 is not allowed; at most 12 is needed"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_path(path, value, complaint):
    said = refusal(path, value)
    assert f"{PATH}.{path.partition('.')[0]}" in said
    assert complaint in said


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"staff": 0.5}, "0.5 is not whole; a whole number is needed"),
        ({"first_day": date(2023, 10, 1)}, "the period ends (2023-09-30) before it begins (2023-10-01)"),
        ({"office": "approval"}, "the approval is the city's; nancheng has none"),
        ({"office": "bank"}, "bank"),
    ],
)
def test_a_change_of_staff_that_cannot_be_is_refused(change, complaint):
    entry = {
        "office": "review",
        "township": "nancheng",
        "first_day": date(2023, 9, 1),
        "last_day": date(2023, 9, 30),
        "staff": 1,
    } | change
    assert complaint in refusal("staff_changes", [entry])


def test_a_township_without_a_desk_is_named():
    path = path_of(TOWNSHIPS, desks={"number": {"ash": 1}})
    ((where, message),) = path_misfits(path, TOWNSHIPS)
    assert where == f"{PATH}.desks.number"
    assert message == 'the township "birch" has no desk; at least 1 is needed'
    assert "birch" in in_chinese(message)
    assert in_chinese(message) != message


def test_a_township_that_nobody_knows_is_named_with_the_nearest():
    late = {
        "office": "review",
        "township": "brich",
        "first_day": date(2023, 9, 1),
        "last_day": date(2023, 9, 30),
        "staff": 1,
    }
    path = path_of(TOWNSHIPS, review={"workers": {"ash": 1, "birch": 1, "ahs": 1}}, staff_changes=(late,))
    found = dict(path_misfits(path, TOWNSHIPS))
    assert set(found) == {f"{PATH}.review.workers.ahs", f"{PATH}.staff_changes.0.township"}
    assert '"ahs" is no township; known: ash, birch' in found[f"{PATH}.review.workers.ahs"]
    assert "birch" in found[f"{PATH}.staff_changes.0.township"].rpartition("?")[0]


def test_offices_where_nobody_works_are_noticed():
    path = path_of(
        TOWNSHIPS,
        desks={"opening_days": {"ash": (), "birch": ("mon",)}},
        review={"workers": {"ash": 1, "birch": 0}},
        approval={"workers": 0},
    )
    told_of = list(path_notices(path))
    assert [notice.partition(":")[0] for notice in told_of] == [
        f"{PATH}.desks.opening_days.ash",
        f"{PATH}.review.workers.birch",
        f"{PATH}.approval.workers",
    ]
    assert all(in_chinese(notice) != notice for notice in told_of)


def test_a_value_outside_its_range_is_noticed():
    assert any("outside its plausible range" in said for said in load({f"{PATH}.notice.days": 60}).notices)
